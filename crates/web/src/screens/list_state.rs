//! Everything that a list's address says: conditions, words, order, columns, page, side panel.
//! Copying the address gives a colleague the same list.

use http::Uri;
use kernel::face::Face;
use kernel::filter::{RawFilter, RawValue, parse_where};
use kernel::object::Object;
use kernel::{Error, Refusal, Refusals, Result};
use url::form_urlencoded::Serializer;
use uuid::Uuid;

use crate::api::params::{Params, short, unknown_parameter};

/// One chip: a field (directly or over a link), an operator and a value as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub field: String,
    pub op: String,
    pub value: String,
}

/// The state of a list.
#[derive(Clone, Debug, Default)]
pub struct ListState {
    /// `/people`.
    pub path: String,
    pub conditions: Vec<Condition>,
    pub expression: Option<String>,
    pub q: Option<String>,
    pub sort: Option<String>,
    pub columns: Option<String>,
    pub view: Option<Uuid>,
    pub cursor: Option<String>,
    pub peek: Option<Uuid>,
    /// The field for which a condition is being written.
    pub adding: Option<String>,
    /// The act that the message is about.
    pub done: Option<Uuid>,
    /// Whether the message is about work that goes on by itself.
    pub began: bool,
}

impl ListState {
    /// Reads the address of a list.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming every parameter that is unknown or said twice.
    pub fn read(uri: &Uri, object: &Object) -> Result<Self> {
        let mut params = Params::read(uri)?;
        let mut state = Self {
            path: uri.path().to_owned(),
            expression: params.take("where").filter(|text| !text.is_empty()),
            q: params.take("q").filter(|text| !text.trim().is_empty()),
            sort: params.take("sort").filter(|text| !text.is_empty()),
            columns: params.take("columns").filter(|text| !text.is_empty()),
            cursor: params.take("cursor").filter(|text| !text.is_empty()),
            adding: params.take("add"),
            view: id(&mut params, "view")?,
            peek: id(&mut params, "peek")?,
            done: id(&mut params, "done")?,
            began: params.take_flag("began")?,
            ..Self::default()
        };
        let new = (params.take("new.field"), params.take("new.op"), params.take("new.value"));
        let mut unknown = Vec::new();
        for (name, value) in params.rest() {
            match condition(object, &name, value) {
                Some(condition) => state.conditions.push(condition),
                None => unknown.push(unknown_parameter(&name)),
            }
        }
        if let (Some(field), Some(op), value) = new {
            let value = value.unwrap_or_default();
            state.conditions.push(Condition { field, op, value });
            state.adding = None;
        }
        if unknown.is_empty() { Ok(state) } else { Err(Error::Invalid(Refusals(unknown))) }
    }

    /// The conditions and the expression as one tree.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the expression cannot be read.
    pub fn raw_filter(&self) -> Result<RawFilter> {
        let mut all: Vec<RawFilter> = Vec::new();
        for condition in &self.conditions {
            all.push(RawFilter::Compare {
                field: condition.field.clone(),
                op: condition.op.clone(),
                value: RawValue::One(condition.value.clone()),
            });
        }
        if let Some(text) = &self.expression {
            all.push(parse_where(text)?);
        }
        Ok(RawFilter::All { all })
    }

    /// The columns asked for, else the face's own.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming a column that does not exist.
    pub fn column_keys(&self, object: &Object, face: &Face) -> Result<Vec<&'static str>> {
        let Some(text) = &self.columns else {
            return Ok(face.columns.clone());
        };
        let mut keys: Vec<&'static str> = Vec::new();
        for name in text.split(',').filter(|name| !name.is_empty()) {
            let field = object.field(name).filter(|field| !field.secret).ok_or_else(|| {
                Error::Invalid(Refusals::one(
                    Refusal::field("columns", "unknown-field").with("name", short(name)),
                ))
            })?;
            if !keys.contains(&field.key) {
                keys.push(field.key);
            }
        }
        Ok(keys)
    }

    /// The address of this state. Panel, page and message are left out unless asked for.
    pub fn address(&self) -> String {
        let mut query = Serializer::new(String::new());
        for condition in &self.conditions {
            let name = if condition.op == "eq" {
                condition.field.clone()
            } else {
                format!("{}.{}", condition.field, condition.op)
            };
            query.append_pair(&name, &condition.value);
        }
        for (name, value) in [
            ("where", &self.expression),
            ("q", &self.q),
            ("sort", &self.sort),
            ("columns", &self.columns),
            ("add", &self.adding),
            ("cursor", &self.cursor),
        ] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        if let Some(view) = self.view {
            query.append_pair("view", &view.to_string());
        }
        match query.finish() {
            query if query.is_empty() => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }

    /// The query of [`ListState::address`], as bulk acts and exports take it.
    pub fn query(&self) -> String {
        let address = self.first_page().address();
        address.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
    }

    /// The same list from its beginning.
    #[must_use]
    pub fn first_page(&self) -> Self {
        Self { cursor: None, peek: None, done: None, adding: None, ..self.clone() }
    }

    /// The same list with something changed, from its beginning.
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut other = self.first_page();
        change(&mut other);
        other.address()
    }

    /// The names and values that a search box must keep.
    pub fn kept_by_search(&self) -> Vec<(String, String)> {
        let other = Self { q: None, ..self.first_page() };
        let address = other.address();
        let Some((_, query)) = address.split_once('?') else {
            return Vec::new();
        };
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }
}

fn id(params: &mut Params, name: &str) -> Result<Option<Uuid>> {
    match params.take(name) {
        None => Ok(None),
        Some(text) => Uuid::try_parse(&text).map(Some).map_err(|_| {
            Error::Invalid(Refusals::one(
                Refusal::field(name, "not-an-id").with("value", short(&text)),
            ))
        }),
    }
}

/// `city`, `city.ne`, `organization.city`, `organization.city.ne`.
fn condition(object: &Object, name: &str, value: String) -> Option<Condition> {
    use kernel::filter::Op;
    let first = name.split('.').next().unwrap_or_default();
    object.field(first).filter(|field| !field.secret)?;
    let (field, op) = match name.rsplit_once('.') {
        Some((field, op)) if Op::from_key(op).is_some() => (field, op),
        _ => (name, "eq"),
    };
    Some(Condition { field: field.to_owned(), op: op.to_owned(), value })
}
