//! The JSON schema of each kind, for the OpenAPI document.

use serde_json::{Value as Json, json};

use super::{MAX_ENTRIES, MAX_LONG_TEXT, MAX_TEXT};
use crate::kind::Kind;

/// The schema of a value in answers (`out`) or in requests.
pub fn json_schema(kind: Kind, out: bool) -> Json {
    match kind {
        Kind::Text | Kind::Name => text(MAX_TEXT, None),
        Kind::LongText => text(MAX_LONG_TEXT, None),
        Kind::Email => text(254, Some("email")),
        Kind::Phone => json!({"type": ["string", "null"], "description": "E.164"}),
        Kind::Url => text(MAX_TEXT, Some("uri")),
        Kind::Whole => json!({"type": ["integer", "null"], "format": "int64"}),
        Kind::Decimal { .. } | Kind::Percent if out => json!({"type": ["string", "null"]}),
        Kind::Decimal { .. } | Kind::Percent => json!({"type": ["string", "number", "null"]}),
        Kind::Money => json!({
            "type": ["object", "null"],
            "properties": {"amount": {"type": "string"}, "currency": {"type": "string", "minLength": 3, "maxLength": 3}},
            "required": ["amount", "currency"],
            "additionalProperties": false
        }),
        Kind::YesNo => json!({"type": "boolean"}),
        Kind::Date => json!({"type": ["string", "null"], "format": "date"}),
        Kind::Instant => json!({"type": ["string", "null"], "format": "date-time"}),
        Kind::Duration => {
            json!({"type": ["integer", "null"], "minimum": 0, "description": "seconds"})
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
        Kind::Link(_) => json!({"anyOf": [link_in(), {"type": "null"}]}),
        Kind::Links(_) if out => {
            json!({"type": "array", "items": {"$ref": "#/components/schemas/Link"}})
        }
        Kind::Links(_) => list(link_in()),
        Kind::Address => json!({"anyOf": [address(), {"type": "null"}]}),
        Kind::File => json!({"type": ["string", "null"], "format": "uuid"}),
        Kind::Emails | Kind::Phones | Kind::Domains | Kind::Identifiers | Kind::Addresses => {
            list(entry(kind, out))
        }
    }
}

fn text(limit: usize, format: Option<&str>) -> Json {
    let mut schema = json!({"type": ["string", "null"], "maxLength": limit});
    if let (Some(format), Some(fields)) = (format, schema.as_object_mut()) {
        fields.insert("format".into(), json!(format));
    }
    schema
}

fn list(items: Json) -> Json {
    json!({"type": "array", "items": items, "maxItems": MAX_ENTRIES})
}

fn link_in() -> Json {
    json!({"anyOf": [
        {"type": "string", "format": "uuid"},
        {"type": "object", "properties": {"match": {"type": "object"}}, "required": ["match"], "additionalProperties": false},
        {"$ref": "#/components/schemas/Link"}
    ]})
}

fn address() -> Json {
    let line = json!({"type": ["string", "null"], "maxLength": MAX_TEXT});
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
