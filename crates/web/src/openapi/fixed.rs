//! What is the same in every workspace.

use kernel::catalog::Catalog;
use serde_json::{Map, Value as Json, json};

use super::{answers, comma_list, operation, reference};

fn members(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(members) => members,
        _ => Map::new(),
    }
}

fn list_of(items: &Json) -> Json {
    json!({
        "type": "object",
        "properties": {"data": {"type": "array", "items": items}, "next": {}},
        "required": ["data"],
    })
}

fn get(id: &str, summary: &str, schema: &Json, refused: &[&str], parameters: &Json) -> Json {
    let mut get = operation(id, summary, ("200", answers("The answer", schema)), refused);
    get.insert("parameters".into(), parameters.clone());
    json!({"get": get})
}

fn query(name: &str, schema: &Json) -> Json {
    json!({"name": name, "in": "query", "schema": schema})
}

fn path_id() -> Json {
    reference("parameters", "Id")
}

/// Paths that belong to no object.
pub(super) fn paths(catalog: &Catalog) -> Map<String, Json> {
    let objects = catalog.objects().filter(|object| object.in_api);
    let objects: Vec<String> = objects.map(|object| object.key.to_owned()).collect();
    let count = json!({"type": "integer", "minimum": 1, "maximum": 1_000});
    let mut undo = operation(
        "undo_change_set",
        "Take an act back",
        ("200", answers("What was undone and what was left", &reference("schemas", "UndoReport"))),
        &["404", "409", "415", "422", "507"],
    );
    undo.insert("parameters".into(), json!([reference("parameters", "IdempotencyKey")]));
    let hit = reference("schemas", "Hit");
    let act = reference("schemas", "ChangeSet");
    let any = json!({"type": "object"});
    let search = json!([
        {"name": "q", "in": "query", "required": true, "schema": {"type": "string", "maxLength": 200}},
        query("objects", &comma_list(&objects)),
        query("limit", &json!({"type": "integer", "minimum": 1, "maximum": 100})),
    ]);
    let feed = json!([
        query("since", &json!({"type": "integer", "minimum": 0, "maximum": i64::MAX})),
        query("limit", &count),
        query("wait", &json!({"type": "integer", "minimum": 0, "maximum": 30})),
        {"name": "Last-Event-ID", "in": "header", "schema": {"type": "integer", "minimum": 0, "maximum": i64::MAX},
            "description": "The last event that a stream heard, which it goes on after"},
    ]);
    let cursor = || reference("parameters", "Cursor");
    let page = json!([query("limit", &count), cursor()]);
    let one = json!([path_id(), query("limit", &count), cursor()]);
    members(json!({
        "/api/v1/search": get("search", "Search across objects", &list_of(&hit), &["422"], &search),
        "/api/v1/changes": get(
            "changes",
            "The changes one may see, in order, without gaps; also as text/event-stream",
            &list_of(&reference("schemas", "Change")),
            &["410", "422"],
            &feed,
        ),
        "/api/v1/change-sets": get("list_change_sets", "Acts, newest first", &list_of(&act), &["422"], &page),
        "/api/v1/change-sets/{id}": get("get_change_set", "What an act did", &act, &["404", "422"], &one),
        "/api/v1/change-sets/{id}/undo": {"parameters": [path_id()], "post": undo},
        "/api/v1/catalog": get("catalog", "Objects, fields, choices, labels", &any, &[], &json!([])),
        "/api/openapi.json": get("openapi", "This document", &any, &[], &json!([])),
    }))
}

/// Schemas that belong to no object.
pub(super) fn schemas() -> Map<String, Json> {
    let mut schemas = members(common_schemas());
    schemas.extend(members(feed_schemas()));
    schemas.extend(members(act_schemas()));
    schemas
}

fn id() -> Json {
    json!({"type": "string", "format": "uuid"})
}

fn id_or_none() -> Json {
    json!({"type": ["string", "null"], "format": "uuid"})
}

fn errors() -> Json {
    json!({"type": "array", "items": reference("schemas", "FieldError")})
}

fn common_schemas() -> Json {
    let text = json!({"type": "string"});
    json!({
        "Link": {
            "type": "object",
            "properties": {"id": id(), "title": text},
            "required": ["id"],
        },
        "Count": {
            "type": "object",
            "properties": {"value": {"type": "integer"}, "exact": {"type": "boolean"}},
            "required": ["value", "exact"],
            "additionalProperties": false,
        },
        "FieldError": {
            "type": "object",
            "properties": {"pointer": text, "code": text, "message": text},
            "required": ["pointer", "code", "message"],
        },
        "Problem": {
            "type": "object",
            "description": "RFC 9457",
            "properties": {
                "type": {"type": "string", "format": "uri"},
                "title": text,
                "status": {"type": "integer"},
                "detail": text,
                "errors": errors(),
                "request_id": text,
            },
            "required": ["type", "title", "status", "detail", "errors"],
        },
        "Hit": {
            "type": "object",
            "properties": {"object": text, "kind": text, "id": id(), "title": text, "subtitle": text},
            "required": ["object", "id", "title"],
        },
    })
}

fn feed_schemas() -> Json {
    let text = json!({"type": "string"});
    let some_object = json!({"type": ["object", "null"]});
    json!({
        "Change": {
            "type": "object",
            "properties": {
                "seq": {"type": "integer"},
                "at": {"type": "string", "format": "date-time"},
                "event": text,
                "events": {"type": "array", "items": text},
                "object": text,
                "id": id(),
                "version": {"type": ["integer", "null"]},
                "change_set": id(),
                "actor": some_object,
                "fields": some_object,
                "record": some_object,
            },
            "required": ["seq", "at", "event", "object", "id"],
        },
        "BatchAnswer": {
            "type": "object",
            "properties": {
                "change_set": id_or_none(),
                "results": {"type": "array", "items": {
                    "type": "object",
                    "properties": {
                        "op": text,
                        "status": {"type": "integer"},
                        "id": id(),
                        "version": {"type": "integer"},
                        "changed": {"type": "boolean"},
                        "errors": errors(),
                    },
                    "required": ["op", "status"],
                }},
            },
            "required": ["change_set", "results"],
        },
    })
}

fn act_schemas() -> Json {
    let list = json!({"type": "array", "items": {"type": "object"}});
    json!({
        "ChangeSet": {
            "type": "object",
            "properties": {
                "id": id(),
                "kind": {"type": "string"},
                "kind_label": {"type": "string"},
                "about": {},
                "actor": {"type": "object"},
                "created_at": {"type": "string", "format": "date-time"},
                "entries": {"type": "integer"},
                "undoes": id_or_none(),
                "undone_by": id_or_none(),
                "changes": list,
                "next": {"type": ["string", "null"]},
            },
            "required": ["id", "kind", "created_at", "entries"],
        },
        "UndoReport": {
            "type": "object",
            "properties": {"change_set": id(), "undone": {"type": "integer"}, "left": list},
            "required": ["change_set", "undone", "left"],
        },
    })
}

/// The one answer to everything that is refused.
pub(super) fn responses() -> Json {
    json!({"Problem": {
        "description": "Why not, and what to do",
        "content": {"application/problem+json": {"schema": reference("schemas", "Problem")}},
    }})
}

/// Parameters that several operations share.
pub(super) fn parameters() -> Json {
    let header = |name: &str, text: &str, schema: Json| json!({"name": name, "in": "header", "description": text, "schema": schema});
    let said = |name: &str, text: &str, schema: Json| json!({"name": name, "in": "query", "description": text, "schema": schema});
    let flag = || json!({"type": "boolean"});
    let text = || json!({"type": "string"});
    json!({
        "Id": {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}},
        "Where": said("where", "(city eq \"Madrid\" or city eq \"Lima\") and not tags in (\"vip\")", text()),
        "Search": said("q", "Words to find", text()),
        "Limit": said("limit", "Records of a page", json!({"type": "integer", "minimum": 1, "maximum": 1_000})),
        "Cursor": said("cursor", "What next said", json!({"type": "string", "minLength": 1})),
        "CountFlag": said("count", "Adds how many there are, up to a cap", flag()),
        "Deleted": said("deleted", "The trash instead", flag()),
        "Atomic": said("atomic", "All or nothing", flag()),
        "OnDuplicate": said("on_duplicate", "What to do when others look alike",
            json!({"type": "string", "enum": ["create", "refuse"]})),
        "IfMatch": header("If-Match", "The ETag that the change is based on",
            json!({"type": "string", "minLength": 1, "pattern": r#"^(\*|(W/)?"v[0-9]{1,18}")$"#})),
        "IdempotencyKey": header("Idempotency-Key", "The same key and body have one effect and one answer",
            json!({"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"})),
    })
}
