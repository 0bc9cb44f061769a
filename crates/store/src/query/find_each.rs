//! Finding records for many values at once: one statement for a hundred rows of an import.

use kernel::Result;
use kernel::access::Act;
use kernel::kind::Kind;
use kernel::object::{Field, Object};
use kernel::telling::Telling;
use kernel::text::fold::fold;
use kernel::text::sort_key::{Collation, Strength};
use kernel::value::Value;
use uuid::Uuid;

use super::Asking;
use super::binds::{Binds, NEVER, Source, all_of};
use super::conventions::Conventions;
use super::find::{MOST_SHARING, matched, says_nothing};
use super::scope_condition::{Compiler, Life, Visible};
use super::standard;
use crate::columns;
use crate::row::Row;
use crate::sql_value::SqlValue;
use crate::tx::Tx;

/// Values of one statement.
const CHUNK: usize = 100;

/// What records are found by.
#[derive(Clone, Copy, Debug)]
pub struct FindBy<'a> {
    pub object: &'a Object,
    /// A field that records are matched by, the field that names them, or `id`.
    pub key: &'a str,
    /// Only records of this facet.
    pub facet: Option<(&'static str, &'static str)>,
}

/// For each value, by its place, the living records that have it and that the asker may see. A
/// value that more than [`MOST_SHARING`] share may miss some of them.
///
/// # Errors
/// [`kernel::Error::Invalid`] naming a field that nothing is matched by.
pub async fn find_each(
    tx: &mut Tx,
    asking: Asking<'_>,
    by: FindBy<'_>,
    values: &[Value],
) -> Result<Vec<(usize, Uuid)>> {
    let field = findable(by.object, by.key)?;
    let way = Way::of(by.object, field);
    let collation = match way {
        Way::Sorted(_) => Conventions::load(tx).await?.collation,
        _ => Collation::of(kernel::language::Language::default()),
    };
    let wanted: Vec<Wanted> = values
        .iter()
        .enumerate()
        .filter(|(_, value)| !says_nothing(by.object, field, value))
        .filter_map(|(place, value)| way.wanted(place, value, collation))
        .collect();
    let mut found = Vec::new();
    for chunk in wanted.chunks(CHUNK) {
        for row in rows(tx, asking, (by, field), (&way, chunk)).await? {
            let has = match field.kind {
                // SQLite gives ids as bytes.
                Kind::Link(_) => SqlValue::Id(row.id(0)?),
                _ => row.value(0).clone(),
            };
            let id = row.id(1)?;
            found.extend(chunk.iter().filter(|one| one.is(&has)).map(|one| (one.place, id)));
        }
    }
    let is_standard = matches!(field.telling, Telling::Standard);
    for (place, value) in values.iter().enumerate().filter(|_| is_standard) {
        if !found.iter().any(|(known, _)| *known == place) {
            let called = standard::called(tx, asking, (by.object, field), value).await?;
            found.extend(called.into_iter().map(|id| (place, id)));
        }
    }
    Ok(found)
}

fn findable<'a>(object: &'a Object, key: &str) -> Result<&'a Field> {
    let title = object.title_field().filter(|title| title.key == key && !title.secret);
    match title {
        Some(title) => Ok(title),
        None => matched(object, key),
    }
}

/// Where a value lies.
enum Way {
    /// Entries of a child table, perhaps of one type alone.
    Entries(String, Option<&'static str>),
    /// Beside its text, as a sort key.
    Sorted(Strength),
    Plain,
}

impl Way {
    fn of(object: &Object, field: &Field) -> Self {
        let list = field.primary_of.and_then(|list| object.field(list)).unwrap_or(field);
        if let Some(table) = columns::child_table(object, list) {
            let typed = list.kind == Kind::Identifiers && field.key.ends_with("_id");
            return Self::Entries(table, typed.then_some(field.key));
        }
        match field.kind {
            Kind::Name => Self::Sorted(Strength::Letters),
            Kind::Text => Self::Sorted(Strength::Accents),
            _ => Self::Plain,
        }
    }

    fn wanted(&self, place: usize, value: &Value, collation: &Collation) -> Option<Wanted> {
        let sought = match (self, value) {
            (Self::Entries(..), value) => Sought::One(fold(value.as_text()?).into()),
            (Self::Sorted(strength), value) => {
                let (from, to) = collation.equal(value.as_text()?, *strength);
                Sought::Range(from, to)
            }
            (Self::Plain, value) => Sought::One(columns::scalar(value)),
        };
        Some(Wanted { place, sought })
    }
}

struct Wanted {
    place: usize,
    sought: Sought,
}

enum Sought {
    One(SqlValue),
    /// From the first key to before the second.
    Range(Vec<u8>, Vec<u8>),
}

impl Wanted {
    fn is(&self, has: &SqlValue) -> bool {
        match (&self.sought, has) {
            (Sought::One(one), has) => one == has,
            (Sought::Range(from, to), SqlValue::Bytes(key)) => from <= key && key < to,
            (Sought::Range(..), _) => false,
        }
    }
}

async fn rows(
    tx: &mut Tx,
    asking: Asking<'_>,
    (by, field): (FindBy<'_>, &Field),
    (way, wanted): (&Way, &[Wanted]),
) -> Result<Vec<Row>> {
    let mut binds = Binds::new(tx.dialect());
    let source = Source::new("t");
    let mut conditions = vec![Life::Living.condition(source)];
    match Compiler::new(asking, Act::See).visible(&mut binds, by.object, Source::shy("t")) {
        Visible::Nothing => conditions.push(NEVER.to_owned()),
        Visible::Everything => {}
        Visible::Where(condition) => conditions.push(condition),
    }
    let facet = facet(by, &mut binds, source);
    let table = format!("\"{}\" t", by.object.key);
    let ones = |binds: &mut Binds| {
        binds.list(wanted.iter().filter_map(|one| match &one.sought {
            Sought::One(value) => Some(value.clone()),
            Sought::Range(..) => None,
        }))
    };
    let (from, column) = match way {
        Way::Entries(child, label) => {
            conditions.push(format!("e.\"value_key\" in ({})", ones(&mut binds)));
            conditions.push("t.\"id\" = e.\"record\"".to_owned());
            conditions.extend(label.map(|label| format!("e.\"type\" = {}", binds.add(label))));
            conditions.extend(facet);
            (format!("\"{child}\" e cross join {table}"), "e.\"value_key\"".to_owned())
        }
        Way::Plain => {
            let column = source.plain(field.key);
            conditions.push(format!("{column} in ({})", ones(&mut binds)));
            conditions.extend(facet);
            (table, column)
        }
        Way::Sorted(_) => {
            let column = source.plain(&format!("{}_key", field.key));
            conditions.push(format!("{column} >= w.\"from\" and {column} < w.\"to\""));
            conditions.extend(facet);
            (format!("{} cross join {table}", ranges(&mut binds, wanted)), column)
        }
    };
    let sql = format!(
        "select {column}, t.\"id\" from {from} where {} limit {}",
        all_of(&conditions),
        CHUNK * (MOST_SHARING + 1)
    );
    tx.query(&sql, binds.values()).await
}

/// A table of ranges, each looked up by itself in the index; one condition with all of them would
/// be weighed against a walk through everything, and sometimes lose.
fn ranges(binds: &mut Binds, wanted: &[Wanted]) -> String {
    let bytes = binds.dialect.column_type("bytes").unwrap_or_default();
    let rows: Vec<String> = wanted
        .iter()
        .filter_map(|one| match &one.sought {
            Sought::Range(from, to) => {
                let (from, to) = (binds.add(from.clone()), binds.add(to.clone()));
                Some(format!("(cast({from} as {bytes}), cast({to} as {bytes}))"))
            }
            Sought::One(_) => None,
        })
        .collect();
    let rows = rows.join(", ");
    format!("(select column1 as \"from\", column2 as \"to\" from (values {rows}) v) w")
}

/// The facet asked for, else all of them where the index on the key begins with it; elsewhere it
/// chooses no index.
fn facet(by: FindBy<'_>, binds: &mut Binds, source: Source<'_>) -> Option<String> {
    let is_indexed = by
        .object
        .faces
        .iter()
        .all(|face| face.fast.iter().any(|pair| pair.filter.is_none() && pair.sort == by.key));
    if let Some((field, value)) = by.facet {
        let column = match is_indexed {
            true => source.plain(field),
            false => Source::shy("t").column(binds.dialect, field),
        };
        return Some(format!("{column} = {}", binds.add(value)));
    }
    let (field, _) = by.object.faces.first()?.facet?;
    let values = by.object.faces.iter().filter_map(|face| face.facet.map(|(_, value)| value));
    is_indexed.then(|| format!("{} in ({})", source.plain(field), binds.list(values)))
}
