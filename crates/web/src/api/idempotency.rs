//! `Idempotency-Key`: the same request sent again has the same answer and no second effect. The
//! answer is kept in the transaction of the effect.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode, Uri};
use jiff::{SignedDuration, Timestamp};
use kernel::access::Actor;
use kernel::{Error, Refusal, Refusals, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use store::{SqlValue, Store, Tx, TxFuture};
use uuid::Uuid;

use super::answer::Answer;
use crate::error::Failure;

/// How long an answer is kept.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);

const HEADER: &str = "idempotency-key";
const LONGEST: usize = 255;
/// Seconds after which a key in flight may be tried again.
const RETRY_AFTER_S: u32 = 1;
/// A batch that noted nothing for so long was cut off.
const CUT_OFF: SignedDuration = SignedDuration::from_secs(30);

/// Keys that this process is working on.
#[derive(Clone, Debug, Default)]
pub struct InFlight(Arc<Mutex<HashSet<(String, String)>>>);

/// A key in use; free again when dropped.
#[derive(Debug)]
pub struct Use {
    key: (String, String),
    all: InFlight,
}

impl InFlight {
    fn begin(&self, key: &Key) -> Option<Use> {
        let key = (key.actor.clone(), key.key.clone());
        let fresh = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone());
        fresh.then(|| Use { key, all: self.clone() })
    }
}

impl Drop for Use {
    fn drop(&mut self) {
        self.all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

/// A key with the request it stands for.
#[derive(Clone, Debug)]
pub struct Key {
    actor: String,
    key: String,
    request: [u8; 32],
    now: Timestamp,
}

impl Key {
    /// The key of a request, when it has one.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the header when it is too long or no plain text.
    pub fn of(
        headers: &HeaderMap,
        (method, uri): (&Method, &Uri),
        body: &[u8],
        (actor, now): (&Actor, Timestamp),
    ) -> Result<Option<Self>> {
        let Some(value) = headers.get(HEADER) else {
            return Ok(None);
        };
        let wrong = || Error::invalid("Idempotency-Key", "idempotency-key");
        let key = value.to_str().map_err(|_| wrong())?;
        if key.is_empty() || key.len() > LONGEST || headers.get_all(HEADER).iter().count() > 1 {
            return Err(wrong());
        }
        let mut hash = Sha256::new();
        let target = uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        for part in [method.as_str().as_bytes(), target.as_bytes(), body] {
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
            hash.update(length.to_be_bytes());
            hash.update(part);
        }
        let actor = serde_json::to_string(actor).map_err(anyhow::Error::from)?;
        Ok(Some(Self { actor, key: key.to_owned(), request: hash.finalize().into(), now }))
    }
}

/// What became of a request with a key.
enum Outcome {
    Done(Answer),
    Replayed(Answer),
}

/// The effect of a request: run in one transaction, perhaps more than once.
pub type Effect = Arc<dyn for<'a> Fn(&'a mut Tx) -> TxFuture<'a, Answer> + Send + Sync>;

/// Runs an effect in one transaction, at most once for its key.
///
/// # Errors
/// Those of the effect; 422 when the key stands for another request, 409 when it is in flight.
pub async fn write(
    (store, in_flight): (&Store, &InFlight),
    key: Option<Key>,
    effect: Effect,
) -> Result<Response, Failure> {
    let _use = begin(in_flight, key.as_ref())?;
    let outcome = store
        .write(move |tx| {
            let (key, effect) = (key.clone(), Arc::clone(&effect));
            Box::pin(async move {
                let Some(key) = key else {
                    return effect(tx).await.map(Outcome::Done);
                };
                match claim(tx, &key).await? {
                    Claim::Fresh => {}
                    Claim::Said(answer) => return Ok(Outcome::Replayed(answer)),
                    Claim::Open(_) => return Err(in_flight_error()),
                }
                let answer = effect(tx).await?;
                keep(tx, &key, &answer).await?;
                Ok(Outcome::Done(answer))
            })
        })
        .await?;
    Ok(match outcome {
        Outcome::Done(answer) => answer.into_response(),
        Outcome::Replayed(answer) => answer.replayed(),
    })
}

/// A key that is being worked on.
fn in_flight_failure() -> Failure {
    Failure::from(in_flight_error()).retry_in(RETRY_AFTER_S)
}

fn in_flight_error() -> Error {
    Error::Conflict(Refusal::field("Idempotency-Key", "idempotency-key-in-flight"))
}

/// What a key stands for.
enum Claim {
    /// It is ours now.
    Fresh,
    Said(Answer),
    /// A batch that is not finished, with its notes.
    Open(Option<Notes>),
}

/// Takes the key, or tells what it stands for.
async fn claim(tx: &mut Tx, key: &Key) -> Result<Claim> {
    let oldest = key.now.saturating_sub(KEPT).unwrap_or(Timestamp::MIN);
    let sql =
        r#"delete from "idempotency_key" where "actor" = $1 and "key" = $2 and "created_at" < $3"#;
    tx.execute(sql, &[(&key.actor).into(), (&key.key).into(), oldest.into()]).await?;
    let sql = r#"
        insert into "idempotency_key" ("actor", "key", "request", "created_at")
        values ($1, $2, $3, $4)
        on conflict ("actor", "key") do nothing"#;
    let params =
        [(&key.actor).into(), (&key.key).into(), SqlValue::from(key.request), key.now.into()];
    if tx.execute(sql, &params).await? == 1 {
        return Ok(Claim::Fresh);
    }
    let sql = r#"
        select "request", "status", "headers", "body"
        from "idempotency_key"
        where "actor" = $1 and "key" = $2"#;
    let row = tx.query_one(sql, &[(&key.actor).into(), (&key.key).into()]).await?;
    if row.bytes(0)? != key.request {
        let refusal = Refusal::field("Idempotency-Key", "idempotency-key-reused");
        return Err(Error::Refused(Refusals::one(refusal)));
    }
    let Some(status) = row.opt_int(1)? else {
        let notes = row.opt_bytes(3)?.map(serde_json::from_slice).transpose();
        return Ok(Claim::Open(notes.map_err(anyhow::Error::from)?));
    };
    let status = u16::try_from(status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let body = match row.opt_bytes(3)? {
        Some(bytes) => Some(serde_json::from_slice(bytes).map_err(anyhow::Error::from)?),
        None => None,
    };
    Ok(Claim::Said(Answer {
        status: status.unwrap_or(StatusCode::OK),
        headers: serde_json::from_str(row.text(2)?).map_err(anyhow::Error::from)?,
        body,
    }))
}

async fn keep(tx: &mut Tx, key: &Key, answer: &Answer) -> Result<()> {
    let sql = r#"
        update "idempotency_key"
        set "status" = $3, "headers" = $4, "body" = $5
        where "actor" = $1 and "key" = $2"#;
    let params = [
        (&key.actor).into(),
        (&key.key).into(),
        i64::from(answer.status.as_u16()).into(),
        serde_json::to_string(&answer.headers).map_err(anyhow::Error::from)?.into(),
        answer.body.as_ref().map(|body| body.to_string().into_bytes()).into(),
    ];
    tx.execute(sql, &params).await?;
    Ok(())
}

/// How far a batch came that runs in several transactions.
#[derive(Debug)]
pub enum Progress {
    /// It was answered before.
    Finished(Answer),
    /// It goes on after these results, in this change set.
    Open { change_set: Uuid, done: Vec<Json> },
}

/// What a batch keeps between its transactions.
#[derive(Serialize, Deserialize)]
struct Notes {
    change_set: Uuid,
    done: Vec<Json>,
    /// When it was last at work.
    at: Timestamp,
}

/// Begins the use of a key in this process.
///
/// # Errors
/// 409 when it is in flight.
pub fn begin(in_flight: &InFlight, key: Option<&Key>) -> Result<Option<Use>, Failure> {
    match key {
        Some(key) => in_flight.begin(key).map(Some).ok_or_else(in_flight_failure),
        None => Ok(None),
    }
}

/// Takes the key of a batch, or takes it up where it was cut off.
///
/// # Errors
/// 422 when the key stands for another request, 409 when another process is at work on it.
pub async fn take_up(store: &Store, key: &Key, change_set: Uuid) -> Result<Progress> {
    let key = key.clone();
    store
        .write(move |tx| {
            let key = key.clone();
            Box::pin(async move {
                match claim(tx, &key).await? {
                    Claim::Fresh => {
                        note_progress(tx, &key, (change_set, &[])).await?;
                        Ok(Progress::Open { change_set, done: Vec::new() })
                    }
                    Claim::Said(answer) => Ok(Progress::Finished(answer)),
                    Claim::Open(Some(notes)) if notes.at.duration_until(key.now) > CUT_OFF => {
                        let Notes { change_set, done, .. } = notes;
                        note_progress(tx, &key, (change_set, &done)).await?;
                        Ok(Progress::Open { change_set, done })
                    }
                    Claim::Open(_) => Err(in_flight_error()),
                }
            })
        })
        .await
}

/// Notes how far a batch came, in the transaction that brought it there.
///
/// # Errors
/// When the database fails.
pub async fn note_progress(
    tx: &mut Tx,
    key: &Key,
    (change_set, done): (Uuid, &[Json]),
) -> Result<()> {
    let notes = Notes { change_set, done: done.to_vec(), at: Timestamp::now() };
    let notes = serde_json::to_vec(&notes).map_err(anyhow::Error::from)?;
    let sql = r#"update "idempotency_key" set "body" = $3 where "actor" = $1 and "key" = $2"#;
    tx.execute(sql, &[(&key.actor).into(), (&key.key).into(), notes.into()]).await?;
    Ok(())
}

/// Gives a key back: what it stood for was refused and changed nothing.
///
/// # Errors
/// When the database fails.
pub async fn let_go(store: &Store, key: Key) -> Result<()> {
    store
        .write(move |tx| {
            let params = [(&key.actor).into(), (&key.key).into()];
            Box::pin(async move {
                let sql = r#"
                    delete from "idempotency_key"
                    where "actor" = $1 and "key" = $2 and "status" is null"#;
                tx.execute(sql, &params).await.map(drop)
            })
        })
        .await
}

/// Keeps the answer of a batch.
///
/// # Errors
/// When the database fails.
pub async fn finish(store: &Store, key: Key, answer: Answer) -> Result<()> {
    store
        .write(move |tx| {
            let (key, answer) = (key.clone(), answer.clone());
            Box::pin(async move { keep(tx, &key, &answer).await })
        })
        .await
}

/// Forgets answers that are older than a day.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    let oldest = now.saturating_sub(KEPT).unwrap_or(Timestamp::MIN);
    tx.execute(r#"delete from "idempotency_key" where "created_at" < $1"#, &[oldest.into()]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(header: &str, body: &[u8]) -> Result<Option<Key>> {
        let headers = HeaderMap::from_iter([(HEADER.parse().unwrap(), header.parse().unwrap())]);
        let uri: Uri = "/api/v1/parties".parse().unwrap();
        let actor = Actor::Robot { name: "test".to_owned() };
        Key::of(&headers, (&Method::POST, &uri), body, (&actor, Timestamp::UNIX_EPOCH))
    }

    #[test]
    fn another_body_is_another_request() {
        let one = key("k", b"{\"a\":1}").unwrap().unwrap();
        let two = key("k", b"{\"a\":2}").unwrap().unwrap();
        assert_ne!(one.request, two.request);
        assert_eq!(one.request, key("k", b"{\"a\":1}").unwrap().unwrap().request);
    }

    #[test]
    fn a_key_is_short_plain_text() {
        assert!(key(&"k".repeat(256), b"").is_err());
        assert!(key("", b"").is_err());
        assert!(key(&"k".repeat(255), b"").unwrap().is_some());
    }

    #[test]
    fn a_key_in_use_is_not_begun_twice() {
        let all = InFlight::default();
        let key = key("k", b"").unwrap().unwrap();
        let first = all.begin(&key);
        assert!(first.is_some());
        assert!(all.begin(&key).is_none());
        drop(first);
        assert!(all.begin(&key).is_some());
    }
}
