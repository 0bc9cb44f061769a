//! Values as the API writes and reads them.

use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::parts::{parts_from_json, parts_to_json};
use super::text::{read_choice, read_id, read_tags, read_text};
use super::{MAX_ENTRIES, Reading};
use crate::choice::ChoiceSet;
use crate::error::Refusal;
use crate::kind::Kind;
use crate::money::Money;
use crate::number::{format_decimal, parse_decimal};
use crate::value::Value;

/// Reads what a program sent.
///
/// # Errors
/// A refusal without a field: the wrong type of JSON, or a value that the kind refuses.
pub fn read_json(kind: Kind, json: &Json, reading: &Reading) -> Result<Value, Refusal> {
    let wrong = || Refusal::new("wrong-type").with("expected", kind.key());
    Ok(match (kind, json) {
        (Kind::YesNo, Json::Null) => Value::Bool(false),
        (_, Json::Null) => Value::Null,
        (
            Kind::Text
            | Kind::LongText
            | Kind::Name
            | Kind::Email
            | Kind::Phone
            | Kind::Url
            | Kind::Date
            | Kind::Instant
            | Kind::Choice(_)
            | Kind::Link(_)
            | Kind::File,
            Json::String(text),
        ) => read_text(kind, text, reading)?,
        (Kind::Whole | Kind::Duration, Json::Number(number)) => {
            let number = number.as_i64().ok_or_else(wrong)?;
            if kind == Kind::Duration && number < 0 {
                return Err(Refusal::new("not-a-duration").with("value", number));
            }
            Value::Int(number)
        }
        (Kind::Decimal { scale }, Json::Number(number)) => {
            exact(&number.to_string(), scale, reading)?
        }
        (Kind::Decimal { scale }, Json::String(text)) => exact(text, scale, reading)?,
        (Kind::Percent, Json::Number(number)) => exact(&number.to_string(), 2, reading)?,
        (Kind::Percent, Json::String(text)) => exact(text, 2, reading)?,
        (Kind::Money, json) => {
            Value::Money(Money::from_json(json, reading.currency).map_err(|_| {
                Refusal::new("not-an-amount").with("value", super::text::short(&json.to_string()))
            })?)
        }
        (Kind::YesNo, Json::Bool(truth)) => Value::Bool(*truth),
        (Kind::Choices(set), Json::Array(list)) => Value::Words(read_choices(set, list)?),
        (Kind::Tags, Json::Array(list)) => Value::Words(read_tags(strings(list)?.into_iter())?),
        (Kind::Links(_), Json::Array(list)) => Value::Ids(read_ids(list)?),
        (Kind::Address, json @ Json::Object(_)) => Value::Address(Box::new(
            serde_json::from_value(json.clone())
                .map_err(|_| Refusal::new("not-an-address").with("value", ""))?,
        )),
        (Kind::Address, Json::String(text)) => read_text(kind, text, reading)?,
        (
            Kind::Emails | Kind::Phones | Kind::Addresses | Kind::Domains | Kind::Identifiers,
            json @ Json::Array(_),
        ) => Value::Parts(parts_from_json(kind, json, reading)?),
        _ => return Err(wrong()),
    }
    .normalised())
}

/// Writes a value. Links are ids here; the API adds their titles.
pub fn to_json(kind: Kind, value: &Value) -> Json {
    match value {
        Value::Null if kind.is_many() => json!([]),
        Value::Null => Json::Null,
        Value::Text(text) => Json::String(text.clone()),
        Value::Int(number) => match kind {
            Kind::Decimal { scale } => Json::String(format_decimal(*number, scale)),
            Kind::Percent => Json::String(format_decimal(*number, 2)),
            _ => json!(number),
        },
        Value::Bool(truth) => json!(truth),
        Value::Money(money) => serde_json::to_value(money).unwrap_or_default(),
        Value::Date(date) => json!(date.to_string()),
        Value::Instant(at) => json!(at.to_string()),
        Value::Id(id) => json!(id.to_string()),
        Value::Ids(ids) => ids.iter().map(|id| json!(id.to_string())).collect(),
        Value::Words(words) => json!(words),
        Value::Address(address) => serde_json::to_value(address).unwrap_or_default(),
        Value::Parts(parts) => parts_to_json(kind, parts),
    }
}

fn read_choices(set: ChoiceSet, list: &[Json]) -> Result<Vec<String>, Refusal> {
    let mut chosen: Vec<String> = Vec::new();
    for word in strings(list)? {
        let key = read_choice(set, word)?;
        if !chosen.iter().any(|known| known == key) {
            chosen.push(key.to_owned());
        }
    }
    Ok(chosen)
}

fn read_ids(list: &[Json]) -> Result<Vec<Uuid>, Refusal> {
    let mut ids: Vec<Uuid> = Vec::new();
    for id in strings(list)? {
        let id = read_id(id)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

fn exact(text: &str, scale: u8, reading: &Reading) -> Result<Value, Refusal> {
    let style = Reading::exact(reading.currency).decimal_style;
    parse_decimal(text, style, scale)
        .map(Value::Int)
        .map_err(|_| Refusal::new("not-a-number").with("value", super::text::short(text)))
}

fn strings(list: &[Json]) -> Result<Vec<&str>, Refusal> {
    if list.len() > MAX_ENTRIES {
        return Err(Refusal::new("too-many").with("limit", MAX_ENTRIES));
    }
    list.iter()
        .map(|item| {
            item.as_str().ok_or_else(|| Refusal::new("wrong-type").with("expected", "text"))
        })
        .collect()
}
