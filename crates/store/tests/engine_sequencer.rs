//! Nobody misses an entry of the journal, and nobody changes one unseen.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends there"
)]

mod space;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use kernel::Result;
use space::Space;
use store::sequencer::verify_chain;
use store::{SqlValue, Store, Tx};
use tokio::task::JoinSet;
use uuid::Uuid;

on_both_engines!(
    eight_writers_and_nothing_missed,
    a_commit_is_numbered_at_once_and_told,
    a_changed_journal_is_found,
    two_processes_number_one_journal,
);

const WRITERS: usize = 8;
const WRITES: usize = 150;

/// One transaction with a header of so many entries; the id comes first, as real work does.
async fn note(tx: &mut Tx, entries: i64) -> Result<Uuid> {
    let transaction = tx.transaction_id().await?;
    let id = Uuid::now_v7();
    let sql = r#"insert into "journal_header" ("id", "transaction_id", "epoch", "change_set", "entries",
        "digest", "at") select $1, $2, "epoch", $3, $4, $5, $6 from "sequencer" where "name" = 'journal'"#;
    let digest = SqlValue::Bytes(vec![7; 32]);
    let now = Timestamp::now();
    let values =
        [id.into(), transaction.into(), Uuid::now_v7().into(), entries.into(), digest, now.into()];
    tx.execute(sql, &values).await?;
    Ok(id)
}

async fn write(store: &Store, entries: i64) -> Uuid {
    store.write(move |tx| Box::pin(note(tx, entries))).await.unwrap()
}

async fn numbers_after(store: &Store, last: i64) -> Vec<(Uuid, i64, i64)> {
    let sql = r#"select "id", "first_seq", "entries" from "journal_header"
        where "first_seq" > $1 order by "first_seq" limit 50"#;
    let rows = store
        .read(move |tx| Box::pin(async move { tx.query(sql, &[last.into()]).await }))
        .await
        .unwrap();
    rows.iter().map(|row| (row.id(0).unwrap(), row.int(1).unwrap(), row.int(2).unwrap())).collect()
}

/// Reads on by plain "greater than the last", as every consumer does.
async fn follow(store: Store, is_done: Arc<AtomicBool>) -> Vec<(Uuid, i64, i64)> {
    let mut seen: Vec<(Uuid, i64, i64)> = Vec::new();
    loop {
        let was_done = is_done.load(Ordering::SeqCst);
        let last = seen.last().map_or(0, |(_, first_seq, _)| *first_seq);
        let new = numbers_after(&store, last).await;
        if new.is_empty() && was_done {
            return seen;
        }
        seen.extend(new);
    }
}

async fn eight_writers_and_nothing_missed(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let is_done = Arc::new(AtomicBool::new(false));
    let following = tokio::spawn(follow(store.clone(), Arc::clone(&is_done)));
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let store = store.clone();
        writers.spawn(async move {
            let mut written = Vec::new();
            for number in 0..WRITES {
                let entries = i64::try_from((writer + number) % 4 + 1).unwrap();
                written.push(write(&store, entries).await);
            }
            written
        });
    }
    let written: BTreeSet<Uuid> = writers.join_all().await.into_iter().flatten().collect();
    assert_eq!(written.len(), WRITERS * WRITES);
    store.settle().await.unwrap();
    is_done.store(true, Ordering::SeqCst);
    let seen = following.await.unwrap();
    let ids: BTreeSet<Uuid> = seen.iter().map(|(id, _, _)| *id).collect();
    assert_eq!(ids, written, "missed {}", written.difference(&ids).count());
    let mut next = 1;
    for (_, first_seq, entries) in &seen {
        assert_eq!(*first_seq, next, "the numbers are dense");
        next += entries;
    }
    let sealer_store = store.clone();
    let verified = store
        .read(move |tx| {
            let store = sealer_store.clone();
            Box::pin(async move { verify_chain(tx, store.sealer()).await })
        })
        .await;
    assert_eq!(usize::try_from(verified.unwrap()).unwrap(), WRITERS * WRITES);
    assert_eq!(i64::try_from(*store.committed().borrow()).unwrap(), next - 1);
}

async fn a_commit_is_numbered_at_once_and_told(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    write(&store, 1).await;
    store.settle().await.unwrap();
    let mut committed = store.committed();
    let before = *committed.borrow_and_update();
    let started = Instant::now();
    write(&store, 3).await;
    let told =
        tokio::time::timeout(Duration::from_secs(5), committed.wait_for(|seq| *seq >= before + 3));
    told.await.expect("it is told").unwrap();
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    assert_eq!(store.journal_lag().await.unwrap().waiting, 0);
    let reopened = Store::open(space.config()).await.unwrap();
    assert_eq!(*reopened.committed().borrow(), before + 3);
}

async fn a_changed_journal_is_found(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    for _ in 0..5 {
        write(&store, 2).await;
    }
    store.settle().await.unwrap();
    let verify = async || {
        let sealing = store.clone();
        store
            .read(move |tx| {
                let store = sealing.clone();
                Box::pin(async move { verify_chain(tx, store.sealer()).await })
            })
            .await
    };
    let change = async |sql: &'static str| {
        store.write(move |tx| Box::pin(tx.execute(sql, &[]))).await.unwrap();
    };
    assert_eq!(verify().await.unwrap(), 5);
    change(r#"update "journal_header" set "at" = "at" + 1 where "first_seq" = 5"#).await;
    let message = verify().await.unwrap_err().to_string();
    assert!(message.contains("number 5"), "{message}");
    change(r#"update "journal_header" set "at" = "at" - 1 where "first_seq" = 5"#).await;
    assert_eq!(verify().await.unwrap(), 5);
    change(r#"delete from "journal_header" where "first_seq" = 9"#).await;
    let message = verify().await.unwrap_err().to_string();
    assert!(message.contains("number 9"), "a cut-off end is found too: {message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workspace_that_moved_to_another_cluster_goes_on_in_a_new_epoch() {
    let space = Space::postgres();
    let store = Store::open(space.config()).await.unwrap();
    write(&store, 1).await;
    store.settle().await.unwrap();
    store.close().await;
    let far = 1_i64 << 40;
    let (server, schema) = space.schema.clone().unwrap();
    let (client, connection) =
        tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    // As it lies in a dump of a cluster that had come farther, one transaction not numbered yet.
    let moved = format!(
        r#"set search_path = {schema}; update "sequencer" set "transaction_id" = {far};
        insert into "journal_header" ("id", "transaction_id", "epoch", "change_set", "entries", "digest", "at")
        select gen_random_uuid(), {far} + 1, 1, gen_random_uuid(), 2, '\x07', 1"#
    );
    client.batch_execute(&moved).await.unwrap();
    for _ in 0..2 {
        let store = Store::open(space.config()).await.unwrap();
        write(&store, 1).await;
        store.settle().await.unwrap();
        store.close().await;
    }
    let store = Store::open(space.config()).await.unwrap();
    let seen: Vec<_> =
        numbers_after(&store, 0).await.iter().map(|(_, seq, count)| (*seq, *count)).collect();
    assert_eq!(seen, [(1, 1), (2, 2), (4, 1), (5, 1)]);
    let sql = r#"select "epoch" from "sequencer""#;
    let epoch = store.read(move |tx| Box::pin(tx.query_one(sql, &[]))).await.unwrap();
    assert_eq!(epoch.int(0).unwrap(), 2);
}

async fn two_processes_number_one_journal(space: Space) {
    let (first, second) =
        (Store::open(space.config()).await.unwrap(), Store::open(space.config()).await.unwrap());
    let mut written = BTreeSet::new();
    for _ in 0..20 {
        written.insert(write(&first, 1).await);
        written.insert(write(&second, 1).await);
    }
    first.settle().await.unwrap();
    // Whichever of them numbered: the other goes on without it.
    first.close().await;
    for _ in 0..20 {
        written.insert(write(&second, 1).await);
    }
    second.settle().await.unwrap();
    let mut seen = Vec::new();
    loop {
        let new = numbers_after(&second, seen.last().map_or(0, |(_, seq, _)| *seq)).await;
        if new.is_empty() {
            break;
        }
        seen.extend(new);
    }
    let numbers: Vec<i64> = seen.iter().map(|(_, seq, _)| *seq).collect();
    assert_eq!(numbers, (1..=60).collect::<Vec<i64>>());
    assert_eq!(seen[0].2, 1);
    assert_eq!(seen.into_iter().map(|(id, _, _)| id).collect::<BTreeSet<_>>(), written);
}
