//! Jobs: put into the queue with their cause, tried again, given up, cancelled, purged.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends there"
)]

mod bench;
mod space;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bench::{Bench, Say, Toil, get, idle, put, quick, registry, until};
use jiff::{SignedDuration, Timestamp};
use kernel::{Error, Result};
use serde_json::json;
use space::Space;
use store::Store;
use store::jobs::{self, Enqueued, JobList, JobState, NewJob, Priority, Runner};
use uuid::Uuid;

on_both_engines!(
    a_job_runs_once_its_cause_is_committed,
    the_same_work_is_not_queued_twice,
    the_urgent_come_first,
    a_failure_is_kept_and_tried_again_after_a_pause,
    a_refusal_waits_for_a_person,
    a_panic_is_a_failure_of_the_job_alone,
    a_job_can_be_cancelled,
    finished_jobs_are_purged,
);

fn say(word: &str, now: Timestamp) -> NewJob {
    NewJob::new(&Say { word: word.to_owned() }, now).unwrap()
}

async fn a_job_runs_once_its_cause_is_committed(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let bench = Bench::at("2026-03-01T10:00:00Z");
    let now = bench.now();
    let undone: Result<()> = store
        .write(move |tx| {
            Box::pin(async move {
                jobs::enqueue(tx, &say("undone", now)).await?;
                Err(Error::NotFound)
            })
        })
        .await;
    assert!(undone.is_err());
    let job = say("hello", now).by(json!({"user": "ada"})).in_change_set(Uuid::now_v7());
    let id = put(&store, job.clone()).await.id();
    put(&store, say("later", now).at(now + SignedDuration::from_hours(1))).await;
    let runner = idle(&store, &bench, registry());
    assert_eq!(runner.run_due_now().await.unwrap(), 1);
    assert_eq!(runner.run_due_now().await.unwrap(), 0);
    assert_eq!(*bench.log.lock().unwrap(), ["hello"]);
    let record = get(&store, id).await;
    assert_eq!((record.state, record.attempts), (JobState::Done, 1));
    assert_eq!((record.progress_done, record.progress_total), (Some(1), Some(1)));
    assert_eq!(record.message.as_deref(), Some("said hello"));
    assert_eq!((record.actor, record.change_set), (job.actor, job.change_set));
    assert_eq!(record.finished_at, Some(now));
    bench.pass(SignedDuration::from_hours(1));
    assert_eq!(runner.run_due_now().await.unwrap(), 1);
    assert_eq!(*bench.log.lock().unwrap(), ["hello", "later"]);
}

async fn the_same_work_is_not_queued_twice(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let bench = Bench::at("2026-03-01T10:00:00Z");
    let first = put(&store, say("once", bench.now()).once("greeting")).await;
    let second = put(&store, say("once", bench.now()).once("greeting")).await;
    assert!(matches!(first, Enqueued::New(_)));
    assert_eq!(second, Enqueued::Already(first.id()));
    let runner = idle(&store, &bench, registry());
    assert_eq!(runner.run_due_now().await.unwrap(), 1);
    let third = put(&store, say("once", bench.now()).once("greeting")).await;
    assert!(matches!(third, Enqueued::New(_)), "it may come again when it is done");
}

async fn the_urgent_come_first(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let bench = Bench::at("2026-03-01T10:00:00Z");
    for (word, priority) in [
        ("low", Priority::Low),
        ("first", Priority::Normal),
        ("high", Priority::High),
        ("second", Priority::Normal),
    ] {
        let mut job = say(word, bench.now());
        job.priority = priority;
        put(&store, job).await;
    }
    idle(&store, &bench, registry()).run_due_now().await.unwrap();
    assert_eq!(*bench.log.lock().unwrap(), ["high", "first", "second", "low"]);
}

async fn a_failure_is_kept_and_tried_again_after_a_pause(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let bench = Bench::at("2026-03-01T10:00:00Z");
    let id = put(&store, say("broken", bench.now())).await.id();
    let runner = idle(&store, &bench, registry());
    let mut pauses = Vec::new();
    for attempt in 1..=3 {
        assert_eq!(runner.run_due_now().await.unwrap(), 1, "attempt {attempt}");
        let record = get(&store, id).await;
        assert_eq!(record.attempts, attempt);
        assert_eq!(record.error_kind.as_deref(), Some("broken"));
        assert_eq!(record.error.as_deref(), Some("a defect"));
        pauses.push(record.run_at.duration_since(bench.now()));
        bench.pass(SignedDuration::from_mins(2));
        if attempt < 3 {
            assert_eq!(record.state, JobState::Waiting);
        }
    }
    assert!(
        pauses[0] >= SignedDuration::from_millis(3_700) && pauses[1] > pauses[0] * 2,
        "{pauses:?}"
    );
    assert_eq!(get(&store, id).await.state, JobState::Failed);
    assert_eq!(runner.run_due_now().await.unwrap(), 0);
    let now = bench.now();
    assert!(store.write(move |tx| Box::pin(jobs::retry(tx, id, now))).await.unwrap());
    assert_eq!(runner.run_due_now().await.unwrap(), 1, "a person tries again");
    assert_eq!(get(&store, id).await.attempts, 1);
}

async fn a_refusal_waits_for_a_person(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let bench = Bench::at("2026-03-01T10:00:00Z");
    let id = put(&store, say("refused", bench.now())).await.id();
    idle(&store, &bench, registry()).run_due_now().await.unwrap();
    let record = get(&store, id).await;
    assert_eq!((record.state, record.attempts), (JobState::Failed, 1));
    assert_eq!(record.error_kind.as_deref(), Some("refused"));
    let failed = JobList { state: Some(JobState::Failed), limit: 10, ..JobList::default() };
    let listed = store
        .read(move |tx| {
            let failed = failed.clone();
            Box::pin(async move { jobs::list(tx, &failed).await })
        })
        .await
        .unwrap();
    assert_eq!(listed, [record]);
    let counts = store.read(|tx| Box::pin(jobs::counts(tx))).await.unwrap();
    assert!(
        counts.contains(&(JobState::Failed, 1)) && counts.contains(&(JobState::Queued, 0)),
        "{counts:?}"
    );
}

async fn a_panic_is_a_failure_of_the_job_alone(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let bench = Bench::at("2026-03-01T10:00:00Z");
    let id = put(&store, say("panic", bench.now())).await.id();
    put(&store, say("after", bench.now())).await;
    assert_eq!(idle(&store, &bench, registry()).run_due_now().await.unwrap(), 2);
    let record = get(&store, id).await;
    assert_eq!(record.error_kind.as_deref(), Some("panic"));
    assert_eq!(record.error.as_deref(), Some("on purpose"));
    assert_eq!(*bench.log.lock().unwrap(), ["panic", "after"]);
}

async fn a_job_can_be_cancelled(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let bench = Arc::new(Bench::default());
    let cancel = async |id: Uuid| {
        store.write(move |tx| Box::pin(jobs::cancel(tx, id, Timestamp::now()))).await.unwrap()
    };
    let waiting =
        say("never", Timestamp::now()).at(Timestamp::now() + SignedDuration::from_hours(1));
    let waiting = put(&store, waiting).await.id();
    assert!(cancel(waiting).await);
    assert_eq!(get(&store, waiting).await.error_kind.as_deref(), Some("cancelled"));
    assert!(!cancel(waiting).await, "it has ended");
    let missing =
        store.write(|tx| Box::pin(jobs::cancel(tx, Uuid::now_v7(), Timestamp::now()))).await;
    assert!(matches!(missing, Err(Error::NotFound)));
    let running = put(&store, NewJob::new(&Toil, Timestamp::now()).unwrap()).await.id();
    let runner = Runner::start(store.clone(), registry(), bench.clone(), quick());
    until(Duration::from_secs(5), async || bench.held.load(Ordering::SeqCst) == 1).await;
    assert!(cancel(running).await);
    until(Duration::from_secs(5), async || get(&store, running).await.state == JobState::Failed)
        .await;
    assert_eq!(get(&store, running).await.error_kind.as_deref(), Some("cancelled"));
    runner.stop(Duration::from_secs(5)).await;
}

async fn finished_jobs_are_purged(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let bench = Bench::at("2026-03-01T10:00:00Z");
    for word in ["a", "b", "refused"] {
        put(&store, say(word, bench.now())).await;
    }
    let runner = idle(&store, &bench, registry());
    runner.run_due_now().await.unwrap();
    let kept = put(&store, say("c", bench.now())).await.id();
    let before = bench.now();
    let purge = async |before| {
        store.write(move |tx| Box::pin(jobs::purge_finished(tx, before, 2))).await.unwrap()
    };
    assert_eq!(purge(before).await, 0);
    let later = before + SignedDuration::from_secs(1);
    assert_eq!((purge(later).await, purge(later).await, purge(later).await), (2, 1, 0));
    assert_eq!(get(&store, kept).await.state, JobState::Queued);
}
