//! Work that waits: a durable queue in the database, run by any process beside it, at least once.
//!
//! A job is put into the queue in the transaction of what caused it. A runner leases it, tells its
//! progress, and keeps what went wrong. Database effects happen exactly once when they are written
//! in a transaction that begins with [`JobContext::hold`] or ends with [`JobContext::done_in`].

mod claim;
mod context;
mod execution;
mod listing;
mod outcome;
mod queue;
mod registry;
mod runner;
mod schedule;

pub use context::JobContext;
pub use listing::{JobList, JobRecord, cancel, counts, get, list, purge_finished, retry};
pub use outcome::{JobState, Outcome, Priority};
pub use queue::{Enqueued, NewJob, enqueue};
pub use registry::{Job, JobRegistry};
pub use runner::{Runner, RunnerSettings};
pub use schedule::Schedule;
