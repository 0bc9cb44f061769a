//! Jobs and runners: who has a job, who takes it over, and that its effect happens once.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test ends there")]

mod bench;
mod space;

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bench::{Bench, Say, Toil, get, idle, put, quick, registry, until};
use jiff::{SignedDuration, Timestamp};
use kernel::Result;
use serde::{Deserialize, Serialize};
use serde_json::json;
use space::Space;
use store::Store;
use store::jobs::{
    self, Job, JobContext, JobRegistry, JobState, NewJob, Outcome, Runner, Schedule,
};
use uuid::Uuid;

on_both_engines!(
    a_job_whose_runner_died_is_taken_over,
    a_runner_that_lost_its_lease_changes_nothing,
    two_runners_do_each_job_once,
    a_schedule_runs_once_however_many_watch,
    a_runner_that_stops_hands_back,
);

/// Inserts a row in the transaction that ends it.
#[derive(Serialize, Deserialize)]
struct Count {
    number: i64,
}

impl Job for Count {
    const KIND: &'static str = "count";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let (number, ending) = (self.number, context.clone());
        context
            .store()
            .write(move |tx| {
                let ending = ending.clone();
                Box::pin(async move {
                    let sql = r#"insert into "note" ("id", "number") values ($1, $2)"#;
                    tx.execute(sql, &[Uuid::now_v7().into(), number.into()]).await?;
                    ending.done_in(tx).await
                })
            })
            .await?;
        Ok(Outcome::Done)
    }
}

async fn a_job_whose_runner_died_is_taken_over(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let bench = Arc::new(Bench::default());
    let id = put(&store, NewJob::new(&Toil, Timestamp::now()).unwrap()).await.id();
    let doomed = Runner::start(store.clone(), registry(), bench.clone(), quick());
    until(Duration::from_secs(5), async || bench.held.load(Ordering::SeqCst) == 1).await;
    // It keeps its lease while it lives.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(get(&store, id).await.attempts, 1);
    drop(doomed);
    let heir = Runner::start(store.clone(), registry(), bench.clone(), quick());
    until(Duration::from_secs(5), async || bench.held.load(Ordering::SeqCst) == 2).await;
    let record = get(&store, id).await;
    assert_eq!((record.state, record.attempts), (JobState::Running, 2));
    heir.stop(Duration::from_secs(5)).await;
}

async fn a_runner_that_lost_its_lease_changes_nothing(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let lost = Arc::new(Mutex::new(None));
    let mut registry = JobRegistry::default();
    registry.register::<Keep>();
    let id = put(&store, NewJob::new(&Keep, Timestamp::now()).unwrap()).await.id();
    let runner = Runner::idle(store.clone(), registry, lost.clone(), quick());
    runner.run_due_now().await.unwrap();
    assert!(lost.lock().unwrap().take().is_some_and(|said: String| said.contains("lease")));
    let record = get(&store, id).await;
    assert_eq!((record.state, record.attempts), (JobState::Running, 2), "it is the other's now");
}

/// Finds in the middle of its work that another runner took it.
#[derive(Serialize, Deserialize)]
struct Keep;

impl Job for Keep {
    const KIND: &'static str = "keep";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let (id, holding) = (context.id(), context.clone());
        let hold = async |context: JobContext| {
            let holding = context.clone();
            context
                .store()
                .write(move |tx| {
                    let holding = holding.clone();
                    Box::pin(async move { holding.hold(tx).await })
                })
                .await
        };
        hold(holding.clone()).await.expect("it has the lease");
        let sql = r#"update "job" set "leased_by" = $1, "attempts" = 2 where "id" = $2"#;
        context
            .store()
            .write(move |tx| {
                Box::pin(async move { tx.execute(sql, &[Uuid::now_v7().into(), id.into()]).await })
            })
            .await?;
        let said = hold(holding).await.unwrap_err().to_string();
        *context.app::<Mutex<Option<String>>>()?.lock().unwrap() = Some(said);
        Ok(Outcome::Done)
    }
}

async fn two_runners_do_each_job_once(space: Space) {
    let (first, second) =
        (Store::open(space.config()).await.unwrap(), Store::open(space.config()).await.unwrap());
    let bench = Arc::new(Bench::default());
    let mut counting = registry();
    counting.register::<Count>();
    for number in 0..150 {
        put(&first, NewJob::new(&Count { number }, Timestamp::now()).unwrap()).await;
    }
    let runners = [&first, &second]
        .map(|store| Runner::start(store.clone(), counting.clone(), bench.clone(), quick()));
    let done = async || {
        let counts = first.read(|tx| Box::pin(jobs::counts(tx))).await.unwrap();
        counts.contains(&(JobState::Done, 150))
    };
    until(Duration::from_secs(30), done).await;
    for runner in runners {
        runner.stop(Duration::from_secs(5)).await;
    }
    // A unique index stands on the number: a second run would have failed.
    let sql = r#"select count(*), count(distinct "number"), (select sum("attempts") from "job") from "note""#;
    let row = first.read(move |tx| Box::pin(tx.query_one(sql, &[]))).await.unwrap();
    assert_eq!((row.int(0).unwrap(), row.int(1).unwrap(), row.int(2).unwrap()), (150, 150, 150));
}

async fn a_schedule_runs_once_however_many_watch(space: Space) {
    let (first, second) =
        (Store::open(space.config()).await.unwrap(), Store::open(space.config()).await.unwrap());
    let bench = Bench::at("2026-03-01T10:00:00Z");
    let runner = |store: &Store| {
        let mut registry = registry();
        registry.schedule(Schedule {
            key: "nightly",
            cron: "30 3 * * *".to_owned(),
            zone: "Europe/Madrid".to_owned(),
            kind: Say::KIND,
            payload: json!({"word": "night"}),
        });
        idle(store, &bench, registry)
    };
    let (one, two) = (runner(&first), runner(&second));
    assert_eq!(one.run_due_now().await.unwrap() + two.run_due_now().await.unwrap(), 0);
    for days in [1, 2, 3] {
        bench.pass(SignedDuration::from_hours(24));
        let (ran, also) = tokio::join!(one.run_due_now(), two.run_due_now());
        assert_eq!(ran.unwrap() + also.unwrap(), 1, "day {days}");
    }
    bench.pass(SignedDuration::from_hours(24 * 30));
    assert_eq!(one.run_due_now().await.unwrap(), 1, "what was missed is made up once");
    bench.pass(SignedDuration::from_hours(-48));
    assert_eq!(one.run_due_now().await.unwrap(), 0, "a clock set back repeats nothing");
}

async fn a_runner_that_stops_hands_back(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let bench = Arc::new(Bench::default());
    let polite = put(&store, NewJob::new(&Toil, Timestamp::now()).unwrap()).await.id();
    let stubborn = put(&store, NewJob::of_kind("stand", json!(null), Timestamp::now())).await.id();
    let mut registry = registry();
    registry.register::<Stand>();
    let runner = Runner::start(store.clone(), registry, bench.clone(), quick());
    until(Duration::from_secs(5), async || bench.held.load(Ordering::SeqCst) == 2).await;
    let started = Instant::now();
    runner.stop(Duration::from_millis(600)).await;
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    for id in [polite, stubborn] {
        let record = get(&store, id).await;
        assert_eq!((record.state, record.attempts), (JobState::Queued, 0), "{}", record.kind);
    }
}

/// Does not look whether it shall stop.
#[derive(Serialize, Deserialize)]
struct Stand;

impl Job for Stand {
    const KIND: &'static str = "stand";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        context.app::<Bench>()?.held.fetch_add(1, Ordering::SeqCst);
        std::future::pending().await
    }
}
