//! Where each kind of field lies in the tables: its columns, how a value is bound and read.

use kernel::kind::Kind;
use kernel::money::{Currency, Money};
use kernel::object::{Field, Object};
use kernel::text::fold::fold;
use kernel::text::sort_key::Collation;
use kernel::value::{Part, Value};
use kernel::{Error, Result};
use uuid::Uuid;

use crate::row::Row;
use crate::sql_value::SqlValue;

/// The envelope's columns, in the order of [`kernel::record::ENVELOPE`].
pub const ENVELOPE: [&str; 9] = [
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "owner",
    "team",
    "deleted_at",
    "deleted_by",
];

/// How a field lies in the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// One column of the record's own row.
    Column,
    /// A text column and `KEY_key`, its sort key.
    Sorted,
    /// An amount column and `KEY_currency`.
    Money,
    /// A child table `OBJECT_KEY` of words or links.
    List,
    /// A child table `OBJECT_KEY` of parts.
    Parts,
}

/// The one exhaustive statement of where a kind lies.
pub const fn place(kind: Kind) -> Place {
    match kind {
        Kind::Text | Kind::Name => Place::Sorted,
        Kind::LongText
        | Kind::Email
        | Kind::Phone
        | Kind::Url
        | Kind::Whole
        | Kind::Decimal { .. }
        | Kind::Percent
        | Kind::YesNo
        | Kind::Date
        | Kind::Instant
        | Kind::Duration
        | Kind::Choice(_)
        | Kind::Link(_)
        | Kind::Address
        | Kind::File => Place::Column,
        Kind::Money => Place::Money,
        Kind::Choices(_) | Kind::Tags | Kind::Links(_) => Place::List,
        Kind::Emails | Kind::Phones | Kind::Addresses | Kind::Domains | Kind::Identifiers => {
            Place::Parts
        }
    }
}

/// The columns that are read for a field; none when it lies in a child table.
pub fn read_columns(field: &Field) -> Vec<String> {
    match place(field.kind) {
        Place::Column | Place::Sorted => vec![field.key.to_owned()],
        Place::Money => vec![field.key.to_owned(), format!("{}_currency", field.key)],
        Place::List | Place::Parts => Vec::new(),
    }
}

/// The columns that are written for a field, as [`bind`] fills them.
pub fn written_columns(field: &Field) -> Vec<String> {
    let mut columns = read_columns(field);
    if place(field.kind) == Place::Sorted {
        columns.push(format!("{}_key", field.key));
    }
    columns
}

/// The table of a many-valued field.
pub fn child_table(object: &Object, field: &Field) -> Option<String> {
    field.kind.is_many().then(|| format!("{}_{}", object.key, field.key))
}

/// The values for [`written_columns`].
pub fn bind(kind: Kind, value: &Value, collation: &Collation) -> Vec<SqlValue> {
    match place(kind) {
        Place::List | Place::Parts => Vec::new(),
        Place::Sorted => match value.as_text() {
            Some(text) => vec![SqlValue::from(text), SqlValue::Bytes(collation.key(text))],
            None => vec![SqlValue::Null, SqlValue::Null],
        },
        Place::Money => match value {
            Value::Money(money) => {
                vec![SqlValue::Int(money.minor), SqlValue::from(money.currency.code())]
            }
            _ => vec![SqlValue::Null, SqlValue::Null],
        },
        Place::Column => vec![match (kind, value) {
            (Kind::YesNo, value) => SqlValue::from(value.as_bool().unwrap_or_default()),
            (_, value) => scalar(value),
        }],
    }
}

/// A value of one column, as it is bound.
pub fn scalar(value: &Value) -> SqlValue {
    match value {
        Value::Text(text) => SqlValue::from(text.as_str()),
        Value::Int(number) => SqlValue::Int(*number),
        Value::Bool(truth) => SqlValue::from(*truth),
        Value::Money(money) => SqlValue::Int(money.minor),
        Value::Date(date) => SqlValue::from(*date),
        Value::Instant(at) => SqlValue::from(*at),
        Value::Id(id) => SqlValue::Id(*id),
        Value::Address(address) => {
            serde_json::to_string(address).map_or(SqlValue::Null, SqlValue::Text)
        }
        Value::Null | Value::Ids(_) | Value::Words(_) | Value::Parts(_) => SqlValue::Null,
    }
}

/// Reads a field from its [`read_columns`], the first of which stands at `at`.
///
/// # Errors
/// [`Error::Broken`] when the row holds what the kind cannot.
pub fn read(kind: Kind, row: &Row, at: usize) -> Result<Value> {
    Ok(match kind {
        Kind::Text
        | Kind::Name
        | Kind::LongText
        | Kind::Email
        | Kind::Phone
        | Kind::Url
        | Kind::Choice(_) => {
            row.opt_text(at)?.map_or(Value::Null, |text| Value::Text(text.to_owned()))
        }
        Kind::Whole | Kind::Decimal { .. } | Kind::Percent | Kind::Duration => {
            row.opt_int(at)?.map_or(Value::Null, Value::Int)
        }
        Kind::YesNo => Value::Bool(row.opt_int(at)?.unwrap_or_default() != 0),
        Kind::Date => row.opt_date(at)?.map_or(Value::Null, Value::Date),
        Kind::Instant => row.opt_instant(at)?.map_or(Value::Null, Value::Instant),
        Kind::Link(_) | Kind::File => row.opt_id(at)?.map_or(Value::Null, Value::Id),
        Kind::Money => match (row.opt_int(at)?, row.opt_text(at + 1)?) {
            (Some(minor), Some(code)) => {
                let currency = Currency::parse(code)
                    .map_err(|_| Error::broken(format!("unknown currency {code} in a row")))?;
                Value::Money(Money { minor, currency })
            }
            _ => Value::Null,
        },
        Kind::Address => match row.opt_text(at)? {
            Some(text) => Value::Address(serde_json::from_str(text).map_err(anyhow::Error::from)?),
            None => Value::Null,
        },
        Kind::Choices(_)
        | Kind::Tags
        | Kind::Links(_)
        | Kind::Emails
        | Kind::Phones
        | Kind::Addresses
        | Kind::Domains
        | Kind::Identifiers => Value::Null,
    })
}

/// The columns of a child table.
pub fn child_columns(kind: Kind) -> &'static [&'static str] {
    if kind.has_parts() {
        &[
            "record",
            "position",
            "entry",
            "primary",
            "type",
            "value",
            "value_key",
            "country",
            "street",
            "street_2",
            "city",
            "city_key",
            "state",
            "postal_code",
        ]
    } else {
        &["record", "position", "value", "value_key"]
    }
}

/// The rows of a child table for one record, in the order of [`child_columns`].
pub fn child_rows(record: Uuid, value: &Value) -> Vec<Vec<SqlValue>> {
    let words: Vec<String> = match value {
        Value::Parts(parts) => {
            return (0i64..)
                .zip(parts)
                .map(|(position, part)| part_row(record, position, part))
                .collect();
        }
        Value::Words(words) => words.clone(),
        Value::Ids(ids) => ids.iter().map(Uuid::to_string).collect(),
        _ => return Vec::new(),
    };
    (0i64..)
        .zip(words)
        .map(|(position, word)| {
            let key = fold(&word);
            vec![
                SqlValue::Id(record),
                SqlValue::Int(position),
                SqlValue::Text(word),
                SqlValue::Text(key),
            ]
        })
        .collect()
}

fn part_row(record: Uuid, position: i64, part: &Part) -> Vec<SqlValue> {
    let text = |text: &str| {
        if text.is_empty() { SqlValue::Null } else { SqlValue::from(text) }
    };
    let address = part.address.clone().unwrap_or_default();
    let country = match (&part.country, address.country) {
        (Some(code), _) => text(code),
        (None, Some(country)) => text(country.code()),
        (None, None) => SqlValue::Null,
    };
    vec![
        SqlValue::Id(record),
        SqlValue::Int(position),
        SqlValue::Id(part.id),
        SqlValue::from(part.primary),
        text(&part.label),
        text(&part.value),
        text(&fold(&part.value)),
        country,
        text(&address.street),
        text(&address.street_2),
        text(&address.city),
        text(&fold(&address.city)),
        text(&address.state),
        text(&address.postal_code),
    ]
}

/// Puts the rows of a child table of one record, in their order, together as a value. Each row
/// holds the [`child_columns`], the first of them at 0.
///
/// # Errors
/// [`Error::Broken`] when a row holds what the kind cannot.
pub fn read_child(kind: Kind, rows: &[&Row]) -> Result<Value> {
    if kind.has_parts() {
        let parts = rows.iter().map(|row| read_part(kind, row)).collect::<Result<Vec<_>>>()?;
        return Ok(Value::Parts(parts).normalised());
    }
    let words =
        rows.iter().map(|row| row.text(2).map(str::to_owned)).collect::<Result<Vec<String>>>()?;
    if let Kind::Links(_) = kind {
        let ids = words.iter().filter_map(|word| Uuid::try_parse(word).ok()).collect();
        return Ok(Value::Ids(ids).normalised());
    }
    Ok(Value::Words(words).normalised())
}

fn read_part(kind: Kind, row: &Row) -> Result<Part> {
    let text = |at: usize| row.opt_text(at).map(|text| text.unwrap_or_default().to_owned());
    let country = row.opt_text(7)?;
    let mut part = Part {
        id: row.id(2)?,
        primary: row.int(3)? != 0,
        label: text(4)?,
        value: text(5)?,
        ..Part::default()
    };
    if kind == Kind::Addresses {
        part.address = Some(kernel::address::Address {
            street: text(8)?,
            street_2: text(9)?,
            city: text(10)?,
            state: text(12)?,
            postal_code: text(13)?,
            country: country.and_then(kernel::country::Country::parse),
        });
    } else {
        part.country = country.map(str::to_owned);
    }
    Ok(part)
}
