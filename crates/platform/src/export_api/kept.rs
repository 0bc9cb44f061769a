//! Exports that are prepared: asked for, watched, fetched, let go.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, Uri};
use jiff::Timestamp;
use kernel::Error;
use kernel::access::Scope;
use serde_json::{Value as Json, json};
use uuid::Uuid;
use web::api::answer::Answer;
use web::api::params::Params;
use web::api::record_id;
use web::api::request::Request;
use web::error::errors;
use web::{ApiError, App, Signed};

use super::{COLLECTION, asked};
use crate::export::{self, Kept, Source};
use crate::screens::download;
use crate::turn::{Begun, Turn};

/// Exports of a page when nobody says how many, and at most.
const LIMITS: (i64, i64) = (50, 1_000);

/// `POST /api/v1/exports`.
pub async fn begin(
    State(app): State<App>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    Params::read(&request.uri)?.finish()?;
    let wanted = asked::read(&app, &signed.scope, request.object(false)?)?;
    let turn = match Turn::begin(&app, request.key(&signed)?).await? {
        Begun::Ours(turn) => turn,
        Begun::Said(answer) => return Ok(answer),
    };
    let done = make(&app, &signed.scope, turn.id, wanted).await;
    turn.end(&app, done).await
}

async fn make(
    app: &App,
    scope: &Scope,
    id: Uuid,
    wanted: (Source, export::Manner),
) -> Result<Answer, ApiError> {
    match export::get(app, scope, id).await {
        // The attempt before was cut off.
        Ok(_) => {}
        Err(Error::NotFound) => export::begin(app, scope, id, wanted).await?,
        Err(error) => return Err(error.into()),
    }
    let kept = export::get(app, scope, id).await?;
    let answer = Answer::ok(told(scope, &kept, app.clock().now()));
    let answer = answer.created_at(format!("{COLLECTION}/{id}"));
    Ok(Answer { status: StatusCode::ACCEPTED, ..answer })
}

/// `GET /api/v1/exports`: one's own, the newest first.
pub async fn list(State(app): State<App>, signed: Signed, uri: Uri) -> Result<Response, ApiError> {
    let mut params = Params::read(&uri)?;
    let limit = params.take_number("limit", LIMITS.0, (1, LIMITS.1))?;
    let wrong = |_| Error::invalid("cursor", "not-a-cursor");
    let before = params.take("cursor").map(|text| text.parse::<Uuid>().map_err(wrong));
    let before = before.transpose()?;
    params.finish()?;
    let kept = export::list(&app, &signed.scope, limit, before).await?;
    let full = i64::try_from(kept.len()).is_ok_and(|count| count == limit);
    let next = kept.last().filter(|_| full).map(|last| last.id);
    let now = app.clock().now();
    let data: Vec<Json> = kept.iter().map(|one| told(&signed.scope, one, now)).collect();
    Ok(Answer::ok(json!({"data": data, "next": next})).into_response())
}

/// `GET /api/v1/exports/{id}`: how it stands, and where its file is.
pub async fn get(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    uri: Uri,
) -> Result<Response, ApiError> {
    let id = record_id(&id)?;
    Params::read(&uri)?.finish()?;
    let kept = export::get(&app, &signed.scope, id).await?;
    Ok(Answer::ok(told(&signed.scope, &kept, app.clock().now())).into_response())
}

/// `GET /api/v1/exports/{id}/file`.
pub async fn file(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    uri: Uri,
) -> Result<Response, ApiError> {
    let id = record_id(&id)?;
    Params::read(&uri)?.finish()?;
    let (kept, file) = export::file(&app, &signed.scope, id).await?;
    Ok(download(&kept, file))
}

/// `DELETE /api/v1/exports/{id}`: stops it, or takes its file away.
pub async fn delete(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    uri: Uri,
) -> Result<Response, ApiError> {
    let id = record_id(&id)?;
    Params::read(&uri)?.finish()?;
    export::let_go(&app, &signed.scope, id).await?;
    Ok(Answer::nothing().into_response())
}

fn told(scope: &Scope, kept: &Kept, now: Timestamp) -> Json {
    let is_list = kept.source != Source::Workspace;
    let ready = kept.is_ready(now);
    json!({
        "id": kept.id,
        "state": if ready || kept.state != export::State::Done { kept.state.key() } else { "ended" },
        "object": kept.source.name(),
        "format": if is_list { kept.manner.format.key() } else { "archive" },
        "bom": kept.manner.bom,
        "filename": kept.file_name(),
        "rows": kept.rows,
        "size": kept.size,
        "file": ready.then(|| format!("{COLLECTION}/{}/file", kept.id)),
        "errors": errors(&kept.faults.0, scope.language),
        "created_at": kept.created_at.to_string(),
        "finished_at": kept.finished_at.map(|at| at.to_string()),
        "ends_at": kept.ends_at.map(|at| at.to_string()),
    })
}
