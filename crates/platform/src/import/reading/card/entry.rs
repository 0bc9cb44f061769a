//! E-mails, phones and addresses of a card, as entries of their lists.

use kernel::country::Country;
use serde_json::{Map, Value as Json, json};

use super::line::Property;
use super::text::{parts, unescaped};

/// What types are called here; those that say how a number is used come before where.
const TYPES: [(&str, &str); 9] = [
    ("cell", "mobile"),
    ("mobile", "mobile"),
    ("iphone", "mobile"),
    ("fax", "fax"),
    ("pager", "pager"),
    ("main", "main"),
    ("work", "work"),
    ("home", "home"),
    ("other", "other"),
];

/// Types that say nothing to people: what an entry can carry, what everybody's is.
const MEANS: [&str; 14] = [
    "pref",
    "voice",
    "text",
    "textphone",
    "msg",
    "video",
    "internet",
    "x400",
    "dom",
    "intl",
    "postal",
    "parcel",
    "bbs",
    "modem",
];

/// The entries of one kind, the preferred one first.
pub fn list(card: &[Property], name: &str, entry: fn(&Property) -> Option<Json>) -> Option<Json> {
    let mut found: Vec<&Property> = card.iter().filter(|one| one.name == name).collect();
    found.sort_by_key(|one| one.rank());
    let entries: Vec<Json> = found
        .into_iter()
        .filter_map(|one| {
            let mut entry = entry(one)?;
            if let (Some(label), Some(members)) = (label(card, one), entry.as_object_mut()) {
                members.insert("type".to_owned(), json!(label));
            }
            Some(entry)
        })
        .collect();
    (!entries.is_empty()).then_some(Json::Array(entries))
}

/// What the entry is called: by its own label, or by its types.
fn label(card: &[Property], one: &Property) -> Option<String> {
    let own = card.iter().find(|other| {
        other.name == "X-ABLABEL" && !one.group.is_empty() && other.group == one.group
    });
    if let Some(own) = own {
        let text = unescaped(&own.value).to_lowercase();
        let text = text.trim_start_matches("_$!<").trim_end_matches(">!$_").trim();
        let known = TYPES.iter().find(|(word, _)| *word == text).map_or(text, |(_, key)| key);
        return (!known.is_empty()).then(|| known.chars().take(40).collect());
    }
    let types: Vec<String> = one.types().collect();
    let known = TYPES.iter().find(|(word, _)| types.iter().any(|said| said == word));
    let own = || {
        let own = types.iter().find(|word| !word.is_empty() && !MEANS.contains(&word.as_str()));
        own.map(|word| word.chars().take(40).collect())
    };
    known.map(|(_, key)| (*key).to_owned()).or_else(own)
}

pub fn email(one: &Property) -> Option<Json> {
    value(one, "mailto:")
}

pub fn phone(one: &Property) -> Option<Json> {
    value(one, "tel:")
}

fn value(one: &Property, scheme: &str) -> Option<Json> {
    let text = unescaped(&one.value);
    let text = text.trim();
    let is_uri = text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    let text = if is_uri { text.get(scheme.len()..).unwrap_or_default() } else { text };
    // `tel:+34911;ext=7`: parameters of the address are none of the number.
    let text = if is_uri { text.split([';', '?']).next().unwrap_or_default() } else { text };
    (!text.is_empty()).then(|| json!({"value": text}))
}

pub fn address(one: &Property) -> Option<Json> {
    let parts = parts(&one.value, ';');
    let part = |at: usize| {
        let text = parts.get(at).map(String::as_str).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (post_box, extended) = (part(0), part(1));
    let besides = [extended, post_box].into_iter().filter(|text| !text.is_empty());
    let country = part(6);
    let country = Country::parse(&country).map_or(country, |known| known.code().to_owned());
    let said = [
        ("street", part(2)),
        ("street_2", besides.collect::<Vec<_>>().join(", ")),
        ("city", part(3)),
        ("state", part(4)),
        ("postal_code", part(5)),
        ("country", country),
    ];
    let said = said.into_iter().filter(|(_, text)| !text.is_empty());
    let address: Map<String, Json> =
        said.map(|(key, text)| (key.to_owned(), json!(text))).collect();
    (!address.is_empty()).then_some(Json::Object(address))
}
