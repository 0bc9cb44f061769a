//! Values as people and CSV files write them. What [`to_cell`] writes, [`read_text`] reads back.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::parts::{parts_from_text, parts_to_text};
use super::{MAX_LONG_TEXT, MAX_TEXT, Reading};
use crate::address::Address;
use crate::choice::ChoiceSet;
use crate::email::parse_email;
use crate::error::Refusal;
use crate::filter::Op;
use crate::kind::Kind;
use crate::money::Money;
use crate::number::{format_decimal, parse_decimal, parse_whole};
use crate::phone::parse_phone;
use crate::value::Value;

/// Reads what somebody typed. Blank is `Null`.
///
/// # Errors
/// A refusal without a field: what is wrong with the text.
pub fn read_text(kind: Kind, text: &str, reading: &Reading) -> Result<Value, Refusal> {
    let text = match kind {
        Kind::LongText => text,
        _ => text.trim(),
    };
    if text.trim().is_empty() {
        return Ok(if kind == Kind::YesNo { Value::Bool(false) } else { Value::Null });
    }
    if text.chars().any(|c| c == '\0') {
        return Err(Refusal::new("control-character"));
    }
    Ok(match kind {
        Kind::Text | Kind::Name => Value::Text(one_line(text)?),
        Kind::LongText => Value::Text(bounded(text, MAX_LONG_TEXT)?.replace("\r\n", "\n")),
        Kind::Email => Value::Text(
            parse_email(text)
                .map_err(|_| Refusal::new("not-an-email").with("value", short(text)))?,
        ),
        Kind::Phone => Value::Text(
            parse_phone(text, reading.country)
                .map_err(|_| Refusal::new("not-a-phone").with("value", short(text)))?,
        ),
        Kind::Url => Value::Text(read_url(text)?),
        Kind::Whole => {
            Value::Int(parse_whole(text, reading.decimal_style).map_err(|_| not_a_number(text))?)
        }
        Kind::Decimal { scale } => Value::Int(
            parse_decimal(text, reading.decimal_style, scale).map_err(|_| not_a_number(text))?,
        ),
        Kind::Percent => Value::Int(
            parse_decimal(text.trim_end_matches(['%', ' ']), reading.decimal_style, 2)
                .map_err(|_| not_a_number(text))?,
        ),
        Kind::Money => Value::Money(
            Money::parse(text, reading.decimal_style, reading.currency)
                .map_err(|_| Refusal::new("not-an-amount").with("value", short(text)))?,
        ),
        Kind::YesNo => Value::Bool(read_yes_no(text)?),
        Kind::Date => Value::Date(read_date(text)?),
        Kind::Instant => Value::Instant(read_instant(text, reading)?),
        Kind::Duration => Value::Int(read_duration(text)?),
        Kind::Choice(set) => Value::Text(read_choice(set, text)?.to_owned()),
        Kind::Choices(set) => Value::Words(
            words(text)
                .map(|word| read_choice(set, word).map(str::to_owned))
                .collect::<Result<_, _>>()?,
        ),
        Kind::Tags => Value::Words(read_tags(words(text))?),
        Kind::Link(_) | Kind::File => Value::Id(read_id(text)?),
        Kind::Links(_) => Value::Ids(words(text).map(read_id).collect::<Result<_, _>>()?),
        Kind::Address => Value::Address(Box::new(read_address(text)?)),
        Kind::Emails | Kind::Phones | Kind::Addresses | Kind::Domains | Kind::Identifiers => {
            Value::Parts(parts_from_text(kind, text, reading)?)
        }
    })
}

/// Reads what a filter holds a field against. For texts anything goes.
///
/// # Errors
/// A refusal without a field.
pub fn read_operand(kind: Kind, op: Op, text: &str, reading: &Reading) -> Result<Value, Refusal> {
    let as_it_is = || Ok(Value::Text(text.chars().take(MAX_TEXT).collect()));
    if matches!(op, Op::Contains | Op::Starts) {
        return as_it_is();
    }
    match kind {
        Kind::Text | Kind::Name | Kind::LongText | Kind::Url | Kind::Tags | Kind::Domains => {
            as_it_is()
        }
        Kind::Identifiers | Kind::Address | Kind::Addresses => as_it_is(),
        Kind::Email | Kind::Emails => {
            Ok(Value::Text(parse_email(text).unwrap_or_else(|_| text.trim().to_lowercase())))
        }
        Kind::Phone | Kind::Phones => {
            Ok(Value::Text(parse_phone(text, reading.country).unwrap_or_else(|_| text.to_owned())))
        }
        Kind::Choices(set) => read_text(Kind::Choice(set), text, reading),
        Kind::Links(target) => read_text(Kind::Link(target), text, reading),
        other => read_text(other, text, reading),
    }
}

/// The cell of a CSV file. Empty for `Null`.
pub fn to_cell(kind: Kind, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.clone(),
        Value::Int(number) => match kind {
            Kind::Decimal { scale } => format_decimal(*number, scale),
            Kind::Percent => format_decimal(*number, 2),
            Kind::Duration => format!("{:#}", SignedDuration::from_secs(*number)),
            _ => number.to_string(),
        },
        Value::Bool(truth) => if *truth { "yes" } else { "no" }.to_owned(),
        Value::Money(money) => format!("{} {}", money.amount(), money.currency),
        Value::Date(date) => date.to_string(),
        Value::Instant(at) => at.to_string(),
        Value::Id(id) => id.to_string(),
        Value::Ids(ids) => ids.iter().map(Uuid::to_string).collect::<Vec<_>>().join("; "),
        Value::Words(list) => list.join("; "),
        Value::Address(address) => serde_json::to_string(address).unwrap_or_default(),
        Value::Parts(parts) => parts_to_text(kind, parts),
    }
}

/// A text of bounded length without line breaks or other control characters.
pub(super) fn one_line(text: &str) -> Result<String, Refusal> {
    if text.chars().any(char::is_control) {
        return Err(Refusal::new("control-character"));
    }
    bounded(text, MAX_TEXT)
}

fn bounded(text: &str, limit: usize) -> Result<String, Refusal> {
    if text.contains('\0') {
        return Err(Refusal::new("control-character"));
    }
    if text.chars().count() > limit {
        return Err(Refusal::new("too-long").with("limit", limit));
    }
    Ok(text.to_owned())
}

/// The beginning of a value, for a sentence about it.
pub(super) fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

fn not_a_number(text: &str) -> Refusal {
    Refusal::new("not-a-number").with("value", short(text))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', ',', '\n', '；', '，', '、']).map(str::trim).filter(|word| !word.is_empty())
}

pub(super) fn read_tags<'a>(list: impl Iterator<Item = &'a str>) -> Result<Vec<String>, Refusal> {
    let mut tags: Vec<String> = Vec::new();
    for word in list {
        let tag = one_line(word.trim())?;
        if tag.is_empty() || tag.chars().count() > 100 {
            return Err(Refusal::new("too-long").with("limit", 100));
        }
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.len() > super::MAX_ENTRIES {
        return Err(Refusal::new("too-many").with("limit", super::MAX_ENTRIES));
    }
    Ok(tags)
}

pub(super) fn read_choice(set: ChoiceSet, text: &str) -> Result<&'static str, Refusal> {
    let key = text.to_lowercase().replace([' ', '-'], "_");
    set.find(text).or_else(|| set.find(&key)).ok_or_else(|| {
        Refusal::new("not-a-choice").with("value", short(text)).with("choices", set.keys.join(", "))
    })
}

pub(super) fn read_id(text: &str) -> Result<Uuid, Refusal> {
    Uuid::try_parse(text).map_err(|_| Refusal::new("not-an-id").with("value", short(text)))
}

pub(super) fn read_url(text: &str) -> Result<String, Refusal> {
    let refusal = || Refusal::new("not-a-url").with("value", short(text));
    let line = one_line(text)?;
    let whole = if line.contains("://") { line } else { format!("https://{line}") };
    let url = url::Url::parse(&whole).map_err(|_| refusal())?;
    let known = matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| host.contains('.'));
    if known && url.username().is_empty() { Ok(whole) } else { Err(refusal()) }
}

fn read_yes_no(text: &str) -> Result<bool, Refusal> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "1" | "on" | "y" | "x" | "sí" | "si" | "是" | "真" => Ok(true),
        "no" | "false" | "0" | "off" | "n" | "否" | "假" => Ok(false),
        _ => Err(Refusal::new("not-yes-or-no").with("value", short(text))),
    }
}

/// A date as ISO 8601 writes it; other orders are the import's business.
pub(super) fn read_date(text: &str) -> Result<Date, Refusal> {
    let plain = text.len() == 10 && text.is_ascii();
    if plain { text.parse().ok() } else { None }
        .ok_or_else(|| Refusal::new("not-a-date").with("value", short(text)))
}

/// An instant: RFC 3339, or a wall-clock time or date in the reader's zone.
pub(super) fn read_instant(text: &str, reading: &Reading) -> Result<Timestamp, Refusal> {
    let refusal = || Refusal::new("not-an-instant").with("value", short(text));
    if text.len() > 64 {
        return Err(refusal());
    }
    let at = if let Ok(at) = text.parse::<Timestamp>() {
        at
    } else if let Ok(date) = read_date(text) {
        date.to_zoned(reading.zone.clone()).map_err(|_| refusal())?.timestamp()
    } else {
        let wall: DateTime = text.replacen(' ', "T", 1).parse().map_err(|_| refusal())?;
        wall.to_zoned(reading.zone.clone()).map_err(|_| refusal())?.timestamp()
    };
    Timestamp::from_microsecond(at.as_microsecond()).map_err(|_| refusal())
}

fn read_duration(text: &str) -> Result<i64, Refusal> {
    let refusal = || Refusal::new("not-a-duration").with("value", short(text));
    if let Ok(seconds) = text.parse::<i64>() {
        return if seconds < 0 { Err(refusal()) } else { Ok(seconds) };
    }
    if let Some((hours, minutes)) = text.split_once(':') {
        let hours: i64 = hours.parse().map_err(|_| refusal())?;
        let minutes: i64 = minutes.parse().map_err(|_| refusal())?;
        let fits = (0..10_000).contains(&hours) && (0..60).contains(&minutes);
        return if fits { Ok(hours * 3_600 + minutes * 60) } else { Err(refusal()) };
    }
    let duration: SignedDuration = text.parse().map_err(|_| refusal())?;
    if duration.is_negative() { Err(refusal()) } else { Ok(duration.as_secs()) }
}

fn read_address(text: &str) -> Result<Address, Refusal> {
    if text.starts_with('{') {
        return serde_json::from_str(text)
            .map_err(|_| Refusal::new("not-an-address").with("value", short(text)));
    }
    Ok(Address { street: one_line(&text.replace(['\r', '\n'], " "))?, ..Address::default() })
}
