//! What is done with endpoints and deliveries. A secret is told once, and kept for no repetition of
//! the request.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::Error;
use platform::turn::{Begun, Turn};
use serde_json::json;
use uuid::Uuid;
use web::api::answer::Answer;
use web::api::etag::if_match;
use web::api::params::Params;
use web::api::record_id;
use web::api::request::Request;
use web::{ApiError, App, Signed};

use super::{COLLECTION, asked, read, told};
use crate::desk::{self, Seen};
use crate::webhook::{Draft, Secret, Webhook};

/// `POST /api/v1/webhooks`.
pub async fn create(
    State(app): State<App>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    Params::read(&request.uri)?.finish()?;
    let members = request.object(false)?;
    let turn = match Turn::begin(&app, request.key(&signed)?).await? {
        Begun::Ours(turn) => turn,
        Begun::Said(answer) => return Ok(answer),
    };
    let made = async {
        let mut draft = Draft::of(signed.scope.user().ok_or(Error::NotFound)?);
        asked::change(&mut draft, &members)?;
        let (webhook, secret) = desk::create(&app, &signed, turn.id, &draft).await?;
        let at = format!("{COLLECTION}/{}", webhook.id);
        let [kept, told] = both(&webhook, secret.as_ref());
        Ok::<_, ApiError>((kept.created_at(at.clone()), told.created_at(at)))
    };
    let made = made.await;
    turn.end_telling(&app, made).await
}

/// `PATCH /api/v1/webhooks/{id}`: the members that are sent replace those of before.
pub async fn change(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let id = record_id(&id)?;
    Params::read(&request.uri)?.finish()?;
    let members = request.object(false)?;
    desk::get(&app, id).await?;
    let turn = match Turn::begin(&app, request.key(&signed)?).await? {
        Begun::Ours(turn) => turn,
        Begun::Said(answer) => return Ok(answer),
    };
    let seen = Seen { id, version: if_match(&request.headers)? };
    let done = merge(&app, seen, &members).await;
    let done = done.map(|webhook| {
        let [kept, _] = both(&webhook, None);
        kept
    });
    let done = turn.end(&app, done.map_err(ApiError::from)).await;
    current(&app, id, done).await
}

/// Merges what is sent with what is there; without a version the members sent win.
async fn merge(
    app: &App,
    seen: Seen,
    members: &serde_json::Map<String, serde_json::Value>,
) -> kernel::Result<Webhook> {
    loop {
        let known = desk::get(app, seen.id).await?;
        let mut draft = Draft::like(&known);
        asked::change(&mut draft, members)?;
        let version = seen.version.or(Some(known.version));
        match desk::change(app, Seen { version, ..seen }, &draft).await {
            Err(Error::Stale { .. }) if seen.version.is_none() => {}
            done => return done,
        }
    }
}

/// `DELETE /api/v1/webhooks/{id}`: with its deliveries.
pub async fn remove(
    State(app): State<App>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, ApiError> {
    let id = record_id(&id)?;
    Params::read(&request.uri)?.finish()?;
    request.nothing()?;
    let seen = Seen { id, version: if_match(&request.headers)? };
    let done = desk::remove(&app, seen).await.map(|()| Answer::nothing().into_response());
    current(&app, id, done.map_err(ApiError::from)).await
}

/// `POST /api/v1/webhooks/{id}/rotate`: a new secret.
pub async fn rotate(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let (id, turn) = match begin(&app, &id, &signed, &request).await? {
        (id, Begun::Ours(turn)) => (id, turn),
        (_, Begun::Said(answer)) => return Ok(answer),
    };
    let seen = Seen { id, version: if_match(&request.headers)? };
    let done = desk::rotate(&app, seen).await.map(|(webhook, secret)| {
        let [kept, told] = both(&webhook, Some(&secret));
        (kept, told)
    });
    let done = turn.end_telling(&app, done.map_err(ApiError::from)).await;
    current(&app, id, done).await
}

/// `POST /api/v1/webhooks/{id}/test`: one delivery that says that all is well.
pub async fn test(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let (id, turn) = match begin(&app, &id, &signed, &request).await? {
        (id, Begun::Ours(turn)) => (id, turn),
        (_, Begun::Said(answer)) => return Ok(answer),
    };
    let sent = desk::test(&app, id, turn.id).await;
    let done = sent.map(|delivery| accepted(told::delivery(&delivery)));
    turn.end(&app, done.map_err(ApiError::from)).await
}

/// `POST /api/v1/webhooks/{id}/replay`: the deliveries of a range, again.
pub async fn replay_range(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let id = record_id(&id)?;
    Params::read(&request.uri)?.finish()?;
    let members = request.object(false)?;
    desk::get(&app, id).await?;
    let turn = match Turn::begin(&app, request.key(&signed)?).await? {
        Begun::Ours(turn) => turn,
        Begun::Said(answer) => return Ok(answer),
    };
    let done = async {
        let count = desk::replay_range(&app, id, asked::range(&members)?).await?;
        Ok::<_, ApiError>(accepted(json!({"replayed": count})))
    };
    let done = done.await;
    turn.end(&app, done).await
}

/// `POST /api/v1/webhook-deliveries/{id}/replay`: one delivery, again.
pub async fn replay(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let id = record_id(&id)?;
    Params::read(&request.uri)?.finish()?;
    request.nothing()?;
    desk::look(&app, id).await?;
    let turn = match Turn::begin(&app, request.key(&signed)?).await? {
        Begun::Ours(turn) => turn,
        Begun::Said(answer) => return Ok(answer),
    };
    let done = async {
        desk::replay(&app, id).await?;
        Ok::<_, ApiError>(accepted(read::whole(&app, id).await?))
    };
    let done = done.await;
    turn.end(&app, done).await
}

/// A verb takes nothing but its address.
async fn begin(
    app: &App,
    id: &str,
    signed: &Signed,
    request: &Request,
) -> Result<(Uuid, Begun), ApiError> {
    let id = record_id(id)?;
    Params::read(&request.uri)?.finish()?;
    request.nothing()?;
    desk::get(app, id).await?;
    Ok((id, Turn::begin(app, request.key(signed)?).await?))
}

fn accepted(body: serde_json::Value) -> Answer {
    Answer { status: StatusCode::ACCEPTED, ..Answer::ok(body) }
}

/// What is kept of an answer, and what is told.
fn both(webhook: &Webhook, secret: Option<&Secret>) -> [Answer; 2] {
    [None, secret]
        .map(|secret| Answer::ok(told::webhook(webhook, secret)).at_version(webhook.version))
}

/// Whoever is stale gets the endpoint as it is now, and decides.
async fn current(
    app: &App,
    id: Uuid,
    done: Result<Response, ApiError>,
) -> Result<Response, ApiError> {
    match done {
        Err(failure) if matches!(failure.error(), Some(Error::Stale { .. })) => {
            let webhook = desk::get(app, id).await?;
            Err(failure.with("current", told::webhook(&webhook, None)))
        }
        done => done,
    }
}
