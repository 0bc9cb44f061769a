//! Entries of e-mails, phones, addresses, domains and identifiers.

use serde_json::Value as Json;
use uuid::Uuid;

use super::text::{one_line, short};
use super::{MAX_ENTRIES, Reading};
use crate::address::Address;
use crate::country::Country;
use crate::email::parse_email;
use crate::error::Refusal;
use crate::kind::Kind;
use crate::phone::parse_phone;
use crate::tax_id::check_tax_id;
use crate::value::Part;

/// Reads `ana@acme.es (work); ana@casa.es (home)`; the first entry is the primary. Addresses and
/// identifiers are read as JSON, which is how they are written.
pub(super) fn parts_from_text(
    kind: Kind,
    text: &str,
    reading: &Reading,
) -> Result<Vec<Part>, Refusal> {
    if text.starts_with('[') {
        let json: Json = serde_json::from_str(text)
            .map_err(|_| Refusal::new("not-a-list").with("value", short(text)))?;
        return parts_from_json(kind, &json, reading);
    }
    let mut parts = Vec::new();
    for piece in text.split([';', '\n', '；']).map(str::trim).filter(|piece| !piece.is_empty()) {
        let (value, label) = match piece.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
            Some((value, label)) => (value.trim(), label.trim()),
            None => (piece, ""),
        };
        let entry = Part { value: value.to_owned(), label: label.to_owned(), ..Part::default() };
        parts.push(checked(kind, entry, reading)?);
    }
    settled(parts)
}

/// Writes what [`parts_from_text`] reads.
pub(super) fn parts_to_text(kind: Kind, parts: &[Part]) -> String {
    let plain = matches!(kind, Kind::Emails | Kind::Phones | Kind::Domains);
    let plain = plain
        && parts.first().is_none_or(|first| first.primary)
        && parts.iter().all(|part| !part.value.contains([';', '(', ')', '[']));
    if !plain {
        return parts_to_json(kind, parts).to_string();
    }
    let entries: Vec<String> = parts
        .iter()
        .map(|part| match part.label.as_str() {
            "" => part.value.clone(),
            label => format!("{} ({label})", part.value),
        })
        .collect();
    entries.join("; ")
}

/// Reads a list of objects or bare strings.
pub(super) fn parts_from_json(
    kind: Kind,
    json: &Json,
    reading: &Reading,
) -> Result<Vec<Part>, Refusal> {
    let Json::Array(entries) = json else {
        return Err(Refusal::new("not-a-list"));
    };
    if entries.len() > MAX_ENTRIES {
        return Err(Refusal::new("too-many").with("limit", MAX_ENTRIES));
    }
    let mut parts = Vec::with_capacity(entries.len());
    for entry in entries {
        parts.push(checked(kind, part_from_json(kind, entry)?, reading)?);
    }
    settled(parts)
}

/// Writes the list that [`parts_from_json`] reads.
pub(super) fn parts_to_json(kind: Kind, parts: &[Part]) -> Json {
    parts.iter().map(|part| part_to_json(kind, part)).collect()
}

fn part_to_json(kind: Kind, part: &Part) -> Json {
    let mut json = serde_json::Map::new();
    json.insert("id".into(), Json::String(part.id.to_string()));
    match (&part.address, kind) {
        (Some(address), Kind::Addresses) => {
            if let Ok(Json::Object(fields)) = serde_json::to_value(address) {
                json.extend(fields);
            }
        }
        _ => {
            json.insert("value".into(), Json::String(part.value.clone()));
        }
    }
    let label = if part.label.is_empty() { Json::Null } else { Json::String(part.label.clone()) };
    json.insert("type".into(), label);
    json.insert("primary".into(), Json::Bool(part.primary));
    if kind == Kind::Identifiers {
        json.insert("country".into(), part.country.clone().map_or(Json::Null, Json::String));
    }
    Json::Object(json)
}

fn part_from_json(kind: Kind, entry: &Json) -> Result<Part, Refusal> {
    let mut part = Part::default();
    let fields = match entry {
        Json::String(text) if kind == Kind::Addresses => {
            part.address = Some(Address { street: text.clone(), ..Address::default() });
            return Ok(part);
        }
        Json::String(text) => {
            part.value.clone_from(text);
            return Ok(part);
        }
        Json::Object(fields) => fields,
        _ => return Err(Refusal::new("not-an-entry")),
    };
    let mut address = serde_json::Map::new();
    for (key, value) in fields {
        match (key.as_str(), value) {
            (_, Json::Null) => {}
            ("id", Json::String(id)) => part.id = super::text::read_id(id)?,
            ("value", Json::String(text)) if kind != Kind::Addresses => part.value.clone_from(text),
            ("type", Json::String(text)) => part.label.clone_from(text),
            ("primary", Json::Bool(primary)) => part.primary = *primary,
            ("country", Json::String(code)) if kind == Kind::Identifiers => {
                part.country = Some(code.clone());
            }
            (_, value) if kind == Kind::Addresses => {
                address.insert(key.clone(), value.clone());
            }
            (key, _) => return Err(Refusal::new("unknown-property").with("name", short(key))),
        }
    }
    if kind == Kind::Addresses {
        let address = serde_json::from_value(Json::Object(address)).map_err(|error| {
            Refusal::new("not-an-address").with("value", short(&error.to_string()))
        })?;
        part.address = Some(address);
    }
    Ok(part)
}

fn checked(kind: Kind, mut part: Part, reading: &Reading) -> Result<Part, Refusal> {
    let value = part.value.trim().to_owned();
    let refused = |code| Refusal::new(code).with("value", short(&value));
    part.label = one_line(part.label.trim())?.to_lowercase();
    if part.label.chars().count() > 40 {
        return Err(Refusal::new("too-long").with("limit", 40));
    }
    match kind {
        Kind::Emails => {
            part.value = parse_email(&value).map_err(|_| refused("not-an-email"))?;
        }
        Kind::Phones => {
            part.value =
                parse_phone(&value, reading.country).map_err(|_| refused("not-a-phone"))?;
        }
        Kind::Domains => part.value = read_domain(&value).ok_or_else(|| refused("not-a-domain"))?,
        Kind::Identifiers => {
            let country = match part.country.as_deref() {
                Some(text) => Some(Country::parse(text).ok_or_else(|| refused("not-a-country"))?),
                None => reading.country,
            };
            part.value = one_line(&value)?;
            if part.label.is_empty() {
                "tax_id".clone_into(&mut part.label);
            }
            if part.label == "tax_id"
                && let Some(country) = country
            {
                part.value = check_tax_id(country, &value).map_err(|_| refused("not-a-tax-id"))?;
            }
            part.country = country.map(|country| country.code().to_owned());
            if part.value.is_empty() {
                return Err(refused("not-an-entry"));
            }
        }
        _ => {
            let address = part.address.get_or_insert_default();
            if address.is_empty() {
                return Err(refused("not-an-address"));
            }
            for text in address.texts() {
                one_line(text)?;
            }
        }
    }
    Ok(part)
}

/// The host of a domain or web address, in lower case.
fn read_domain(text: &str) -> Option<String> {
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = url::Url::parse(&whole).ok()?;
    let domain = url.domain()?.trim_start_matches("www.").trim_end_matches('.').to_owned();
    (domain.contains('.') && domain.len() <= 253).then_some(domain)
}

/// Exactly one primary, and an id for each new entry. Two that say the same are one.
fn settled(parts: Vec<Part>) -> Result<Vec<Part>, Refusal> {
    if parts.len() > MAX_ENTRIES {
        return Err(Refusal::new("too-many").with("limit", MAX_ENTRIES));
    }
    let mut settled: Vec<Part> = Vec::with_capacity(parts.len());
    for mut part in parts {
        if let Some(same) = settled.iter_mut().find(|known| known.says_the_same(&part)) {
            same.primary |= part.primary;
            continue;
        }
        if part.id.is_nil() {
            part.id = Uuid::now_v7();
        }
        settled.push(part);
    }
    let chosen = settled.iter().position(|part| part.primary).unwrap_or(0);
    for (position, part) in settled.iter_mut().enumerate() {
        part.primary = position == chosen;
    }
    Ok(settled)
}
