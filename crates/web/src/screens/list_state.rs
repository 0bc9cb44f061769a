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
    /// The place of the condition that is being written anew.
    pub changing: Option<usize>,
    /// Whether the address carries a condition just written: the list has a shorter one.
    pub written: bool,
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
        state.changing = params.take("change").and_then(|place| place.parse().ok());
        let new = NewCondition::take(&mut params);
        let mut unknown = Vec::new();
        let mut picked = Vec::new();
        for (name, value) in params.rest() {
            match (name.strip_prefix("new.pick."), condition(object, &name, value)) {
                (Some(key), _) => picked.push(key.to_owned()),
                (None, Some(condition)) => state.conditions.push(condition),
                (None, None) => unknown.push(unknown_parameter(&name)),
            }
        }
        if let Some(new) = new {
            state.written = true;
            state.adding = None;
            state.changing = None;
            if let Some(condition) = new.condition(&picked) {
                state.put(condition);
            }
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
        if let Some(place) = self.changing {
            query.append_pair("change", &place.to_string());
        }
        if let Some(view) = self.view {
            query.append_pair("view", &view.to_string());
        }
        match query.finish() {
            query if query.is_empty() => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }

    /// Adds a condition in the place of the one about the same.
    pub fn put(&mut self, condition: Condition) {
        self.conditions.retain(|each| each.field != condition.field || each.op != condition.op);
        self.conditions.push(condition);
    }

    /// Takes a condition away. A view without any of its conditions is no longer that view.
    pub fn drop_condition(&mut self, place: usize) {
        if place < self.conditions.len() {
            self.conditions.remove(place);
        }
        if self.conditions.is_empty() && self.expression.is_none() {
            self.view = None;
        }
    }

    /// Everything again.
    pub fn clear(&mut self) {
        self.conditions.clear();
        (self.expression, self.q, self.view) = (None, None, None);
    }

    /// The query of [`ListState::address`], as bulk acts and exports take it.
    pub fn query(&self) -> String {
        let address = self.first_page().address();
        address.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
    }

    /// The same list from its beginning.
    #[must_use]
    pub fn first_page(&self) -> Self {
        Self {
            cursor: None,
            peek: None,
            done: None,
            adding: None,
            changing: None,
            written: false,
            ..self.clone()
        }
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

/// A condition as its form sends it.
struct NewCondition {
    field: String,
    op: String,
    value: String,
    /// A combobox without script: what was typed and what had been shown.
    typed: Option<(String, String)>,
    /// Where typed words are looked for instead of an id: `owner.name`.
    title: Option<String>,
}

impl NewCondition {
    fn take(params: &mut Params) -> Option<Self> {
        let (field, op) = (params.take("new.field"), params.take("new.op"));
        let (text, was) = (params.take("new.value.text"), params.take("new.value.was"));
        let new = Self {
            field: field.unwrap_or_default(),
            op: op.unwrap_or_default(),
            value: params.take("new.value").unwrap_or_default().trim().to_owned(),
            typed: text.map(|text| (text.trim().to_owned(), was.unwrap_or_default())),
            title: params.take("new.title"),
        };
        (!new.field.is_empty() && !new.op.is_empty()).then_some(new)
    }

    /// What it says; nothing when no value was given.
    fn condition(self, picked: &[String]) -> Option<Condition> {
        let Self { field, op, value, typed, title } = self;
        match op.as_str() {
            "empty" => return Some(Condition { field, op, value: "true".into() }),
            "filled" => {
                return Some(Condition { field, op: "empty".into(), value: "false".into() });
            }
            _ => {}
        }
        if !picked.is_empty() {
            return Some(Condition { field, op, value: picked.join(",") });
        }
        if let (Some((text, was)), Some(title)) = (typed, title)
            && !text.is_empty()
            && (value.is_empty() || text != was)
        {
            return Some(Condition { field: title, op: "contains".into(), value: text });
        }
        (!value.is_empty()).then_some(Condition { field, op, value })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn written(query: &str) -> Option<Condition> {
        let uri: Uri = format!("/people?{query}").parse().expect("an address");
        let mut params = Params::read(&uri).expect("parameters");
        NewCondition::take(&mut params).and_then(|new| new.condition(&[]))
    }

    fn says(field: &str, op: &str, value: &str) -> Option<Condition> {
        Some(Condition { field: field.into(), op: op.into(), value: value.into() })
    }

    #[test]
    fn not_empty_is_the_other_side_of_empty() {
        let found = written("new.field=phone&new.op=filled&new.value=");
        assert_eq!(found, says("phone", "empty", "false"));
    }

    #[test]
    fn a_name_typed_without_script_is_looked_for_over_the_link() {
        let typed = "new.field=owner&new.op=eq&new.value=&new.value.text=Ana&new.title=owner.name";
        assert_eq!(
            written(typed),
            says("owner", "contains", "Ana").map(|c| Condition { field: "owner.name".into(), ..c })
        );
    }

    #[test]
    fn a_condition_without_a_value_says_nothing() {
        assert_eq!(written("new.field=city&new.op=contains&new.value=+"), None);
    }

    #[test]
    fn a_condition_about_the_same_takes_the_place_of_the_old_one() {
        let mut state = ListState::default();
        for city in ["Madrid", "Bilbao"] {
            state.put(Condition { field: "city".into(), op: "eq".into(), value: city.into() });
        }
        assert_eq!(state.address(), "?city=Bilbao");
    }

    #[test]
    fn a_view_without_its_last_condition_is_the_whole_list() {
        let mut state = ListState { view: Some(Uuid::nil()), ..ListState::default() };
        state.put(Condition { field: "city".into(), op: "eq".into(), value: "Madrid".into() });
        state.drop_condition(0);
        assert_eq!(state.view, None);
    }
}
