//! The JSON schema of each kind, for the OpenAPI document.

use serde_json::{Value as Json, json};

use super::{MAX_ENTRIES, MAX_LONG_TEXT, MAX_TEXT};
use crate::kind::Kind;

/// The name of an object's schema: `PriceBook`.
pub fn schema_name(key: &str) -> String {
    key.split('_')
        .map(|word| {
            let mut letters = word.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            first + letters.as_str()
        })
        .collect()
}

/// A reference to the values by which records of an object are told apart: `{"email":…}`.
pub fn match_reference(object: &str) -> Json {
    json!({"$ref": format!("#/components/schemas/{}Match", schema_name(object))})
}

/// The schema of a value in answers (`out`) or in requests.
pub fn json_schema(kind: Kind, out: bool) -> Json {
    match kind {
        Kind::Text | Kind::Name => text(MAX_TEXT),
        Kind::LongText => text(MAX_LONG_TEXT),
        Kind::Email => formatted(254, "email"),
        Kind::Phone => json!({"type": ["string", "null"], "description": "E.164"}),
        Kind::Url => formatted(MAX_TEXT, "uri"),
        Kind::Whole => json!({"type": ["integer", "null"], "format": "int64"}),
        Kind::Decimal { .. } | Kind::Percent if out => json!({"type": ["string", "null"]}),
        Kind::Decimal { .. } | Kind::Percent => json!({"type": ["string", "number", "null"]}),
        Kind::Money => json!({
            "type": ["object", "null"],
            "properties": {
                "amount": {"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,4})?$"},
                "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217"}
            },
            "required": ["amount", "currency"],
            "additionalProperties": false
        }),
        Kind::YesNo => json!({"type": "boolean"}),
        Kind::Date => json!({"type": ["string", "null"], "format": "date"}),
        Kind::Instant => json!({"type": ["string", "null"], "format": "date-time"}),
        Kind::Duration => {
            json!({"type": ["integer", "null"], "format": "int64", "minimum": 0, "description": "seconds"})
        }
        Kind::Choice(set) => {
            let mut keys: Vec<Json> = set.keys.iter().map(|key| json!(key)).collect();
            keys.push(Json::Null);
            json!({"type": ["string", "null"], "enum": keys})
        }
        Kind::Choices(set) => list(json!({"type": "string", "enum": set.keys})),
        Kind::Tags => list(json!({"type": "string", "minLength": 1, "maxLength": 100})),
        Kind::Link(_) if out => {
            json!({"anyOf": [{"$ref": "#/components/schemas/Link"}, {"type": "null"}]})
        }
        Kind::Link(target) => json!({"anyOf": [link_in(target), {"type": "null"}]}),
        Kind::Links(_) if out => {
            json!({"type": "array", "items": {"$ref": "#/components/schemas/Link"}})
        }
        Kind::Links(target) => list(link_in(target)),
        Kind::Address => json!({"anyOf": [address(), {"type": "null"}]}),
        Kind::File => json!({"type": ["string", "null"], "format": "uuid"}),
        Kind::Emails | Kind::Phones | Kind::Domains | Kind::Identifiers | Kind::Addresses => {
            list(entry(kind, out))
        }
    }
}

fn text(limit: usize) -> Json {
    json!({"type": ["string", "null"], "maxLength": limit})
}

fn formatted(limit: usize, format: &str) -> Json {
    json!({"type": ["string", "null"], "maxLength": limit, "format": format})
}

fn list(items: Json) -> Json {
    json!({"type": "array", "items": items, "maxItems": MAX_ENTRIES})
}

fn link_in(target: &str) -> Json {
    let matched = match_reference(target);
    json!({"anyOf": [
        {"type": "string", "format": "uuid"},
        {"type": "object", "properties": {"match": matched}, "required": ["match"], "additionalProperties": false},
        {"$ref": "#/components/schemas/Link"}
    ]})
}

fn address() -> Json {
    let line = text(MAX_TEXT);
    json!({
        "type": "object",
        "properties": {"street": line, "street_2": line, "city": line, "state": line, "postal_code": line,
            "country": {"type": ["string", "null"], "minLength": 2, "maxLength": 2}},
        "additionalProperties": false
    })
}

fn entry(kind: Kind, out: bool) -> Json {
    let mut schema = if kind == Kind::Addresses {
        address()
    } else {
        json!({"type": "object", "properties": {"value": {"type": "string"}}, "additionalProperties": false})
    };
    if let Some(properties) = schema.get_mut("properties").and_then(Json::as_object_mut) {
        properties.insert("id".into(), json!({"type": "string", "format": "uuid"}));
        properties.insert("type".into(), json!({"type": ["string", "null"], "maxLength": 40}));
        properties.insert("primary".into(), json!({"type": "boolean"}));
        if kind == Kind::Identifiers {
            properties.insert("country".into(), json!({"type": ["string", "null"]}));
        }
    }
    if out { schema } else { json!({"anyOf": [{"type": "string"}, schema]}) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_named_as_people_write_types() {
        assert_eq!(schema_name("price_book"), "PriceBook");
        assert_eq!(schema_name("party"), "Party");
    }
}
