//! Filters: one tree for plain parameters, `where=`, chips and saved views.
//!
//! A [`RawFilter`] is what was written (the JSON of saved views); [`resolve`] checks it against
//! the Catalog and gives the typed [`Filter`] that the store compiles.

mod parse;
mod raw;
mod resolve;

pub use parse::parse_where;
pub use raw::{RawFilter, RawValue};
pub use resolve::{Asker, resolve, resolve_sort};

use crate::period::Period;
use crate::value::Value;

/// Deepest nesting that is read.
pub const MAX_DEPTH: usize = 16;
/// Most comparisons that one filter may hold.
pub const MAX_COMPARISONS: usize = 100;
/// Most values of one `in`.
pub const MAX_VALUES: usize = 1_000;
/// Most fields that a list is sorted by.
pub const MAX_SORT_KEYS: usize = 4;

/// A checked filter over the fields of one object.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Compare(Comparison),
}

impl Filter {
    /// A filter that lets everything through.
    pub const fn everything() -> Self {
        Self::All(Vec::new())
    }

    /// Both at once.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::All(mut left), Self::All(right)) => {
                left.extend(right);
                Self::All(left)
            }
            (Self::All(mut left), right) => {
                left.push(right);
                Self::All(left)
            }
            (left, Self::All(mut right)) => {
                right.insert(0, left);
                Self::All(right)
            }
            (left, right) => Self::All(vec![left, right]),
        }
    }
}

/// One comparison: a field, directly or over one link, an operator and what it is held against.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub path: Path,
    pub op: Op,
    pub operand: Operand,
}

/// A field of the object (`field`), or of the object that its link points to (`link.field`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    /// The link's key, when the field is over one.
    pub link: Option<&'static str>,
    pub field: &'static str,
}

/// The operators of INTERFACE.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    Eq,
    Ne,
    In,
    Nin,
    Lt,
    Lte,
    Gt,
    Gte,
    Contains,
    Starts,
    Empty,
    Within,
}

impl Op {
    pub const ALL: [Self; 12] = [
        Self::Eq,
        Self::Ne,
        Self::In,
        Self::Nin,
        Self::Lt,
        Self::Lte,
        Self::Gt,
        Self::Gte,
        Self::Contains,
        Self::Starts,
        Self::Empty,
        Self::Within,
    ];

    pub const fn key(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::In => "in",
            Self::Nin => "nin",
            Self::Lt => "lt",
            Self::Lte => "lte",
            Self::Gt => "gt",
            Self::Gte => "gte",
            Self::Contains => "contains",
            Self::Starts => "starts",
            Self::Empty => "empty",
            Self::Within => "within",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|op| op.key() == key)
    }
}

/// What a field is held against.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// `eq ne lt lte gt gte contains starts`.
    One(Value),
    /// `in nin`; may be empty, and then nothing is in it.
    Many(Vec<Value>),
    /// `empty`: whether it must be.
    Flag(bool),
    /// `within` of a date or instant: first day and the day after the last, in the asker's zone.
    Days(Period),
}

/// One key of an order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SortKey {
    pub path: Path,
    pub descending: bool,
}
