//! Jobs for tests, and the bench that they work at.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use store::Store;
use store::jobs::{
    self, Enqueued, Job, JobContext, JobRecord, JobRegistry, NewJob, Outcome, Runner,
    RunnerSettings,
};
use uuid::Uuid;

/// What the test tells its jobs, and they it.
#[derive(Default)]
pub struct Bench {
    pub log: Mutex<Vec<String>>,
    pub now_us: AtomicI64,
    pub held: AtomicU64,
}

impl Bench {
    pub fn at(now: &str) -> Arc<Self> {
        let bench = Self::default();
        bench.now_us.store(now.parse::<Timestamp>().unwrap().as_microsecond(), Ordering::SeqCst);
        Arc::new(bench)
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.now_us.load(Ordering::SeqCst)).unwrap()
    }

    pub fn pass(&self, time: SignedDuration) {
        self.now_us.fetch_add(i64::try_from(time.as_micros()).unwrap(), Ordering::SeqCst);
    }
}

#[derive(Serialize, Deserialize)]
pub struct Say {
    pub word: String,
}

impl Job for Say {
    const KIND: &'static str = "say";
    const MAX_ATTEMPTS: u32 = 3;

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let bench = context.app::<Bench>()?;
        bench.log.lock().unwrap().push(self.word.clone());
        context.progress(1, Some(1)).await?;
        match self.word.as_str() {
            "broken" => Err(Error::broken("a defect")),
            "refused" => Err(Error::refused("word", "rude")),
            "panic" => panic!("on purpose"),
            _ => Ok(Outcome::DoneWith(format!("said {}", self.word))),
        }
    }
}

/// Works until it is told to stop.
#[derive(Serialize, Deserialize)]
pub struct Toil;

impl Job for Toil {
    const KIND: &'static str = "toil";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        context.app::<Bench>()?.held.fetch_add(1, Ordering::SeqCst);
        while !context.should_stop() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(Outcome::Again(Duration::ZERO))
    }
}

pub fn registry() -> JobRegistry {
    let mut registry = JobRegistry::default();
    registry.register::<Say>().register::<Toil>();
    registry
}

pub fn settings(bench: &Arc<Bench>) -> RunnerSettings {
    let clock = Arc::clone(bench);
    RunnerSettings { clock: Arc::new(move || clock.now()), ..RunnerSettings::default() }
}

/// Runs jobs only when told, by the bench's clock.
pub fn idle(store: &Store, bench: &Arc<Bench>, registry: JobRegistry) -> Runner {
    Runner::idle(store.clone(), registry, bench.clone(), settings(bench))
}

pub fn quick() -> RunnerSettings {
    RunnerSettings {
        lease: Duration::from_millis(800),
        poll: Duration::from_millis(50),
        ..RunnerSettings::default()
    }
}

pub async fn put(store: &Store, job: NewJob) -> Enqueued {
    store
        .write(move |tx| {
            let job = job.clone();
            Box::pin(async move { jobs::enqueue(tx, &job).await })
        })
        .await
        .unwrap()
}

pub async fn get(store: &Store, id: Uuid) -> JobRecord {
    store.read(move |tx| Box::pin(jobs::get(tx, id))).await.unwrap()
}

pub async fn until(limit: Duration, mut is_so: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !is_so().await {
        assert!(started.elapsed() < limit, "not within {limit:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
