//! The operations on one object.

use kernel::catalog::Catalog;
use kernel::kind_rules::{match_reference, schema_name};
use kernel::object::Object;
use serde_json::{Map, Value as Json, json};

use super::{answers, comparison, operation, reference, takes};
use crate::capability::Action;

/// The paths of an object's collection.
pub(super) fn paths(object: &Object, catalog: &Catalog, actions: &[&Action]) -> Map<String, Json> {
    let slug = object.slug();
    let collection = format!("/api/v1/{slug}");
    let one = format!("{collection}/{{id}}");
    let mut paths = Map::new();
    paths.insert(collection.clone(), json!({"get": list(object, catalog), "post": create(object)}));
    paths.insert(
        one.clone(),
        json!({
            "parameters": [reference("parameters", "Id")],
            "get": get(object),
            "patch": patch(object),
            "delete": delete(object),
        }),
    );
    paths.insert(format!("{collection}/batch"), json!({"post": batch(object)}));
    paths.insert(
        format!("{one}/restore"),
        json!({"parameters": [reference("parameters", "Id")], "post": restore(object)}),
    );
    for action in actions {
        paths.insert(
            format!("{one}/{}", action.key),
            json!({"parameters": [reference("parameters", "Id")], "post": verb(object, action)}),
        );
    }
    paths
}

fn record(object: &Object) -> Json {
    reference("schemas", &schema_name(object.key))
}

fn with(mut operation: Map<String, Json>, members: Json) -> Json {
    if let Json::Object(members) = members {
        operation.extend(members);
    }
    Json::Object(operation)
}

fn list(object: &Object, catalog: &Catalog) -> Json {
    let schema = reference("schemas", &format!("{}List", schema_name(object.key)));
    let answer = ("200", answers("A page", &schema));
    let list = operation(
        &format!("list_{}", object.plural),
        "List, filter, sort",
        answer,
        &["404", "422"],
    );
    let mut parameters: Vec<Json> = ["Where", "Search", "Limit", "Cursor", "CountFlag", "Deleted"]
        .iter()
        .map(|name| reference("parameters", name))
        .collect();
    parameters.extend([fields(object), sort(object)]);
    parameters.extend(comparison::of(object, catalog));
    with(list, json!({"parameters": parameters}))
}

/// What chooses and orders records, without what pages them.
pub(super) fn conditions(object: &Object, catalog: &Catalog) -> Vec<Json> {
    let shared = ["Where", "Search"].map(|name| reference("parameters", name));
    shared.into_iter().chain([sort(object)]).chain(comparison::of(object, catalog)).collect()
}

fn fields(object: &Object) -> Json {
    let said = "Which fields are answered, over one link too: name,organization.name";
    json!({"name": "fields", "in": "query", "description": said, "schema": named_schema(object, "Fields")})
}

fn sort(object: &Object) -> Json {
    let said = "At most four fields; a minus turns the order: -created_at,name";
    json!({"name": "sort", "in": "query", "description": said, "schema": named_schema(object, "Sort")})
}

fn named_schema(object: &Object, part: &str) -> Json {
    reference("schemas", &format!("{}{part}", schema_name(object.key)))
}

fn create(object: &Object) -> Json {
    let made = json!({
        "description": "Made",
        "headers": {"Location": {"schema": {"type": "string"}}, "ETag": {"schema": {"type": "string"}}},
        "content": {"application/json": {"schema": record(object)}},
    });
    let refused = ["404", "409", "413", "415", "422", "507"];
    let create = operation(&format!("create_{}", object.key), "Create", ("201", made), &refused);
    let schema = reference("schemas", &format!("{}Create", schema_name(object.key)));
    with(
        create,
        json!({
            "parameters": [reference("parameters", "OnDuplicate"), reference("parameters", "IdempotencyKey")],
            "requestBody": takes(&schema),
        }),
    )
}

fn one(object: &Object) -> Json {
    json!({
        "description": "The record",
        "headers": {"ETag": {"schema": {"type": "string"}}},
        "content": {"application/json": {"schema": record(object)}},
    })
}

fn get(object: &Object) -> Json {
    let get = operation(&format!("get_{}", object.key), "Read one", ("200", one(object)), &["404"]);
    with(get, json!({"parameters": [fields(object)]}))
}

fn patch(object: &Object) -> Json {
    let refused = ["404", "409", "412", "413", "415", "422", "507"];
    let patch =
        operation(&format!("update_{}", object.key), "Change", ("200", one(object)), &refused);
    let schema = reference("schemas", &format!("{}Patch", schema_name(object.key)));
    with(
        patch,
        json!({
            "parameters": [reference("parameters", "IfMatch"), reference("parameters", "IdempotencyKey")],
            "requestBody": takes(&schema),
        }),
    )
}

fn delete(object: &Object) -> Json {
    let gone = json!({"description": "In the trash"});
    let refused = ["404", "409", "412", "422", "507"];
    let delete = operation(&format!("delete_{}", object.key), "Delete", ("204", gone), &refused);
    with(delete, json!({"parameters": [reference("parameters", "IfMatch")]}))
}

fn restore(object: &Object) -> Json {
    let refused = ["404", "409", "415", "422", "507"];
    let id = format!("restore_{}", object.key);
    let restore = operation(&id, "Take out of the trash", ("200", one(object)), &refused);
    with(restore, json!({"parameters": [reference("parameters", "IdempotencyKey")]}))
}

fn verb(object: &Object, action: &Action) -> Json {
    let refused = ["404", "409", "413", "415", "422", "507"];
    let id = format!("{}_{}", action.key, object.key);
    let verb = operation(&id, action.key, ("200", one(object)), &refused);
    with(
        verb,
        json!({
            "parameters": [reference("parameters", "IdempotencyKey")],
            "requestBody": {
                "required": false,
                "content": {"application/json": {"schema": (action.input)()}},
            },
        }),
    )
}

fn batch(object: &Object) -> Json {
    let name = schema_name(object.key);
    let answer = ("200", answers("An answer for each", &reference("schemas", "BatchAnswer")));
    let refused = ["404", "409", "413", "415", "422", "507"];
    let batch = operation(&format!("batch_{}", object.plural), "Many at once", answer, &refused);
    let variants = [
        json!({"op": {"const": "create"}, "data": reference("schemas", &format!("{name}Create"))}),
        named(object, "update"),
        json!({
            "op": {"const": "upsert"},
            "match": match_reference(object.key),
            "data": reference("schemas", &format!("{name}Patch")),
            "version": {"type": "integer"},
        }),
        named(object, "delete"),
    ];
    let variants: Vec<Json> = variants
        .into_iter()
        .map(|properties| {
            json!({
                "type": "object",
                "properties": properties,
                "required": ["op"],
                "additionalProperties": false,
            })
        })
        .collect();
    let schema = json!({
        "type": "object",
        "properties": {
            "operations": {"type": "array", "maxItems": 10_000, "items": {"oneOf": variants}},
            "atomic": {"type": "boolean"},
        },
        "required": ["operations"],
        "additionalProperties": false,
    });
    with(
        batch,
        json!({
            "parameters": [reference("parameters", "Atomic"), reference("parameters", "IdempotencyKey")],
            "requestBody": takes(&schema),
        }),
    )
}

fn named(object: &Object, op: &str) -> Json {
    json!({
        "op": {"const": op},
        "id": {"type": "string", "format": "uuid"},
        "match": match_reference(object.key),
        "data": named_schema(object, "Patch"),
        "version": {"type": "integer"},
    })
}
