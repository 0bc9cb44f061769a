//! Binds our values by the type that PostgreSQL expects at the place.

use std::error::Error as StdError;

use bytes::{BufMut as _, BytesMut};
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::sql_value::{SqlValue, without_nul};

type Bound = Result<IsNull, Box<dyn StdError + Sync + Send>>;

impl ToSql for SqlValue {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Bound {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) => int(*number, wanted, out),
            Self::Text(text) if is_text(wanted) => {
                without_nul(text).as_ref().to_sql(&Type::TEXT, out)
            }
            Self::Bytes(bytes) if *wanted == Type::BYTEA => bytes.to_sql(wanted, out),
            Self::Id(id) if *wanted == Type::UUID => id.to_sql(wanted, out),
            Self::Texts(texts) if *wanted == Type::TEXT_ARRAY => texts.to_sql(wanted, out),
            other => Err(format!("{} was given where {wanted} is wanted", other.kind()).into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn is_text(wanted: &Type) -> bool {
    [Type::TEXT, Type::VARCHAR, Type::BPCHAR, Type::NAME, Type::UNKNOWN].contains(wanted)
}

fn int(number: i64, wanted: &Type, out: &mut BytesMut) -> Bound {
    match *wanted {
        Type::INT8 => number.to_sql(wanted, out),
        Type::INT4 => i32::try_from(number)?.to_sql(wanted, out),
        Type::INT2 => i16::try_from(number)?.to_sql(wanted, out),
        Type::BOOL => (number != 0).to_sql(wanted, out),
        Type::NUMERIC => numeric(number, out),
        _ => Err(format!("a whole number was given where {wanted} is wanted").into()),
    }
}

/// A whole number as `numeric`, which is what a sum of `bigint` is compared with: groups of four
/// decimal digits, the highest first.
fn numeric(number: i64, out: &mut BytesMut) -> Bound {
    let mut rest = number.unsigned_abs();
    let mut groups: Vec<u16> = Vec::new();
    while rest > 0 {
        groups.push(u16::try_from(rest % 10_000)?);
        rest /= 10_000;
    }
    let count = i16::try_from(groups.len())?;
    out.put_i16(count);
    out.put_i16((count - 1).max(0));
    out.put_u16(if number < 0 { 0x4000 } else { 0 });
    out.put_i16(0);
    for group in groups.into_iter().rev() {
        out.put_u16(group);
    }
    Ok(IsNull::No)
}
