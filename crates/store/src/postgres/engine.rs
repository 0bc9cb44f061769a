//! Runs bodies on connections of the pool: again when another transaction stood in the way, and
//! on a new connection when the old one was lost before the commit.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use deadpool_postgres::Pool;
use futures_util::FutureExt as _;
use futures_util::future::OptionFuture;
use kernel::{Error, Result};
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use tracing::error;

use super::fault::{self, Remedy};
use super::session::Opening;
use super::{Session, Target, numbering, statistics};
use crate::config::StoreConfig;
use crate::secret::Sealer;
use crate::signals::Signals;
use crate::tx::{self, Tx, TxFuture, honest, panic_message};

/// Tries of a body that lost against another transaction.
const TRIES: u32 = 4;

/// Tells the snapshot that all its statements see.
const READ: &str = "begin isolation level repeatable read read only; select pg_current_snapshot()";
const WRITE: &str = "begin";

/// What the engine needs.
pub(crate) struct EngineStart<'a> {
    pub(crate) config: &'a StoreConfig,
    pub(crate) target: Target,
    pub(crate) sealer: Arc<Sealer>,
    pub(crate) signals: Signals,
}

/// A workspace on PostgreSQL.
pub(crate) struct Engine {
    runs: Runs,
    /// Ends the numbering when the engine is dropped.
    stop: DropGuard,
    numbering: Mutex<Option<JoinHandle<()>>>,
}

/// What a running body needs; cheap to clone.
#[derive(Clone)]
struct Runs {
    pool: Pool,
    limit: Duration,
    signals: Signals,
}

impl Engine {
    /// Makes the pool and begins to number the journal.
    ///
    /// # Errors
    /// When the pool cannot be made.
    pub(crate) fn start(start: EngineStart<'_>) -> Result<Self> {
        let pool = start.target.pool(start.config)?;
        let runs =
            Runs { pool, limit: start.config.statement_limit, signals: start.signals.clone() };
        let stop = CancellationToken::new();
        tokio::spawn(statistics::run(statistics::Task {
            pool: runs.pool.clone(),
            signals: start.signals.clone(),
            stop: stop.clone(),
        }));
        let numbering = tokio::spawn(numbering::run(numbering::Task {
            target: start.target,
            sealer: start.sealer,
            signals: start.signals,
            stop: stop.clone(),
        }));
        Ok(Self { runs, stop: stop.drop_guard(), numbering: Mutex::new(Some(numbering)) })
    }

    /// Runs a body on one snapshot of the database.
    ///
    /// # Errors
    /// Those of the body and of the connection.
    pub(crate) async fn read<T, F>(&self, limit: Duration, mut body: F) -> Result<T>
    where
        F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T> + Send,
    {
        let asked_at = Instant::now();
        loop {
            let mut tx = self.runs.open(READ, limit.saturating_sub(asked_at.elapsed())).await?;
            let outcome = run(&mut tx, &mut body).await;
            let session = session(&mut tx)?;
            if session.remedy() == Remedy::Reconnect && asked_at.elapsed() < limit / 2 {
                continue;
            }
            session.end_reading();
            return outcome;
        }
    }

    /// Runs a body and commits. It goes on to its end when nobody waits for it any more.
    ///
    /// # Errors
    /// Those of the body; [`Error::Unavailable`] when the server did not say that it kept it.
    pub(crate) async fn write<T, F>(&self, body: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T> + Send + 'static,
    {
        let running = tokio::spawn(self.runs.clone().write(body));
        running.await.map_err(|error| Error::broken(format!("a writing task died: {error}")))?
    }

    /// Ends the connections.
    pub(crate) async fn stop(&self) {
        self.stop.token().cancel();
        let numbering = self.numbering.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Err(error)) = OptionFuture::from(numbering).await {
            error!("The sequencer had died: {error}");
        }
        self.runs.pool.close();
    }
}

impl Runs {
    async fn write<T, F>(self, mut body: F) -> Result<T>
    where
        F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T> + Send,
    {
        let mut tries = 0;
        loop {
            tries += 1;
            let mut tx = self.open(WRITE, self.limit).await?;
            let outcome = run(&mut tx, &mut body).await;
            let after_commit = tx.reset();
            let lost_early = session(&mut tx)?.remedy() == Remedy::Reconnect;
            let outcome = match outcome {
                Ok(value) => session(&mut tx)?.commit().await.map(|()| value),
                Err(error) => Err(error),
            };
            match outcome {
                Ok(value) => {
                    self.signals.commits.fetch_add(1, Ordering::Relaxed);
                    self.signals.journal_due.notify_one();
                    for after in after_commit {
                        after();
                    }
                    return Ok(value);
                }
                Err(error) => {
                    let in_the_way = session(&mut tx)?.remedy() == Remedy::RunAgain;
                    let again = (in_the_way && tries < TRIES) || (lost_early && tries < 2);
                    if !again {
                        return Err(error);
                    }
                }
            }
            drop(tx);
            tokio::time::sleep(pause(tries)).await;
        }
    }

    async fn open(&self, begin: &'static str, limit: Duration) -> Result<Tx> {
        let asked_at = Instant::now();
        let client = self.pool.get().await.map_err(fault::pool)?;
        let session = Session::new(client, Opening { begin, limit, asked_at });
        Ok(Tx::new(tx::Session::Postgres(session), self.signals.clone()))
    }
}

async fn run<T, F>(tx: &mut Tx, body: &mut F) -> Result<T>
where
    F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T>,
{
    let outcome = match AssertUnwindSafe(async { body(tx).await }).catch_unwind().await {
        Ok(outcome) => outcome,
        Err(panic) => {
            let message = panic_message(panic.as_ref());
            error!("A transaction panicked: {message}");
            Err(Error::broken(format!("a transaction panicked: {message}")))
        }
    };
    honest(tx, outcome)
}

fn session(tx: &mut Tx) -> Result<&mut Session> {
    match tx.session() {
        tx::Session::Postgres(session) => Ok(session),
        tx::Session::Sqlite(_) => Err(Error::broken("the transaction is not on PostgreSQL")),
    }
}

/// Growing and uneven, so that two that met do not meet again.
fn pause(tries: u32) -> Duration {
    let mut random = [0u8; 1];
    // Without randomness the pause is merely even.
    let _ = crate::secret::random(&mut random);
    let [random] = random;
    Duration::from_millis(u64::from(tries * tries) * (10 + u64::from(random) / 4))
}
