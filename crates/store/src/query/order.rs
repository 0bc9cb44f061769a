//! The order of a list: its sort keys, with nothing last in both directions and the id to settle
//! what is equal.

use kernel::Result;
use kernel::filter::SortKey;
use kernel::kind::Kind;
use kernel::object::{Field, Object};
use kernel::{Error, Refusal, Refusals};

use super::Asking;
use super::binds::{Binds, NEVER, Source, all_of, any_of};
use super::cursor::Position;
use super::scope_condition::{Compiler, Life, Visible};
use crate::columns::{self, Place};
use crate::sql_value::SqlValue;
use kernel::access::Act;

/// One sort key.
#[derive(Clone, Copy, Debug)]
pub(super) struct OrderKey<'a> {
    pub field: &'a Field,
    pub descending: bool,
    pub nullable: bool,
}

/// The whole order. Without keys it is that of the ids.
#[derive(Clone, Debug)]
pub(super) struct Order<'a> {
    pub keys: Vec<OrderKey<'a>>,
    pub id_descending: bool,
}

impl<'a> Order<'a> {
    /// Reads the sort keys of a request.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming a key that nothing is sorted by.
    pub fn of(object: &'a Object, sort: &[SortKey]) -> Result<Self> {
        let mut order = Self { keys: Vec::new(), id_descending: false };
        for (place, key) in sort.iter().enumerate() {
            let field = object.field(key.path.field).filter(|field| !field.secret);
            let field = field.ok_or_else(|| wrong("unknown-field", key.path.field))?;
            if key.path.link.is_some() || !field.kind.is_sortable() {
                return Err(wrong("not-sortable", field.key));
            }
            if place == 0 {
                order.id_descending = key.descending;
            }
            if field.key == "id" {
                order.id_descending = key.descending;
                break;
            }
            order.keys.push(OrderKey {
                field,
                descending: key.descending,
                nullable: !is_always_there(field),
            });
        }
        Ok(order)
    }

    /// One key of an order, for walks that nobody asked an order of.
    pub fn by(field: &'a Field, descending: bool) -> Self {
        let nullable = !is_always_there(field);
        Self { keys: vec![OrderKey { field, descending, nullable }], id_descending: descending }
    }

    pub fn by_id(descending: bool) -> Self {
        Self { keys: Vec::new(), id_descending: descending }
    }

    /// The expressions of the keys over a table.
    pub fn expressions(
        &self,
        asking: Asking<'_>,
        binds: &mut Binds,
        source: Source<'_>,
    ) -> Vec<String> {
        self.keys.iter().map(|key| key.expression(asking, binds, source)).collect()
    }

    /// `order by` over expressions of the keys and the id. The first key is null
    /// everywhere or nowhere when that was `told_apart`.
    pub fn order_by(&self, expressions: &[String], id: &str, told_apart: bool) -> String {
        let mut parts = Vec::new();
        for (place, (key, expression)) in self.keys.iter().zip(expressions).enumerate() {
            if key.nullable && !(told_apart && place == 0) {
                parts.push(format!("({expression} is null)"));
            }
            parts.push(format!("{expression}{}", direction(key.descending)));
        }
        parts.push(format!("{id}{}", direction(self.id_descending)));
        parts.join(", ")
    }

    /// The condition on what stands behind a position.
    pub fn behind(
        &self,
        binds: &mut Binds,
        (expressions, id): (&[String], &str),
        position: &Position,
    ) -> String {
        let sign = if self.id_descending { "<" } else { ">" };
        let mut behind = format!("{id} {sign} {}", binds.add(position.id));
        let keys = self.keys.iter().zip(expressions).zip(&position.values);
        for ((key, expression), value) in keys.rev() {
            behind = step(binds, (*key, expression), value, behind);
        }
        behind
    }
}

/// Behind a value of one key, or at it and behind in the rest.
fn step(
    binds: &mut Binds,
    (key, expression): (OrderKey<'_>, &str),
    value: &SqlValue,
    rest: String,
) -> String {
    if value.is_null() {
        return all_of(&[format!("{expression} is null"), rest]);
    }
    let value = binds.add(value.clone());
    let sign = if key.descending { "<" } else { ">" };
    let mut ways = vec![format!("{expression} {sign} {value}")];
    if key.nullable {
        ways.push(format!("{expression} is null"));
    }
    ways.push(all_of(&[format!("{expression} = {value}"), rest]));
    any_of(&ways)
}

impl OrderKey<'_> {
    /// Whether an index may hold rows in the order of this key.
    pub const fn is_column(&self) -> bool {
        !matches!(
            self.field.kind,
            Kind::Choice(_) | Kind::Link(_) | Kind::Email | Kind::Phone | Kind::Url
        )
    }

    /// The column of the key, when it is one.
    pub fn column(&self) -> String {
        match columns::place(self.field.kind) {
            Place::Sorted => format!("{}_key", self.field.key),
            _ => self.field.key.to_owned(),
        }
    }

    fn expression(&self, asking: Asking<'_>, binds: &mut Binds, source: Source<'_>) -> String {
        let column = source.plain(&self.column());
        match self.field.kind {
            Kind::Choice(set) => by_declaration(&column, set.keys),
            Kind::Email | Kind::Phone | Kind::Url => binds.dialect.bytewise(&column),
            Kind::Link(target) => title(asking, binds, target, &column).unwrap_or(column),
            _ => column,
        }
    }
}

/// Choices sort as they were declared.
fn by_declaration(column: &str, keys: &[&str]) -> String {
    use std::fmt::Write as _;
    let mut cases = format!("case {column}");
    for (place, key) in keys.iter().enumerate() {
        let _ = write!(cases, " when '{key}' then {place}");
    }
    cases.push_str(" end");
    format!("({cases})")
}

/// Links sort by the title of the record they point to, as far as the asker may see it.
fn title(asking: Asking<'_>, binds: &mut Binds, target: &str, id: &str) -> Option<String> {
    let object = asking.catalog.object(target)?;
    let title = object.title_field().filter(|field| !field.secret && !field.kind.is_many())?;
    let alias = binds.alias();
    let source = Source::new(&alias);
    let column = match columns::place(title.kind) {
        Place::Sorted => source.plain(&format!("{}_key", title.key)),
        _ => binds.dialect.bytewise(&source.plain(title.key)),
    };
    let mut conditions =
        vec![format!("{} = {id}", source.plain("id")), Life::Living.condition(source)];
    match Compiler::new(asking, Act::See).visible(binds, object, source) {
        Visible::Nothing => conditions.push(NEVER.to_owned()),
        Visible::Everything => {}
        Visible::Where(condition) => conditions.push(condition),
    }
    Some(format!("(select {column} from \"{target}\" {alias} where {})", all_of(&conditions)))
}

pub(super) const fn direction(descending: bool) -> &'static str {
    if descending { " desc" } else { "" }
}

fn is_always_there(field: &Field) -> bool {
    field.kind == Kind::YesNo
        || (field.system && matches!(field.key, "id" | "version" | "created_at" | "updated_at"))
}

fn wrong(code: &'static str, name: &str) -> Error {
    Error::Invalid(Refusals::one(Refusal::field("sort", code).with("name", name)))
}
