//! One value of a row as JSON and back, the same on both engines.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use kernel::{Error, Result};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::layout::Held;
use crate::row::Row;
use crate::sql_value::SqlValue;

/// Writes the value of a column.
pub(super) fn write(row: &Row, at: usize, held: Held) -> Result<Json> {
    Ok(match held {
        Held::Id => json!(row.opt_id(at)?),
        Held::Int => json!(row.opt_int(at)?),
        Held::Text => json!(row.opt_text(at)?),
        Held::Bytes => json!(row.opt_bytes(at)?.map(|bytes| BASE64_STANDARD.encode(bytes))),
    })
}

/// Reads what [`write`] wrote.
pub(super) fn read(json: Json, held: Held) -> Result<SqlValue> {
    let wrong = || Error::broken("the backup holds a value of the wrong type");
    Ok(match (held, json) {
        (_, Json::Null) => SqlValue::Null,
        (Held::Id, Json::String(id)) => SqlValue::Id(Uuid::try_parse(&id).map_err(|_| wrong())?),
        (Held::Int, Json::Number(number)) => SqlValue::Int(number.as_i64().ok_or_else(wrong)?),
        (Held::Text, Json::String(text)) => SqlValue::Text(text),
        (Held::Bytes, Json::String(text)) => {
            SqlValue::Bytes(BASE64_STANDARD.decode(text).map_err(|_| wrong())?)
        }
        _ => return Err(wrong()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_comes_back() {
        let id = Uuid::now_v7();
        let values = [
            (SqlValue::Id(id), Held::Id),
            (SqlValue::Int(i64::MIN), Held::Int),
            (SqlValue::Text("张伟 \u{0}\"".into()), Held::Text),
            (SqlValue::Bytes(vec![0, 255, 10]), Held::Bytes),
            (SqlValue::Null, Held::Bytes),
        ];
        let row = Row::new(values.iter().map(|(value, _)| value.clone()).collect());
        for (at, (value, held)) in values.iter().enumerate() {
            assert_eq!(read(write(&row, at, *held).unwrap(), *held).unwrap(), *value);
        }
        assert!(read(json!("x"), Held::Int).is_err());
    }
}
