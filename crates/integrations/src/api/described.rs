//! What these calls take and answer, for the OpenAPI document.

use kernel::catalog::Catalog;
use serde_json::{Map, Value as Json, json};
use web::openapi::{Described, answers, operation, reference, takes};

use super::{COLLECTION, DELIVERIES};
use crate::delivery::State;

/// The calls and their schemas.
pub fn described(_catalog: &Catalog) -> Described {
    Described { paths: paths(), schemas: members(schemas()) }
}

fn members(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(members) => members,
        _ => Map::new(),
    }
}

fn call(id: &str, summary: &str, (status, schema): (&str, &str), more: Json) -> Json {
    let refused = ["404", "409", "412", "413", "415", "422", "507"];
    let answer = answers("The answer", &reference("schemas", schema));
    let mut call = operation(id, summary, (status, answer), &refused);
    call.extend(members(more));
    Json::Object(call)
}

fn paths() -> Map<String, Json> {
    let one = |verb: &str| format!("{COLLECTION}/{{id}}{verb}");
    let parameter = |name: &str| reference("parameters", name);
    let id = json!([parameter("Id")]);
    let page = json!([parameter("Limit"), parameter("Cursor")]);
    let key = json!({"parameters": [parameter("IdempotencyKey")]});
    let both = json!({"parameters": [parameter("IfMatch"), parameter("IdempotencyKey")]});
    let with = |more: &Json, schema: &str| {
        let mut more = members(more.clone());
        more.insert("requestBody".into(), takes(&reference("schemas", schema)));
        Json::Object(more)
    };
    let query = |name: &str, schema: Json| json!({"name": name, "in": "query", "schema": schema});
    let states = json!({"type": "string", "enum": State::KEYS});
    let chosen = json!({"parameters": [
        query("state", states), query("event", json!({"type": "string"})),
        parameter("Limit"), parameter("Cursor"),
    ]});
    let made = with(&key, "NewWebhook");
    let changed = with(&both, "WebhookChange");
    let range = with(&key, "WebhookReplay");
    let gone = json!({"description": "It is gone, with its deliveries"});
    let mut delete = operation(
        "delete_webhook",
        "Take an endpoint away",
        ("204", gone),
        &["404", "412", "413", "415", "422", "507"],
    );
    delete.insert("parameters".into(), json!([parameter("IfMatch")]));
    members(json!({
        COLLECTION: {
            "get": call("list_webhooks", "Endpoints, the newest first", ("200", "WebhookList"), json!({"parameters": page})),
            "post": call("create_webhook", "Add an endpoint; its secret is told this once", ("201", "Webhook"), made),
        },
        one(""): {
            "parameters": id,
            "get": call("get_webhook", "An endpoint and how it is", ("200", "Webhook"), json!({})),
            "patch": call("change_webhook", "Change an endpoint, switch it off or on", ("200", "Webhook"), changed),
            "delete": delete,
        },
        one("/rotate"): {"parameters": id, "post": call("rotate_webhook", "A new secret; both sign for a day", ("200", "Webhook"), both.clone())},
        one("/test"): {"parameters": id, "post": call("test_webhook", "Send a test", ("202", "WebhookDelivery"), key.clone())},
        one("/replay"): {"parameters": id, "post": call("replay_webhook", "Send the deliveries of a range again", ("202", "WebhookReplayed"), range)},
        one("/deliveries"): {"parameters": id, "get": call("list_webhook_deliveries", "Deliveries, the newest first", ("200", "WebhookDeliveryList"), chosen)},
        format!("{DELIVERIES}/{{id}}"): {"parameters": id, "get": call("get_webhook_delivery", "What was sent and how each attempt went", ("200", "WebhookDelivery"), json!({}))},
        format!("{DELIVERIES}/{{id}}/replay"): {"parameters": id, "post": call("replay_webhook_delivery", "Send a delivery again", ("202", "WebhookDelivery"), key)},
    }))
}

fn schemas() -> Json {
    let (text, count) = (json!({"type": "string"}), json!({"type": "integer"}));
    let some_text = json!({"type": ["string", "null"]});
    let some_count = json!({"type": ["integer", "null"]});
    let id = json!({"type": "string", "format": "uuid"});
    let instant = json!({"type": "string", "format": "date-time"});
    let some_instant = json!({"type": ["string", "null"], "format": "date-time"});
    let list = |of: &str| {
        json!({
            "type": "object",
            "properties": {"data": {"type": "array", "items": reference("schemas", of)}, "next": some_text},
            "required": ["data", "next"],
        })
    };
    let asked = |required: &[&str]| json!({"type": "object", "properties": draft(), "required": required, "additionalProperties": false});
    let event = json!({"type": "array", "items": text});
    let tries = json!({"type": "array", "items": {"type": "object", "properties": {
        "number": count, "at": instant, "took_ms": count, "status": some_count,
        "headers": {"type": "object"}, "reply": some_text,
    }}});
    json!({
        "NewWebhook": asked(&["name", "url", "events"]),
        "WebhookChange": asked(&[]),
        "WebhookReplay": {
            "type": "object",
            "properties": {"from": instant, "to": instant, "state": {"type": "string", "enum": State::KEYS}},
            "required": ["from", "to"],
            "additionalProperties": false,
        },
        "WebhookReplayed": {"type": "object", "properties": {"replayed": count}, "required": ["replayed"]},
        "Webhook": {
            "type": "object",
            "properties": {
                "id": id, "version": count, "name": text, "url": text, "events": event,
                "user": reference("schemas", "Link"), "active": {"type": "boolean"},
                "off_reason": {"type": ["string", "null"], "enum": ["stopped", "gone", "failing", "user", null]},
                "rotating_until": some_instant, "failing_since": some_instant,
                "delivered_at": some_instant, "failed_at": some_instant,
                "created_at": instant, "updated_at": instant,
                "secret": {"type": "string", "description": "Only in the answer that made it"},
            },
            "required": ["id", "version", "name", "url", "events", "user", "active"],
        },
        "WebhookList": list("Webhook"),
        "WebhookDelivery": {
            "type": "object",
            "properties": {
                "id": id, "webhook": id, "webhook_id": text, "event": text, "sequence": some_count,
                "state": {"type": "string", "enum": State::KEYS}, "attempts": count,
                "last_status": some_count, "next_at": some_instant, "created_at": instant,
                "finished_at": some_instant, "payload": {"type": "object"}, "tries": tries,
            },
            "required": ["id", "webhook", "webhook_id", "event", "state", "attempts"],
        },
        "WebhookDeliveryList": list("WebhookDelivery"),
    })
}

fn draft() -> Json {
    json!({
        "name": {"type": "string", "minLength": 1, "maxLength": 100},
        "url": {"type": "string", "minLength": 1, "maxLength": 2_000, "description": "http or https, in the public internet"},
        "events": {
            "type": "array", "minItems": 1, "maxItems": 50, "items": {"type": "string", "minLength": 1},
            "description": "party.created, party.*, *",
        },
        "user": {"type": "string", "format": "uuid", "description": "By whose rights it hears; yours without"},
        "active": {"type": "boolean"},
    })
}
