//! Taking back what was done, from a message or the list of changes.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderMap;
use http::header::REFERER;
use kernel::Result;
use kernel::words::Words;
use maud::{Markup, html};
use store::jobs::{NewJob, enqueue};
use store::undo::Report;
use store::{change_set, undo as taking_back};
use uuid::Uuid;

use crate::app::App;
use crate::components::{
    Banner, LinkButton, PageHead, Tone, banner, link_button, narrow_page, page_head,
};
use crate::context::RequestContext;
use crate::error::PageError;
use crate::frame::Frame;
use crate::jobs::TakeBack;
use crate::session::Signed;

/// Above so many entries the undo becomes a job.
const AT_ONCE: i64 = 2_000;

/// `POST /change-sets/{id}/undo`: leads back to where one was.
pub async fn undo(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
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
    let report = taking_back::undo(app.store(), &saving, id, |_| {}).await?;
    if !report.left.is_empty() {
        let frame = Frame::of(&app, &signed, &context).await?;
        return Ok(left_alone(&frame, &report, &back).into_response());
    }
    let mark = if back.contains('?') { '&' } else { '?' };
    let back = format!("{back}{mark}done={by}");
    if headers.contains_key("hx-request") {
        return Ok(([("HX-Redirect", back)], "").into_response());
    }
    Ok(Redirect::to(&back).into_response())
}

/// What was taken back, and by name what was changed since and left alone.
fn left_alone(frame: &Frame, report: &Report, back: &str) -> Markup {
    let title = frame.text("undo-partly");
    let undone = i64::try_from(report.undone).unwrap_or(i64::MAX);
    let text = frame.with("undo-count", &[("count", undone.into())]);
    let word = frame.text("undo-back");
    let words = Words::get();
    let main = narrow_page(&html! {
        (page_head(&PageHead { title: &title, ..PageHead::default() }))
        (banner(&Banner { tone: Tone::Warn, text: &text, actions: None }))
        ul.act-list {
            @for left in &report.left {
                li { span.act-text { (left.title) small { (words.refusal(frame.language(), &left.refusal)) } } }
            }
        }
        p { (link_button(&LinkButton { href: back, label: &word, ..LinkButton::default() })) }
    });
    frame.page(&title, &main)
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
