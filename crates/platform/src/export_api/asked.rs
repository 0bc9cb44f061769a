//! What the body of `POST /api/v1/exports` says.

use kernel::access::{Act, Reach, Scope};
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::{Map, Value as Json};
use url::form_urlencoded::Serializer;
use uuid::Uuid;
use web::App;
use web::api::params::short;

use crate::export::{Format, Manner, Source};

/// What stands for everything in the place of an object.
pub const WORKSPACE: &str = "workspace";

/// Reads a body, naming whatever nobody knows.
///
/// # Errors
/// [`Error::Invalid`] naming an unknown member, [`Error::Refused`] naming one with a wrong value.
pub fn read(app: &App, scope: &Scope, mut members: Map<String, Json>) -> Result<(Source, Manner)> {
    let object = text(&mut members, "object")?;
    let object = object.ok_or_else(|| Error::refused("object", "required"))?;
    if object == WORKSPACE {
        known(&members)?;
        return Ok((Source::Workspace, Manner { format: Format::Jsonl, bom: false }));
    }
    let is_known = app
        .catalog()
        .by_slug(&object)
        .is_some_and(|found| found.in_api && scope.reach(found.key, Act::See) != Reach::None);
    if !is_known {
        let refusal = Refusal::field("object", "export-of-unknown").with("value", short(&object));
        return Err(Error::Refused(Refusals::one(refusal)));
    }
    let format = text(&mut members, "format")?;
    let bom = match members.remove("bom") {
        None => None,
        Some(Json::Bool(bom)) => Some(if bom { "true" } else { "false" }),
        Some(_) => return Err(wrong("bom", "true or false")),
    };
    let manner = Manner::read(format.as_deref(), bom, false)?;
    let ids = ids(&mut members)?;
    let query = query(&mut members)?;
    known(&members)?;
    Ok((Source::Records { objects: object, query, ids }, manner))
}

/// The conditions as an address says them.
fn query(members: &mut Map<String, Json>) -> Result<String> {
    let mut query = Serializer::new(String::new());
    match members.remove("filter") {
        None => {}
        Some(Json::Object(filter)) => {
            for (name, value) in filter {
                if ["where", "q", "sort", "fields"].contains(&name.as_str()) {
                    return Err(wrong("filter", "a field"));
                }
                let value = match value {
                    Json::String(text) => text,
                    Json::Bool(flag) => flag.to_string(),
                    Json::Number(number) => number.to_string(),
                    _ => return Err(wrong("filter", "text")),
                };
                query.append_pair(&name, &value);
            }
        }
        Some(_) => return Err(wrong("filter", "object")),
    }
    for name in ["where", "q", "sort"] {
        if let Some(value) = text(members, name)? {
            query.append_pair(name, &value);
        }
    }
    if let Some(fields) = fields(members)? {
        query.append_pair("fields", &fields);
    }
    Ok(query.finish())
}

fn fields(members: &mut Map<String, Json>) -> Result<Option<String>> {
    match members.remove("fields") {
        None => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(Json::Array(names)) => {
            let names: Option<Vec<&str>> = names.iter().map(Json::as_str).collect();
            Ok(Some(names.ok_or_else(|| wrong("fields", "array of texts"))?.join(",")))
        }
        Some(_) => Err(wrong("fields", "array of texts")),
    }
}

fn ids(members: &mut Map<String, Json>) -> Result<Vec<Uuid>> {
    let wrong = || wrong("ids", "array of ids");
    match members.remove("ids") {
        None => Ok(Vec::new()),
        // None at all is not the same as all of them.
        Some(Json::Array(ids)) if ids.is_empty() => Err(Error::refused("ids", "required")),
        Some(Json::Array(ids)) => ids
            .iter()
            .map(|id| id.as_str().and_then(|id| Uuid::try_parse(id).ok()).ok_or_else(wrong))
            .collect(),
        Some(_) => Err(wrong()),
    }
}

fn text(members: &mut Map<String, Json>, name: &str) -> Result<Option<String>> {
    match members.remove(name) {
        None => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(_) => Err(wrong(name, "text")),
    }
}

fn known(members: &Map<String, Json>) -> Result<()> {
    let unknown: Vec<Refusal> = members
        .keys()
        .map(|name| Refusal::field(&short(name), "unknown-property").with("name", short(name)))
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(Error::Invalid(Refusals(unknown))) }
}

fn wrong(name: &str, expected: &str) -> Error {
    Error::Refused(Refusals::one(Refusal::field(name, "wrong-type").with("expected", expected)))
}
