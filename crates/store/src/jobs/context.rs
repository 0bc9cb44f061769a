//! What a running job is given.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use kernel::{Error, Result};
use serde_json::Value as Json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::claim::{self, Claimed, Lease};
use super::outcome::Outcome;
use crate::sql_value::SqlValue;
use crate::store::Store;
use crate::tx::Tx;

/// Progress is written at most so often.
const PROGRESS_EVERY: Duration = Duration::from_millis(500);

pub(crate) type App = Arc<dyn Any + Send + Sync>;
pub(crate) type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The job's surroundings: store, application, lease, and whether to stop. Clones are the same.
#[derive(Clone)]
pub struct JobContext {
    pub(crate) store: Store,
    pub(crate) app: App,
    pub(crate) clock: Clock,
    pub(crate) job: Arc<Claimed>,
    pub(crate) runner: Uuid,
    pub(crate) lease: Duration,
    pub(crate) cancelled: CancellationToken,
    pub(crate) stopping: CancellationToken,
    pub(crate) told_at_us: Arc<AtomicI64>,
}

impl JobContext {
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// What the runner was started with.
    ///
    /// # Errors
    /// [`Error::Broken`] when that is something else.
    pub fn app<A: Any + Send + Sync>(&self) -> Result<&A> {
        self.app
            .downcast_ref()
            .ok_or_else(|| Error::broken("the runner was started with another context"))
    }

    /// The job's id.
    pub fn id(&self) -> Uuid {
        self.job.id
    }

    /// 1 for the first.
    pub fn attempt(&self) -> i64 {
        self.job.attempts
    }

    /// Who caused it, as the capability wrote it.
    pub fn actor(&self) -> Option<&Json> {
        self.job.actor.as_ref()
    }

    pub fn change_set(&self) -> Option<Uuid> {
        self.job.change_set
    }

    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Someone cancelled it, or another runner has it now.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.is_cancelled()
    }

    /// Waits for the cancellation.
    pub async fn cancelled(&self) {
        self.cancelled.cancelled().await;
    }

    /// Cancelled, or the process ends: keep what is done and answer [`Outcome::Again`].
    pub fn should_stop(&self) -> bool {
        self.is_cancelled() || self.stopping.is_cancelled()
    }

    /// Tells how far it came; the last call of a burst may be left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn progress(&self, done: u64, total: Option<u64>) -> Result<()> {
        let now_us = Timestamp::now().as_microsecond();
        let every_us = i64::try_from(PROGRESS_EVERY.as_micros()).unwrap_or(i64::MAX);
        let is_last = total == Some(done);
        if !is_last && now_us - self.told_at_us.load(Ordering::Relaxed) < every_us {
            return Ok(());
        }
        self.told_at_us.store(now_us, Ordering::Relaxed);
        let (id, runner, attempts) = (self.job.id, self.runner, self.job.attempts);
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let (done, total) = (number(done), total.map(number));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let sql = r#"update "job" set "progress_done" = $1, "progress_total" = $2
                        where "id" = $3 and "leased_by" = $4 and "attempts" = $5"#;
                    let values: [SqlValue; 5] =
                        [done.into(), total.into(), id.into(), runner.into(), attempts.into()];
                    tx.execute(sql, &values).await.map(drop)
                })
            })
            .await
    }

    /// At the beginning of a transaction of the job: refuses when the lease was lost, else keeps
    /// others from the job until the commit. So each of its effects happens once.
    ///
    /// # Errors
    /// [`Error::Broken`] when another runner has the job.
    pub async fn hold(&self, tx: &mut Tx) -> Result<()> {
        claim::hold(tx, self.lease_now(), self.job.id, self.job.attempts).await
    }

    /// Ends the job in the transaction of its effect: both happen, or neither.
    ///
    /// # Errors
    /// [`Error::Broken`] when another runner has the job.
    pub async fn done_in(&self, tx: &mut Tx) -> Result<()> {
        if claim::finish(tx, self.lease_now(), &self.job, &Ok(Outcome::Done)).await? {
            return Ok(());
        }
        Err(Error::broken("the lease of this job was lost"))
    }

    pub(crate) fn lease_now(&self) -> Lease {
        let now = self.now();
        Lease { runner: self.runner, now, until: claim::later(now, self.lease) }
    }
}
