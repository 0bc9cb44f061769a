//! Taking back what was done, from a message or the list of changes.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderMap;
use http::header::REFERER;
use kernel::Result;
use store::jobs::{NewJob, enqueue};
use store::{change_set, undo as taking_back};
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::jobs::TakeBack;
use crate::session::Signed;

/// Above so many entries the undo becomes a job.
const AT_ONCE: i64 = 2_000;

/// `POST /change-sets/{id}/undo`: leads back to where one was.
pub async fn undo(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let scope = signed.scope.clone();
    let found = app
        .store()
        .read(move |tx| {
            let scope = scope.clone();
            Box::pin(async move { change_set::get(tx, &scope, id).await })
        })
        .await?;
    let by = Uuid::now_v7();
    let back = back(&headers);
    if let (true, Some(user)) = (found.entries > AT_ONCE, signed.scope.user()) {
        let (job, now) = (TakeBack { user, change_set: id, by }, app.clock().now());
        app.store()
            .write(move |tx| {
                Box::pin(async move {
                    let job = NewJob::new(&job, now)?.once(format!("take-back {id}"));
                    enqueue(tx, &job).await.map(drop)
                })
            })
            .await?;
        return Ok(crate::frame::began(&back));
    }
    let saving = app.saving(signed.scope.clone(), by);
    taking_back::undo(app.store(), &saving, id, |_| {}).await?;
    if headers.contains_key("hx-request") {
        return Ok(([("HX-Redirect", back)], "").into_response());
    }
    Ok(Redirect::to(&back).into_response())
}

/// The path of the page that the form stood on, without its message.
fn back(headers: &HeaderMap) -> String {
    let referer = headers.get(REFERER).and_then(|value| value.to_str().ok());
    let Some(mut url) = referer.and_then(|text| url::Url::parse(text).ok()) else {
        return "/".to_owned();
    };
    let kept: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(name, _)| name != "done").collect();
    url.query_pairs_mut().clear().extend_pairs(kept);
    let query = url.query().filter(|query| !query.is_empty());
    let path = crate::redirect::local_path(url.path());
    query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}
