//! What nobody said: the facet, the mode, the key, the look-alikes.

use kernel::kind::Kind;
use kernel::object::Object;
use kernel::{Error, Refusal, Refusals, Result};

use super::{Column, From};
use crate::import::cell::short;
use crate::import::mapping::Target;
use crate::import::settings::{Mode, OnDuplicate, Settings};

/// The field that tells faces apart. When no column says it, the first face with a field of its
/// own among the columns is meant, else the last.
pub(super) fn facet(
    object: &Object,
    columns: &[Column],
) -> Option<(&'static str, Option<&'static str>)> {
    let (field, _) = object.faces.first()?.facet?;
    if columns.iter().any(|column| column.target.field() == field) {
        return Some((field, None));
    }
    let has_own = |face: &str| {
        columns.iter().any(|column| {
            let written = object.field(column.target.field());
            written.is_some_and(|written| written.facets == [face])
        })
    };
    let face = object.faces.iter().find(|face| has_own(face.key)).or(object.faces.last())?;
    Some((field, face.facet.map(|(_, value)| value)))
}

/// Whether records are made or changed, and by which fields they are found. A file with our ids,
/// or else with the keys of another system, finds its records by them.
pub(super) fn mode(
    object: &Object,
    settings: &Settings,
    columns: &[Column],
) -> Result<(Mode, Vec<&'static str>)> {
    let mut said = Vec::new();
    for name in &settings.match_by {
        let name = if name.trim() == "ext_id" { "external_id" } else { name.trim() };
        let field = object
            .field(name)
            .filter(|field| !field.secret)
            .ok_or_else(|| wrong("unknown-field", name))?;
        if !(field.key == "id" || field.matching) || field.kind.is_many() {
            return Err(wrong("import-not-a-match-field", name));
        }
        if !is_written(object, columns, field.key) {
            return Err(wrong("import-match-not-in-file", name));
        }
        if !said.contains(&field.key) {
            said.push(field.key);
        }
    }
    let found = || {
        ["id", "external_id"]
            .into_iter()
            .filter(|key| is_in_file(columns, key))
            .take(1)
            .collect::<Vec<_>>()
    };
    match (settings.mode, said.is_empty()) {
        (mode, false) => Ok((mode.unwrap_or(Mode::Upsert), said)),
        (Some(Mode::Create), true) => Ok((Mode::Create, said)),
        (mode, true) => match (mode, found()) {
            (None, keys) if keys.is_empty() => Ok((Mode::Create, keys)),
            (Some(_), keys) if keys.is_empty() => {
                Err(Error::Invalid(Refusals::one(Refusal::field("match", "import-needs-match"))))
            }
            (mode, keys) => Ok((mode.unwrap_or(Mode::Upsert), keys)),
        },
    }
}

/// The fields of this file that look-alikes are found by.
pub(super) fn duplicates(
    object: &Object,
    settings: &Settings,
    columns: &[Column],
    match_by: &[&'static str],
) -> Result<Vec<(&'static str, OnDuplicate)>> {
    let mut compared = Vec::new();
    for field in object.shape_fields().filter(|field| field.matching) {
        let list = field.primary_of.and_then(|list| object.field(list));
        let tells = list.is_some_and(|list| {
            matches!(list.kind, Kind::Emails | Kind::Phones | Kind::Identifiers)
        });
        if tells && is_written(object, columns, field.key) && match_by != [field.key] {
            compared.push((field.key, OnDuplicate::default()));
        }
    }
    for (name, act) in &settings.duplicates {
        match compared.iter_mut().find(|(key, _)| key == name) {
            Some(known) => known.1 = *act,
            None if *act == OnDuplicate::Create => {}
            None => {
                let refusal = Refusal::field("duplicates", "import-match-not-in-file");
                return Err(Error::Invalid(Refusals::one(refusal.with("name", short(name)))));
            }
        }
    }
    Ok(compared)
}

fn is_in_file(columns: &[Column], key: &str) -> bool {
    columns.iter().any(|column| {
        matches!(column.from, From::Cell(_))
            && matches!(column.target, Target::Field(field) if field == key)
    })
}

/// Whether a column writes a field, or the list whose primary entry it is.
fn is_written(object: &Object, columns: &[Column], key: &str) -> bool {
    let list = object.field(key).and_then(|field| field.primary_of);
    columns.iter().any(|column| {
        let written = column.target.field();
        written == key || Some(written) == list
    })
}

fn wrong(code: &'static str, name: &str) -> Error {
    Error::Invalid(Refusals::one(Refusal::field("match", code).with("name", short(name))))
}
