//! From what a form sent to the changes that `save` understands.

use kernel::catalog::Catalog;
use kernel::kind::Kind;
use kernel::kind_rules::{Reading, read_json, read_text};
use kernel::language::Language;
use kernel::object::Field;
use kernel::value::Value;
use kernel::words::Words;
use kernel::{Refusal, Refusals};
use serde_json::{Map, Value as Json, json};
use store::save::Input;
use uuid::Uuid;

use super::form_state::FormState;

/// What a form sends when nobody shall look after a record.
pub const NOBODY: &str = "nobody";

/// Who records can be given to: oneself, nobody, any colleague.
pub const OWNERS: &str = "/options/user?me=true&nobody=true";

/// Whether a form says that nobody shall look after a record: by the suggestion, or without script
/// by its word.
pub fn says_nobody(state: &FormState) -> bool {
    let typed = state.text("owner.text").trim().to_lowercase();
    let is_word = |language| Words::get().text(language, "value-nobody").to_lowercase() == typed;
    match state.text("owner").trim() {
        NOBODY => true,
        "" => Language::ALL.into_iter().any(is_word),
        _ => false,
    }
}

/// What is said of an emptied box: an owner goes when somebody says so, not by a slip.
pub fn owner_unsaid() -> Refusal {
    Refusal::field("owner", "owner-unsaid")
}

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
            if field.kind.has_parts() {
                refusals.0.extend(self.wrong_rows(field, state));
            }
            match self.field(field, state) {
                Ok(input) => inputs.push((field.key, input)),
                // Said already, at its row.
                Err(_) if refusals.0.iter().any(|known| is_row_of(field.key, known)) => {}
                Err(refusal) => {
                    refusals.push(Refusal { field: Some(field.key.to_owned()), ..refusal });
                }
            }
        }
        if refusals.is_empty() { Ok(inputs) } else { Err(refusals) }
    }

    /// What cannot be read in a list, each at its own row.
    fn wrong_rows(&self, field: &Field, state: &FormState) -> Vec<Refusal> {
        let rows = parts_of(field.kind, field.key, state);
        rows.into_iter()
            .filter_map(|(row, part)| {
                let alone = Json::Array(vec![part]);
                let refusal = read_json(field.kind, &alone, self.reading).err()?;
                let at = format!("{}.{row}.value", field.key);
                Some(Refusal { field: Some(at), ..refusal })
            })
            .collect()
    }

    /// Reads one field.
    ///
    /// # Errors
    /// Why its value cannot be read.
    pub fn field(&self, field: &Field, state: &FormState) -> Result<Input, Refusal> {
        let (key, reading) = (field.key, self.reading);
        let value = match field.kind {
            Kind::Link(target) => return Ok(self.link(target, key, state)),
            Kind::Money if state.text(key).trim().is_empty() => Value::Null,
            Kind::Money => {
                let currency = state.text(&format!("{key}.currency"));
                read_text(field.kind, &format!("{} {currency}", state.text(key)), reading)?
            }
            // Without script a name was typed, and nobody chose whose it is.
            Kind::Links(_) if !state.text(&format!("{key}.text")).trim().is_empty() => {
                return Err(Refusal::new("unknown-record"));
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
            kind if kind.has_parts() => {
                let parts = parts_of(kind, key, state).into_iter().map(|(_, part)| part).collect();
                read_json(kind, &Json::Array(parts), reading)?
            }
            kind => read_text(kind, state.text(key), reading)?,
        };
        Ok(Input::Value(value))
    }

    /// A combobox: the id that was chosen, or without script the name that was typed.
    fn link(&self, target: &str, key: &str, state: &FormState) -> Input {
        if key == "owner" && says_nobody(state) {
            return Input::Value(Value::Null);
        }
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

/// Whether something was refused at a row of a list.
fn is_row_of(key: &str, refusal: &Refusal) -> bool {
    let field = refusal.field.as_deref().unwrap_or_default();
    field.strip_prefix(key).is_some_and(|rest| rest.starts_with('.'))
}

/// The rows of a list that hold anything, with their numbers.
fn parts_of(kind: Kind, key: &str, state: &FormState) -> Vec<(usize, Json)> {
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
        parts.push((row, Json::Object(part)));
    }
    parts
}
