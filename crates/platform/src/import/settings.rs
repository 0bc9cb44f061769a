//! What somebody wants imported, and how.

use std::collections::BTreeMap;

use kernel::number::DecimalStyle;
use serde::{Deserialize, Serialize};

use super::mapping::Map;
use super::reading::{DateOrder, Wished};

/// What an import is asked for; what is left out is found out, and the report says how.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// An object's key, its collection, or the address of one of its faces: `party`, `people`.
    pub object: String,
    /// Values that every row gets.
    pub set: BTreeMap<String, String>,
    pub map: Map,
    /// Keys that records are found by: the first that finds one wins. `email+name` is one key of
    /// two fields, which must both agree.
    #[serde(rename = "match")]
    pub match_by: Vec<String>,
    pub mode: Option<Mode>,
    /// Where the data come from, kept with each record.
    pub source: Option<String>,
    /// Links whose records are made when rows name them and they are not there.
    pub create_missing: Vec<String>,
    /// The e-mail of the user who gets the records whose owner is nobody here.
    pub owner_fallback: Option<String>,
    /// What happens to a row whose e-mail, phone or tax id is somebody's already.
    pub duplicates: BTreeMap<String, OnDuplicate>,
    pub file: Wished,
    pub dates: Option<DateOrder>,
    pub decimal_sign: Option<DecimalSign>,
}

/// Whether rows make records, change them, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    Create,
    Update,
    Upsert,
}

impl Mode {
    pub const ALL: [Self; 3] = [Self::Create, Self::Update, Self::Upsert];

    pub const fn key(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Upsert => "upsert",
        }
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.key() == key)
    }
}

/// What happens to a row that looks like a record that is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnDuplicate {
    /// It is made and reported: families share addresses.
    #[default]
    Create,
    Update,
    Skip,
}

impl OnDuplicate {
    pub const ALL: [Self; 3] = [Self::Create, Self::Update, Self::Skip];

    pub const fn key(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Skip => "skip",
        }
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.key() == key)
    }
}

/// The sign before decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecimalSign {
    Point,
    Comma,
}

impl DecimalSign {
    pub const ALL: [Self; 2] = [Self::Point, Self::Comma];

    pub const fn key(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Comma => "comma",
        }
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sign| sign.key() == key)
    }
}

impl From<DecimalSign> for DecimalStyle {
    fn from(sign: DecimalSign) -> Self {
        match sign {
            DecimalSign::Point => Self::Point,
            DecimalSign::Comma => Self::Comma,
        }
    }
}
