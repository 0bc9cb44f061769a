//! One value of any kind, as the kernel, the store and the generic screens carry it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::address::Address;
use crate::money::Money;

/// A value. Which variant a field uses is settled by its [`Kind`](crate::kind::Kind); an empty
/// text or list is `Null`.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    #[default]
    Null,
    /// Text, long text, name, e-mail, phone, URL, choice key.
    Text(String),
    /// Whole number, scaled decimal, hundredths of a percent, seconds.
    Int(i64),
    Bool(bool),
    Money(Money),
    Date(Date),
    /// UTC, microseconds.
    Instant(Timestamp),
    /// Link, file.
    Id(Uuid),
    /// Links.
    Ids(Vec<Uuid>),
    /// Tags, several choices.
    Words(Vec<String>),
    Address(Box<Address>),
    /// E-mails, phones, addresses, domains, identifiers.
    Parts(Vec<Part>),
}

impl Value {
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text of a textual value.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_id(&self) -> Option<Uuid> {
        match self {
            Self::Id(id) => Some(*id),
            _ => None,
        }
    }

    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    pub fn as_instant(&self) -> Option<Timestamp> {
        match self {
            Self::Instant(at) => Some(*at),
            _ => None,
        }
    }

    /// The entries of a list of parts; none for anything else.
    pub fn parts(&self) -> &[Part] {
        match self {
            Self::Parts(parts) => parts,
            _ => &[],
        }
    }

    /// The words of tags or several choices; none for anything else.
    pub fn words(&self) -> &[String] {
        match self {
            Self::Words(words) => words,
            _ => &[],
        }
    }

    /// Empty texts and lists become `Null`, so that "empty" has one form.
    #[must_use]
    pub fn normalised(self) -> Self {
        match self {
            Self::Text(text) if text.is_empty() => Self::Null,
            Self::Ids(ids) if ids.is_empty() => Self::Null,
            Self::Words(words) if words.is_empty() => Self::Null,
            Self::Parts(parts) if parts.is_empty() => Self::Null,
            Self::Address(address) if address.is_empty() => Self::Null,
            other => other,
        }
    }
}

/// One entry of a list of parts. `value` is the address, number, domain or identifier; an
/// address entry has `address` instead. `label` is its type: `work`, `home`, `mobile`, `tax_id` …
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub id: Uuid,
    #[serde(default)]
    pub value: String,
    #[serde(default, rename = "type", skip_serializing_if = "String::is_empty")]
    pub label: String,
    #[serde(default)]
    pub primary: bool,
    /// ISO 3166-1 alpha-2, of identifiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

impl Part {
    /// The same entry, whatever its id and mark.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.value == other.value
            && self.label == other.label
            && self.country == other.country
            && self.address == other.address
    }
}
