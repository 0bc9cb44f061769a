//! The feed as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use http::{HeaderMap, HeaderName, HeaderValue};
use kernel::Error;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use super::listeners::Place;
use super::{From, Written, page};
use crate::app::App;
use crate::error::ApiError;
use crate::session::{self, Credentials, Signed};

/// How often it is asked whether the listener may still listen, at least.
const WATCH: Duration = Duration::from_millis(900);
/// News that come faster than this are read together.
const GATHER: Duration = Duration::from_millis(20);
/// How often a silent stream says that it lives.
const PULSE: Duration = Duration::from_secs(15);
/// Most entries that a stream keeps for a listener who reads slowly.
const MOST_KEPT: i64 = 100;
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
    /// When it was last asked whether they may listen, and when the feed was last read.
    asked_at: Instant,
    read_at: Instant,
    _place: Place,
}

/// Streams what comes after a place, until the listener, their session or the process ends.
///
/// # Errors
/// As the first page of the feed, and 429 when too many listen.
pub(super) async fn stream(
    app: App,
    signed: Signed,
    headers: HeaderMap,
    from: From,
) -> Result<Response, ApiError> {
    let user = signed.scope.actor.user().ok_or(Error::NotFound)?;
    let place = app.listeners().seat(user)?;
    let credentials = session::credentials(&headers, app.config().session_cookie());
    let from = From { limit: from.limit.min(MOST_KEPT), ..from };
    let mut committed = app.store().committed();
    committed.mark_unchanged();
    let now = Instant::now();
    let first = page(&app, &signed.scope, from).await?;
    let mut events = vec![Event::default().retry(retry()).comment("rapport")];
    events.extend(written(&first));
    let listener = Listener {
        app,
        credentials,
        signed,
        from: From { since: first.next, ..from },
        waiting: events.into_iter(),
        behind: true,
        committed,
        asked_at: now,
        read_at: now,
        _place: place,
    };
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

    /// The next event; `None` ends the stream. Nothing is read before the listener took what was
    /// read before, so that a slow one costs no memory.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if self.app.stopping().is_cancelled() {
                return None;
            }
            if self.asked_at.elapsed() >= WATCH {
                self.ask_again().await?;
            }
            if let Some(event) = self.waiting.next() {
                return Some(event);
            }
            if self.behind {
                self.read().await?;
            } else {
                self.wait().await?;
            }
        }
    }

    async fn read(&mut self) -> Option<()> {
        self.ask_again().await?;
        self.committed.mark_unchanged();
        let page = page(&self.app, &self.signed.scope, self.from).await.ok()?;
        self.read_at = Instant::now();
        self.behind = page.next > self.from.since;
        self.from.since = page.next;
        self.waiting = written(&page).into_iter();
        Some(())
    }

    /// Waits for news, without anything of the database; for a while at most.
    async fn wait(&mut self) -> Option<()> {
        let stopping = self.app.stopping();
        let news = async {
            let news = timeout(WATCH, self.committed.changed()).await;
            sleep_until(self.read_at + GATHER).await;
            news.is_ok()
        };
        self.behind = tokio::select! {
            () = stopping.cancelled() => return None,
            news = news => news,
        };
        Some(())
    }

    /// Whoever was signed out, or whose rights changed, is asked to come again.
    async fn ask_again(&mut self) -> Option<()> {
        let credentials = self.credentials.as_ref()?;
        let signed = self.app.gate().authenticate(&self.app, credentials).await.ok()??;
        let same = signed.scope.rights == self.signed.scope.rights
            && signed.scope.teams == self.signed.scope.teams;
        self.signed = signed;
        self.asked_at = Instant::now();
        same.then_some(())
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
