//! Endpoints and deliveries, read.

use axum::extract::{Path, State as Given};
use axum::response::{IntoResponse, Response};
use http::Uri;
use kernel::{Error, Refusals};
use serde_json::{Value as Json, json};
use uuid::Uuid;
use web::api::answer::Answer;
use web::api::params::Params;
use web::api::record_id;
use web::{ApiError, App};

use super::{asked, told};
use crate::delivery::{self, Filter, State};
use crate::desk;

/// Lines of a page when nobody says how many, and at most.
const LIMITS: (i64, i64) = (50, 1_000);

/// `GET /api/v1/webhooks`: the newest first.
pub async fn list(Given(app): Given<App>, uri: Uri) -> Result<Response, ApiError> {
    let mut params = Params::read(&uri)?;
    let (limit, before) = page(&mut params)?;
    params.finish()?;
    let found = desk::list(&app, before, limit).await?;
    let next = found.last().map(|last| last.id);
    Ok(paged(found.iter().map(|one| told::webhook(one, None)).collect(), next, limit))
}

/// `GET /api/v1/webhooks/{id}`.
pub async fn get(
    Given(app): Given<App>,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let id = record_id(&id)?;
    Params::read(&uri)?.finish()?;
    let webhook = desk::get(&app, id).await?;
    Ok(Answer::ok(told::webhook(&webhook, None)).at_version(webhook.version).into_response())
}

/// `GET /api/v1/webhooks/{id}/deliveries`: the newest first.
pub async fn deliveries(
    Given(app): Given<App>,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let webhook = record_id(&id)?;
    let mut params = Params::read(&uri)?;
    let (limit, before) = page(&mut params)?;
    let state = params.take("state").map(|key| state(&key)).transpose()?;
    let event = params.take("event");
    params.finish()?;
    let filter = Filter { webhook, state, event, before, limit };
    let found = app
        .store()
        .read(move |tx| {
            let filter = filter.clone();
            Box::pin(async move {
                crate::webhook::get(tx, webhook).await?;
                delivery::list(tx, &filter).await
            })
        })
        .await?;
    let next = found.last().map(|last| last.id);
    Ok(paged(found.iter().map(told::delivery).collect(), next, limit))
}

/// `GET /api/v1/webhook-deliveries/{id}`: what it says and how each attempt went.
pub async fn delivery(
    Given(app): Given<App>,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let id = record_id(&id)?;
    Params::read(&uri)?.finish()?;
    Ok(Answer::ok(whole(&app, id).await?).into_response())
}

/// A delivery with all that is known of it.
pub(super) async fn whole(app: &App, id: Uuid) -> kernel::Result<Json> {
    let (delivery, message, attempts) = desk::look(app, id).await?;
    Ok(told::whole(&delivery, &message, &attempts))
}

fn state(key: &str) -> kernel::Result<State> {
    let wrong = || Error::Refused(Refusals::one(asked::not_a_state("state", key)));
    State::parse(key).ok_or_else(wrong)
}

fn page(params: &mut Params) -> kernel::Result<(i64, Option<Uuid>)> {
    let limit = params.take_number("limit", LIMITS.0, (1, LIMITS.1))?;
    let wrong = |_| Error::invalid("cursor", "not-a-cursor");
    let before = params.take("cursor").map(|text| text.parse().map_err(wrong)).transpose()?;
    Ok((limit, before))
}

fn paged(data: Vec<Json>, last: Option<Uuid>, limit: i64) -> Response {
    let full = i64::try_from(data.len()).is_ok_and(|count| count == limit);
    Answer::ok(json!({"data": data, "next": last.filter(|_| full)})).into_response()
}
