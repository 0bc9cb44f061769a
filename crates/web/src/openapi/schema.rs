//! The schemas of an object: what is answered, what creates one, what changes one.

use kernel::kind::Kind;
use kernel::kind_rules::json_schema;
use kernel::object::{Field, Object, Writing};
use serde_json::{Map, Value as Json, json};

use super::{reference, schema_name};

/// `Party`, `PartyCreate`, `PartyPatch`, `PartyList`.
pub(super) fn of(object: &Object) -> Map<String, Json> {
    let name = schema_name(object.key);
    let mut schemas = Map::new();
    schemas.insert(name.clone(), answered(object));
    schemas.insert(format!("{name}Create"), written(object, true));
    schemas.insert(format!("{name}Patch"), written(object, false));
    schemas.insert(
        format!("{name}List"),
        json!({
            "type": "object",
            "properties": {
                "data": {"type": "array", "items": reference("schemas", &name)},
                "next": {"type": ["string", "null"]},
                "count": reference("schemas", "Count"),
                "bounded": {"type": "boolean"},
            },
            "required": ["data", "next"],
            "additionalProperties": false,
        }),
    );
    schemas
}

fn answered(object: &Object) -> Json {
    let mut properties = Map::new();
    properties.insert("object".into(), json!({"const": object.key}));
    properties.insert("custom".into(), json!({"type": "object"}));
    properties.insert(
        "duplicates".into(),
        json!({"type": "array", "items": reference("schemas", "Link")}),
    );
    for field in object.fields.iter().filter(|field| !field.secret) {
        let schema = match field.key {
            "id" => json!({"type": "string", "format": "uuid"}),
            _ => json_schema(field.kind, true),
        };
        properties.insert(field.key.to_owned(), schema);
    }
    json!({
        "type": "object",
        "properties": properties,
        "required": ["id", "object", "version"],
        "additionalProperties": false,
    })
}

fn written(object: &Object, creating: bool) -> Json {
    let fields: Vec<&Field> = object
        .fields
        .iter()
        .filter(|field| !field.secret)
        .filter(|field| match field.writing {
            Writing::Always => true,
            Writing::Once => creating,
            Writing::Never => false,
        })
        .collect();
    let properties: Map<String, Json> =
        fields.iter().map(|field| (field.key.to_owned(), input(field))).collect();
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    let required: Vec<&str> = fields
        .iter()
        .filter(|field| creating && field.required && field.initial.is_none())
        .map(|field| field.key)
        .collect();
    if let (false, Some(members)) = (required.is_empty(), schema.as_object_mut()) {
        members.insert("required".into(), json!(required));
    }
    schema
}

fn input(field: &Field) -> Json {
    let schema = json_schema(field.kind, false);
    match field.kind {
        Kind::Choice(set) if field.required => json!({"type": "string", "enum": set.keys}),
        _ => schema,
    }
}
