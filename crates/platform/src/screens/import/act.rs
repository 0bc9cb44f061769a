//! Starting, stopping, and the refused rows as a file.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt as _;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use kernel::access::Scope;
use uuid::Uuid;
use web::redirect::see_other;
use web::{App, PageError, Signed};

use crate::import::{self, Hands};

/// `POST /import/{id}/start`.
pub async fn start(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    import::start(&app, &signed.scope, id, Hands::Runner).await?;
    Ok(see_other(&format!("/import/{id}")))
}

/// `POST /import/{id}/cancel`.
pub async fn cancel(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    import::cancel(&app, &signed.scope, id).await?;
    Ok(see_other(&format!("/import/{id}")))
}

/// `GET /import/{id}/refused`.
pub async fn refused(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    refused_rows(&app, &signed.scope, id).await
}

/// The refused rows of an import, to be saved.
///
/// # Errors
/// As [`import::refused_file`].
pub async fn refused_rows(app: &App, scope: &Scope, id: Uuid) -> Result<Response, PageError> {
    let (sent, rows) = import::refused_file(app, scope, id).await?;
    let rows = rows.map_err(move |error| {
        tracing::error!("The refused rows of import {id} broke off: {error:?}");
        std::io::Error::other("the file broke off")
    });
    let headers = [
        (CONTENT_TYPE, sent.media_type()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"refused-{id}.{}\"", sent.ending())),
    ];
    Ok((headers, Body::from_stream(rows)).into_response())
}
