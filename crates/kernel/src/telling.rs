//! How a text of a record reads in each language. Most texts read as somebody typed them. The
//! names of standard records are words of the catalogues until somebody gives them others; a few
//! texts are put together by their shape, which holds them in all languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use uuid::Uuid;

use crate::language::Language;
use crate::record::Record;
use crate::shape::Shape;
use crate::text::fold::fold;
use crate::words::Words;

/// How a field's text reads.
#[derive(Clone, Debug, Default)]
pub enum Telling {
    #[default]
    AsTyped,
    /// Of a record with a [`standard_id`], by the catalogues; of others as typed.
    Standard,
    /// By the shape, from these fields.
    ByShape { needs: Vec<&'static str>, tell: fn(&Record, Language) -> String },
}

/// A shape that puts a text of its record together in each language.
pub trait Told: Shape {
    fn told(&self, language: Language) -> String;
}

pub(crate) fn tell<S: Told>(record: &Record, language: Language) -> String {
    S::from_values(&record.values).told(language)
}

/// The namespace of the ids of standard records.
const NAMESPACE: Uuid = Uuid::from_u128(0x3b7c_18d4_92af_5e06_a4d1_6f0c_7e29_b853);

/// Begins the Fluent keys of standard records.
const PREFIX: &str = "standard-";

/// The record's Fluent key by its id.
static KEYS: LazyLock<HashMap<Uuid, &'static str>> = LazyLock::new(|| {
    Words::keys().filter_map(|key| Some((standard_id(key.strip_prefix(PREFIX)?), key))).collect()
});

/// The id of a standard record by its key: `role-manager`, whose name is the Fluent key
/// `standard-role-manager` and whose purpose is `standard-role-manager-purpose`.
pub fn standard_id(key: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, key.as_bytes())
}

/// A text of a standard record in a language, by the key of its name or as `role-manager-purpose`.
pub fn standard_text(key: &str, language: Language) -> String {
    Words::get().text(language, &format!("{PREFIX}{key}"))
}

/// The Fluent key of a text of a standard record; `field` is empty for its title.
fn key_of(record: Uuid, field: &str) -> Option<String> {
    let key = KEYS.get(&record)?;
    let key = if field.is_empty() { (*key).to_owned() } else { format!("{key}-{field}") };
    Words::get().has(Language::En, &key).then(|| key.replace('_', "-"))
}

/// A standard text in a language, unless somebody gave the record another.
pub(crate) fn standard(
    record: Uuid,
    field: &str,
    text: &str,
    language: Language,
) -> Option<String> {
    let key = key_of(record, field)?;
    let words = Words::get();
    let untouched = Language::ALL.iter().any(|language| words.text(*language, &key) == text);
    untouched.then(|| words.text(language, &key))
}

/// The standard records that are called so in some language, whatever the case and accents.
pub fn standard_ids(name: &str) -> impl Iterator<Item = Uuid> {
    let (words, name) = (Words::get(), fold(name));
    KEYS.iter().filter_map(move |(id, key)| {
        let is_so = |language: &Language| fold(&words.text(*language, key)) == name;
        Language::ALL.iter().any(is_so).then_some(*id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standard_name_reads_in_every_language_until_it_is_changed() {
        let id = standard_id("role-manager");
        assert_eq!(standard(id, "", "Manager", Language::Es).as_deref(), Some("Responsable"));
        assert_eq!(standard(id, "", "经理", Language::En).as_deref(), Some("Manager"));
        assert_eq!(standard(id, "", "Head of sales", Language::Es), None);
        let purpose = standard_text("role-manager-purpose", Language::En);
        assert!(standard(id, "purpose", &purpose, Language::Zh).unwrap().starts_with("可查看"));
        assert_eq!(standard(Uuid::now_v7(), "", "Manager", Language::Es), None);
    }

    #[test]
    fn a_standard_record_is_found_by_its_name_in_any_language() {
        let found: Vec<Uuid> = standard_ids("Responsable").collect();
        assert_eq!(found, [standard_id("role-manager")]);
        assert!(standard_ids("Nobody").next().is_none());
    }
}
