//! What stands in a form: what the record holds, or what somebody just typed.

use std::collections::BTreeSet;

use kernel::address::Address;
use kernel::kind::Kind;
use kernel::kind_rules::to_cell;
use kernel::object::Field;
use kernel::record::Record;
use kernel::value::{Part, Value};
use kernel::{Refusal, Refusals};

use super::shown::Shown;

/// Most pairs of one form.
pub const MAX_PAIRS: usize = 2_000;

/// Names and values in their order, and what was said against them.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    pairs: Vec<(String, String)>,
    refusals: Vec<Refusal>,
}

impl FormState {
    /// What a browser sent.
    pub const fn sent(pairs: Vec<(String, String)>) -> Self {
        Self { pairs, refusals: Vec::new() }
    }

    /// What a record holds.
    pub fn of_record<'a>(
        shown: &Shown<'_>,
        fields: impl Iterator<Item = &'a Field>,
        record: &Record,
    ) -> Self {
        let mut state = Self::default();
        for field in fields {
            state.fill(shown, field, &record.value(field.position));
        }
        state
    }

    /// The same with what was said against it.
    #[must_use]
    pub fn refused(mut self, refusals: Refusals) -> Self {
        self.refusals = refusals.0;
        self
    }

    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }

    /// Puts a value under a name.
    pub fn push(&mut self, name: &str, value: impl Into<String>) {
        self.pairs.push((name.to_owned(), value.into()));
    }

    /// The last value of a name: a ticked box comes after its hidden "false".
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of a name, or nothing.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// All values of a name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The refusal of a field, or of one of its parts.
    pub fn refusal(&self, name: &str) -> Option<&Refusal> {
        self.refusals.iter().find(|refusal| {
            refusal.field.as_deref().is_some_and(|field| {
                field == name
                    || field.strip_prefix(name).is_some_and(|rest| rest.starts_with(['.', '/']))
            })
        })
    }

    /// Whether the form speaks of a field at all.
    pub fn mentions(&self, name: &str) -> bool {
        self.pairs.iter().any(|(key, _)| {
            key == name || key.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
        })
    }

    /// Everything that was sent about one field.
    pub fn about(&self, name: &str) -> Vec<(String, String)> {
        let is_its = |key: &str| {
            key.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.pairs.iter().filter(|(key, _)| is_its(key)).cloned().collect()
    }

    /// The numbers of a list's rows, in order.
    pub fn rows(&self, name: &str) -> Vec<usize> {
        let prefix = format!("{name}.");
        let rows: BTreeSet<usize> = self
            .pairs
            .iter()
            .filter_map(|(key, _)| key.strip_prefix(&prefix)?.split('.').next()?.parse().ok())
            .filter(|row| *row < MAX_PAIRS)
            .collect();
        rows.into_iter().collect()
    }

    fn fill(&mut self, shown: &Shown<'_>, field: &Field, value: &Value) {
        let key = field.key;
        match (field.kind, value) {
            (Kind::Link(target), Value::Id(id)) => {
                let title = shown.titles.get(target, *id).unwrap_or_default();
                self.push(key, id.to_string());
                self.push(&format!("{key}.text"), title);
                self.push(&format!("{key}.was"), title);
            }
            (_, Value::Money(money)) => {
                self.push(key, money.amount());
                self.push(&format!("{key}.currency"), money.currency.code());
            }
            (Kind::Tags, Value::Words(words)) => self.push(key, words.join(", ")),
            (_, Value::Words(words)) => {
                for word in words {
                    self.push(key, word.clone());
                }
            }
            (kind, Value::Ids(ids)) => {
                let target = kind.link_target().unwrap_or_default();
                for id in ids {
                    self.push(key, id.to_string());
                    let title = shown.titles.get(target, *id).unwrap_or_default();
                    self.push(&format!("{key}.{id}"), title);
                }
            }
            (_, Value::Instant(at)) => {
                let wall = at.to_zoned(shown.format.zone().clone()).datetime();
                self.push(key, wall.strftime("%Y-%m-%dT%H:%M").to_string());
            }
            (_, Value::Bool(truth)) => self.push(key, truth.to_string()),
            (_, Value::Address(address)) => self.fill_address(key, address),
            (_, Value::Parts(parts)) => {
                for (row, part) in parts.iter().enumerate() {
                    self.fill_part(&format!("{key}.{row}"), part);
                    if part.primary {
                        self.push(&format!("{key}.primary"), row.to_string());
                    }
                }
            }
            (kind, value) => self.push(key, to_cell(kind, value)),
        }
    }

    fn fill_part(&mut self, base: &str, part: &Part) {
        self.push(&format!("{base}.id"), part.id.to_string());
        self.push(&format!("{base}.type"), part.label.clone());
        match &part.address {
            Some(address) => self.fill_address(base, address),
            None => self.push(&format!("{base}.value"), part.value.clone()),
        }
        if let Some(country) = &part.country {
            self.push(&format!("{base}.country"), country.clone());
        }
    }

    fn fill_address(&mut self, base: &str, address: &Address) {
        self.push(&format!("{base}.street"), address.street.clone());
        self.push(&format!("{base}.street_2"), address.street_2.clone());
        self.push(&format!("{base}.city"), address.city.clone());
        self.push(&format!("{base}.state"), address.state.clone());
        self.push(&format!("{base}.postal_code"), address.postal_code.clone());
        let country = address.country.map(|country| country.code()).unwrap_or_default();
        self.push(&format!("{base}.country"), country);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> FormState {
        FormState::sent(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn a_ticked_box_wins_over_its_hidden_no() {
        assert_eq!(sent(&[("vip", "false"), ("vip", "true")]).text("vip"), "true");
    }

    #[test]
    fn rows_are_found_in_their_order() {
        let state =
            sent(&[("emails.2.value", "b"), ("emails.0.value", "a"), ("emails.primary", "2")]);
        assert_eq!(state.rows("emails"), vec![0, 2]);
        assert!(state.mentions("emails"));
        assert!(!state.mentions("email"));
    }
}
