//! What nobody said: the facet, the mode, the key, the look-alikes.

use kernel::catalog::Catalog;
use kernel::kind::Kind;
use kernel::object::{Field, Object};
use kernel::{Error, Refusal, Refusals, Result};

use super::{Column, From, Key};
use crate::import::cell::short;
use crate::import::lookup::facet_of_link;
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

/// Whether records are made or changed, and by which keys they are found. A file with our ids,
/// or else with the keys of another system, finds its records by them.
pub(super) fn mode(
    object: &Object,
    settings: &Settings,
    columns: &[Column],
) -> Result<(Mode, Vec<Key>)> {
    let mut said: Vec<Key> = Vec::new();
    for text in &settings.match_by {
        let key = key(object, columns, text)?;
        if !said.contains(&key) {
            said.push(key);
        }
    }
    let found = || {
        let known = ["id", "external_id"].into_iter().find(|key| is_in_file(columns, key));
        known.map(|key| vec![key]).into_iter().collect::<Vec<Key>>()
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

/// Links to records that other rows of the file may make: a row that names one may have to wait
/// for a later one. `facet` is what the headings told.
pub(super) fn forward(
    catalog: &Catalog,
    object: &Object,
    columns: &[Column],
    facet: Option<(&'static str, Option<&'static str>)>,
) -> Vec<&'static str> {
    let said = facet.and_then(|(field, told)| {
        let fixed = columns.iter().find_map(|column| match &column.from {
            From::Fixed(value) if column.target.field() == field => Some(value.as_str()),
            _ => None,
        });
        fixed.or(told)
    });
    let leads_here = |link: &&'static str| {
        let target = object.field(link).and_then(|field| field.kind.link_target());
        let facet = facet_of_link(catalog, link, object.key);
        let is_made = match (facet, said) {
            (Some((_, value)), Some(said)) => value == said,
            _ => true,
        };
        target == Some(object.key) && is_made
    };
    let mut links: Vec<&'static str> =
        columns.iter().map(|column| column.target.field()).filter(leads_here).collect();
    links.dedup();
    links
}

/// Links of the file's columns whose records may be made on the way: those that are called as a
/// face of their target, so that it is known what kind of record is meant.
pub(super) fn creatable(
    catalog: &Catalog,
    object: &Object,
    columns: &[Column],
) -> Vec<&'static str> {
    let mut links: Vec<&'static str> = Vec::new();
    for link in columns.iter().map(|column| column.target.field()) {
        let kind = object.field(link).map(|field| field.kind);
        if let Some(Kind::Link(target)) = kind
            && facet_of_link(catalog, link, target).is_some()
            && !links.contains(&link)
        {
            links.push(link);
        }
    }
    links
}

/// Those of them that shall be.
pub(super) fn creates(
    catalog: &Catalog,
    object: &Object,
    settings: &Settings,
    columns: &[Column],
) -> Result<Vec<&'static str>> {
    let known = creatable(catalog, object, columns);
    let said = settings.create_missing.iter().map(|name| name.trim());
    let found = said.map(|name| {
        known.iter().find(|link| **link == name).copied().ok_or_else(|| {
            let refusal = Refusal::field("create_missing", "import-not-creatable");
            Error::Invalid(Refusals::one(refusal.with("name", short(name))))
        })
    });
    found.collect()
}

/// The fields of a key: `email`, `email+name`. In the address of a page a plus sign is a space.
fn key(object: &Object, columns: &[Column], text: &str) -> Result<Key> {
    let names: Vec<&str> =
        text.split(['+', ' ']).map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        return Err(wrong("unknown-field", text));
    }
    let mut key = Key::with_capacity(names.len());
    for name in names {
        let name = if name == "ext_id" { "external_id" } else { name };
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
        if !key.contains(&field.key) {
            key.push(field.key);
        }
    }
    Ok(key)
}

/// The fields of this file that tell look-alikes: e-mails, phones, numbers of identity.
pub(super) fn telling(object: &Object, columns: &[Column]) -> Vec<&'static str> {
    let tells = |field: &&Field| {
        let list = field.primary_of.and_then(|list| object.field(list));
        field.matching
            && list.is_some_and(|list| {
                matches!(list.kind, Kind::Emails | Kind::Phones | Kind::Identifiers)
            })
            && is_written(object, columns, field.key)
    };
    object.shape_fields().filter(tells).map(|field| field.key).collect()
}

/// Those that look-alikes are found by: the others find the record itself.
pub(super) fn duplicates(
    object: &Object,
    settings: &Settings,
    columns: &[Column],
    match_by: &[Key],
) -> Result<Vec<(&'static str, OnDuplicate)>> {
    let finds = |field: &str| match_by.iter().any(|key| key.as_slice() == [field]);
    let mut compared: Vec<(&'static str, OnDuplicate)> = telling(object, columns)
        .into_iter()
        .filter(|field| !finds(field))
        .map(|field| (field, OnDuplicate::default()))
        .collect();
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
