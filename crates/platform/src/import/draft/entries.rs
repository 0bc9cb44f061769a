//! Entries of lists, gathered from the columns of a row.

use kernel::Refusal;
use kernel::country::Country;
use kernel::kind::Kind;
use kernel::kind_rules::read_json;
use kernel::object::Object;
use kernel::value::{Part, Value};
use serde_json::{Map, Value as Json, json};

use super::{Draft, Refused};
use crate::import::cell::BETWEEN;
use crate::import::mapping::EntryPart;
use crate::import::plan::Column;

/// The entries of a row, in the order of their columns.
#[derive(Default)]
pub(super) struct Entries<'a>(Vec<Entry<'a>>);

struct Entry<'a> {
    list: &'static str,
    slot: String,
    /// Each part with the column that said it.
    parts: Vec<(EntryPart, &'a Column, String)>,
}

impl<'a> Entries<'a> {
    /// Notes a part of an entry; several values in one cell are several entries.
    pub fn add(
        &mut self,
        (list, slot): (&'static str, &str),
        part: EntryPart,
        column: &'a Column,
        cell: &str,
    ) {
        let values: Vec<&str> = match (part, column.kind) {
            (EntryPart::Value, Kind::Emails | Kind::Phones | Kind::Domains) => {
                split(cell).collect()
            }
            _ => vec![cell.trim()],
        };
        for value in values {
            let open = self.0.iter_mut().find(|entry| {
                let has_it = entry.parts.iter().any(|(known, _, _)| *known == part);
                entry.list == list && entry.slot == slot && !has_it
            });
            let said = (part, column, value.to_owned());
            match open {
                Some(entry) => entry.parts.push(said),
                None => self.0.push(Entry { list, slot: slot.to_owned(), parts: vec![said] }),
            }
        }
    }

    /// Notes the cell of a scalar whose list has columns too.
    pub fn add_scalar(&mut self, list: &'static str, column: &'a Column, cell: &str) {
        for value in split(cell) {
            let parts = vec![(EntryPart::Value, column, value.to_owned())];
            self.0.push(Entry { list, slot: "1".to_owned(), parts });
        }
    }

    /// Reads what was noted into the draft.
    pub fn finish(self, object: &Object, draft: &mut Draft) {
        for entry in self.0 {
            let Some(list) = object.field(entry.list) else {
                continue;
            };
            match entry.read(list.kind) {
                Ok(None) => {}
                Ok(Some(part)) => push(draft, entry.list, part),
                Err((column, value, reason)) => {
                    draft.refused.push(Refused { column: column.heading.clone(), value, reason });
                }
            }
        }
    }
}

type Fault<'a> = (&'a Column, String, Refusal);

impl<'a> Entry<'a> {
    /// The entry; `None` when only its type was said.
    fn read(&self, list: Kind) -> Result<Option<Part>, Fault<'a>> {
        let mut json = Map::new();
        let mut said = None;
        for (part, column, text) in &self.parts {
            let value = match part {
                EntryPart::Type => plain_type(text),
                EntryPart::Country => {
                    country(text).map_err(|reason| (*column, text.clone(), reason))?
                }
                _ => text.split_whitespace().collect::<Vec<_>>().join(" "),
            };
            if *part != EntryPart::Type && said.is_none() {
                said = Some((*column, text.clone()));
            }
            json.insert(part.key().to_owned(), Json::String(value));
        }
        let Some((column, text)) = said else {
            return Ok(None);
        };
        if self.slot.parse::<u8>().is_err() {
            json.entry("type").or_insert_with(|| Json::String(self.slot.clone()));
        }
        let rules = &column.rules.reading;
        let read = read_json(list, &json!([Json::Object(json)]), rules);
        let value = read.map_err(|reason| (column, text, reason))?;
        Ok(value.parts().first().cloned())
    }
}

fn push(draft: &mut Draft, list: &'static str, mut part: Part) {
    let at = match draft.lists.iter().position(|(known, _)| *known == list) {
        Some(at) => at,
        None => {
            draft.lists.push((list, Vec::new()));
            draft.lists.len() - 1
        }
    };
    if let Some((_, parts)) = draft.lists.get_mut(at) {
        part.primary = parts.is_empty();
        let is_new =
            !parts.iter().any(|known| known.value == part.value && known.address == part.address);
        if is_new {
            parts.push(part);
        }
    }
}

/// The values of a cell that holds several.
pub(super) fn split(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(BETWEEN)
        .flat_map(|part| part.split(" / "))
        .flat_map(|part| part.split(":::"))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Google writes `* Work` for the main one.
fn plain_type(text: &str) -> String {
    text.trim_start_matches(['*', ' ']).trim().to_lowercase()
}

fn country(text: &str) -> Result<String, Refusal> {
    Country::parse(text)
        .map(|country| country.code().to_owned())
        .ok_or_else(|| Refusal::new("not-a-country"))
}

/// Whether an entry says the same as a scalar.
pub(super) fn says(part: &Part, key: &str, value: &Value) -> bool {
    let Some(text) = value.as_text() else {
        return false;
    };
    let Some(address) = &part.address else {
        return part.value == text;
    };
    match key {
        "street" => address.street == text,
        "city" => address.city == text,
        "state" => address.state == text,
        "postal_code" => address.postal_code == text,
        "country" => address.country == Country::parse(text),
        _ => false,
    }
}
