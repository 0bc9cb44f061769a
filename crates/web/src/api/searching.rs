//! `GET /api/v1/search?q=`: across objects.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::Uri;
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::{Value as Json, json};
use store::query::Asking;
use store::search;

use super::answer::Answer;
use super::params::{Params, short};
use crate::app::App;
use crate::error::ApiError;
use crate::session::Signed;

/// Hits when nobody says how many, and at most.
const LIMITS: (i64, i64) = (20, 100);
/// Longest question, in characters.
const LONGEST: usize = 200;

/// Finds records by words, names, numbers and addresses.
pub async fn find(State(app): State<App>, signed: Signed, uri: Uri) -> Result<Response, ApiError> {
    let mut params = Params::read(&uri)?;
    let question = params.take("q").ok_or_else(|| Error::refused("q", "required"))?;
    if question.chars().count() > LONGEST {
        let refusal = Refusal::field("q", "too-long").with("limit", LONGEST);
        return Err(Error::Refused(Refusals::one(refusal)).into());
    }
    let objects = params.take("objects").map(|text| objects(&app, &text)).transpose()?;
    let limit = params.take_number("limit", LIMITS.0, (1, LIMITS.1))?;
    params.finish()?;
    let store = app.store().clone();
    let hits = store
        .read(move |tx| {
            let (app, scope) = (app.clone(), signed.scope.clone());
            let (question, objects) = (question.clone(), objects.clone());
            Box::pin(async move {
                let catalog = app.catalog();
                let asking = Asking { catalog: &catalog, scope: &scope };
                let limit = usize::try_from(limit).unwrap_or_default();
                search::search(tx, asking, &question, objects.as_deref(), limit).await
            })
        })
        .await?;
    let data: Vec<Json> = hits
        .iter()
        .map(|hit| {
            json!({
                "object": hit.object,
                "kind": hit.facet,
                "id": hit.id,
                "title": hit.title,
                "subtitle": hit.subtitle,
            })
        })
        .collect();
    Ok(Answer::ok(json!({"data": data})).into_response())
}

/// Keys of objects, separated by commas.
fn objects(app: &App, text: &str) -> Result<Vec<&'static str>> {
    let catalog = app.catalog();
    text.split(',')
        .map(|name| {
            let found = catalog.object(name.trim()).filter(|object| object.in_api);
            found.map(|object| object.key).ok_or_else(|| {
                let refusal = Refusal::field("objects", "unknown-object");
                Error::Invalid(Refusals::one(refusal.with("name", short(name))))
            })
        })
        .collect()
}
