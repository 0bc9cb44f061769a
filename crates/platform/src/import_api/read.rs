//! Imports and their reports, read.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::Uri;
use kernel::Error;
use serde_json::{Value as Json, json};
use uuid::Uuid;
use web::api::answer::Answer;
use web::api::params::Params;
use web::api::record_id;
use web::{ApiError, App, Signed};

use super::told::{self, LIMITS};
use crate::import;
use crate::screens::refused_rows;

/// `GET /api/v1/imports`: one's own, the newest first; all of them for administrators.
pub async fn list(State(app): State<App>, signed: Signed, uri: Uri) -> Result<Response, ApiError> {
    let mut params = Params::read(&uri)?;
    let limit = params.take_number("limit", LIMITS.0, (1, LIMITS.1))?;
    let wrong = |_| Error::invalid("cursor", "not-a-cursor");
    let before = params.take("cursor").map(|text| text.parse::<Uuid>().map_err(wrong));
    let before = before.transpose()?;
    params.finish()?;
    let found = import::list(&app, &signed.scope, limit, before).await?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count == limit);
    let next = found.last().filter(|_| full).map(|last| last.id);
    let data: Vec<Json> =
        found.iter().map(|one| Json::Object(told::brief(&signed.scope, one))).collect();
    Ok(Answer::ok(json!({"data": data, "next": next})).into_response())
}

/// `GET /api/v1/imports/{id}`: how it stands, what its columns mean, what was refused.
pub async fn get(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    uri: Uri,
) -> Result<Response, ApiError> {
    let id = record_id(&id)?;
    let mut params = Params::read(&uri)?;
    let limit = params.take_number("limit", LIMITS.0, (1, LIMITS.1))?;
    let after = params.take("cursor").map(|text| told::place(&text)).transpose()?;
    params.finish()?;
    let import = import::get(&app, &signed.scope, id).await?;
    let told = told::page(&app, &signed.scope, &import, (after, limit)).await?;
    Ok(Answer::ok(told).at_version(import.version).into_response())
}

/// `GET /api/v1/imports/{id}/refused`: the refused rows as a file.
pub async fn refused(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    uri: Uri,
) -> Result<Response, ApiError> {
    let id = record_id(&id)?;
    Params::read(&uri)?.finish()?;
    refused_rows(&app, &signed.scope, id).await
}
