//! Turns a row of PostgreSQL into an owned [`Row`].

use std::error::Error as StdError;

use kernel::{Error, Result};
use tokio_postgres::types::{FromSql, Type};
use uuid::Uuid;

use crate::row::Row;
use crate::sql_value::SqlValue;

/// The row with our values.
///
/// # Errors
/// [`Error::Broken`] when a column has a type that SQLite has no like for.
pub(super) fn row(found: &tokio_postgres::Row) -> Result<Row> {
    let values = found.columns().iter().enumerate().map(|(at, column)| {
        found
            .try_get::<_, Found>(at)
            .map(|value| value.0)
            .map_err(|error| Error::broken(format!("column {}: {error}", column.name())))
    });
    values.collect::<Result<Vec<_>>>().map(Row::new)
}

struct Found(SqlValue);

type Raw<T> = std::result::Result<T, Box<dyn StdError + Sync + Send>>;

impl<'a> FromSql<'a> for Found {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Raw<Self> {
        Ok(Self(match *kind {
            Type::INT8 => SqlValue::Int(i64::from_sql(kind, raw)?),
            Type::INT4 => SqlValue::Int(i64::from(i32::from_sql(kind, raw)?)),
            Type::INT2 => SqlValue::Int(i64::from(i16::from_sql(kind, raw)?)),
            Type::BOOL => SqlValue::from(bool::from_sql(kind, raw)?),
            Type::NUMERIC => SqlValue::Int(whole(raw)?),
            Type::UUID => SqlValue::Id(Uuid::from_sql(kind, raw)?),
            Type::BYTEA => SqlValue::Bytes(raw.to_vec()),
            Type::TEXT_ARRAY => SqlValue::Texts(Vec::from_sql(kind, raw)?),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON | Type::UNKNOWN => {
                SqlValue::Text(std::str::from_utf8(raw)?.to_owned())
            }
            Type::VOID => SqlValue::Null,
            _ => return Err(format!("{kind} is not portable; cast it").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Raw<Self> {
        Ok(Self(SqlValue::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A `numeric` without a fraction, such as the sum of a `bigint` column.
fn whole(raw: &[u8]) -> Raw<i64> {
    let mut words =
        raw.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(i16::from_be_bytes));
    let (Some(count), Some(weight), Some(sign), Some(_)) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err("a numeric is cut off".into());
    };
    if count > weight + 1 || ![0, 0x4000].contains(&sign) {
        return Err("a number with a fraction; cast it to a whole number".into());
    }
    let mut number: i64 = 0;
    for place in 0..=weight {
        let group = if place < count { words.next().unwrap_or_default() } else { 0 };
        let shifted = number.checked_mul(10_000).ok_or("a number beyond 64 bits")?;
        let group = i64::from(if sign == 0 { group } else { -group });
        number = shifted.checked_add(group).ok_or("a number beyond 64 bits")?;
    }
    Ok(number)
}
