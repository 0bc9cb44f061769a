//! What somebody wrote as a filter, before it is checked.

use serde::{Deserialize, Serialize};

/// The JSON of a saved filter: `{"all":[{"field":"city","op":"eq","value":"Madrid"}]}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum RawFilter {
    All {
        all: Vec<Self>,
    },
    Any {
        any: Vec<Self>,
    },
    Not {
        not: Box<Self>,
    },
    Compare {
        field: String,
        op: String,
        value: RawValue,
    },
}

/// A value as it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RawValue {
    Many(Vec<String>),
    One(String),
}

impl RawFilter {
    pub fn compare(field: &str, op: &str, value: &str) -> Self {
        Self::Compare {
            field: field.to_owned(),
            op: op.to_owned(),
            value: RawValue::One(value.to_owned()),
        }
    }

    /// How deep the tree is and how many comparisons it holds.
    pub fn size(&self) -> (usize, usize) {
        let children = match self {
            Self::All { all } => all.as_slice(),
            Self::Any { any } => any.as_slice(),
            Self::Not { not } => std::slice::from_ref(&**not),
            Self::Compare { .. } => return (1, 1),
        };
        children
            .iter()
            .map(Self::size)
            .fold((1, 0), |(depth, count), (below, inner)| {
                (depth.max(below + 1), count + inner)
            })
    }
}
