//! The one thread that writes: bodies queue up, and those that wait share a commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use kernel::{Error, Result};
use tokio::sync::{mpsc, oneshot, watch};
use tracing::error;

use super::group::Group;
use super::{Access, Session};
use crate::config::StoreConfig;
use crate::secret::Sealer;
use crate::signals::Signals;
use crate::tx::{AfterCommit, Tx, TxFuture, honest, panic_message};

/// Bodies that may wait; more are told to try again.
const LONGEST_QUEUE: usize = 4_096;

/// A body that waited longer is told to try again.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// The way to the writer thread.
pub(crate) struct Writer {
    /// Gone once the store is closed; the thread ends when it has served the rest.
    queue: Mutex<Option<mpsc::Sender<Entry>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    failure: watch::Sender<Option<String>>,
}

impl Writer {
    /// Opens the connection and starts the thread.
    ///
    /// # Errors
    /// When the database cannot be opened.
    pub(crate) fn start(
        config: &StoreConfig,
        sealer: Arc<Sealer>,
        signals: Signals,
    ) -> Result<Self> {
        let (connection, deadline) = super::open(config, Access::Write)?;
        let session = Session::new(connection, deadline, config.statement_limit);
        let failure = signals.failure.clone();
        let mut group = Group::new(session, sealer, signals);
        let (queue, mut waiting) = mpsc::channel::<Entry>(LONGEST_QUEUE);
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || {
                group.open();
                while let Some(first) = waiting.blocking_recv() {
                    group.run(first, &mut waiting);
                }
                group.close();
            })
            .map_err(|error| Error::broken(format!("cannot start the writer thread: {error}")))?;
        Ok(Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(Some(thread)), failure })
    }

    /// Runs a body inside the next shared commit and answers after it.
    ///
    /// # Errors
    /// Those of the body; [`Error::Unavailable`] when the queue is full or the commit failed.
    pub(crate) async fn write<T, F>(&self, body: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T> + Send + 'static,
    {
        if let Some(reason) = self.failure.borrow().as_ref() {
            return Err(unavailable(reason));
        }
        let (reply, answer) = oneshot::channel();
        let work = Box::new(Body { body, value: None, reply });
        let entry = Entry { work, after_commit: Vec::new(), queued_at: Instant::now() };
        let queue = lock(&self.queue).clone().ok_or_else(|| unavailable("the store is closed"))?;
        queue.try_send(entry).map_err(|_| unavailable("too many writes are waiting"))?;
        drop(queue);
        answer.await.map_err(|_| unavailable("the write was not done"))?
    }

    /// Lets the waiting bodies finish and ends the thread; blocks until then.
    pub(crate) fn stop(&self) {
        drop(lock(&self.queue).take());
        let thread = lock(&self.thread).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            error!("The writer thread had died");
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A waiting body.
pub(crate) struct Entry {
    work: Box<dyn Work>,
    after_commit: Vec<AfterCommit>,
    queued_at: Instant,
}

impl Entry {
    /// Runs the body; what it wants done after the commit is kept with it.
    pub(crate) fn run(&mut self, tx: &mut Tx) -> Result<()> {
        let outcome = self.work.run(tx);
        self.after_commit = tx.reset();
        outcome
    }

    /// Nobody waits for it any more, or it waited too long to be worth running.
    pub(crate) fn is_stale(&self) -> bool {
        self.work.is_abandoned() || self.queued_at.elapsed() > LONGEST_WAIT
    }

    pub(crate) fn succeed(self) {
        for after in self.after_commit {
            if catch_unwind(AssertUnwindSafe(after)).is_err() {
                error!("A step after a commit panicked");
            }
        }
        self.work.answer(Ok(()));
    }

    pub(crate) fn fail(self, error: Error) {
        self.work.answer(Err(error));
    }
}

/// A body whose result type is forgotten.
trait Work: Send {
    fn run(&mut self, tx: &mut Tx) -> Result<()>;
    fn is_abandoned(&self) -> bool;
    fn answer(self: Box<Self>, outcome: Result<()>);
}

struct Body<T, F> {
    body: F,
    value: Option<T>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> Work for Body<T, F>
where
    T: Send,
    F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T> + Send,
{
    fn run(&mut self, tx: &mut Tx) -> Result<()> {
        self.value = Some(poll_once(&mut self.body, tx)?);
        Ok(())
    }

    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn answer(self: Box<Self>, outcome: Result<()>) {
        let missing = || Error::broken("a committed body left no value");
        let Self { value, reply, .. } = *self;
        // Whoever asked may have gone.
        let _ = reply.send(outcome.and_then(|()| value.ok_or_else(missing)));
    }
}

/// Runs a body whose statements are all ready at once. One that waits for anything else is a
/// defect, as is a panic; both end this body only.
pub(crate) fn poll_once<T, F>(body: &mut F, tx: &mut Tx) -> Result<T>
where
    F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T>,
{
    let polled = catch_unwind(AssertUnwindSafe(|| {
        let mut future = body(tx);
        future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    }));
    let outcome = match polled {
        Ok(Poll::Ready(outcome)) => outcome,
        Ok(Poll::Pending) => {
            error!("A transaction waited for something else than its statements");
            Err(Error::broken("a transaction waited for something else than its statements"))
        }
        Err(panic) => {
            let message = panic_message(panic.as_ref());
            error!("A transaction panicked: {message}");
            Err(Error::broken(format!("a transaction panicked: {message}")))
        }
    };
    honest(tx, outcome)
}

pub(crate) fn unavailable(detail: &str) -> Error {
    Error::Unavailable { retry_after_s: 1, detail: detail.to_owned() }
}
