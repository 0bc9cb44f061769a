//! Waiting writes share a commit on SQLite, and none suffers for another.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test ends there")]

mod space;

use std::time::{Duration, Instant};

use kernel::{Error, Result};
use space::Space;
use store::{Store, Tx};
use tokio::task::JoinSet;
use uuid::Uuid;

async fn put(tx: &mut Tx, number: i64) -> Result<()> {
    let sql = r#"insert into "note" ("id", "number", "text") values ($1, $2, $3)"#;
    let text = "x".repeat(2_000);
    tx.execute(sql, &[Uuid::now_v7().into(), number.into(), text.into()]).await.map(drop)
}

async fn insert(store: &Store, number: i64) -> Result<()> {
    store.write(move |tx| Box::pin(async move { put(tx, number).await })).await
}

async fn count(store: &Store) -> i64 {
    let counted = store.read(|tx| {
        Box::pin(async move { tx.query_one(r#"select count(*) from "note""#, &[]).await?.int(0) })
    });
    counted.await.unwrap()
}

on_both_engines!(writers_side_by_side_are_all_kept);

async fn writers_side_by_side_are_all_kept(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let mut writers = JoinSet::new();
    for writer in 0..64 {
        let store = store.clone();
        writers.spawn(async move {
            for number in 0..5 {
                insert(&store, writer * 5 + number).await.unwrap();
            }
        });
    }
    writers.join_all().await;
    assert_eq!(count(&store).await, 320);
}

/// Holds the writer up, so that what comes meanwhile waits together.
async fn hold_up(store: &Store) -> tokio::task::JoinHandle<Result<()>> {
    let store = store.clone();
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let mut begun = Some(begun);
    let holding = tokio::spawn(async move {
        store
            .write(move |_| {
                if let Some(begun) = begun.take() {
                    begun.send(()).unwrap();
                }
                Box::pin(async move {
                    std::thread::sleep(Duration::from_millis(300));
                    Ok(())
                })
            })
            .await
    });
    has_begun.await.unwrap();
    holding
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_that_wait_share_one_commit() {
    let space = Space::sqlite();
    let store = Store::open(space.config()).await.unwrap();
    let holding = hold_up(&store).await;
    let before = store.commit_count();
    let mut writes = JoinSet::new();
    for number in 0..100 {
        let store = store.clone();
        writes.spawn(async move { insert(&store, number).await });
    }
    for outcome in writes.join_all().await {
        outcome.unwrap();
    }
    holding.await.unwrap().unwrap();
    assert_eq!(count(&store).await, 100);
    let commits = store.commit_count() - before;
    assert!(commits <= 3, "100 waiting writes took {commits} commits");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_fails_takes_no_other_of_its_group_along() {
    let space = Space::sqlite();
    let store = Store::open(space.config()).await.unwrap();
    let holding = hold_up(&store).await;
    let mut writes = JoinSet::new();
    for number in 0..40_i64 {
        let store = store.clone();
        writes.spawn(async move {
            let outcome: Result<()> = store
                .write(move |tx| {
                    Box::pin(async move {
                        put(tx, number).await?;
                        match number % 4 {
                            0 => Ok(()),
                            1 => Err(Error::NotFound),
                            2 => put(tx, number).await,
                            _ => panic!("on purpose"),
                        }
                    })
                })
                .await;
            (number, outcome)
        });
    }
    for (number, outcome) in writes.join_all().await {
        match number % 4 {
            0 => outcome.unwrap(),
            1 => assert!(matches!(outcome, Err(Error::NotFound))),
            2 => assert!(matches!(outcome, Err(Error::Conflict(_)))),
            _ => assert!(matches!(outcome, Err(Error::Broken(_)))),
        }
    }
    holding.await.unwrap().unwrap();
    assert_eq!(count(&store).await, 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_waits_for_something_else_is_a_defect_of_its_own() {
    let space = Space::sqlite();
    let store = Store::open(space.config()).await.unwrap();
    let holding = hold_up(&store).await;
    let waiting = store.write(|tx| {
        Box::pin(async move {
            put(tx, 1).await?;
            tokio::task::yield_now().await;
            put(tx, 2).await
        })
    });
    let (waited, other) = tokio::join!(waiting, insert(&store, 3));
    assert!(matches!(waited, Err(Error::Broken(_))), "{waited:?}");
    other.unwrap();
    holding.await.unwrap().unwrap();
    assert_eq!(count(&store).await, 1);
    let waited = store.read(|_| {
        Box::pin(async move {
            tokio::task::yield_now().await;
            Ok(())
        })
    });
    assert!(matches!(waited.await, Err(Error::Broken(_))));
}

/// Lets the database have so many pages more: full, as a disk is full.
async fn limit_pages(store: &Store, pages: Option<i64>) {
    store
        .write(move |tx| {
            Box::pin(async move {
                let most = match pages {
                    Some(more) => tx.query_one("pragma page_count", &[]).await?.int(0)? + more,
                    None => 1_000_000,
                };
                tx.query(&format!("pragma max_page_count = {most}"), &[]).await.map(drop)
            })
        })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_said_and_survived() {
    let space = Space::sqlite();
    let store = Store::open(space.config()).await.unwrap();
    insert(&store, -1).await.unwrap();
    limit_pages(&store, Some(4)).await;
    let holding = hold_up(&store).await;
    let big = store.write(|tx| {
        Box::pin(async move {
            for number in 100..200 {
                put(tx, number).await?;
            }
            Ok(())
        })
    });
    let (small, big, other) = tokio::join!(insert(&store, 1), big, insert(&store, 2));
    holding.await.unwrap().unwrap();
    assert!(matches!(big, Err(Error::StorageFull)), "{big:?}");
    small.expect("the one before the big one runs again");
    other.expect("the one behind the big one runs");
    assert_eq!(count(&store).await, 3, "reading goes on");
    limit_pages(&store, None).await;
    insert(&store, 3).await.unwrap();
    assert_eq!(count(&store).await, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_is_stopped_for_its_length_takes_no_other_along() {
    let space = Space::sqlite();
    let mut config = space.config();
    config.statement_limit = Duration::from_millis(150);
    let store = Store::open(config).await.unwrap();
    let holding = hold_up(&store).await;
    let started = Instant::now();
    let endless = store.write(|tx| {
        Box::pin(async move {
            let sql = r#"insert into "note" ("id", "number")
                with recursive n (i) as (select 1 union all select i + 1 from n where i < 2000000000)
                select randomblob(16), i from n"#;
            tx.execute(sql, &[]).await
        })
    });
    let (before, endless, behind) = tokio::join!(insert(&store, -1), endless, insert(&store, -2));
    assert!(matches!(endless, Err(Error::Unavailable { .. })), "{endless:?}");
    before.unwrap();
    behind.unwrap();
    holding.await.unwrap().unwrap();
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    assert_eq!(count(&store).await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_nobody_waits_for_is_left_out() {
    let space = Space::sqlite();
    let store = Store::open(space.config()).await.unwrap();
    let holding = hold_up(&store).await;
    let abandoned = tokio::time::timeout(Duration::from_millis(50), insert(&store, 1)).await;
    assert!(abandoned.is_err());
    holding.await.unwrap().unwrap();
    insert(&store, 2).await.unwrap();
    assert_eq!(count(&store).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_another_program_is_left_alone() {
    let space = Space::sqlite();
    let foreign = rusqlite::Connection::open(space.folder.path().join("workspace.db")).unwrap();
    foreign.execute_batch("create table theirs (a); insert into theirs values (1);").unwrap();
    drop(foreign);
    let refused = Store::open(space.config()).await.unwrap_err().to_string();
    assert!(refused.contains("another program"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_file_is_named_as_such() {
    let space = Space::sqlite();
    std::fs::write(space.folder.path().join("workspace.db"), [7u8; 8192]).unwrap();
    let refused = Store::open(space.config()).await.unwrap_err().to_string();
    assert!(refused.contains("damaged") && refused.contains("backup"), "{refused}");
}
