//! What a column is written to.

use std::fmt;

use kernel::Refusal;
use kernel::kind::Kind;
use kernel::object::{Field, Object, Writing};

use super::Ground;

/// A field, a key of the record that a link points to, or one entry of a list. Written `city`,
/// `organization.external_id`, `phones.mobile`, `emails.2`, `emails.2.type`, `addresses.1.city`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    Field(&'static str),
    Through {
        link: &'static str,
        field: &'static str,
    },
    Entry {
        list: &'static str,
        /// A number or a type: columns with the same slot make one entry.
        slot: String,
        part: EntryPart,
    },
}

/// Which part of an entry a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryPart {
    Value,
    Type,
    Street,
    Street2,
    City,
    State,
    PostalCode,
    Country,
}

impl EntryPart {
    /// The parts of an address, by the keys of their scalars.
    pub const ADDRESS: [Self; 6] =
        [Self::Street, Self::Street2, Self::City, Self::State, Self::PostalCode, Self::Country];

    pub const fn key(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Type => "type",
            Self::Street => "street",
            Self::Street2 => "street_2",
            Self::City => "city",
            Self::State => "state",
            Self::PostalCode => "postal_code",
            Self::Country => "country",
        }
    }

    pub fn parse(key: &str) -> Option<Self> {
        [Self::Value, Self::Type].into_iter().chain(Self::ADDRESS).find(|part| part.key() == key)
    }
}

impl Target {
    /// Reads what [`fmt::Display`] writes.
    ///
    /// # Errors
    /// A refusal naming what does not exist or cannot be imported.
    pub fn parse(text: &str, ground: Ground<'_>) -> Result<Self, Refusal> {
        let text = text.trim();
        let unknown = || Refusal::new("unknown-field").with("name", super::short(text));
        let (first, rest) = match text.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (text, None),
        };
        let first = if first == "ext_id" { "external_id" } else { first };
        let field = ground.object.field(first).filter(|field| !field.secret).ok_or_else(unknown)?;
        if !is_importable(field) {
            return Err(Refusal::new("import-not-writable").with("name", field.key));
        }
        match (rest, field.kind) {
            (None, _) => Ok(Self::Field(field.key)),
            (Some(key), Kind::Link(target)) => {
                let key = if key == "ext_id" { "external_id" } else { key };
                let linked = ground.catalog.object(target).ok_or_else(unknown)?;
                if key == "id" {
                    return Ok(Self::Field(field.key));
                }
                let through =
                    linked.field(key).filter(|key| finds(linked, key)).ok_or_else(unknown)?;
                Ok(Self::Through { link: field.key, field: through.key })
            }
            (Some(rest), kind) if kind.has_parts() => entry(field, rest).ok_or_else(unknown),
            _ => Err(unknown()),
        }
    }

    /// The field of the object that it writes.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Field(key) | Self::Through { link: key, .. } | Self::Entry { list: key, .. } => {
                key
            }
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(key) => f.write_str(key),
            Self::Through { link, field } => write!(f, "{link}.{field}"),
            Self::Entry { list, slot, part: EntryPart::Value } => write!(f, "{list}.{slot}"),
            Self::Entry { list, slot, part } => write!(f, "{list}.{slot}.{}", part.key()),
        }
    }
}

/// Whether a column can be written to a field: the id finds records, and the day of creation can
/// be brought along; other computed fields cannot be said.
pub fn is_importable(field: &Field) -> bool {
    let brought = field.system && matches!(field.key, "id" | "created_at");
    !field.secret && field.kind != Kind::File && (brought || field.writing != Writing::Never)
}

/// Whether records of an object are told apart by a field.
pub fn finds(object: &Object, field: &Field) -> bool {
    let is_title = object.title_field().is_some_and(|title| title.key == field.key);
    !field.secret && !field.kind.is_many() && (field.matching || is_title)
}

fn entry(list: &Field, rest: &str) -> Option<Target> {
    let (slot, part) = match rest.split_once('.') {
        Some((slot, part)) => (slot, EntryPart::parse(part)?),
        None => (rest, EntryPart::Value),
    };
    let plain = !slot.is_empty() && slot.chars().count() <= 40 && !slot.contains(['.', '"']);
    let fits = match part {
        EntryPart::Value => list.kind != Kind::Addresses || slot.parse::<u8>().is_ok(),
        EntryPart::Type => true,
        _ => list.kind == Kind::Addresses,
    };
    (plain && fits).then(|| Target::Entry { list: list.key, slot: slot.to_lowercase(), part })
}
