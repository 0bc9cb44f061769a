//! Finding records by what they are known by: imports, upserts and links by match.

use kernel::access::Act;
use kernel::email::is_free_mail_domain;
use kernel::filter::{Comparison, Filter, Op, Operand, Path};
use kernel::kind::Kind;
use kernel::object::{Field, Object};
use kernel::value::Value;
use kernel::{Error, Refusal, Refusals, Result};
use uuid::Uuid;

use super::Asking;
use super::binds::{Binds, Source, all_of};
use super::candidates::{entries, has_entry_index};
use super::conventions::Conventions;
use super::filter_sql::{Filtering, filter_sql};
use super::scope_condition::{Compiler, Life, Visible};
use super::standard;
use crate::tx::Tx;

/// A key that more records share than this says nothing about any of them.
pub const MOST_SHARING: usize = 50;
/// Entries that are looked at for one key.
const ENTRIES: usize = 1_000;

/// The living records that have all of these values and that the asker may see: at most one more
/// than [`MOST_SHARING`]. Domains of free mail match nothing.
///
/// # Errors
/// [`Error::Invalid`] naming a field that nothing is matched by.
pub async fn find_matching(
    tx: &mut Tx,
    asking: Asking<'_>,
    object: &Object,
    by: &[(&'static str, Value)],
) -> Result<Vec<Uuid>> {
    let fields = by.iter().map(|(key, value)| Ok((matched(object, key)?, value)));
    let fields: Vec<(&Field, &Value)> = fields.collect::<Result<_>>()?;
    if fields.is_empty() || fields.iter().any(|(field, value)| says_nothing(object, field, value)) {
        return Ok(Vec::new());
    }
    let wanted: Vec<Comparison> =
        fields.iter().map(|(field, value)| equals(field, (*value).clone())).collect();
    let filter = Filter::All(wanted.iter().cloned().map(Filter::Compare).collect());
    let conventions = Conventions::needed_by(tx, asking, object, &filter).await?;
    let mut binds = Binds::new(tx.dialect());
    let source = Source::new("t");
    let mut from = format!("\"{}\" t", object.key);
    let mut conditions = vec![Life::Living.condition(source)];
    let listed = fields.iter().zip(&wanted).find(|((field, _), _)| has_entry_index(object, field));
    if let Some(((field, _), comparison)) = listed {
        let select = entries(&mut binds, object, field, comparison)?.unwrap_or_default();
        from = format!(
            "(select distinct f.\"id\" from ({select}) f limit {ENTRIES}) s cross join {from}"
        );
        conditions.push(format!("{} = s.\"id\"", source.plain("id")));
    } else if let Some(facets) = facet_condition(object, &fields, &mut binds, source) {
        conditions.push(facets);
    }
    match Compiler::new(asking, Act::See).visible(&mut binds, object, Source::shy("t")) {
        Visible::Nothing => return Ok(Vec::new()),
        Visible::Everything => {}
        Visible::Where(condition) => conditions.push(condition),
    }
    let filtering = Filtering { asking, conventions };
    conditions.push(filter_sql(filtering, &mut binds, (object, source), &filter)?);
    let sql = format!(
        "select {} from {from} where {} limit {}",
        source.plain("id"),
        all_of(&conditions),
        MOST_SHARING + 1
    );
    let rows = tx.query(&sql, binds.values()).await?;
    match fields.as_slice() {
        [(field, name)] if rows.is_empty() => {
            standard::called(tx, asking, (object, field), name).await
        }
        _ => rows.iter().map(|row| row.id(0)).collect(),
    }
}

pub(super) fn matched<'a>(object: &'a Object, key: &str) -> Result<&'a Field> {
    let is_facet =
        object.faces.iter().any(|face| face.facet.is_some_and(|(field, _)| field == key));
    object
        .field(key)
        .filter(|field| !field.secret && (field.matching || field.key == "id" || is_facet))
        .ok_or_else(|| {
            let refusal = Refusal::field(key, "not-matchable").with("name", key);
            Error::Invalid(Refusals::one(refusal))
        })
}

/// No value, or one that everybody has.
pub(super) fn says_nothing(object: &Object, field: &Field, value: &Value) -> bool {
    let list = field.primary_of.and_then(|list| object.field(list)).unwrap_or(field);
    match value {
        Value::Null => true,
        Value::Text(text) => list.kind == Kind::Domains && is_free_mail_domain(text),
        _ => false,
    }
}

fn equals(field: &Field, value: Value) -> Comparison {
    Comparison {
        path: Path { link: None, field: field.key },
        op: Op::Eq,
        operand: Operand::One(value),
    }
}

/// The index on names begins with the facet: without one named, all of them are asked.
fn facet_condition(
    object: &Object,
    fields: &[(&Field, &Value)],
    binds: &mut Binds,
    source: Source<'_>,
) -> Option<String> {
    let (facet, _) = object.faces.first()?.facet?;
    let by_facet = |face: &kernel::face::Face| {
        fields.iter().all(|(field, _)| {
            face.fast.iter().any(|pair| pair.filter.is_none() && pair.sort == field.key)
        })
    };
    if fields.iter().any(|(field, _)| field.key == facet) || !object.faces.iter().all(by_facet) {
        return None;
    }
    let values = object.faces.iter().filter_map(|face| face.facet.map(|(_, value)| value));
    Some(format!("{} in ({})", source.plain(facet), binds.list(values)))
}
