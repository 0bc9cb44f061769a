//! `GET /api/v1/changes`: the journal one may see, as pages, long polls and a stream.

mod listeners;
mod stream;

pub use listeners::Listeners;

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::ACCEPT;
use http::{HeaderMap, Uri};
use kernel::access::Scope;
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::{Value as Json, json};
use store::journal::{self, FeedItem};
use store::query::{self, Asking};
use tokio::time::{Instant, timeout_at};

use super::answer::Answer;
use super::change_sets::{actor_json, fields_json};
use super::output::{Linked, Selection, Writer};
use super::params::Params;
use crate::app::App;
use crate::error::ApiError;
use crate::session::Signed;

/// These wait for news and have their own places.
pub const PATHS: [&str; 1] = ["/api/v1/changes"];

/// Entries of a page when nobody says how many, and at most.
const LIMITS: (i64, i64) = (100, 1_000);
/// The header that names the last entry which a listener got.
const LAST_EVENT_ID: &str = "Last-Event-ID";
/// Longest wait for news, in seconds.
const LONGEST_WAIT_S: i64 = 30;

/// What is asked of the feed.
#[derive(Clone, Copy, Debug)]
struct From {
    since: i64,
    limit: i64,
}

/// A page of the feed, written out.
#[derive(Clone, Debug)]
struct Written {
    /// Number, event name and entry.
    items: Vec<(i64, String, Json)>,
    next: i64,
}

/// Answers the feed.
pub async fn changes(
    State(app): State<App>,
    signed: Signed,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiError> {
    let mut params = Params::read(&uri)?;
    let streams = wants_stream(&headers);
    let last_seen = last_seen(&headers)?.filter(|_| streams);
    let since = params.take_number("since", 0, (0, i64::MAX))?;
    let limit = params.take_number("limit", LIMITS.0, (1, LIMITS.1))?;
    let wait = params.take_number("wait", 0, (0, LONGEST_WAIT_S))?;
    params.finish()?;
    let from = From { since: last_seen.unwrap_or(since), limit };
    if streams {
        return stream::stream(app, signed, headers, from).await;
    }
    let wait = Duration::from_secs(u64::try_from(wait).unwrap_or_default());
    let page = page_within(&app, &signed.scope, from, wait).await?;
    let data: Vec<Json> = page.items.into_iter().map(|(_, _, json)| json).collect();
    Ok(Answer::ok(json!({"data": data, "next": page.next})).into_response())
}

fn wants_stream(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/event-stream"))
}

/// The entry after which a stream that broke off goes on; wrong ones are refused in any case.
fn last_seen(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(id) = headers.get(LAST_EVENT_ID) else {
        return Ok(None);
    };
    let number = id.to_str().ok().and_then(|id| id.parse().ok()).filter(|number| *number >= 0);
    let wrong = || Error::Invalid(Refusals::one(Refusal::field(LAST_EVENT_ID, "not-an-event-id")));
    number.map(Some).ok_or_else(wrong)
}

/// The next page, waiting for news when there are none yet.
async fn page_within(app: &App, scope: &Scope, mut from: From, wait: Duration) -> Result<Written> {
    let until = Instant::now() + wait;
    let mut committed = app.store().committed();
    let stopping = app.stopping();
    loop {
        committed.mark_unchanged();
        let page = page(app, scope, from).await?;
        let ended = Instant::now() >= until || stopping.is_cancelled();
        if !page.items.is_empty() || ended {
            return Ok(page);
        }
        if page.next > from.since {
            // What was read is hidden from this asker; there may be more behind it.
            from.since = page.next;
            continue;
        }
        tokio::select! {
            _ = timeout_at(until, committed.changed()) => {}
            () = stopping.cancelled() => {}
        }
    }
}

/// The next page as it is now.
async fn page(app: &App, scope: &Scope, from: From) -> Result<Written> {
    let (store, app, scope) = (app.store().clone(), app.clone(), scope.clone());
    store
        .read(move |tx| {
            let (app, scope) = (app.clone(), scope.clone());
            Box::pin(async move {
                let catalog = app.catalog();
                if from.since > journal::last_seq(tx).await? {
                    return Err(Error::Gone(Refusal::new("start-over")));
                }
                let asking = Asking { catalog: &catalog, scope: &scope };
                let found =
                    journal::changes_since(tx, &scope, &catalog, from.since, from.limit).await?;
                let mut items = Vec::with_capacity(found.items.len());
                for item in &found.items {
                    let record = record(tx, asking, item).await?;
                    let seq = item.entry.seq.unwrap_or(found.next);
                    let event = format!("{}.{}", item.entry.object, item.action);
                    items.push((seq, event.clone(), item_json(item, seq, &event, record)));
                }
                Ok(Written { items, next: found.next })
            })
        })
        .await
}

/// The record of an item as the API writes it; null when the asker may not see it.
///
/// # Errors
/// When the database fails.
pub async fn record(tx: &mut store::Tx, asking: Asking<'_>, item: &FeedItem) -> Result<Json> {
    let Some(record) = &item.record else {
        return Ok(Json::Null);
    };
    let Some(object) = asking.catalog.object(&item.entry.object) else {
        return Ok(Json::Null);
    };
    let titles = query::titles_of(tx, asking, object, std::slice::from_ref(record)).await?;
    let (selection, linked) = (Selection::default(), Linked::new());
    let writer = Writer { object, titles: &titles, selection: &selection, linked: &linked };
    Ok(writer.record(record))
}

fn item_json(item: &FeedItem, seq: i64, event: &str, record: Json) -> Json {
    let entry = &item.entry;
    // Whoever lost sight of a record learns that it went, not what became of it.
    let seen = item.record.is_some();
    json!({
        "seq": seq,
        "at": entry.at.to_string(),
        "event": event,
        "events": entry.events,
        "object": entry.object,
        "id": entry.record,
        "version": seen.then_some(entry.version),
        "change_set": entry.change_set,
        "actor": seen.then(|| actor_json(&entry.actor)),
        "fields": if seen { fields_json(entry) } else { Json::Null },
        "record": record,
    })
}
