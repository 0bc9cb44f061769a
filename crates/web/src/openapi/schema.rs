//! The schemas of an object: what is answered, what creates one, what changes one.

use std::collections::BTreeMap;

use kernel::catalog::Catalog;
use kernel::kind::Kind;
use kernel::kind_rules::{json_schema, schema_name};
use kernel::object::{Field, Object, Writing};
use serde_json::{Map, Value as Json, json};

use super::{comma_list, reference};

/// `Party`, `PartyCreate`, `PartyPatch`, `PartyList`, `PartyFields`, `PartySort`.
pub(super) fn of(object: &Object, catalog: &Catalog) -> Map<String, Json> {
    let name = schema_name(object.key);
    let mut schemas = Map::new();
    schemas.insert(format!("{name}Fields"), comma_list(&readable(object, catalog)));
    schemas.insert(format!("{name}Sort"), comma_list(&sortable(object)));
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

/// `PartyMatch`: the values by which a record may be told apart.
pub(super) fn matched(object: &Object) -> Map<String, Json> {
    let keys = object.fields.iter().filter(|field| !field.secret);
    let properties: Map<String, Json> = keys
        .filter(|field| field.matching && !field.kind.is_many())
        .map(|field| match field.kind {
            Kind::Link(_) => (field.key.to_owned(), json!({"type": "string", "format": "uuid"})),
            kind => (field.key.to_owned(), json_schema(kind, false)),
        })
        .collect();
    let schema = json!({
        "type": "object",
        "properties": properties,
        "minProperties": 1,
        "additionalProperties": false,
    });
    Map::from_iter([(format!("{}Match", schema_name(object.key)), schema)])
}

/// Fields, and those over one link; links to the same object stand together.
fn readable(object: &Object, catalog: &Catalog) -> Vec<String> {
    let mut names = visible(object);
    let mut links: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for field in object.fields.iter().filter(|field| !field.secret && field.key != "id") {
        if let Some(target) = field.kind.link_target() {
            links.entry(target).or_default().push(field.key);
        }
    }
    for (target, links) in links {
        let beyond = catalog.object(target).map(|target| visible(target)).unwrap_or_default();
        names.push(format!(r"({})\.({})", links.join("|"), beyond.join("|")));
    }
    names
}

fn visible(object: &Object) -> Vec<String> {
    let fields = object.fields.iter().filter(|field| !field.secret);
    fields.map(|field| field.key.to_owned()).collect()
}

/// The fields that a list can be sorted by, either way.
fn sortable(object: &Object) -> Vec<String> {
    let fields = object.fields.iter().filter(|field| !field.secret && field.kind.is_sortable());
    let keys: Vec<&str> = fields.map(|field| field.key).collect();
    vec![format!("-?({})", keys.join("|"))]
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
