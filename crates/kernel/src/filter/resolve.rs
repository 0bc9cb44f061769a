//! Checks a written filter against the Catalog.

use jiff::civil::Date;
use uuid::Uuid;

use super::raw::{RawFilter, RawValue};
use super::{
    Comparison, Filter, MAX_COMPARISONS, MAX_DEPTH, MAX_SORT_KEYS, MAX_VALUES, Op, Operand, Path,
    SortKey,
};
use crate::catalog::Catalog;
use crate::error::{Error, Refusal, Refusals, Result};
use crate::kind::Kind;
use crate::kind_rules::{self, Reading};
use crate::object::{Field, Object};
use crate::period::Period;
use crate::value::Value;

/// Whom "me", "my-teams" and relative dates mean.
#[derive(Clone, Debug)]
pub struct Asker {
    pub user: Option<Uuid>,
    pub teams: Vec<Uuid>,
    pub today: Date,
    pub reading: Reading,
}

/// Gives the typed filter.
///
/// # Errors
/// [`Error::Invalid`] naming the unknown field or operator, [`Error::Refused`] naming the value
/// that cannot be read, or when there are too many comparisons.
pub fn resolve(
    raw: &RawFilter,
    object: &Object,
    catalog: &Catalog,
    asker: &Asker,
) -> Result<Filter> {
    let (depth, comparisons) = raw.size();
    if depth > MAX_DEPTH + 1 {
        return Err(Error::invalid("where", "filter-too-deep"));
    }
    if comparisons > MAX_COMPARISONS {
        return Err(Error::refused("where", "filter-too-long"));
    }
    Resolver { object, catalog, asker }.filter(raw)
}

/// Reads `-created_at,name` or `organization.name`.
///
/// # Errors
/// [`Error::Invalid`] naming `sort` and the unknown field.
pub fn resolve_sort(text: &str, object: &Object, catalog: &Catalog) -> Result<Vec<SortKey>> {
    let mut keys: Vec<SortKey> = Vec::new();
    for part in text.split(',').map(str::trim) {
        let (name, descending) = match part.strip_prefix('-') {
            Some(name) => (name, true),
            None => (part, false),
        };
        let (path, field) =
            find(name, object, catalog).ok_or_else(|| unknown("sort", "unknown-field", name))?;
        let link_of_path = path.link.is_some();
        if link_of_path || !field.kind.is_sortable() {
            return Err(unknown("sort", "not-sortable", name));
        }
        // Said again, a field has no more to decide.
        if keys.iter().all(|key| key.path != path) {
            keys.push(SortKey { path, descending });
        }
    }
    if keys.len() > MAX_SORT_KEYS {
        return Err(too_many("sort", MAX_SORT_KEYS));
    }
    Ok(keys)
}

fn unknown(parameter: &str, code: &'static str, name: &str) -> Error {
    Error::Invalid(Refusals::one(Refusal::field(parameter, code).with("name", short(name))))
}

/// A known field is held against what it cannot be held against.
fn wrong(parameter: &str, code: &'static str, value: &str) -> Error {
    Error::Refused(Refusals::one(Refusal::field(parameter, code).with("value", short(value))))
}

fn too_many(parameter: &str, limit: usize) -> Error {
    Error::Refused(Refusals::one(Refusal::field(parameter, "too-many").with("limit", limit)))
}

fn short(said: &str) -> String {
    said.chars().take(80).collect()
}

/// The path and field that a name means, when it is one.
fn find<'a>(name: &str, object: &'a Object, catalog: &'a Catalog) -> Option<(Path, &'a Field)> {
    let visible = |field: &&Field| !field.secret;
    match name.split_once('.') {
        None => {
            let field = object.field(name).filter(visible)?;
            Some((Path { link: None, field: field.key }, field))
        }
        Some((link, rest)) => {
            let link = object.field(link).filter(visible)?;
            let Kind::Link(target) = link.kind else {
                return None;
            };
            let field = catalog.object(target)?.field(rest).filter(visible)?;
            Some((Path { link: Some(link.key), field: field.key }, field))
        }
    }
}

struct Resolver<'a> {
    object: &'a Object,
    catalog: &'a Catalog,
    asker: &'a Asker,
}

impl Resolver<'_> {
    fn filter(&self, raw: &RawFilter) -> Result<Filter> {
        let each = |list: &[RawFilter]| {
            list.iter().map(|raw| self.filter(raw)).collect::<Result<Vec<Filter>>>()
        };
        Ok(match raw {
            RawFilter::All { all } => Filter::All(each(all)?),
            RawFilter::Any { any } => Filter::Any(each(any)?),
            RawFilter::Not { not } => Filter::Not(Box::new(self.filter(not)?)),
            RawFilter::Compare { field, op, value } => self.compare(field, op, value)?,
        })
    }

    fn compare(&self, name: &str, op: &str, value: &RawValue) -> Result<Filter> {
        let (path, field) = find(name, self.object, self.catalog)
            .ok_or_else(|| unknown(name, "unknown-field", name))?;
        let op = Op::from_key(op).ok_or_else(|| unknown(name, "unknown-operator", op))?;
        if !kind_rules::operators(field.kind).contains(&op) {
            return Err(unknown(name, "operator-not-for-kind", op.key()));
        }
        let operand = match (op, value) {
            (Op::In | Op::Nin, value) => Operand::Many(self.many(name, field, value)?),
            (_, RawValue::Many(_)) => return Err(unknown(name, "one-value-only", op.key())),
            (Op::Empty, RawValue::One(text)) => Operand::Flag(match text.as_str() {
                "true" | "1" | "" => true,
                "false" | "0" => false,
                _ => return Err(wrong(name, "not-yes-or-no", text)),
            }),
            (Op::Within, RawValue::One(text)) => {
                Operand::Days(Period::parse(text).map_err(|_| wrong(name, "not-a-period", text))?)
            }
            (_, RawValue::One(text)) => {
                let mut values = self.values(name, field, op, text)?;
                match (values.len(), op) {
                    (1, _) => Operand::One(values.remove(0)),
                    (_, Op::Eq) => {
                        return Ok(Filter::Compare(Comparison {
                            path,
                            op: Op::In,
                            operand: Operand::Many(values),
                        }));
                    }
                    (_, Op::Ne) => {
                        return Ok(Filter::Compare(Comparison {
                            path,
                            op: Op::Nin,
                            operand: Operand::Many(values),
                        }));
                    }
                    _ => return Err(unknown(name, "one-value-only", op.key())),
                }
            }
        };
        Ok(Filter::Compare(Comparison { path, op, operand }))
    }

    fn many(&self, name: &str, field: &Field, value: &RawValue) -> Result<Vec<Value>> {
        let texts: Vec<&str> = match value {
            RawValue::Many(texts) => texts.iter().map(String::as_str).collect(),
            RawValue::One(text) if text.is_empty() => Vec::new(),
            RawValue::One(text) => text.split(',').map(str::trim).collect(),
        };
        if texts.len() > MAX_VALUES {
            return Err(too_many(name, MAX_VALUES));
        }
        let mut values = Vec::with_capacity(texts.len());
        for text in texts {
            values.extend(self.values(name, field, Op::Eq, text)?);
        }
        Ok(values)
    }

    /// Usually one value; "my-teams" may be several or none.
    fn values(&self, name: &str, field: &Field, op: Op, text: &str) -> Result<Vec<Value>> {
        if let Kind::Link(target) | Kind::Links(target) = field.kind {
            match (target, text) {
                ("user", "me") => return Ok(self.asker.user.map(Value::Id).into_iter().collect()),
                ("team", "my-teams") => {
                    return Ok(self.asker.teams.iter().copied().map(Value::Id).collect());
                }
                _ => {}
            }
        }
        kind_rules::read_operand(field.kind, op, text, &self.asker.reading)
            .map(|value| vec![value])
            .map_err(|refusal| {
                Error::Refused(Refusals::one(Refusal { field: Some(name.to_owned()), ..refusal }))
            })
    }
}
