//! Turns what a program sent into the fields of a change.

use std::str::FromStr;

use kernel::access::Scope;
use kernel::catalog::Catalog;
use kernel::kind::Kind;
use kernel::kind_rules::{Reading, read_json};
use kernel::number::DecimalStyle;
use kernel::object::{Field, Object, Writing};
use kernel::value::Value;
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::{Map, Value as Json};
use store::query::{self, Asking};
use store::save::{Change, Input};
use store::tx::Tx;
use store::workspace::Workspace;
use uuid::Uuid;

use super::params::short;

/// How programs write, where this workspace is.
pub fn reading(scope: &Scope, workspace: &Workspace) -> Reading {
    Reading {
        country: workspace.country,
        language: scope.language,
        zone: scope.zone.clone(),
        decimal_style: DecimalStyle::Point,
        ..Reading::exact(workspace.currency)
    }
}

/// A list of links, some of which must be looked up.
type Links = Vec<Wanted>;

/// A record that a link shall point to.
#[derive(Clone, Debug, PartialEq)]
enum Wanted {
    Id(Uuid),
    Match(Vec<(&'static str, Value)>),
}

/// What a program sent, checked against the Catalog.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields {
    ready: Vec<(&'static str, Input)>,
    /// Lists of links with entries to be looked up: object, field, entries.
    lookups: Vec<(&'static str, &'static str, Links)>,
}

impl Fields {
    /// Puts the fields into a change; looks up what is named by its values.
    ///
    /// # Errors
    /// [`Error::Refused`] when a look-up finds none or several.
    pub async fn fill(self, tx: &mut Tx, asking: Asking<'_>, mut change: Change) -> Result<Change> {
        change.fields.extend(self.ready);
        for (target, field, wanted) in self.lookups {
            let target = asking.catalog.object(target).ok_or(Error::NotFound)?;
            let mut ids = Vec::with_capacity(wanted.len());
            for (place, wanted) in wanted.into_iter().enumerate() {
                let id = match wanted {
                    Wanted::Id(id) => id,
                    Wanted::Match(values) => {
                        let pointer = format!("{field}/{place}");
                        find_one(tx, asking, target, &values)
                            .await?
                            .map_err(|code| Error::refused(&pointer, code))?
                    }
                };
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            change.fields.push((field, Input::Value(Value::Ids(ids).normalised())));
        }
        Ok(change)
    }

    /// The value sent for a field.
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.ready.iter().find_map(|(known, input)| match input {
            Input::Value(value) if *known == key => Some(value),
            _ => None,
        })
    }

    /// Adds a value unless the field was sent, by itself or as the list whose primary entry it is.
    pub fn or_insert(&mut self, object: &Object, key: &'static str, value: Value) {
        let list = object.field(key).and_then(|field| field.primary_of);
        let is_sent = |key: &str| self.ready.iter().any(|(known, _)| *known == key);
        if !is_sent(key) && !list.is_some_and(is_sent) {
            self.ready.push((key, Input::Value(value)));
        }
    }
}

/// The one record that has these values; else the code of why not.
async fn find_one(
    tx: &mut Tx,
    asking: Asking<'_>,
    target: &Object,
    values: &[(&'static str, Value)],
) -> Result<Result<Uuid, &'static str>> {
    let found = query::find_matching(tx, asking, target, values).await?;
    Ok(match found.as_slice() {
        [] => Err("no-match"),
        [id] => Ok(*id),
        _ => Err("many-match"),
    })
}

/// Reads JSON for one object.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub catalog: &'a Catalog,
    pub object: &'a Object,
    pub reading: &'a Reading,
}

impl Reader<'_> {
    /// Reads the members of a record. `at` is where it stands in the body, for pointers:
    /// `operations/3/data/`.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming every member that does not exist; else [`Error::Refused`] naming
    /// every one that cannot be read or written.
    pub fn fields(&self, data: &Map<String, Json>, at: &str) -> Result<Fields> {
        let mut fields = Fields::default();
        let (mut unknown, mut refused) = (Refusals::default(), Refusals::default());
        for (key, json) in data {
            let pointer = format!("{at}{}", escaped(key));
            match self.member(key, json, &mut fields) {
                Ok(()) => {}
                Err(refusal) => {
                    let strange = refusal.code == "unknown-field";
                    let list = if strange { &mut unknown } else { &mut refused };
                    let inner = refusal.field.map(|inner| format!("/{inner}")).unwrap_or_default();
                    list.push(Refusal { field: Some(format!("{pointer}{inner}")), ..refusal });
                }
            }
        }
        if !unknown.is_empty() {
            return Err(Error::Invalid(unknown));
        }
        refused.into_result()?;
        Ok(fields)
    }

    fn member(&self, key: &str, json: &Json, fields: &mut Fields) -> Result<(), Refusal> {
        match (key, json) {
            ("object", _) => return Err(Refusal::new("not-writable")),
            // The workspace has no fields of its own yet, so any member is unknown.
            ("custom", Json::Object(own)) => {
                return match own.keys().next() {
                    None => Ok(()),
                    Some(name) => {
                        Err(Refusal { field: Some(escaped(name)), ..unknown_field(name) })
                    }
                };
            }
            ("custom", _) => return Err(Refusal::new("wrong-type").with("expected", "object")),
            _ => {}
        }
        let field = self.known(key)?;
        if field.writing == Writing::Never {
            return Err(Refusal::new("not-writable"));
        }
        match field.kind {
            Kind::Link(target) => fields.ready.push((field.key, self.link(target, json)?)),
            Kind::Links(target) => self.links(field, target, json, fields)?,
            kind => {
                fields.ready.push((field.key, Input::Value(read_json(kind, json, self.reading)?)));
            }
        }
        Ok(())
    }

    fn known(&self, key: &str) -> Result<&Field, Refusal> {
        let field = self.object.field(key).filter(|field| !field.secret);
        field.ok_or_else(|| unknown_field(key))
    }

    fn link(&self, target: &str, json: &Json) -> Result<Input, Refusal> {
        Ok(match json {
            Json::Null => Input::Value(Value::Null),
            json => match self.wanted(target, json)? {
                Wanted::Id(id) => Input::Value(Value::Id(id)),
                Wanted::Match(values) => Input::Match(values),
            },
        })
    }

    fn links(
        &self,
        field: &Field,
        target: &'static str,
        json: &Json,
        fields: &mut Fields,
    ) -> Result<(), Refusal> {
        let Json::Array(list) = json else {
            fields
                .ready
                .push((field.key, Input::Value(read_json(field.kind, json, self.reading)?)));
            return Ok(());
        };
        if list.len() > kernel::kind_rules::MAX_ENTRIES {
            let limit = kernel::kind_rules::MAX_ENTRIES;
            return Err(Refusal::new("too-many").with("limit", limit));
        }
        let mut wanted = Vec::with_capacity(list.len());
        for (place, entry) in list.iter().enumerate() {
            wanted.push(
                self.wanted(target, entry)
                    .map_err(|refusal| Refusal { field: Some(place.to_string()), ..refusal })?,
            );
        }
        fields.lookups.push((target, field.key, wanted));
        Ok(())
    }

    /// An id, `{"id":…}` as answers have it, or `{"match":{…}}`.
    fn wanted(&self, target: &str, json: &Json) -> Result<Wanted, Refusal> {
        let wrong = || Refusal::new("wrong-type").with("expected", "link");
        match json {
            Json::String(text) => id(text).map(Wanted::Id),
            Json::Object(link) => match (link.get("match"), link.get("id")) {
                (Some(Json::Object(values)), None) if link.len() == 1 => {
                    let object = self.catalog.object(target).ok_or_else(wrong)?;
                    Reader { object, ..*self }.matching(values).map(Wanted::Match)
                }
                (None, Some(Json::String(text))) => id(text).map(Wanted::Id),
                _ => Err(wrong()),
            },
            _ => Err(wrong()),
        }
    }

    /// The values of a `match`: fields by which records may be told apart.
    ///
    /// # Errors
    /// A refusal naming the member.
    pub fn matching(
        &self,
        values: &Map<String, Json>,
    ) -> Result<Vec<(&'static str, Value)>, Refusal> {
        if values.is_empty() {
            return Err(Refusal::new("empty-match"));
        }
        let mut read = Vec::with_capacity(values.len());
        for (key, json) in values {
            let named = |refusal: Refusal| Refusal { field: Some(escaped(key)), ..refusal };
            let field = self.known(key).map_err(named)?;
            if !field.matching || field.kind.is_many() {
                return Err(named(Refusal::new("not-a-match-field").with("name", field.key)));
            }
            let value = match (field.kind, json) {
                (Kind::Link(_), Json::String(text)) => Value::Id(id(text).map_err(named)?),
                (kind, json) => read_json(kind, json, self.reading).map_err(named)?,
            };
            if value.is_null() {
                return Err(named(Refusal::new("required")));
            }
            read.push((field.key, value));
        }
        Ok(read)
    }
}

fn id(text: &str) -> Result<Uuid, Refusal> {
    Uuid::from_str(text).map_err(|_| Refusal::new("not-an-id").with("value", short(text)))
}

fn unknown_field(name: &str) -> Refusal {
    Refusal::new("unknown-field").with("name", short(name))
}

/// A member's name within a JSON pointer.
///
/// *Source*: RFC 6901, 3.
fn escaped(name: &str) -> String {
    short(name).replace('~', "~0").replace('/', "~1")
}
