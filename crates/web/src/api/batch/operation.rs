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

const OPS: [&str; 4] = ["create", "update", "upsert", "delete"];

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

/// An operation that cannot be read: what it was to do, as far as it said, and why not.
pub(super) struct Unread {
    pub op: &'static str,
    pub failure: Refused,
}

/// Reads all operations. What is wrong with one is its own answer; an entry that is no operation
/// at all is the whole batch's.
///
/// # Errors
/// [`Error::Invalid`] naming the entry.
pub(super) fn read_all(
    list: &[Json],
    reader: Reader<'_>,
) -> Result<Vec<Result<Operation, Unread>>> {
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
        operations.push(read.map_err(|error| Unread {
            op: spoken(members),
            failure: Arc::new(Failure::from(error)),
        }));
    }
    Ok(operations)
}

/// The verb that an operation says, when it is one of ours.
fn spoken(members: &Map<String, Json>) -> &'static str {
    let said = members.get("op").and_then(Json::as_str);
    OPS.into_iter().find(|op| Some(*op) == said).unwrap_or("none")
}

fn read(members: &Map<String, Json>, reader: Reader<'_>, at: &str) -> Result<Operation> {
    let members = Members { members, reader, at };
    let verb = members.verb()?;
    let version = members.version()?;
    let fields = members.fields(&verb)?;
    Ok(Operation { verb, fields, version })
}

/// The members of one operation, and where it stands in the body.
struct Members<'a> {
    members: &'a Map<String, Json>,
    reader: Reader<'a>,
    at: &'a str,
}

impl Members<'_> {
    fn verb(&self) -> Result<Verb> {
        let (id, matched) = (self.id()?, self.matched()?);
        let unnamed = id.is_none() && matched.is_none();
        let named = || match (id, matched) {
            (Some(id), None) => Ok(Named::Id(id)),
            (None, Some(values)) => Ok(Named::Match(values)),
            (None, None) => Err(self.refused("id", Refusal::new("operation-without-id"))),
            (Some(_), Some(_)) => Err(self.refused("match", Refusal::new("operation-with-both"))),
        };
        match self.members.get("op").and_then(Json::as_str) {
            Some("create") if unnamed => Ok(Verb::Create),
            Some("create") => Err(self.refused("id", Refusal::new("not-writable"))),
            Some("update") => Ok(Verb::Update(named()?)),
            Some("delete") => Ok(Verb::Delete(named()?)),
            Some("upsert") => match named()? {
                Named::Match(values) => Ok(Verb::Upsert(values)),
                Named::Id(_) => Err(self.refused("match", Refusal::new("required"))),
            },
            Some(other) => {
                let refusal = Refusal::new("not-a-choice").with("value", short(other));
                Err(self.refused("op", refusal.with("choices", OPS.join(", "))))
            }
            None => Err(self.refused("op", Refusal::new("required"))),
        }
    }

    fn id(&self) -> Result<Option<Uuid>> {
        match self.members.get("id") {
            None => Ok(None),
            Some(Json::String(text)) => Uuid::from_str(text).map(Some).map_err(|_| {
                self.refused("id", Refusal::new("not-an-id").with("value", short(text)))
            }),
            Some(_) => Err(self.wrong_type("id", "id")),
        }
    }

    fn matched(&self) -> Result<Option<Vec<(&'static str, Value)>>> {
        match self.members.get("match") {
            None => Ok(None),
            Some(Json::Object(values)) => {
                let read = self.reader.matching(values);
                read.map(Some).map_err(|refusal| self.refused("match", refusal))
            }
            Some(_) => Err(self.wrong_type("match", "object")),
        }
    }

    fn version(&self) -> Result<Option<i64>> {
        match self.members.get("version") {
            None | Some(Json::Null) => Ok(None),
            Some(number) => {
                let number = number.as_i64();
                number.map(Some).ok_or_else(|| self.wrong_type("version", "whole_number"))
            }
        }
    }

    fn fields(&self, verb: &Verb) -> Result<Fields> {
        match (self.members.get("data"), verb) {
            (Some(Json::Object(data)), _) => {
                self.reader.fields(data, &format!("{}/data/", self.at))
            }
            (None, Verb::Delete(_)) => Ok(Fields::default()),
            (None, _) => Err(self.refused("data", Refusal::new("required"))),
            (Some(_), _) => Err(self.wrong_type("data", "object")),
        }
    }

    fn wrong_type(&self, member: &str, expected: &str) -> Error {
        self.refused(member, Refusal::new("wrong-type").with("expected", expected))
    }

    fn refused(&self, member: &str, refusal: Refusal) -> Error {
        let inner = refusal.field.map(|inner| format!("/{inner}")).unwrap_or_default();
        let field = Some(format!("{}/{member}{inner}", self.at));
        Error::Refused(Refusals::one(Refusal { field, ..refusal }))
    }
}
