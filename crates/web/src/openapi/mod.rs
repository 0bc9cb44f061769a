//! The OpenAPI 3.1 document of exactly this workspace, made from the Catalog.

mod comparison;
mod fixed;
mod object;
mod schema;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::Uri;
use kernel::catalog::Catalog;
use serde_json::{Map, Value as Json, json};

use crate::api::answer::Answer;
use crate::api::params::Params;
use crate::app::App;
use crate::capability::Action;
use crate::error::ApiError;
use crate::session::Signed;

/// `GET /api/openapi.json`.
pub async fn show(State(app): State<App>, _signed: Signed, uri: Uri) -> Result<Response, ApiError> {
    Params::read(&uri)?.finish()?;
    let server = app.config().origin();
    let declared = (app.actions(), app.described());
    Ok(Answer::ok(document(&app.catalog(), declared, &server)).into_response())
}

/// Tells the calls of a capability that belong to no object.
pub type Describe = fn(&Catalog) -> Described;

/// Calls of a capability that belong to no object.
#[derive(Clone, Debug, Default)]
pub struct Described {
    /// Path items by their address.
    pub paths: Map<String, Json>,
    pub schemas: Map<String, Json>,
}

/// The document. `server` is the origin that programs call.
pub fn document(
    catalog: &Catalog,
    (actions, describes): (&[Action], &[Describe]),
    server: &str,
) -> Json {
    let mut paths = fixed::paths(catalog);
    let mut schemas = fixed::schemas();
    for describe in describes {
        let more = describe(catalog);
        paths.extend(more.paths);
        schemas.extend(more.schemas);
    }
    for object in catalog.objects().filter(|object| object.in_api) {
        let own: Vec<&Action> =
            actions.iter().filter(|action| action.object == object.key).collect();
        paths.extend(object::paths(object, catalog, &own));
        schemas.extend(schema::of(object, catalog));
    }
    for object in catalog.objects() {
        schemas.extend(schema::matched(object));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Rapport",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Customers, what happened with them and what comes next.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": server}],
        "security": [{"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": fixed::responses(),
            "parameters": fixed::parameters(),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "session"},
            },
        },
    })
}

/// The parameters by which the records of an object are chosen and ordered.
pub fn conditions(object: &kernel::object::Object, catalog: &Catalog) -> Vec<Json> {
    object::conditions(object, catalog)
}

/// A reference to a component: `("schemas", "Party")`.
pub fn reference(kind: &str, name: &str) -> Json {
    json!({"$ref": format!("#/components/{kind}/{name}")})
}

/// A text of one or more of these, which are regular expressions, separated by commas.
pub fn comma_list(each: &[String]) -> Json {
    let one = each.join("|");
    json!({"type": "string", "pattern": format!("^({one})(,({one}))*$")})
}

/// An answer of JSON.
pub fn answers(description: &str, schema: &Json) -> Json {
    json!({"description": description, "content": {"application/json": {"schema": schema}}})
}

/// A body of JSON.
pub fn takes(schema: &Json) -> Json {
    json!({"required": true, "content": {"application/json": {"schema": schema}}})
}

/// Refusals that every operation may answer, and those of this one.
fn refusals(more: &[&str]) -> Map<String, Json> {
    let mut all: Vec<&str> = vec!["400", "401", "403", "429", "500", "503"];
    all.extend(more);
    all.sort_unstable();
    all.into_iter().map(|status| (status.to_owned(), reference("responses", "Problem"))).collect()
}

/// An operation with its answers.
pub fn operation(
    id: &str,
    summary: &str,
    (status, answer): (&str, Json),
    refused: &[&str],
) -> Map<String, Json> {
    let mut responses = refusals(refused);
    responses.insert(status.to_owned(), answer);
    let Json::Object(operation) =
        json!({"operationId": id, "summary": summary, "responses": responses})
    else {
        return Map::new();
    };
    operation
}
