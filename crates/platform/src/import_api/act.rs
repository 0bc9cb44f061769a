//! What is done with an import: say how it is meant, check, start, cancel.

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use kernel::Error;
use serde_json::{Map, Value as Json};
use uuid::Uuid;
use web::api::answer::Answer;
use web::api::etag::if_match;
use web::api::params::Params;
use web::api::record_id;
use web::api::request::Request;
use web::{ApiError, App, Signed};

use super::{asked, told};
use crate::import::{self, Hands, Seen, State as Stand};
use crate::turn::{Begun, Turn};

/// `PATCH /api/v1/imports/{id}`: the members that are sent replace those of before.
pub async fn set(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let id = record_id(&id)?;
    Params::read(&request.uri)?.finish()?;
    let members = request.object(false)?;
    let turn = match Turn::begin(&app, request.key(&signed)?).await? {
        Begun::Ours(turn) => turn,
        Begun::Said(answer) => return Ok(answer),
    };
    let version = if_match(&request.headers)?;
    let done = change(&app, &signed, Seen { id, version }, &members).await;
    let done = match done {
        Ok(()) => answer(&app, &signed, id, StatusCode::OK).await,
        Err(error) => Err(error.into()),
    };
    end(&app, &signed, id, (turn, done)).await
}

/// Merges what is sent with what was said before; without a version the members sent win.
async fn change(
    app: &App,
    signed: &Signed,
    seen: Seen,
    members: &Map<String, Json>,
) -> kernel::Result<()> {
    loop {
        let import = import::get(app, &signed.scope, seen.id).await?;
        let mut settings = import.settings;
        asked::change(&mut settings, members.clone())?;
        asked::known(&settings, &app.catalog())?;
        let version = seen.version.or(Some(import.version));
        let now = Seen { version, ..seen };
        match import::set(app, &signed.scope, now, settings).await {
            Err(Error::Stale { .. }) if seen.version.is_none() => {}
            done => return done.map(drop),
        }
    }
}

/// `POST /api/v1/imports/{id}/check`: all of the import but its writing.
pub async fn check(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let (id, turn) = match begin(&app, &id, &signed, &request).await? {
        (id, Begun::Ours(turn)) => (id, turn),
        (_, Begun::Said(answer)) => return Ok(answer),
    };
    let done = async {
        let import = import::get(&app, &signed.scope, id).await?;
        let is_done = matches!(import.state, Stand::Checking | Stand::Checked);
        if !(turn.is_resumed && is_done) {
            let seen = Seen { id, version: if_match(&request.headers)? };
            import::check(&app, &signed.scope, seen, Hands::Runner).await?;
        }
        answer(&app, &signed, id, StatusCode::ACCEPTED).await
    };
    let done = done.await;
    end(&app, &signed, id, (turn, done)).await
}

/// `POST /api/v1/imports/{id}/start`.
pub async fn start(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let (id, turn) = match begin(&app, &id, &signed, &request).await? {
        (id, Begun::Ours(turn)) => (id, turn),
        (_, Begun::Said(answer)) => return Ok(answer),
    };
    let done = async {
        let import = import::get(&app, &signed.scope, id).await?;
        if import.change_set != Some(turn.id) {
            let seen = Seen { id, version: if_match(&request.headers)? };
            import::start_as(&app, &signed.scope, seen, (turn.id, Hands::Runner)).await?;
        }
        answer(&app, &signed, id, StatusCode::ACCEPTED).await
    };
    let done = done.await;
    end(&app, &signed, id, (turn, done)).await
}

/// `POST /api/v1/imports/{id}/cancel`: what is written stays, and undo takes it back.
pub async fn cancel(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let (id, turn) = match begin(&app, &id, &signed, &request).await? {
        (id, Begun::Ours(turn)) => (id, turn),
        (_, Begun::Said(answer)) => return Ok(answer),
    };
    let done = async {
        let import = import::get(&app, &signed.scope, id).await?;
        if !turn.is_resumed || import.state.is_busy() {
            let seen = Seen { id, version: if_match(&request.headers)? };
            import::cancel(&app, &signed.scope, seen).await?;
        }
        answer(&app, &signed, id, StatusCode::OK).await
    };
    let done = done.await;
    end(&app, &signed, id, (turn, done)).await
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
    // Whose it is comes before everything else that may be said of it.
    import::get(app, &signed.scope, id).await?;
    Ok((id, Turn::begin(app, request.key(signed)?).await?))
}

async fn answer(
    app: &App,
    signed: &Signed,
    id: Uuid,
    status: StatusCode,
) -> Result<Answer, ApiError> {
    let import = import::get(app, &signed.scope, id).await?;
    let told = told::whole(app, &signed.scope, &import).await?;
    Ok(Answer { status, ..Answer::ok(told) }.at_version(import.version))
}

/// Ends a turn; whoever is stale gets the import as it is now, and decides.
async fn end(
    app: &App,
    signed: &Signed,
    id: Uuid,
    (turn, done): (Turn, Result<Answer, ApiError>),
) -> Result<Response, ApiError> {
    match turn.end(app, done).await {
        Err(failure) if matches!(failure.error(), Some(Error::Stale { .. })) => {
            let import = import::get(app, &signed.scope, id).await?;
            let current = told::whole(app, &signed.scope, &import).await?;
            Err(failure.with("current", current))
        }
        done => done,
    }
}
