//! What is asked for without a page: an object or one of its faces, and conditions in words.

use std::sync::Arc;

use kernel::access::{Act, Scope};
use kernel::filter::{self, RawFilter, RawValue, parse_where};
use kernel::object::Object;
use kernel::{Error, Refusal, Refusals, Result};
use store::query::ListRequest;
use uuid::Uuid;
use web::App;
use web::api::params::short;
use web::screens::list::{asker, facet_filter};

use super::Manner;
use super::stream::Export;
use crate::import::find_object;

/// Every field of the records of an object that meet all the conditions: `city=Madrid`,
/// `created_at.gte=2026-01-01`, or an expression as `where=` takes it.
///
/// # Errors
/// [`Error::Invalid`] naming what does not exist or cannot be read.
pub fn everything_of(
    app: &App,
    scope: &Scope,
    (name, conditions): (&str, &[String]),
    manner: Manner,
) -> Result<Export> {
    let catalog = app.catalog();
    let unknown = Refusal::field("object", "export-unknown-object").with("name", short(name));
    let (object, facet) =
        find_object(&catalog, name).ok_or_else(|| Error::Invalid(Refusals::one(unknown)))?;
    let face =
        facet.and_then(|facet| object.faces.iter().find(|face| face.facet == Some(facet)).cloned());
    let all = conditions.iter().map(|text| condition(text, &object)).collect::<Result<_>>()?;
    let written = filter::resolve(&RawFilter::All { all }, &object, &catalog, &asker(app, scope))?;
    let filter = match &face {
        Some(face) => facet_filter(face).and(written),
        None => written,
    };
    let columns = object
        .fields
        .iter()
        .filter(|field| !field.secret && !field.key.starts_with("deleted_"))
        .filter(|field| face.as_ref().is_none_or(|face| field.belongs_to(face.key)))
        .map(|field| field.key)
        .collect();
    let request = ListRequest {
        object: Arc::clone(&object),
        filter,
        sort: filter::resolve_sort("id", &object, &catalog)?,
        limit: 0,
        cursor: None,
        fields: Vec::new(),
        search: None,
        deleted: false,
        act: Act::Export,
    };
    let list = face.map(|face| face.slug.to_owned());
    Ok(Export { request, columns, manner, list, asked: conditions.join("; "), act: Uuid::now_v7() })
}

/// `field=value` and `field.op=value` as addresses say it, else an expression.
fn condition(text: &str, object: &Object) -> Result<RawFilter> {
    let plain = text.split_once('=').and_then(|(name, value)| {
        let name = name.trim();
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        let first = name.split('.').next().unwrap_or_default();
        let known = name.chars().all(is_word) && object.field(first).is_some();
        known.then(|| {
            let (field, op) = match name.rsplit_once('.') {
                Some((field, op)) if filter::Op::from_key(op).is_some() => (field, op),
                _ => (name, "eq"),
            };
            RawFilter::Compare {
                field: field.to_owned(),
                op: op.to_owned(),
                value: RawValue::One(value.trim().to_owned()),
            }
        })
    });
    plain.map_or_else(|| parse_where(text), Ok)
}
