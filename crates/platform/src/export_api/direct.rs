//! `GET /api/v1/{objects}/export`: the records of a list, all of them, streamed.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::Uri;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use web::{ApiError, App, Signed};

use crate::export::Source;
use crate::screens::{streamed, without_manner};

/// Streams them.
pub async fn stream(
    State(app): State<App>,
    Path(objects): Path<String>,
    signed: Signed,
    uri: Uri,
) -> Result<Response, ApiError> {
    let (manner, query) = without_manner(&uri, false)?;
    let name = format!("{objects}-{}.{}", signed.scope.today(), manner.format.ending());
    let source = Source::Records { objects, query, ids: Vec::new() };
    let wanted = source.export(&app, &signed.scope, manner).await?;
    let body = streamed(&app, &signed.scope, wanted).await?;
    let headers = [
        (CONTENT_TYPE, manner.format.media_type().to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, body).into_response())
}
