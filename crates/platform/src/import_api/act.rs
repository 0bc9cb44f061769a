//! What is done with an import: say how it is meant, check, start, cancel.

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use uuid::Uuid;
use web::api::answer::Answer;
use web::api::params::Params;
use web::api::record_id;
use web::api::request::Request;
use web::{ApiError, App, Signed};

use super::turn::{Begun, Turn};
use super::{asked, told};
use crate::import::{self, Hands, State as Stand};

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
    let done = async {
        let mut settings = import::get(&app, &signed.scope, id).await?.settings;
        asked::change(&mut settings, members)?;
        asked::known(&settings, &app.catalog())?;
        import::set(&app, &signed.scope, id, settings).await?;
        answer(&app, &signed, id, StatusCode::OK).await
    };
    let done = done.await;
    turn.end(&app, done).await
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
            import::check(&app, &signed.scope, id, Hands::Runner).await?;
        }
        answer(&app, &signed, id, StatusCode::ACCEPTED).await
    };
    let done = done.await;
    turn.end(&app, done).await
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
            import::start_as(&app, &signed.scope, id, (turn.id, Hands::Runner)).await?;
        }
        answer(&app, &signed, id, StatusCode::ACCEPTED).await
    };
    let done = done.await;
    turn.end(&app, done).await
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
            import::cancel(&app, &signed.scope, id).await?;
        }
        answer(&app, &signed, id, StatusCode::OK).await
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
    Ok(Answer { status, ..Answer::ok(told) })
}
