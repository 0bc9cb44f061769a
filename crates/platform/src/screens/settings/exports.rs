//! Exports that are prepared: one's own, how far they are, their files; the whole workspace.

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use kernel::{Error, Result};
use maud::Markup;
use serde::Deserialize;
use tokio_util::io::ReaderStream;
use uuid::Uuid;
use web::app::App;
use web::context::RequestContext;
use web::error::PageError;
use web::frame::Frame;
use web::redirect::see_other;
use web::session::Signed;

use super::super::fields::Fields;
use super::{Page, exports_view};
use crate::export::{self, Format, Kept, Manner, Source};

/// Lines of one page.
const PAGE: i64 = 50;

/// The export that the page begins after.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    before: Option<Uuid>,
}

/// One's own.
pub async fn list(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    let kept = export::list(&app, &signed.scope, PAGE, asked.before).await?;
    let page = Page::of(&app, &signed, &context).await?;
    let more = i64::try_from(kept.len()) == Ok(PAGE);
    Ok(exports_view::list(&page, &kept, (more, app.clock().now())))
}

/// One of them.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> Result<Markup, PageError> {
    let kept = export::get(&app, &signed.scope, id).await?;
    let page = Page::of(&app, &signed, &context).await?;
    Ok(exports_view::one(&page, &kept, app.clock().now()))
}

/// What the page of one asks each second while a job is at it.
pub async fn progress(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> Result<Markup, PageError> {
    let kept = export::get(&app, &signed.scope, id).await?;
    let frame = Frame::of(&app, &signed, &context).await?;
    Ok(exports_view::state(&frame, &kept, app.clock().now()))
}

/// The file: for whoever asked for it, while it lives, with the rights that it was made with.
pub async fn file(
    State(app): State<App>,
    signed: Option<Signed>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let signed = signed.ok_or(Error::NotFound)?;
    let id = Uuid::try_parse(&id).map_err(|_| Error::NotFound)?;
    let (kept, file) = export::file(&app, &signed.scope, id).await?;
    Ok(download(&kept, file))
}

/// A file that was prepared, as an answer.
pub fn download(kept: &Kept, file: tokio::fs::File) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kept.media_type()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let name = format!("attachment; filename=\"{}\"", kept.file_name());
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    if let Some(size) = kept.size {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
    }
    (headers, Body::from_stream(ReaderStream::new(file))).into_response()
}

/// Everything, as one archive.
pub async fn workspace(
    State(app): State<App>,
    signed: Signed,
    fields: Fields,
) -> Result<Response, PageError> {
    fields.only(&[])?;
    let id = Uuid::now_v7();
    let manner = Manner { format: Format::Jsonl, bom: false };
    export::begin(&app, &signed.scope, id, (Source::Workspace, manner)).await?;
    Ok(see_other(&format!("/settings/exports/{id}")))
}

/// Lets one go, with its file.
pub async fn delete(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, PageError> {
    fields.only(&[])?;
    export::let_go(&app, &signed.scope, id).await?;
    Ok(see_other("/settings/exports"))
}
