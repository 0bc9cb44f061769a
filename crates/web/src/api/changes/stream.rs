//! The feed as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use http::{HeaderMap, HeaderName, HeaderValue};
use kernel::Result;
use tokio::sync::watch;
use tokio::time::timeout;

use super::{From, Written, page};
use crate::app::App;
use crate::session::{self, Credentials, Signed};

/// How often it is asked whether the listener may still listen, at least.
const WATCH: Duration = Duration::from_millis(900);
/// How often a silent stream says that it lives.
const PULSE: Duration = Duration::from_secs(20);
/// Milliseconds after which a listener comes back when the stream ends: a base and a spread, so
/// that ten thousand do not come back at once.
const RETRY_MS: (u64, u64) = (1_000, 9_000);

struct Listener {
    app: App,
    credentials: Option<Credentials>,
    signed: Signed,
    from: From,
    waiting: std::vec::IntoIter<Event>,
    /// There may be more to read.
    behind: bool,
    committed: watch::Receiver<u64>,
}

/// Streams what comes after a place, until the listener, their session or the process ends.
///
/// # Errors
/// As the first page of the feed.
pub(super) async fn stream(
    app: App,
    signed: Signed,
    headers: HeaderMap,
    from: From,
) -> Result<Response> {
    let credentials = session::credentials(&headers, app.config().session_cookie());
    let first = page(&app, &signed.scope, from).await?;
    let mut events = vec![Event::default().retry(retry()).comment("rapport")];
    events.extend(written(&first));
    let from = From { since: first.next, ..from };
    let committed = app.store().committed();
    let waiting = events.into_iter();
    let listener = Listener { app, credentials, signed, from, waiting, behind: true, committed };
    let sse = Sse::new(listener.events()).keep_alive(KeepAlive::new().interval(PULSE));
    let mut response = sse.into_response();
    // Proxies must not collect what shall arrive at once.
    let unbuffered = (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response.headers_mut().insert(unbuffered.0, unbuffered.1);
    Ok(response)
}

impl Listener {
    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        futures_util::stream::unfold(self, |mut listener| async move {
            let event = listener.next().await?;
            Some((Ok(event), listener))
        })
    }

    /// The next event; `None` ends the stream.
    async fn next(&mut self) -> Option<Event> {
        let stopping = self.app.stopping();
        loop {
            if let Some(event) = self.waiting.next() {
                return Some(event);
            }
            if !self.behind {
                tokio::select! {
                    () = stopping.cancelled() => return None,
                    news = timeout(WATCH, self.committed.changed()) => self.behind = news.is_ok(),
                }
                self.signed = self.ask_again().await?;
                continue;
            }
            self.committed.mark_unchanged();
            let page = page(&self.app, &self.signed.scope, self.from).await.ok()?;
            self.behind = page.next > self.from.since;
            self.from.since = page.next;
            self.waiting = written(&page).into_iter();
        }
    }

    /// Whoever was signed out, or whose rights changed, is asked to come again.
    async fn ask_again(&self) -> Option<Signed> {
        let credentials = self.credentials.as_ref()?;
        let signed = self.app.gate().authenticate(&self.app, credentials).await.ok()??;
        let same = signed.scope.rights == self.signed.scope.rights
            && signed.scope.teams == self.signed.scope.teams;
        same.then_some(signed)
    }
}

fn written(page: &Written) -> Vec<Event> {
    page.items
        .iter()
        .map(|(seq, event, json)| {
            Event::default().id(seq.to_string()).event(event).data(json.to_string())
        })
        .collect()
}

fn retry() -> Duration {
    let mut random = [0u8; 8];
    // Without randomness all come back together, which is still right.
    let _ = getrandom::fill(&mut random);
    let (base, spread) = RETRY_MS;
    Duration::from_millis(base + u64::from_ne_bytes(random) % spread)
}
