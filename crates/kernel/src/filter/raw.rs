//! What somebody wrote as a filter, before it is checked.

use serde::{Deserialize, Serialize};

/// The JSON of a saved filter: `{"all":[{"field":"city","op":"eq","value":"Madrid"}]}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum RawFilter {
    All { all: Vec<Self> },
    Any { any: Vec<Self> },
    Not { not: Box<Self> },
    Compare { field: String, op: String, value: RawValue },
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

    /// The same in the language of `where=`.
    pub fn to_expression(&self) -> String {
        let joined = |list: &[Self], word: &str| {
            let parts: Vec<String> = list.iter().map(Self::to_expression).collect();
            format!("({})", parts.join(word))
        };
        match self {
            Self::All { all } => joined(all, " and "),
            Self::Any { any } => joined(any, " or "),
            Self::Not { not } => format!("not {}", not.to_expression()),
            Self::Compare { field, op, value } => {
                let value = match value {
                    RawValue::One(value) => quoted(value),
                    RawValue::Many(values) => {
                        let values: Vec<String> =
                            values.iter().map(|value| quoted(value)).collect();
                        format!("({})", values.join(", "))
                    }
                };
                format!("{field} {op} {value}")
            }
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
            .fold((1, 0), |(depth, count), (below, inner)| (depth.max(below + 1), count + inner))
    }
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use crate::filter::parse_where;

    #[test]
    fn an_expression_says_the_same_as_the_tree() {
        let text = r#"(city eq "Ma\"drid" or not tags in ("a\\b", "c"))"#;
        let tree = parse_where(text).unwrap();
        assert_eq!(parse_where(&tree.to_expression()).unwrap(), tree);
    }
}
