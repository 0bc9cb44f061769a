//! A shared commit: each body in its own savepoint, one wait for the disk, then all answers.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use kernel::{Error, Result};
use tokio::sync::mpsc;
use tracing::{error, warn};

use super::statistics::Statistics;
use super::writer::{Entry, unavailable};
use super::{Session, fault};
use crate::secret::Sealer;
use crate::sequencer;
use crate::signals::Signals;
use crate::tx::{self, Tx};

/// Bodies that share a commit at most.
const MOST_BODIES: usize = 256;

/// No body joins a group that is older than this.
const JOIN_WITHIN: Duration = Duration::from_millis(50);

/// A body that takes longer holds everyone up.
const SLOW_BODY: Duration = Duration::from_secs(2);

/// The writer's connection and what it tells the others.
pub(crate) struct Group {
    tx: Tx,
    sealer: Arc<Sealer>,
    signals: Signals,
    statistics: Statistics,
}

/// What became of one body.
enum Fate {
    Done,
    Failed(Error),
    /// SQLite rolled the whole transaction back: the others must run again.
    TookAllAlong(Error),
}

impl Group {
    pub(crate) fn new(session: Session, sealer: Arc<Sealer>, signals: Signals) -> Self {
        let tx = Tx::new(tx::Session::Sqlite(session), signals.clone());
        Self { tx, sealer, signals, statistics: Statistics::default() }
    }

    /// Runs the first body and those that wait behind it, commits once and answers all.
    pub(crate) fn run(&mut self, first: Entry, waiting: &mut mpsc::Receiver<Entry>) {
        let mut arrivals = Arrivals { next: Some(first), waiting, since: Instant::now(), count: 0 };
        let mut again: Vec<Entry> = Vec::new();
        loop {
            let outcome = self.begin().and_then(|()| self.run_bodies(again, &mut arrivals));
            match outcome {
                Ok(Bodies::All(done)) => return self.commit(done),
                Ok(Bodies::Again(survivors)) => again = survivors,
                Err(error) => {
                    self.roll_back();
                    let refused = arrivals.next.take();
                    return fail_all(refused.into_iter().collect(), &error);
                }
            }
        }
    }

    /// Looks at tables that nobody has looked at, before the first write.
    pub(crate) fn open(&mut self) {
        if let tx::Session::Sqlite(session) = self.tx.session() {
            session.deadline().disarm();
            self.statistics.begin(session.connection());
        }
    }

    /// Puts the log into the database file, so that what is left behind is one tidy file.
    pub(crate) fn close(&mut self) {
        if let tx::Session::Sqlite(session) = self.tx.session() {
            session.deadline().disarm();
            self.statistics.look(session.connection());
            if let Err(error) = session.control("pragma wal_checkpoint(truncate)") {
                warn!("Closing the database: {error}");
            }
        }
    }

    fn begin(&mut self) -> Result<()> {
        let session = self.session()?;
        session.forget_transaction_id();
        session.deadline().begin_run();
        session.deadline().disarm();
        session.control("begin immediate").map_err(|error| fault::meaning(error, "begin"))
    }

    /// Runs those that must run again, then the arrivals, until nobody waits.
    fn run_bodies(&mut self, again: Vec<Entry>, arrivals: &mut Arrivals<'_>) -> Result<Bodies> {
        let mut done = Vec::new();
        let mut queue = again.into_iter();
        while let Some(mut entry) = queue.next().or_else(|| arrivals.next()) {
            match self.run_body(&mut entry)? {
                Fate::Done => done.push(entry),
                Fate::Failed(error) => entry.fail(error),
                Fate::TookAllAlong(error) => {
                    entry.fail(error);
                    done.extend(queue);
                    return Ok(Bodies::Again(done));
                }
            }
        }
        Ok(Bodies::All(done))
    }

    fn run_body(&mut self, entry: &mut Entry) -> Result<Fate> {
        if entry.is_stale() {
            return Ok(Fate::Failed(unavailable("the write waited too long")));
        }
        self.control("savepoint body")?;
        let started = Instant::now();
        let outcome = entry.run(&mut self.tx);
        if started.elapsed() > SLOW_BODY {
            warn!(body.ms = started.elapsed().as_millis(), "A transaction held the writer up");
        }
        let session = self.session()?;
        session.deadline().disarm();
        let all_gone = session.connection().is_autocommit();
        match outcome {
            Ok(()) => self.control("release body").map(|()| Fate::Done),
            Err(error) if all_gone => Ok(Fate::TookAllAlong(error)),
            Err(error) => {
                self.control("rollback to body")?;
                self.control("release body")?;
                Ok(Fate::Failed(error))
            }
        }
    }

    /// Gives the journal's headers their numbers, commits, and only then says so.
    fn commit(&mut self, done: Vec<Entry>) {
        if done.is_empty() {
            return self.roll_back();
        }
        match self.commit_durably() {
            Ok(last_seq) => {
                // Readers that begin from here on must not be told what was counted before.
                self.signals.commits.fetch_add(1, Ordering::Release);
                if let Some(last_seq) = last_seq {
                    self.signals.committed.send_replace(last_seq);
                }
                for entry in done {
                    entry.succeed();
                }
                if let tx::Session::Sqlite(session) = self.tx.session() {
                    self.statistics.keep_up(session.connection());
                }
            }
            Err(error) => {
                self.roll_back();
                error!("A commit failed: {error}");
                fail_all(done, &error);
            }
        }
    }

    fn commit_durably(&mut self) -> Result<Option<u64>> {
        let sealer = Arc::clone(&self.sealer);
        let session = self.session()?;
        let last_seq = sequencer::number_in_commit(session, &sealer)?;
        session.deadline().disarm();
        if let Err(error) = session.control("commit") {
            if fault::is_failed_sync(&error) {
                let reason = format!("the disk failed to keep a write: {error}");
                self.signals.failure.send_replace(Some(reason));
            }
            return Err(fault::meaning(error, "commit"));
        }
        Ok(last_seq)
    }

    fn roll_back(&mut self) {
        let Ok(session) = self.session() else { return };
        session.deadline().disarm();
        if session.connection().is_autocommit() {
            return;
        }
        if let Err(error) = session.control("rollback") {
            error!("A rollback failed: {error}");
        }
    }

    fn control(&mut self, sql: &str) -> Result<()> {
        self.session()?.control(sql).map_err(|error| fault::meaning(error, sql))
    }

    fn session(&mut self) -> Result<&mut Session> {
        match self.tx.session() {
            tx::Session::Sqlite(session) => Ok(session),
            tx::Session::Postgres(_) => Err(Error::broken("the writer is not on SQLite")),
        }
    }
}

/// What a pass over the bodies came to.
enum Bodies {
    All(Vec<Entry>),
    Again(Vec<Entry>),
}

/// Those that may join the group.
struct Arrivals<'a> {
    next: Option<Entry>,
    waiting: &'a mut mpsc::Receiver<Entry>,
    since: Instant,
    count: usize,
}

impl Arrivals<'_> {
    fn next(&mut self) -> Option<Entry> {
        if let Some(first) = self.next.take() {
            return Some(first);
        }
        if self.count >= MOST_BODIES || self.since.elapsed() > JOIN_WITHIN {
            return None;
        }
        self.count += 1;
        self.waiting.try_recv().ok()
    }
}

/// An error is told to each; only "try again" and "disk full" can have failed all of them.
fn fail_all(entries: Vec<Entry>, error: &Error) {
    for entry in entries {
        entry.fail(match error {
            Error::StorageFull => Error::StorageFull,
            Error::Unavailable { retry_after_s, detail } => {
                Error::Unavailable { retry_after_s: *retry_after_s, detail: detail.clone() }
            }
            other => unavailable(&format!("the commit failed: {other}")),
        });
    }
}
