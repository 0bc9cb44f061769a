//! The operations on one object.

use kernel::catalog::Catalog;
use kernel::filter::Op;
use kernel::kind::Kind;
use kernel::kind_rules::operators;
use kernel::object::{Field, Object};
use serde_json::{Map, Value as Json, json};

use super::{answers, operation, reference, schema_name, takes};
use crate::capability::Action;

/// Parameters of every list; a field of that name is compared as `sort.eq`.
const PARAMETERS: [&str; 8] =
    ["where", "q", "sort", "limit", "cursor", "fields", "count", "deleted"];

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
    let mut parameters: Vec<Json> =
        ["Where", "Search", "Sort", "Limit", "Cursor", "Fields", "CountFlag", "Deleted"]
            .iter()
            .map(|name| reference("parameters", name))
            .collect();
    for field in object.fields.iter().filter(|field| !field.secret) {
        parameters.extend(comparisons("", field));
        let Kind::Link(target) = field.kind else {
            continue;
        };
        let over = catalog.object(target).filter(|_| field.key != "id").into_iter();
        for beyond in over.flat_map(|target| &target.fields).filter(|field| !field.secret) {
            parameters.extend(comparisons(&format!("{}.", field.key), beyond).into_iter().take(1));
        }
    }
    with(list, json!({"parameters": parameters}))
}

/// `field` and `field.op` for each operator of its kind.
fn comparisons(over: &str, field: &Field) -> Vec<Json> {
    operators(field.kind)
        .iter()
        .map(|op| {
            let name = match op {
                Op::Eq if !PARAMETERS.contains(&field.key) => format!("{over}{}", field.key),
                op => format!("{over}{}.{}", field.key, op.key()),
            };
            json!({"name": name, "in": "query", "schema": operand(field.kind, *op)})
        })
        .collect()
}

fn operand(kind: Kind, op: Op) -> Json {
    match (kind, op) {
        (_, Op::Empty) => json!({"type": "boolean"}),
        (Kind::YesNo, _) => json!({"type": "boolean"}),
        (_, Op::In | Op::Nin | Op::Within | Op::Contains | Op::Starts) => json!({"type": "string"}),
        (Kind::Whole | Kind::Duration, _) => json!({"type": "integer"}),
        (Kind::Date, _) => json!({"type": "string", "format": "date"}),
        (Kind::Instant, _) => json!({"type": "string", "format": "date-time"}),
        (Kind::Choice(set) | Kind::Choices(set), _) => json!({"type": "string", "enum": set.keys}),
        _ => json!({"type": "string"}),
    }
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
    with(get, json!({"parameters": [reference("parameters", "Fields")]}))
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
        named(&name, "update"),
        json!({
            "op": {"const": "upsert"},
            "match": {"type": "object", "minProperties": 1},
            "data": reference("schemas", &format!("{name}Patch")),
            "version": {"type": "integer"},
        }),
        named(&name, "delete"),
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

fn named(name: &str, op: &str) -> Json {
    json!({
        "op": {"const": op},
        "id": {"type": "string", "format": "uuid"},
        "match": {"type": "object", "minProperties": 1},
        "data": reference("schemas", &format!("{name}Patch")),
        "version": {"type": "integer"},
    })
}
