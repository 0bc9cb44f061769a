//! What these calls take and answer, for the OpenAPI document.

use kernel::catalog::Catalog;
use kernel::kind_rules::schema_name;
use kernel::object::Object;
use serde_json::{Map, Value as Json, json};
use web::openapi::{Described, answers, comma_list, conditions, operation, reference, takes};

use super::COLLECTION;
use super::asked::WORKSPACE;
use crate::export::Format;

/// The calls and their schemas.
pub fn described(catalog: &Catalog) -> Described {
    let mut paths = kept();
    for object in catalog.objects().filter(|object| object.in_api) {
        let path = format!("/api/v1/{}/export", object.slug());
        paths.insert(path, json!({"get": direct(object, catalog)}));
    }
    Described { paths, schemas: schemas(catalog) }
}

fn members(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(members) => members,
        _ => Map::new(),
    }
}

fn with(mut operation: Map<String, Json>, more: Json) -> Json {
    operation.extend(members(more));
    Json::Object(operation)
}

fn query(name: &str, schema: &Json, said: &str) -> Json {
    json!({"name": name, "in": "query", "schema": schema, "description": said})
}

fn direct(object: &Object, catalog: &Catalog) -> Json {
    let record = reference("schemas", &schema_name(object.key));
    let file = json!({"description": "The records, as they come", "content": files(&record)});
    let id = format!("export_{}", object.plural);
    let export = operation(&id, "All records of a list as a file", ("200", file), &["404", "422"]);
    let fields: Vec<String> = object
        .fields
        .iter()
        .filter(|field| !field.secret)
        .map(|field| field.key.to_owned())
        .collect();
    let mut parameters = vec![
        query("format", &formats(object), "csv when it is not said"),
        query("bom", &json!({"type": "boolean"}), "Whether a CSV begins with a byte-order mark"),
        query("fields", &comma_list(&fields), "Which fields, in their order: name,email"),
    ];
    parameters.extend(conditions(object, catalog));
    with(export, json!({"parameters": parameters}))
}

/// The types of a file; records of JSON are of this schema.
fn files(record: &Json) -> Map<String, Json> {
    let text = json!({"schema": {"type": "string"}});
    let binary = json!({"schema": {"type": "string", "format": "binary"}});
    members(json!({
        "application/json": {"schema": {"type": "array", "items": record}},
        "application/jsonl": text,
        "text/csv": text,
        "text/vcard": text,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": binary,
    }))
}

fn formats(object: &Object) -> Json {
    let is_card = |format: &Format| *format == Format::Vcard;
    let cards = crate::export::has_cards(object);
    let keys: Vec<&str> = Format::ALL
        .iter()
        .filter(|format| cards || !is_card(format))
        .map(|format| format.key())
        .collect();
    json!({"type": "string", "enum": keys})
}

fn call(id: &str, summary: &str, (status, schema): (&str, &str), more: Json) -> Json {
    let refused = ["404", "409", "413", "415", "422", "507"];
    let answer = answers("The answer", &reference("schemas", schema));
    with(operation(id, summary, (status, answer), &refused), more)
}

fn kept() -> Map<String, Json> {
    let begin = json!({
        "parameters": [reference("parameters", "IdempotencyKey")],
        "requestBody": takes(&reference("schemas", "ExportWish")),
    });
    let page = json!({"parameters": [
        reference("parameters", "Limit"), reference("parameters", "Cursor"),
    ]});
    let id = json!([reference("parameters", "Id")]);
    let gone = operation(
        "delete_export",
        "Stop an export, or delete its file",
        ("204", json!({"description": "Gone"})),
        &["404"],
    );
    let mut content = files(&json!({"type": "object"}));
    let archive = json!({"schema": {"type": "string", "format": "binary"}});
    content.insert("application/x-tar".to_owned(), archive);
    let file = json!({"description": "The file", "content": content});
    let file = operation("get_export_file", "The file, for 24 hours", ("200", file), &["404"]);
    members(json!({
        COLLECTION: {
            "get": call("list_exports", "One's own exports, the newest first", ("200", "ExportList"), page),
            "post": call("begin_export", "Have a file prepared", ("202", "Export"), begin),
        },
        format!("{COLLECTION}/{{id}}"): {
            "parameters": id,
            "get": call("get_export", "How an export stands", ("200", "Export"), json!({})),
            "delete": gone,
        },
        format!("{COLLECTION}/{{id}}/file"): {"parameters": id, "get": file},
    }))
}

fn schemas(catalog: &Catalog) -> Map<String, Json> {
    let (text, count) = (json!({"type": "string"}), json!({"type": "integer"}));
    let (some_text, flag) = (json!({"type": ["string", "null"]}), json!({"type": "boolean"}));
    let id = json!({"type": "string", "format": "uuid"});
    let instant = json!({"type": ["string", "null"], "format": "date-time"});
    let states = ["waiting", "running", "done", "failed", "ended"];
    let mut objects: Vec<String> =
        catalog.objects().filter(|object| object.in_api).map(|object| object.slug()).collect();
    objects.push(WORKSPACE.to_owned());
    let formats = Format::ALL.map(Format::key);
    members(json!({
        "Export": {
            "type": "object",
            "properties": {
                "id": id, "state": {"type": "string", "enum": states}, "object": text,
                "format": text, "bom": flag, "filename": text, "rows": count,
                "size": {"type": ["integer", "null"]}, "file": some_text,
                "errors": {"type": "array", "items": reference("schemas", "FieldError")},
                "created_at": instant, "finished_at": instant, "ends_at": instant,
            },
            "required": ["id", "state", "object", "format", "rows", "file"],
        },
        "ExportList": {
            "type": "object",
            "properties": {
                "data": {"type": "array", "items": reference("schemas", "Export")},
                "next": some_text,
            },
            "required": ["data", "next"],
        },
        "ExportWish": {
            "type": "object",
            "properties": {
                "object": {"type": "string", "enum": objects},
                "format": {"type": "string", "enum": formats},
                "bom": flag,
                "filter": {
                    "type": "object",
                    "additionalProperties": {"type": ["string", "number", "boolean"]},
                    "description": "Conditions as an address says them: {\"city\": \"Madrid\"}",
                },
                "where": text, "q": text, "sort": text,
                "fields": {"type": "array", "items": text},
                "ids": {"type": "array", "items": id, "minItems": 1, "maxItems": 1_000},
            },
            "required": ["object"],
            "additionalProperties": false,
        },
    }))
}
