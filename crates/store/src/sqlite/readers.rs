//! Connections that only read, lent to blocking threads one body at a time.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use kernel::{Error, Result};
use tokio::sync::Semaphore;

use super::deadline::Deadline;
use super::writer::{poll_once, unavailable};
use super::{Access, Session, fault};
use crate::config::StoreConfig;
use crate::counted::Moment;
use crate::signals::Signals;
use crate::tx::{self, Tx, TxFuture};

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

    /// Runs a body on one snapshot of the database.
    ///
    /// # Errors
    /// Those of the body; [`Error::Unavailable`] when no connection came free within the limit.
    pub(crate) async fn read<T, F>(&self, limit: Duration, mut body: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T> + Send + 'static,
    {
        let started = Instant::now();
        let permit = tokio::time::timeout(limit, Arc::clone(&self.0.permits).acquire_owned())
            .await
            .map_err(|_| unavailable("all connections are busy"))?
            .map_err(|_| unavailable("the store is closed"))?;
        let mut abandonment = Abandonment(None);
        let (mut tx, run, deadline) = self.take(limit.saturating_sub(started.elapsed()))?;
        abandonment.0 = Some((deadline, run));
        let readers = self.clone();
        let outcome = tokio::task::spawn_blocking(move || {
            let commits = readers.0.signals.commits.load(Ordering::Acquire);
            let outcome = on_snapshot(&mut tx, Moment::Commits(commits), &mut body);
            readers.give_back(tx);
            drop(permit);
            outcome
        })
        .await;
        abandonment.0 = None;
        outcome.map_err(|error| Error::broken(format!("a reading thread died: {error}")))?
    }

    /// Closes the idle connections; those in use close when they come back.
    pub(crate) fn close(&self) {
        self.0.permits.close();
        self.idle().clear();
    }

    fn take(&self, limit: Duration) -> Result<(Tx, u64, Arc<Deadline>)> {
        let idle = self.idle().pop();
        let mut tx = match idle {
            Some(tx) => tx,
            None => self.connect()?,
        };
        let session = session(&mut tx)?;
        session.set_limit(limit);
        let run = session.deadline().begin_run();
        let deadline = Arc::clone(session.deadline());
        Ok((tx, run, deadline))
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
