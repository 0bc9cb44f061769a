//! Leases due jobs and runs them, several at a time, until it is told to stop.

use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use kernel::Result;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};
use uuid::Uuid;

use super::claim::{self, Claimed, Lease, later};
use super::context::{App, Clock, JobContext};
use super::execution::execute;
use super::registry::JobRegistry;
use super::schedule;
use crate::store::Store;

/// How a runner works.
#[derive(Clone)]
pub struct RunnerSettings {
    /// Jobs at the same time.
    pub most_running: usize,
    /// A runner that died loses its jobs after this; kept up while it lives.
    pub lease: Duration,
    /// The longest between two looks at the queue.
    pub poll: Duration,
    /// No other process has this workspace: what is leased was left behind by a dead one.
    pub is_alone: bool,
    pub clock: Clock,
}

impl Default for RunnerSettings {
    fn default() -> Self {
        Self {
            most_running: 4,
            lease: Duration::from_secs(15),
            poll: Duration::from_millis(500),
            is_alone: false,
            clock: Arc::new(Timestamp::now),
        }
    }
}

/// A runner; dropped, it ends without handing back its leases.
pub struct Runner {
    work: Arc<Work>,
    background: Vec<JoinHandle<()>>,
}

struct Work {
    id: Uuid,
    store: Store,
    registry: JobRegistry,
    app: App,
    settings: RunnerSettings,
    running: Mutex<HashMap<Uuid, (i64, CancellationToken)>>,
    /// No new jobs; those running are asked to come to an end.
    stopping: CancellationToken,
    /// Nothing runs any more.
    ended: CancellationToken,
}

impl Runner {
    /// Starts to run jobs in the background.
    pub fn start(
        store: Store,
        registry: JobRegistry,
        app: Arc<dyn Any + Send + Sync>,
        settings: RunnerSettings,
    ) -> Self {
        let mut runner = Self::idle(store, registry, app, settings);
        runner.background.push(tokio::spawn(Arc::clone(&runner.work).run()));
        runner.background.push(tokio::spawn(Arc::clone(&runner.work).keep_leases()));
        runner
    }

    /// A runner that runs jobs only when told.
    pub fn idle(
        store: Store,
        registry: JobRegistry,
        app: Arc<dyn Any + Send + Sync>,
        settings: RunnerSettings,
    ) -> Self {
        let work = Work {
            id: Uuid::now_v7(),
            store,
            registry,
            app,
            settings,
            running: Mutex::new(HashMap::new()),
            stopping: CancellationToken::new(),
            ended: CancellationToken::new(),
        };
        Self { work: Arc::new(work), background: Vec::new() }
    }

    /// Runs everything that is due, one after the other, until nothing is; answers how many ran.
    ///
    /// # Errors
    /// When the database fails; what a job says is kept with the job.
    pub async fn run_due_now(&self) -> Result<u64> {
        self.work.plan().await?;
        let mut count = 0;
        loop {
            self.work.enqueue_due_schedules().await?;
            let claimed = self.work.claim(1).await?;
            let Some(job) = claimed.into_iter().next() else {
                return Ok(count);
            };
            let (id, attempts) = (job.id, job.attempts);
            let outcome = execute(self.work.context(job), &self.work.registry).await;
            self.work.forget(id, attempts);
            outcome?;
            count += 1;
        }
    }

    /// Takes no new jobs, gives those running so long to end, and hands back the rest.
    pub async fn stop(mut self, grace: Duration) {
        self.work.stopping.cancel();
        let background = std::mem::take(&mut self.background);
        let aborts: Vec<_> = background.iter().map(JoinHandle::abort_handle).collect();
        let ended = async {
            for task in background {
                if let Err(error) = task.await {
                    error!("The runner of jobs had died: {error}");
                }
            }
        };
        if tokio::time::timeout(grace, ended).await.is_err() {
            aborts.iter().for_each(tokio::task::AbortHandle::abort);
        }
        match self.work.hand_back().await {
            Ok(0) => {}
            Ok(count) => info!("Handed back {count} jobs"),
            Err(error) => warn!("Jobs could not be handed back: {error}"),
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.background.iter().for_each(JoinHandle::abort);
    }
}

impl Work {
    async fn run(self: Arc<Self>) {
        let mut tasks = JoinSet::new();
        let (mut is_planned, mut was_down) = (false, false);
        while !self.stopping.is_cancelled() {
            let looked = self.look(&mut tasks, &mut is_planned).await;
            if let (Err(error), false) = (&looked, was_down) {
                warn!("The queue of jobs cannot be read: {error}");
            }
            was_down = looked.is_err();
            tokio::select! {
                () = self.stopping.cancelled() => {}
                () = self.store.jobs_due().notified() => {}
                Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
                () = tokio::time::sleep(self.settings.poll) => {}
            }
        }
        while tasks.join_next().await.is_some() {}
        self.ended.cancel();
    }

    async fn look(self: &Arc<Self>, tasks: &mut JoinSet<()>, is_planned: &mut bool) -> Result<()> {
        if !*is_planned {
            self.plan().await?;
            *is_planned = true;
        }
        self.enqueue_due_schedules().await?;
        while tasks.try_join_next().is_some() {}
        let room = self.settings.most_running.saturating_sub(tasks.len());
        if room == 0 {
            return Ok(());
        }
        for job in self.claim(room).await? {
            let (work, id, attempts) = (Arc::clone(self), job.id, job.attempts);
            let context = self.context(job);
            tasks.spawn(async move {
                if let Err(error) = execute(context, &work.registry).await {
                    warn!(job.id = %id, "The end of a job could not be noted: {error}");
                }
                work.forget(id, attempts);
            });
        }
        Ok(())
    }

    async fn keep_leases(self: Arc<Self>) {
        loop {
            tokio::select! {
                () = self.ended.cancelled() => return,
                () = tokio::time::sleep(self.settings.lease / 4) => {}
            }
            let running: Vec<(Uuid, i64)> =
                self.running().iter().map(|(id, (attempts, _))| (*id, *attempts)).collect();
            if running.is_empty() {
                continue;
            }
            match self.keep(running).await {
                Ok(ended) => {
                    for id in ended {
                        if let Some((_, cancelled)) = self.running().get(&id) {
                            cancelled.cancel();
                        }
                    }
                }
                Err(error) => warn!("The leases of jobs could not be kept: {error}"),
            }
        }
    }

    async fn plan(&self) -> Result<()> {
        let (registry, lease, is_alone) =
            (self.registry.clone(), self.lease(), self.settings.is_alone);
        self.store
            .write(move |tx| {
                let registry = registry.clone();
                Box::pin(async move {
                    if is_alone {
                        claim::end_other_leases(tx, lease.runner, lease.now).await?;
                    }
                    schedule::plan(tx, &registry, lease.now).await
                })
            })
            .await
    }

    async fn enqueue_due_schedules(&self) -> Result<()> {
        let now = (self.settings.clock)();
        let is_due = self.store.read(move |tx| Box::pin(schedule::is_any_due(tx, now))).await?;
        if !is_due {
            return Ok(());
        }
        let registry = self.registry.clone();
        self.store
            .write(move |tx| {
                let registry = registry.clone();
                Box::pin(async move { schedule::enqueue_due(tx, &registry, now).await })
            })
            .await
    }

    /// Looks first, so that an idle queue costs no write.
    async fn claim(&self, most: usize) -> Result<Vec<Claimed>> {
        let lease = self.lease();
        let kinds: Vec<&'static str> = self.registry.kinds().collect();
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        if !self.store.read(move |tx| Box::pin(claim::is_any_due(tx, lease.now))).await? {
            return Ok(Vec::new());
        }
        self.store
            .write(move |tx| {
                let kinds = kinds.clone();
                Box::pin(async move { claim::claim(tx, lease, &kinds, most).await })
            })
            .await
    }

    async fn keep(&self, running: Vec<(Uuid, i64)>) -> Result<Vec<Uuid>> {
        let lease = self.lease();
        self.store
            .write(move |tx| {
                let running = running.clone();
                Box::pin(async move { claim::keep(tx, lease, &running).await })
            })
            .await
    }

    async fn hand_back(&self) -> Result<u64> {
        let lease = self.lease();
        self.store.write(move |tx| Box::pin(claim::hand_back(tx, lease.runner, lease.now))).await
    }

    fn context(&self, job: Claimed) -> JobContext {
        let cancelled = CancellationToken::new();
        self.running().insert(job.id, (job.attempts, cancelled.clone()));
        JobContext {
            store: self.store.clone(),
            app: Arc::clone(&self.app),
            clock: Arc::clone(&self.settings.clock),
            job: Arc::new(job),
            runner: self.id,
            lease: self.settings.lease,
            cancelled,
            stopping: self.stopping.clone(),
            told_at_us: Arc::new(AtomicI64::new(0)),
        }
    }

    /// A later attempt of the same job stays.
    fn forget(&self, id: Uuid, attempts: i64) {
        let mut running = self.running();
        if running.get(&id).is_some_and(|(known, _)| *known == attempts) {
            running.remove(&id);
        }
    }

    fn lease(&self) -> Lease {
        let now = (self.settings.clock)();
        Lease { runner: self.id, now, until: later(now, self.settings.lease) }
    }

    fn running(&self) -> MutexGuard<'_, HashMap<Uuid, (i64, CancellationToken)>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
