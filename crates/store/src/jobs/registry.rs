//! The kinds of jobs that a process can do.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use kernel::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::context::JobContext;
use super::outcome::{Outcome, Priority};
use super::schedule::Schedule;

/// Work of one kind; its fields are the payload. Safe to run twice: a process may die at any point.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Stable: it stands in the table.
    const KIND: &'static str;
    const PRIORITY: Priority = Priority::Normal;
    /// After so many failures it waits for a person.
    const MAX_ATTEMPTS: u32 = 8;

    /// Does the work. Long work tells its progress and looks at [`JobContext::should_stop`].
    ///
    /// # Errors
    /// Refusals end it; what is broken or unavailable is tried again after a growing pause.
    fn run(&self, context: &JobContext) -> impl Future<Output = Result<Outcome>> + Send;
}

type RunFn = Arc<dyn Fn(Json, JobContext) -> BoxFuture<'static, Result<Outcome>> + Send + Sync>;

/// The kinds and schedules of a process.
#[derive(Clone, Default)]
pub struct JobRegistry {
    kinds: BTreeMap<&'static str, RunFn>,
    schedules: Vec<Schedule>,
}

impl JobRegistry {
    /// Adds a kind.
    pub fn register<J: Job>(&mut self) -> &mut Self {
        let run: RunFn = Arc::new(|payload, context| {
            Box::pin(async move {
                let job: J = serde_json::from_value(payload).map_err(|error| {
                    Error::broken(format!("the payload of {}: {error}", J::KIND))
                })?;
                job.run(&context).await
            })
        });
        self.kinds.insert(J::KIND, run);
        self
    }

    /// Adds work that comes by itself.
    pub fn schedule(&mut self, schedule: Schedule) -> &mut Self {
        self.schedules.push(schedule);
        self
    }

    /// What is known, for the check at start and the jobs page.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.kinds.keys().copied()
    }

    /// What comes by itself.
    pub fn schedules(&self) -> &[Schedule] {
        &self.schedules
    }

    pub(crate) fn find(&self, kind: &str) -> Option<RunFn> {
        self.kinds.get(kind).map(Arc::clone)
    }
}
