//! The change that a row asks for.

use kernel::record::Record;
use kernel::value::{Part, Value};
use store::save::{Change, Input};

use super::{Resolved, Sheet};
use crate::import::draft::Draft;
use crate::import::plan::Key;

/// A row on its way into a record, which is there already or is made.
pub(super) struct Writing<'a> {
    pub sheet: &'a Sheet<'a>,
    pub draft: &'a Draft,
    /// The record as it is; loaded when its lists get more entries.
    pub record: Option<&'a Record>,
}

impl Writing<'_> {
    pub fn change(&self, resolved: Resolved) -> Change {
        let object = self.sheet.plan.object.key;
        let mut change = match resolved.record {
            Some(id) => Change::update(object, id),
            None => {
                let made_at = self.draft.values.iter().find_map(|(key, value)| match value {
                    Value::Instant(at) if *key == "created_at" => Some(*at),
                    _ => None,
                });
                let id = self.sheet.ids.of(self.draft.row.number);
                Change::new(object).with_id(id).created_at(made_at)
            }
        };
        let is_new = resolved.record.is_none();
        let found_by = resolved.found_by.and_then(|at| self.sheet.plan.match_by.get(at));
        for (key, value) in &self.draft.values {
            if self.is_written(key, is_new, found_by) {
                change.fields.push((key, Input::Value(value.clone())));
            }
        }
        for (list, parts) in &self.draft.lists {
            change.fields.push((list, Input::Value(Value::Parts(self.grown(list, parts)))));
        }
        let links = resolved.links.into_iter().map(|(link, value)| (link, Input::Value(value)));
        change.fields.extend(links);
        change
    }

    /// What a record was known by before is left as it was written there: an e-mail that found it
    /// need not be its main one. Where it once came from stays, too.
    fn is_written(&self, key: &str, is_new: bool, found_by: Option<&Key>) -> bool {
        let plan = self.sheet.plan;
        if key == "created_at" {
            return false;
        }
        let is_entry = plan.object.field(key).is_some_and(|field| field.primary_of.is_some());
        let found_by = is_entry && found_by.is_some_and(|found| found.contains(&key));
        is_new || !(found_by || (key == "source" && plan.is_source_said))
    }

    /// The entries that are there and those of the row.
    fn grown(&self, list: &str, parts: &[Part]) -> Vec<Part> {
        let field = self.sheet.plan.object.field(list);
        let known = match (self.record, field) {
            (Some(record), Some(field)) => {
                record.values.get(field.position).map(Value::parts).unwrap_or_default()
            }
            _ => &[],
        };
        let has_primary = known.iter().any(|part| part.primary);
        let mut grown = known.to_vec();
        for part in parts {
            if !known.iter().any(|known| known.says_the_same(part) || is_same(known, part)) {
                let primary = part.primary && !has_primary;
                grown.push(Part { primary, ..part.clone() });
            }
        }
        grown
    }
}

/// The same value, whatever it is called.
fn is_same(known: &Part, new: &Part) -> bool {
    known.value == new.value && known.address == new.address
}
