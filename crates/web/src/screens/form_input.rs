//! From what a form sent to the changes that `save` understands.

use kernel::catalog::Catalog;
use kernel::kind::Kind;
use kernel::kind_rules::{Reading, read_json, read_text};
use kernel::object::Field;
use kernel::value::Value;
use kernel::{Refusal, Refusals};
use serde_json::{Map, Value as Json, json};
use store::save::Input;
use uuid::Uuid;

use super::form_state::FormState;

/// What reading a form needs.
#[derive(Clone, Copy, Debug)]
pub struct FormReader<'a> {
    pub catalog: &'a Catalog,
    pub reading: &'a Reading,
}

impl FormReader<'_> {
    /// Reads the fields that the form speaks of.
    ///
    /// # Errors
    /// Every value that cannot be read, by its field.
    pub fn read<'f>(
        &self,
        fields: impl Iterator<Item = &'f Field>,
        state: &FormState,
    ) -> Result<Vec<(&'static str, Input)>, Refusals> {
        let mut inputs = Vec::new();
        let mut refusals = Refusals::default();
        for field in fields.filter(|field| state.mentions(field.key)) {
            match self.field(field, state) {
                Ok(input) => inputs.push((field.key, input)),
                Err(refusal) => {
                    refusals.push(Refusal { field: Some(field.key.to_owned()), ..refusal });
                }
            }
        }
        if refusals.is_empty() { Ok(inputs) } else { Err(refusals) }
    }

    fn field(&self, field: &Field, state: &FormState) -> Result<Input, Refusal> {
        let (key, reading) = (field.key, self.reading);
        let value = match field.kind {
            Kind::Link(target) => return Ok(self.link(target, key, state)),
            Kind::Money if state.text(key).trim().is_empty() => Value::Null,
            Kind::Money => {
                let currency = state.text(&format!("{key}.currency"));
                read_text(field.kind, &format!("{} {currency}", state.text(key)), reading)?
            }
            Kind::Choices(_) | Kind::Links(_) => {
                let chosen: Vec<Json> = state
                    .all(key)
                    .filter(|value| !value.is_empty())
                    .map(|value| json!(value))
                    .collect();
                read_json(field.kind, &Json::Array(chosen), reading)?
            }
            Kind::Address => {
                let parts = address_of(key, state);
                if parts.is_empty() {
                    Value::Null
                } else {
                    read_json(field.kind, &Json::Object(parts), reading)?
                }
            }
            kind if kind.has_parts() => read_json(kind, &parts_of(kind, key, state), reading)?,
            kind => read_text(kind, state.text(key), reading)?,
        };
        Ok(Input::Value(value))
    }

    /// A combobox: the id that was chosen, or without script the name that was typed.
    fn link(&self, target: &str, key: &str, state: &FormState) -> Input {
        let chosen = Uuid::try_parse(state.text(key).trim()).ok();
        let Some(typed) = state.get(&format!("{key}.text")).map(str::trim) else {
            return Input::Value(chosen.map_or(Value::Null, Value::Id));
        };
        let was = state.text(&format!("{key}.was")).trim();
        match chosen {
            _ if typed.is_empty() => Input::Value(Value::Null),
            Some(id) if typed == was => Input::Value(Value::Id(id)),
            _ => {
                let title = self.catalog.object(target).and_then(|object| object.title_field());
                let title = title.map_or("name", |field| field.key);
                Input::Match(vec![(title, Value::Text(typed.to_owned()))])
            }
        }
    }
}

fn address_of(base: &str, state: &FormState) -> Map<String, Json> {
    let mut address = Map::new();
    for part in ["street", "street_2", "city", "state", "postal_code", "country"] {
        let text = state.text(&format!("{base}.{part}")).trim();
        if !text.is_empty() {
            address.insert(part.to_owned(), json!(text));
        }
    }
    address
}

fn parts_of(kind: Kind, key: &str, state: &FormState) -> Json {
    let primary = state.text(&format!("{key}.primary"));
    let mut parts = Vec::new();
    for row in state.rows(key) {
        let base = format!("{key}.{row}");
        let mut part = if kind == Kind::Addresses {
            address_of(&base, state)
        } else {
            let value = state.text(&format!("{base}.value")).trim();
            let mut part = Map::new();
            if !value.is_empty() {
                part.insert("value".to_owned(), json!(value));
            }
            part
        };
        if part.is_empty() {
            continue;
        }
        for name in ["id", "type"] {
            let text = state.text(&format!("{base}.{name}"));
            if !text.is_empty() {
                part.insert(name.to_owned(), json!(text));
            }
        }
        let country = state.text(&format!("{base}.country"));
        if kind == Kind::Identifiers && !country.is_empty() {
            part.insert("country".to_owned(), json!(country));
        }
        part.insert("primary".to_owned(), json!(primary == row.to_string()));
        parts.push(Json::Object(part));
    }
    Json::Array(parts)
}
