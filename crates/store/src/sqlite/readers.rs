//! Connections that only read, lent to one body at a time.
//!
//! Most bodies take less time than it takes to hand them to another thread and what they read back
//! to this one, whose processor then has neither at hand. So each is begun where it was asked for,
//! with a ration of steps; the few that need more are begun again on a thread that may block.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use kernel::{Error, Result};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::deadline::Deadline;
use super::writer::{poll_once, unavailable};
use super::{Access, Session, fault};
use crate::config::StoreConfig;
use crate::counted::Moment;
use crate::signals::Signals;
use crate::tx::{self, Tx, TxFuture};

/// Looks, of two thousand steps each, that a body may take where it was asked for: some
/// milliseconds.
const RATION: u64 = 200;

/// The idle connections and the right to use one.
#[derive(Clone)]
pub(crate) struct Readers(Arc<Shared>);

struct Shared {
    config: StoreConfig,
    signals: Signals,
    idle: Mutex<Vec<Tx>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(crate) fn new(config: &StoreConfig, signals: Signals) -> Self {
        Self(Arc::new(Shared {
            config: config.clone(),
            signals,
            idle: Mutex::new(Vec::new()),
            permits: Arc::new(Semaphore::new(config.readers)),
        }))
    }

    /// Runs a body on one snapshot of the database, perhaps twice.
    ///
    /// # Errors
    /// Those of the body; [`Error::Unavailable`] when no connection came free within the limit.
    pub(crate) async fn read<T, F>(&self, limit: Duration, mut body: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T> + Send + 'static,
    {
        let mut lent = self.lend(limit).await?;
        let Some(outcome) = lent.try_here(&mut body)? else {
            return lent.run_aside(body).await;
        };
        lent.give_back();
        outcome
    }

    /// As [`Readers::read`], for a body that is known to take long.
    ///
    /// # Errors
    /// As [`Readers::read`].
    pub(crate) async fn read_long<T, F>(&self, limit: Duration, body: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T> + Send + 'static,
    {
        self.lend(limit).await?.run_aside(body).await
    }

    async fn lend(&self, limit: Duration) -> Result<Lent> {
        let started = Instant::now();
        let permit = tokio::time::timeout(limit, Arc::clone(&self.0.permits).acquire_owned())
            .await
            .map_err(|_| unavailable("all connections are busy"))?
            .map_err(|_| unavailable("the store is closed"))?;
        let tx = self.take(limit.saturating_sub(started.elapsed()))?;
        Ok(Lent { tx, readers: self.clone(), _permit: permit })
    }

    /// Closes the idle connections; those in use close when they come back.
    pub(crate) fn close(&self) {
        self.0.permits.close();
        self.idle().clear();
    }

    fn take(&self, limit: Duration) -> Result<Tx> {
        let idle = self.idle().pop();
        let mut tx = match idle {
            Some(tx) => tx,
            None => self.connect()?,
        };
        session(&mut tx)?.set_limit(limit);
        Ok(tx)
    }

    fn connect(&self) -> Result<Tx> {
        let (connection, deadline) = super::open(&self.0.config, Access::Read)?;
        let limit = self.0.config.statement_limit;
        let session = Session::new(connection, deadline, limit);
        Ok(Tx::new(tx::Session::Sqlite(session), self.0.signals.clone()))
    }

    fn give_back(&self, mut tx: Tx) {
        drop(tx.reset());
        let is_clean = session(&mut tx).is_ok_and(|session| session.connection().is_autocommit());
        if is_clean && !self.0.permits.is_closed() {
            self.idle().push(tx);
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Tx>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection until it is given back.
struct Lent {
    tx: Tx,
    readers: Readers,
    _permit: OwnedSemaphorePermit,
}

impl Lent {
    /// Runs a body on this thread; nothing when its ration did not suffice.
    fn try_here<T, F>(&mut self, body: &mut F) -> Result<Option<Result<T>>>
    where
        F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T>,
    {
        let (deadline, _) = self.begin_run()?;
        deadline.ration(Some(RATION));
        let outcome = self.run(body);
        let is_spent = deadline.is_ration_spent();
        deadline.ration(None);
        if is_spent {
            drop(self.tx.reset());
            return Ok(None);
        }
        Ok(Some(outcome))
    }

    /// Runs a body on a thread that may block.
    async fn run_aside<T, F>(mut self, mut body: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T> + Send + 'static,
    {
        let mut abandonment = Abandonment(Some(self.begin_run()?));
        let outcome = tokio::task::spawn_blocking(move || {
            let outcome = self.run(&mut body);
            self.give_back();
            outcome
        })
        .await;
        abandonment.0 = None;
        outcome.map_err(|error| Error::broken(format!("a reading thread died: {error}")))?
    }

    fn begin_run(&mut self) -> Result<(Arc<Deadline>, u64)> {
        let deadline = Arc::clone(session(&mut self.tx)?.deadline());
        let run = deadline.begin_run();
        Ok((deadline, run))
    }

    fn run<T, F>(&mut self, body: &mut F) -> Result<T>
    where
        F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T>,
    {
        let commits = self.readers.0.signals.commits.load(Ordering::Acquire);
        on_snapshot(&mut self.tx, Moment::Commits(commits), body)
    }

    fn give_back(self) {
        self.readers.give_back(self.tx);
    }
}

/// Stops the statement of a read whose asker has gone.
struct Abandonment(Option<(Arc<Deadline>, u64)>);

impl Drop for Abandonment {
    fn drop(&mut self) {
        if let Some((deadline, run)) = &self.0 {
            deadline.abandon(*run);
        }
    }
}

/// The moment was noted before the snapshot is taken, which may therefore see more than it says,
/// never less.
fn on_snapshot<T, F>(tx: &mut Tx, moment: Moment, body: &mut F) -> Result<T>
where
    F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T>,
{
    session(tx)?.set_moment(moment);
    control(tx, "begin")?;
    let outcome = poll_once(body, tx);
    control(tx, "rollback")?;
    outcome
}

fn control(tx: &mut Tx, sql: &str) -> Result<()> {
    let session = session(tx)?;
    if sql == "rollback" && session.connection().is_autocommit() {
        return Ok(());
    }
    session.deadline().disarm();
    session.control(sql).map_err(|error| fault::meaning(error, sql))
}

fn session(tx: &mut Tx) -> Result<&mut Session> {
    match tx.session() {
        tx::Session::Sqlite(session) => Ok(session),
        tx::Session::Postgres(_) => Err(Error::broken("the reader is not on SQLite")),
    }
}
