//! Comparisons of a list: any of its entries meets them. The scalar that stands for a list's
//! primary entry asks all of its entries too.

use kernel::Result;
use kernel::filter::{Op, Operand};
use kernel::kind::Kind;
use kernel::object::{Field, Object};
use kernel::text::fold::fold;
use kernel::value::Value;

use super::binds::{Binds, Source, all_of, any_of};
use super::filter_column::{contains, one_of};
use super::filter_sql::{not_for_kind, unknown_field, values};
use super::folding::folded;
use crate::sql_value::SqlValue;

/// Which entries are asked, and how their text is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entries<'a> {
    /// The list.
    pub list: &'a Field,
    text: Text,
    /// Only entries of this type.
    label: Option<&'static str>,
}

/// How the text of an entry is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Text {
    /// Folded, in this column.
    Key(&'static str),
    /// Two capitals.
    Country,
    /// As it was written, in this column.
    Written(&'static str),
    /// An address: any of its lines.
    Lines,
}

impl<'a> Entries<'a> {
    /// The entries that a field asks.
    ///
    /// # Errors
    /// When the field stands for no list.
    pub fn of(object: &'a Object, field: &'a Field) -> Result<Self> {
        let Some(list) = field.primary_of else {
            let text = match field.kind {
                Kind::Addresses => Text::Lines,
                _ => Text::Key("value_key"),
            };
            return Ok(Self { list: field, text, label: None });
        };
        let list = object.field(list).ok_or_else(|| unknown_field(list))?;
        let text = match (list.kind, field.key) {
            (Kind::Addresses, "city") => Text::Key("city_key"),
            (Kind::Addresses, "country") => Text::Country,
            (Kind::Addresses, "street") => Text::Written("street"),
            (Kind::Addresses, "state") => Text::Written("state"),
            (Kind::Addresses, "postal_code") => Text::Written("postal_code"),
            (Kind::Addresses, _) => return Err(unknown_field(field.key)),
            _ => Text::Key("value_key"),
        };
        // Of identifiers a scalar stands for the first of its type.
        let label =
            (list.kind == Kind::Identifiers && field.key.ends_with("_id")).then_some(field.key);
        Ok(Self { list, text, label })
    }

    /// The child table.
    pub fn table(&self, object: &Object) -> String {
        format!("\"{}_{}\"", object.key, self.list.key)
    }

    /// The condition on one entry; `None` when the kind does not understand the operator.
    pub fn entry(
        &self,
        binds: &mut Binds,
        alias: &str,
        (op, operand): (Op, &Operand),
    ) -> Option<String> {
        let source = Source::new(alias);
        let compared = match self.text {
            Text::Key(column) => self.keyed(binds, &source.plain(column), (op, operand)),
            Text::Country => {
                keyed_as(binds, &source.plain("country"), (op, operand), str::to_uppercase)
            }
            Text::Written(column) => written(binds, &source.plain(column), (op, operand)),
            Text::Lines => lines(binds, source, (op, operand)),
        }?;
        Some(match self.label {
            Some(label) => {
                all_of(&[compared, format!("{} = {}", source.plain("type"), binds.add(label))])
            }
            None => compared,
        })
    }

    fn keyed(&self, binds: &mut Binds, column: &str, asked: (Op, &Operand)) -> Option<String> {
        let partly = matches!(asked.0, Op::Contains | Op::Starts);
        match self.list.kind {
            Kind::Phones if partly => keyed_as(binds, column, asked, dialled),
            _ => keyed_as(binds, column, asked, fold),
        }
    }
}

/// Some entry of the record meets the comparison.
pub(super) fn condition(
    binds: &mut Binds,
    (object, source): (&Object, Source<'_>),
    field: &Field,
    asked: (Op, &Operand),
) -> Result<String> {
    let entries = Entries::of(object, field)?;
    let alias = binds.alias();
    let entry = entries.entry(binds, &alias, asked).ok_or_else(|| not_for_kind(field, asked.0))?;
    Ok(format!(
        "exists (select 1 from {} {alias} where {alias}.\"record\" = {} and {entry})",
        entries.table(object),
        source.column(binds.dialect, "id")
    ))
}

/// A column that holds what `key` makes of a text.
fn keyed_as(
    binds: &mut Binds,
    column: &str,
    (op, operand): (Op, &Operand),
    key: fn(&str) -> String,
) -> Option<String> {
    if op == Op::Empty {
        return Some(format!("{column} is not null"));
    }
    let wanted: Vec<String> =
        values(operand).iter().map(|value| Some(key(&word(value)?))).collect::<Option<_>>()?;
    if op == Op::In {
        return Some(one_of(binds, column, wanted.into_iter().map(SqlValue::Text).collect()));
    }
    let [wanted] = <[String; 1]>::try_from(wanted).ok()?;
    let ordered = |sign: &str, binds: &mut Binds, wanted: String| {
        format!("{} {sign} {}", binds.dialect.bytewise(column), binds.add(wanted))
    };
    Some(match op {
        Op::Eq => format!("{column} = {}", binds.add(wanted)),
        Op::Lt => ordered("<", binds, wanted),
        Op::Lte => ordered("<=", binds, wanted),
        Op::Gt => ordered(">", binds, wanted),
        Op::Gte => ordered(">=", binds, wanted),
        Op::Contains => format!("{} > 0", binds.dialect.place_of(&binds.add(wanted), column)),
        Op::Starts => format!("{} = 1", binds.dialect.place_of(&binds.add(wanted), column)),
        Op::Ne | Op::In | Op::Nin | Op::Empty | Op::Within => return None,
    })
}

/// A column that holds a text as it was written.
fn written(binds: &mut Binds, column: &str, (op, operand): (Op, &Operand)) -> Option<String> {
    if op == Op::Empty {
        return Some(format!("{column} is not null"));
    }
    let sign = match op {
        Op::Eq | Op::In => "=",
        Op::Lt => "<",
        Op::Lte => "<=",
        Op::Gt => ">",
        Op::Gte => ">=",
        Op::Contains | Op::Starts => {
            let [value] = values(operand) else {
                return None;
            };
            return Some(contains(binds, column, value.as_text()?, op));
        }
        Op::Ne | Op::Nin | Op::Empty | Op::Within => return None,
    };
    let mut ways = Vec::new();
    for value in values(operand) {
        let wanted = fold(value.as_text()?);
        let folded = folded(binds, column, &wanted);
        let folded = format!("({folded})");
        let folded = if sign == "=" { folded } else { binds.dialect.bytewise(&folded) };
        ways.push(format!("{folded} {sign} {}", binds.add(wanted)));
    }
    (op == Op::In || ways.len() == 1).then(|| any_of(&ways))
}

/// An address has any line, or a line that contains a text.
fn lines(binds: &mut Binds, source: Source<'_>, (op, operand): (Op, &Operand)) -> Option<String> {
    match (op, operand) {
        (Op::Empty, _) => Some(format!("{} is not null", source.plain("record"))),
        (Op::Contains, Operand::One(Value::Text(text))) => {
            let ways: Vec<String> = ["street", "street_2", "city", "state", "postal_code"]
                .iter()
                .map(|line| contains(binds, &source.plain(line), text, Op::Contains))
                .collect();
            Some(any_of(&ways))
        }
        _ => None,
    }
}

/// The word that an entry is held against; links are kept as text.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Id(id) => Some(id.to_string()),
        _ => None,
    }
}

/// What is dialled of a telephone number however it is grouped.
fn dialled(text: &str) -> String {
    let dialled: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    if dialled.is_empty() { fold(text) } else { dialled }
}
