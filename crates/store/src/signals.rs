//! What the parts of a store tell each other and whoever watches.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use tokio::sync::{Notify, watch};

use crate::counted::Counted;

/// Shared by the engine, the sequencer and the runner of jobs; clones tell the same.
#[derive(Clone, Debug)]
pub(crate) struct Signals {
    /// The last number of the journal.
    pub(crate) committed: watch::Sender<u64>,
    /// Set when the disk failed to keep a write: none is taken any more.
    pub(crate) failure: watch::Sender<Option<String>>,
    /// Durable commits so far.
    pub(crate) commits: Arc<AtomicU64>,
    /// A job was put into the queue.
    pub(crate) jobs_due: Arc<Notify>,
    /// There may be transactions without a number.
    pub(crate) journal_due: Arc<Notify>,
    /// Numbers that need not be counted again.
    pub(crate) counted: Counted,
}

impl Signals {
    pub(crate) fn new() -> Self {
        Self {
            committed: watch::Sender::new(0),
            failure: watch::Sender::new(None),
            commits: Arc::new(AtomicU64::new(0)),
            jobs_due: Arc::new(Notify::new()),
            journal_due: Arc::new(Notify::new()),
            counted: Counted::default(),
        }
    }
}
