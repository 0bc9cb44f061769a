//! Puts jobs into the queue, in the transaction of what caused them.

use jiff::Timestamp;
use kernel::{Error, Result};
use serde_json::Value as Json;
use uuid::Uuid;

use super::outcome::{JobState, Priority};
use super::registry::Job;
use crate::sql_value::SqlValue;
use crate::tx::Tx;

/// A job to be done.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    pub id: Uuid,
    pub kind: String,
    pub payload: Json,
    /// While a job with this key is unfinished, no other is put into the queue.
    pub dedupe_key: Option<String>,
    pub priority: Priority,
    pub run_at: Timestamp,
    pub max_attempts: u32,
    /// Who caused it, as the capability writes it.
    pub actor: Option<Json>,
    pub change_set: Option<Uuid>,
    pub created_at: Timestamp,
}

impl NewJob {
    /// A job to be run at once.
    ///
    /// # Errors
    /// [`Error::Broken`] when the job cannot be written as JSON.
    pub fn new<J: Job>(job: &J, now: Timestamp) -> Result<Self> {
        let payload = serde_json::to_value(job).map_err(anyhow::Error::from)?;
        let mut new = Self::of_kind(J::KIND, payload, now);
        new.priority = J::PRIORITY;
        new.max_attempts = J::MAX_ATTEMPTS;
        Ok(new)
    }

    /// A job of a kind that is known by name only.
    pub fn of_kind(kind: &str, payload: Json, now: Timestamp) -> Self {
        Self {
            id: Uuid::now_v7(),
            kind: kind.to_owned(),
            payload,
            dedupe_key: None,
            priority: Priority::Normal,
            run_at: now,
            max_attempts: 8,
            actor: None,
            change_set: None,
            created_at: now,
        }
    }

    /// No second one while this is unfinished.
    #[must_use]
    pub fn once(mut self, dedupe_key: impl Into<String>) -> Self {
        self.dedupe_key = Some(dedupe_key.into());
        self
    }

    /// Not before then.
    #[must_use]
    pub const fn at(mut self, run_at: Timestamp) -> Self {
        self.run_at = run_at;
        self
    }

    /// Caused by.
    #[must_use]
    pub fn by(mut self, actor: Json) -> Self {
        self.actor = Some(actor);
        self
    }

    /// Part of an act.
    #[must_use]
    pub const fn in_change_set(mut self, change_set: Uuid) -> Self {
        self.change_set = Some(change_set);
        self
    }
}

/// What became of a job put into the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enqueued {
    New(Uuid),
    /// One with the same key was unfinished.
    Already(Uuid),
}

impl Enqueued {
    /// The job that will do the work.
    pub const fn id(self) -> Uuid {
        match self {
            Self::New(id) | Self::Already(id) => id,
        }
    }
}

const INSERT: &str = r#"insert into "job" ("id", "kind", "payload", "dedupe_key", "state", "priority",
    "run_at", "max_attempts", "actor", "change_set", "created_at")
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing"#;

/// Puts a job into the queue; it is run after the commit, and not at all without it.
///
/// # Errors
/// When the database fails.
pub async fn enqueue(tx: &mut Tx, job: &NewJob) -> Result<Enqueued> {
    let values: [SqlValue; 11] = [
        job.id.into(),
        job.kind.as_str().into(),
        job.payload.to_string().into(),
        job.dedupe_key.as_deref().into(),
        JobState::Queued.key().into(),
        job.priority.number().into(),
        job.run_at.into(),
        job.max_attempts.into(),
        job.actor.as_ref().map(Json::to_string).into(),
        job.change_set.into(),
        job.created_at.into(),
    ];
    if tx.execute(INSERT, &values).await? > 0 {
        tx.wake_jobs();
        return Ok(Enqueued::New(job.id));
    }
    let sql = r#"select "id" from "job"
        where "dedupe_key" = $1 and "state" in ('queued', 'running', 'waiting')"#;
    match tx.query_opt(sql, &[job.dedupe_key.as_deref().into()]).await? {
        Some(row) => Ok(Enqueued::Already(row.id(0)?)),
        // It ended this very moment, so the work is not done by it: the caller runs again.
        None => Err(Error::Unavailable {
            retry_after_s: 1,
            detail: "a job with the same key has just ended".to_owned(),
        }),
    }
}
