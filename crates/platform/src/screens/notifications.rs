//! What waits behind the bell.

use axum::extract::{Query, State};
use axum::response::Response;
use kernel::{Error, Result};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;
use web::app::App;
use web::components::{
    Button, ButtonKind, EmptyState, PageHead, button, empty_state, hidden, icon, narrow_page,
    page_head,
};
use web::context::RequestContext;
use web::error::PageError;
use web::frame::Frame;
use web::redirect::{local_path, see_other};
use web::session::Signed;

use super::fields::Fields;
use crate::notification::{self, Notification};

/// Lines of one page.
const PAGE: i64 = 50;

/// The line that the page begins after.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    before: Option<Uuid>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    let frame = Frame::of(&app, &signed, &context).await?;
    let me = signed.scope.user().ok_or(Error::NotFound)?;
    let before = asked.before;
    let lines = app
        .store()
        .read(move |tx| Box::pin(async move { notification::list(tx, me, before, PAGE).await }))
        .await?;
    let title = frame.text("notifications");
    let waiting = lines.iter().any(|line| line.read_at.is_none());
    let actions = waiting.then(|| read_all(&frame));
    let main = narrow_page(&html! {
        (page_head(&PageHead { title: &title, actions, ..PageHead::default() }))
        @if lines.is_empty() {
            (empty_state(&EmptyState { icon: "bell", title: &frame.text("notifications-none"),
                text: Some(&frame.text("notifications-none-text")), ..EmptyState::default() }))
        } @else {
            ul.notices { @for line in &lines { (row(&frame, line)) } }
            @if let Some(last) = lines.last().filter(|_| i64::try_from(lines.len()) == Ok(PAGE)) {
                p { a.btn.btn-plain href={ "/notifications?before=" (last.id) } { (frame.text("notifications-more")) } }
            }
        }
    });
    Ok(frame.page(&title, &main))
}

/// Marks one line, or all of them, as read.
pub async fn read(
    State(app): State<App>,
    signed: Signed,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&["id", "next"])?;
    let me = signed.scope.user().ok_or(Error::NotFound)?;
    let one = match fields.one("id") {
        "" => None,
        id => Some(Uuid::try_parse(id).map_err(|_| Error::invalid("id", "not-an-id"))?),
    };
    let now = app.clock().now();
    app.store()
        .write(move |tx| Box::pin(async move { notification::mark_read(tx, me, one, now).await }))
        .await?;
    let next = fields.one("next");
    Ok(see_other(if next.is_empty() { "/notifications" } else { local_path(next) }))
}

fn read_all(frame: &Frame) -> Markup {
    html! {
        form method="post" action="/notifications/read" {
            (hidden("csrf", frame.csrf()))
            (button(&Button { label: &frame.text("notifications-read-all"), kind: ButtonKind::Plain,
                icon: Some("check"), ..Button::default() }))
        }
    }
}

fn row(frame: &Frame, line: &Notification) -> Markup {
    let sentence = line.sentence(frame.language());
    let when = frame.format().date_time(line.at);
    let unread = line.read_at.is_none();
    html! {
        li.notice.unread[unread] {
            (icon("bell", None))
            div.notice-text {
                @if let Some(href) = line.href() { a href=(href) { (sentence) } } @else { span.notice-words { (sentence) } }
                time datetime=(line.at) { (when) }
                @if unread { span.sr { (frame.text("notifications-unread")) } }
            }
            @if unread {
                form method="post" action="/notifications/read" {
                    (hidden("csrf", frame.csrf()))
                    (hidden("id", &line.id.to_string()))
                    (button(&Button { label: &frame.text("notifications-read"), kind: ButtonKind::Quiet, icon: Some("check"), ..Button::default() }))
                }
            }
        }
    }
}
