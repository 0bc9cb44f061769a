//! A record as the API answers it.

use std::collections::BTreeMap;

use kernel::catalog::Catalog;
use kernel::kind::Kind;
use kernel::kind_rules::to_json;
use kernel::object::{Field, Object};
use kernel::record::Record;
use kernel::value::Value;
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::{Map, Value as Json, json};
use store::query::Titles;
use uuid::Uuid;

use super::params::short;

/// Fields that every answer has, whatever was asked for.
const ALWAYS: [&str; 2] = ["id", "version"];

/// Which fields are answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// `None` is every field.
    fields: Option<Vec<&'static str>>,
    /// Fields of linked records: link, field.
    over: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Selection {
    /// Reads `name,email,organization.name`.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `fields` and what is unknown.
    pub fn read(text: &str, object: &Object, catalog: &Catalog) -> Result<Self> {
        let mut fields = Vec::new();
        let mut over: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
        let mut unknown = Refusals::default();
        for name in text.split(',').map(str::trim) {
            match find(name, object, catalog) {
                Some((field, None)) => fields.push(field),
                Some((link, Some(field))) => {
                    fields.push(link);
                    over.entry(link).or_default().push(field);
                }
                None => {
                    let refusal = Refusal::field("fields", "unknown-field");
                    unknown.push(refusal.with("name", short(name)));
                }
            }
        }
        if !unknown.is_empty() {
            return Err(Error::Invalid(unknown));
        }
        Ok(Self { fields: Some(fields), over })
    }

    /// The fields that a query must bring; empty means all.
    pub fn fields(&self) -> Vec<&'static str> {
        let mut fields = self.fields.clone().unwrap_or_default();
        fields.sort_unstable();
        fields.dedup();
        fields
    }

    /// The links over which fields are asked for.
    pub fn over(&self) -> impl Iterator<Item = (&'static str, &[&'static str])> {
        self.over.iter().map(|(link, fields)| (*link, fields.as_slice()))
    }

    fn shows(&self, key: &str) -> bool {
        ALWAYS.contains(&key) || self.fields.as_ref().is_none_or(|fields| fields.contains(&key))
    }
}

fn find(
    name: &str,
    object: &Object,
    catalog: &Catalog,
) -> Option<(&'static str, Option<&'static str>)> {
    let visible = |field: &&Field| !field.secret;
    let Some((link, field)) = name.split_once('.') else {
        return object.field(name).filter(visible).map(|field| (field.key, None));
    };
    let link = object.field(link).filter(visible)?;
    let Kind::Link(target) = link.kind else {
        return None;
    };
    let field = catalog.object(target)?.field(field).filter(visible)?;
    Some((link.key, Some(field.key)))
}

/// Writes records of one object.
#[derive(Clone, Copy)]
pub struct Writer<'a> {
    pub object: &'a Object,
    pub titles: &'a Titles,
    pub selection: &'a Selection,
    /// Further members of links: by link and id.
    pub linked: &'a Linked,
}

/// Fields of linked records, by link and record.
pub type Linked = BTreeMap<(&'static str, Uuid), Map<String, Json>>;

impl Writer<'_> {
    /// The whole record, or the fields that were asked for.
    pub fn record(&self, record: &Record) -> Json {
        let mut json = Map::new();
        json.insert("object".into(), json!(self.object.key));
        for field in &self.object.fields {
            let trash = field.system && field.key.starts_with("deleted_");
            let shown = !field.secret
                && self.selection.shows(field.key)
                && (!trash || record.envelope.deleted_at.is_some());
            if shown {
                json.insert(field.key.to_owned(), self.field(field, &record.value(field.position)));
            }
        }
        if self.selection.fields.is_none() {
            let own = record.custom.as_deref().and_then(|text| serde_json::from_str(text).ok());
            json.insert("custom".into(), own.unwrap_or_else(|| json!({})));
        }
        Json::Object(json)
    }

    fn field(&self, field: &Field, value: &Value) -> Json {
        match (field.kind, value) {
            (Kind::Link(_), Value::Id(id)) if field.key == "id" && field.system => json!(id),
            (Kind::Link(target), Value::Id(id)) => self.link(field.key, target, *id),
            (Kind::Links(target), Value::Ids(ids)) => ids
                .iter()
                .map(|id| self.link(field.key, target, *id))
                .filter(|link| !link.is_null())
                .collect(),
            (kind, value) => to_json(kind, value),
        }
    }

    /// A record that the asker may not see does not exist for them.
    fn link(&self, key: &'static str, target: &'static str, id: Uuid) -> Json {
        let Some(title) = self.titles.get(target, id) else {
            return Json::Null;
        };
        let mut link = self.linked.get(&(key, id)).cloned().unwrap_or_default();
        link.insert("id".into(), json!(id));
        link.insert("title".into(), json!(title));
        Json::Object(link)
    }
}
