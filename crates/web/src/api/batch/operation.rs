//! One operation of a batch, as it was sent.

use std::str::FromStr;
use std::sync::Arc;

use kernel::value::Value;
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::Refused;
use crate::api::input::{Fields, Reader};
use crate::api::params::short;
use crate::error::Failure;

/// What to do with which record.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    pub verb: Verb,
    pub fields: Fields,
    /// The version that the caller saw.
    pub version: Option<i64>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verb {
    Create,
    Update(Named),
    /// Changes the record that matches, or makes it.
    Upsert(Vec<(&'static str, Value)>),
    Delete(Named),
}

/// How an operation names its record.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Named {
    Id(Uuid),
    Match(Vec<(&'static str, Value)>),
}

impl Verb {
    pub(super) const fn key(&self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update(_) => "update",
            Self::Upsert(_) => "upsert",
            Self::Delete(_) => "delete",
        }
    }
}

/// Reads all operations. What is wrong with one is its own answer; an entry that is no operation
/// at all is the whole batch's.
///
/// # Errors
/// [`Error::Invalid`] naming the entry.
pub(super) fn read_all(
    list: &[Json],
    reader: Reader<'_>,
) -> Result<Vec<Result<Operation, Refused>>> {
    let mut operations = Vec::with_capacity(list.len());
    for (place, entry) in list.iter().enumerate() {
        let at = format!("operations/{place}");
        let Json::Object(members) = entry else {
            let refusal = Refusal::field(&at, "wrong-type").with("expected", "object");
            return Err(Error::Invalid(Refusals::one(refusal)));
        };
        let known = ["op", "id", "match", "data", "version"];
        if let Some(name) = members.keys().find(|name| !known.contains(&name.as_str())) {
            let refusal = Refusal::field(&format!("{at}/{}", short(name)), "unknown-property");
            return Err(Error::Invalid(Refusals::one(refusal.with("name", short(name)))));
        }
        let read = read(members, reader, &at);
        operations.push(read.map_err(|error| Arc::new(Failure::from(error))));
    }
    Ok(operations)
}

fn read(members: &Map<String, Json>, reader: Reader<'_>, at: &str) -> Result<Operation> {
    let refused = |member: &str, refusal: Refusal| {
        let inner = refusal.field.map(|inner| format!("/{inner}")).unwrap_or_default();
        let field = Some(format!("{at}/{member}{inner}"));
        Error::Refused(Refusals::one(Refusal { field, ..refusal }))
    };
    let id = match members.get("id") {
        None => None,
        Some(Json::String(text)) => Some(
            Uuid::from_str(text)
                .map_err(|_| refused("id", Refusal::new("not-an-id").with("value", short(text))))?,
        ),
        Some(_) => {
            return Err(refused("id", Refusal::new("wrong-type").with("expected", "id")));
        }
    };
    let matched = match members.get("match") {
        None => None,
        Some(Json::Object(values)) => {
            let values = reader.matching(values).map_err(|refusal| refused("match", refusal))?;
            Some(values)
        }
        Some(_) => {
            return Err(refused("match", Refusal::new("wrong-type").with("expected", "object")));
        }
    };
    let version = match members.get("version") {
        None | Some(Json::Null) => None,
        Some(number) => Some(number.as_i64().ok_or_else(|| {
            refused("version", Refusal::new("wrong-type").with("expected", "whole_number"))
        })?),
    };
    let named = || match (id, matched.clone()) {
        (Some(id), None) => Ok(Named::Id(id)),
        (None, Some(values)) => Ok(Named::Match(values)),
        (None, None) => Err(refused("id", Refusal::new("operation-without-id"))),
        (Some(_), Some(_)) => Err(refused("match", Refusal::new("operation-with-both"))),
    };
    let verb = match members.get("op").and_then(Json::as_str) {
        Some("create") if id.is_none() && matched.is_none() => Verb::Create,
        Some("create") => return Err(refused("id", Refusal::new("not-writable"))),
        Some("update") => Verb::Update(named()?),
        Some("delete") => Verb::Delete(named()?),
        Some("upsert") => match named()? {
            Named::Match(values) => Verb::Upsert(values),
            Named::Id(_) => return Err(refused("match", Refusal::new("required"))),
        },
        Some(other) => {
            let refusal = Refusal::new("not-a-choice").with("value", short(other));
            return Err(refused("op", refusal.with("choices", "create, update, upsert, delete")));
        }
        None => return Err(refused("op", Refusal::new("required"))),
    };
    let fields = match (members.get("data"), &verb) {
        (Some(Json::Object(data)), _) => reader.fields(data, &format!("{at}/data/"))?,
        (None, Verb::Delete(_)) => Fields::default(),
        (None, _) => return Err(refused("data", Refusal::new("required"))),
        (Some(_), _) => {
            return Err(refused("data", Refusal::new("wrong-type").with("expected", "object")));
        }
    };
    Ok(Operation { verb, fields, version })
}
