//! One's own calendar as a private feed: an address with a secret, which shows planned activities
//! to any calendar program. The address can be made anew and taken away.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use kernel::choice::Choices as _;
use kernel::record::Record;
use kernel::shape::Shape;
use kernel::{Error, Result};
use maud::{Markup, html};
use platform::secret::{self, Secret};
use store::Tx;
use uuid::Uuid;
use web::app::App;
use web::components::{
    Button, ButtonKind, Form, PageHead, button, form, form_actions, narrow_page, page_head,
};
use web::context::RequestContext;
use web::error::PageError;
use web::frame::Frame;
use web::session::Signed;

use super::desk::Desk;
use crate::ics::{self, Entry};
use crate::objects::{Activity, ActivityStatus};

/// Entries of a feed.
const MOST: i64 = 1_000;
/// Days back that stay in the feed.
const BACK: i64 = 60;

/// `GET /settings/calendar`.
pub async fn settings(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
) -> Result<Markup, PageError> {
    let frame = Frame::of(&app, &signed, &context).await?;
    let has_one = has_feed(&app, &signed).await?;
    Ok(draw(Desk { app: &app, frame: &frame }, has_one, None))
}

async fn has_feed(app: &App, signed: &Signed) -> Result<bool> {
    let Some(user) = signed.scope.user() else {
        return Ok(false);
    };
    app.store()
        .read(move |tx| {
            Box::pin(async move {
                let sql = r#"select 1 from "calendar_feed" where "user" = $1"#;
                Ok(tx.query_opt(sql, &[user.into()]).await?.is_some())
            })
        })
        .await
}

/// `POST /settings/calendar`: a new address; an earlier one ends. It is shown once.
pub async fn renew(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
) -> Result<Markup, PageError> {
    let user = signed.scope.user().ok_or(Error::NotFound)?;
    let fresh = Secret::new("")?;
    let (digest, now) = (fresh.digest(app.store().sealer()), signed.scope.now);
    app.store()
        .write(move |tx| {
            Box::pin(async move {
                let sql = r#"
                    insert into "calendar_feed" ("user", "hash", "created_at") values ($1, $2, $3)
                    on conflict ("user") do update set
                      "hash" = excluded."hash", "created_at" = excluded."created_at", "asked_at" = null"#;
                let hash = store::SqlValue::Bytes(digest.to_vec());
                tx.execute(sql, &[user.into(), hash, now.into()]).await.map(drop)
            })
        })
        .await?;
    let address = app.config().link(&format!("/feeds/{}.ics", fresh.reveal()));
    let frame = Frame::of(&app, &signed, &context).await?;
    Ok(draw(Desk { app: &app, frame: &frame }, true, Some(&address)))
}

/// `POST /settings/calendar/end`.
pub async fn end(State(app): State<App>, signed: Signed) -> Result<Response, PageError> {
    let user = signed.scope.user().ok_or(Error::NotFound)?;
    app.store()
        .write(move |tx| {
            Box::pin(async move {
                let sql = r#"delete from "calendar_feed" where "user" = $1"#;
                tx.execute(sql, &[user.into()]).await.map(drop)
            })
        })
        .await?;
    Ok(axum::response::Redirect::to("/settings/calendar").into_response())
}

fn draw(desk: Desk<'_>, has_one: bool, address: Option<&str>) -> Markup {
    let title = desk.text("feed-title");
    let make = desk.text(if has_one { "feed-renew" } else { "feed-make" });
    let stop = desk.text("feed-end");
    let main = narrow_page(&html! {
        (page_head(&PageHead { title: &title, ..PageHead::default() }))
        p { (desk.text("feed-text")) }
        @if let Some(address) = address {
            div.banner.banner-ok role="status" {
                div {
                    p { strong { (desk.text("feed-address")) } }
                    p { code.feed-address { (address) } }
                    p { (desk.text("feed-once")) }
                }
            }
        } @else if has_one {
            p { (desk.text("feed-exists")) }
        }
        (form(&Form { id: "feed", action: "/settings/calendar", csrf: desk.frame.csrf(), ..Form::default() }, &html! {
            (form_actions(&button(&Button { label: &make, kind: ButtonKind::Primary, ..Button::default() })))
        }))
        @if has_one {
            (form(&Form { id: "feed-end", action: "/settings/calendar/end", csrf: desk.frame.csrf(), ..Form::default() }, &html! {
                (form_actions(&button(&Button { label: &stop, kind: ButtonKind::Quiet, ..Button::default() })))
            }))
        }
    });
    desk.frame.page(&title, &main)
}

/// `GET /feeds/{secret}.ics`: for calendar programs, which cannot sign in.
pub async fn feed(State(app): State<App>, Path(file): Path<String>) -> Result<Response, PageError> {
    let shown = file.strip_suffix(".ics").ok_or(Error::NotFound)?;
    let digest = secret::digest(app.store().sealer(), shown);
    let now = app.clock().now();
    let found =
        app.store().read(move |tx| Box::pin(async move { owner(tx, digest).await })).await?;
    let user = found.ok_or(Error::NotFound)?;
    let catalog = app.catalog();
    let records = app
        .store()
        .read(move |tx| {
            let catalog = std::sync::Arc::clone(&catalog);
            Box::pin(async move { entries(tx, &catalog, user, now).await })
        })
        .await?;
    let name = app.workspace().name.clone();
    let host = app.config().base_url.host_str().unwrap_or("rapport").to_owned();
    let entries: Vec<Entry> =
        records.iter().map(|record| entry(record, &host, |path| app.config().link(path))).collect();
    let headers = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (CONTENT_DISPOSITION, "inline; filename=\"rapport.ics\""),
        (CACHE_CONTROL, "private, max-age=300"),
    ];
    Ok((headers, ics::calendar(&name, now, &entries)).into_response())
}

/// Whose feed a secret opens, while they may sign in.
async fn owner(tx: &mut Tx, digest: [u8; 32]) -> Result<Option<Uuid>> {
    let sql = r#"
        select f."user" from "calendar_feed" f
        join "user" u on u."id" = f."user"
        where f."hash" = $1 and u."active" = $2 and u."deleted_at" is null"#;
    let hash = store::SqlValue::Bytes(digest.to_vec());
    tx.query_opt(sql, &[hash, true.into()]).await?.map(|row| row.id(0)).transpose()
}

/// What the user owns or takes part in, from two months ago on.
async fn entries(
    tx: &mut Tx,
    catalog: &kernel::catalog::Catalog,
    user: Uuid,
    now: Timestamp,
) -> Result<Vec<Record>> {
    let since = now.checked_sub(Span::new().hours(24 * BACK)).unwrap_or(Timestamp::MIN);
    let sql = format!(
        r#"
        select a."id" from "activity" a
        where a."occurs_at" > $1 and a."deleted_at" is null
        and a."kind" in ('task', 'call', 'meeting', 'visit')
        and (a."owner" = $2 or a."id" in (select u."record" from "activity_users" u where u."value_key" = $3))
        order by a."occurs_at", a."id"
        limit {MOST}"#
    );
    let rows = tx.query(&sql, &[since.into(), user.into(), user.to_string().into()]).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id(0)).collect::<Result<_>>()?;
    // The feed is the user's own: what they own or take part in, which they may always see.
    let scope = kernel::access::Scope::robot("calendar", now);
    let asking = store::query::Asking { catalog, scope: &scope };
    crate::reading::seen(tx, asking, "activity", &ids).await
}

fn entry(record: &Record, host: &str, link: impl Fn(&str) -> String) -> Entry {
    let activity = Activity::from_values(&record.values);
    let day = activity.day(&TimeZone::UTC);
    let start = activity.start_at.or(activity.due_at).filter(|_| !activity.all_day);
    let end = activity.end_at.filter(|_| activity.start_at.is_some());
    Entry {
        uid: format!("{}@{host}", record.id()),
        summary: activity.subject.0.clone(),
        description: activity.description.0.clone(),
        location: activity.location.0.clone(),
        start,
        end,
        day,
        is_cancelled: activity.status.0 == Some(ActivityStatus::Cancelled),
        is_done: activity.is_done(),
        category: activity.kind.0.map(|kind| kind.key().to_owned()).unwrap_or_default(),
        alarms: activity.reminders.0.iter().map(|reminder| reminder.minutes()).collect(),
        url: link(&format!("/activities/{}", record.id())),
        sequence: record.envelope.version,
        updated_at: record.envelope.updated_at,
    }
}
