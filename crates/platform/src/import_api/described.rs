//! What these calls take and answer, for the OpenAPI document.

use std::collections::BTreeSet;

use kernel::catalog::Catalog;
use serde_json::{Map, Value as Json, json};
use web::openapi::{Described, answers, operation, reference, takes};

use super::COLLECTION;
use super::bring::TABLES;

/// The calls and their schemas.
pub fn described(catalog: &Catalog) -> Described {
    let settings = settings(&importable(catalog));
    Described { paths: paths(&settings), schemas: schemas(&settings) }
}

/// Objects by their key and plural, and the pages of their parts: `party`, `parties`, `people`.
fn importable(catalog: &Catalog) -> Vec<String> {
    let objects = catalog.objects().filter(|object| object.in_api);
    let names = objects.flat_map(|object| {
        let faces = object.faces.iter().map(|face| face.slug.to_owned());
        [object.key.to_owned(), object.slug()].into_iter().chain(faces)
    });
    let names: BTreeSet<String> = names.collect();
    names.into_iter().collect()
}

fn members(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(members) => members,
        _ => Map::new(),
    }
}

fn call(id: &str, summary: &str, (status, schema): (&str, &str), more: Json) -> Json {
    let refused = ["404", "409", "410", "412", "413", "415", "422", "507"];
    let answer = answers("The answer", &reference("schemas", schema));
    let mut call = operation(id, summary, (status, answer), &refused);
    call.extend(members(more));
    Json::Object(call)
}

fn paths(settings: &Map<String, Json>) -> Map<String, Json> {
    let one = |verb: &str| format!("{COLLECTION}/{{id}}{verb}");
    let key = json!({"parameters": [
        reference("parameters", "IfMatch"), reference("parameters", "IdempotencyKey"),
    ]});
    let id = json!([reference("parameters", "Id")]);
    let page = json!({"parameters": [
        reference("parameters", "Limit"), reference("parameters", "Cursor"),
    ]});
    let verb = |name: &str, summary: &str, status: &str| {
        let call = call(&format!("{name}_import"), summary, (status, "Import"), key.clone());
        (one(&format!("/{name}")), json!({"parameters": id, "post": call}))
    };
    let list =
        call("list_imports", "Imports, the newest first", ("200", "ImportList"), page.clone());
    let get =
        call("get_import", "How an import stands, with its refusals", ("200", "Import"), page);
    let mut patch = members(key.clone());
    patch.insert("requestBody".into(), takes(&reference("schemas", "ImportSettings")));
    let patch = Json::Object(patch);
    let patch = call("set_import", "Say how a draft is meant", ("200", "Import"), patch);
    let mut paths = members(json!({
        COLLECTION: {"get": list, "post": bring(settings)},
        one(""): {"parameters": id, "get": get, "patch": patch},
        one("/refused"): {"parameters": id, "get": refused()},
    }));
    paths.extend([
        verb("check", "Check: all of the import but its writing", "202"),
        verb("start", "Start the import", "202"),
        verb("cancel", "Stop a check or an import", "200"),
    ]);
    paths
}

fn bring(settings: &Map<String, Json>) -> Json {
    let file = json!({"schema": {"type": "string", "format": "binary"}});
    let mut content: Map<String, Json> =
        TABLES.iter().map(|kind| ((*kind).to_owned(), file.clone())).collect();
    let form = json!({
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary"}},
        "required": ["file"],
    });
    content.insert("multipart/form-data".to_owned(), json!({"schema": form}));
    let more = json!({
        "description": "set.FIELD, map.HEADING and duplicates.FIELD fill the groups of that name.",
        "parameters": parameters(settings),
        "requestBody": {"required": true, "content": content},
    });
    call("bring_import", "Import a file, check it, or keep it as a draft", ("201", "Import"), more)
}

fn parameters(settings: &Map<String, Json>) -> Vec<Json> {
    let mut parameters = vec![reference("parameters", "IdempotencyKey")];
    let query = |name: &str, schema: &Json| json!({"name": name, "in": "query", "schema": schema});
    let flag = json!({"type": "boolean"});
    parameters.push(query("filename", &json!({"type": "string"})));
    parameters.push(query("draft", &flag));
    parameters.push(query("dry_run", &flag));
    for (name, schema) in settings {
        parameters.push(match name.as_str() {
            "object" => json!({"name": name, "in": "query", "required": true, "schema": schema}),
            "match" => query(name, &json!({"type": "string", "minLength": 1, "description": "external_id,email: the first that finds one wins"})),
            "create_missing" => query(name, &json!({"type": "string", "minLength": 1, "description": "organization"})),
            // Its members are parameters of their own, named by what comes behind the dot.
            "set" | "map" | "duplicates" => continue,
            _ => query(name, schema),
        });
    }
    parameters
}

fn refused() -> Json {
    let Json::Object(mut call) = call(
        "refused_rows_of_import",
        "The refused rows with their reasons, as a file of the same columns",
        ("200", "Import"),
        json!({}),
    ) else {
        return Json::Null;
    };
    let file = json!({
        "description": "A table",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/jsonl": {"schema": {"type": "string"}},
            "text/vcard": {"schema": {"type": "string"}},
        },
    });
    if let Some(responses) = call.get_mut("responses").and_then(Json::as_object_mut) {
        responses.insert("200".into(), file);
    }
    Json::Object(call)
}

/// The members of a draft's settings.
fn settings(objects: &[String]) -> Map<String, Json> {
    let text = json!({"type": "string"});
    let texts = |values: Json| json!({"type": "object", "additionalProperties": values});
    let one_of = |values: &[&str]| json!({"type": "string", "enum": values});
    let on_duplicate = one_of(&["create", "update", "skip"]);
    members(json!({
        "object": {"type": "string", "enum": objects},
        "mode": one_of(&["create", "update", "upsert"]),
        "match": {"type": "array", "items": text},
        "set": texts(text.clone()),
        "map": texts(json!({"type": ["string", "null"]})),
        "source": text,
        "duplicates": texts(on_duplicate),
        "create_missing": {"type": "array", "items": text},
        "owner_fallback": {"type": "string", "description": "The e-mail of the user who gets records whose owner is nobody here"},
        "encoding": {"type": "string", "description": "utf-8, gb18030, windows-1252 …"},
        "delimiter": {"type": "string", "minLength": 1, "maxLength": 1},
        "heading": {"type": "boolean", "description": "Whether the first row holds headings"},
        "sheet": {"type": "string", "minLength": 1, "description": "The sheet of a workbook"},
        "dates": one_of(&["dmy", "mdy", "ymd"]),
        "decimal_sign": one_of(&["point", "comma"]),
    }))
}

fn schemas(settings: &Map<String, Json>) -> Map<String, Json> {
    let import = reference("schemas", "Import");
    members(json!({
        "Import": {"type": "object", "properties": import_members(), "required": [
            "id", "version", "state", "filename", "rows", "created", "updated", "unchanged", "refused",
            "position", "total",
        ]},
        "ImportList": {
            "type": "object",
            "properties": {
                "data": {"type": "array", "items": import},
                "next": {"type": ["string", "null"]},
            },
            "required": ["data", "next"],
        },
        "ImportSettings": {
            "type": "object", "properties": settings, "additionalProperties": false,
        },
    }))
}

fn import_members() -> Json {
    let (text, count) = (json!({"type": "string"}), json!({"type": "integer"}));
    let some_text = json!({"type": ["string", "null"]});
    let some_id = json!({"type": ["string", "null"], "format": "uuid"});
    let id = json!({"type": "string", "format": "uuid"});
    let instant = json!({"type": ["string", "null"], "format": "date-time"});
    let states = ["uploaded", "checking", "checked", "running", "done", "cancelled", "failed"];
    let list = |properties: Json| json!({"type": "array", "items": {"type": "object", "properties": properties}});
    json!({
        "id": id, "version": count, "import": id, "change_set": some_id,
        "state": {"type": "string", "enum": states},
        "filename": text, "size": count, "position": count, "total": count,
        "rows": count, "created": count, "updated": count, "unchanged": count,
        "refused": count, "duplicates": count, "linked": count, "dry_run": {"type": "boolean"},
        "object": text, "mode": text, "match": {"type": "array", "items": text},
        "taken_for": {"type": "object"}, "system": some_text, "settings": {"type": "object", "title": "SettingsOfImport"}, "file": {"type": "object"},
        "actor": {"type": "object"},
        "columns": list(json!({
            "heading": text, "field": some_text, "because": text, "filled": count,
            "samples": {"type": "array", "items": text},
        })),
        "refusals": list(json!({
            "row": count, "column": text, "value": text, "code": text, "reason": text,
        })),
        "next": some_text,
        "errors": {"type": "array", "items": reference("schemas", "FieldError")},
        "created_at": instant, "started_at": instant, "finished_at": instant,
    })
}
