//! A process that is killed loses nothing that it acknowledged.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test ends there")]

mod space;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use space::Space;
use store::{Durability, Store};
use uuid::Uuid;

on_both_engines!(what_was_acknowledged_outlives_a_kill);

const ROUNDS: u64 = 5;

async fn what_was_acknowledged_outlives_a_kill(space: Space) {
    let mut acknowledged = BTreeSet::new();
    for round in 0..ROUNDS {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "the_process_that_is_killed", "--ignored", "--nocapture"])
            .env("KILL_TEST_FOLDER", space.folder.path())
            .stdout(Stdio::piped());
        if let Some((server, schema)) = &space.schema {
            command.env("KILL_TEST_SCHEMA", schema).env("RAPPORT_TEST_POSTGRES", server);
        }
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let reading = std::thread::spawn(move || {
            let lines = lines.lines().map_while(Result::ok);
            // The last line may be cut off by the kill.
            lines
                .filter_map(|line| line.strip_prefix("kept ")?.strip_suffix('.')?.parse().ok())
                .collect::<Vec<i64>>()
        });
        tokio::time::sleep(Duration::from_millis(700 + 130 * round)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(reading.join().unwrap());
    }
    assert!(acknowledged.len() > 20, "the writer wrote only {}", acknowledged.len());
    let store = Store::open(space.config()).await.unwrap();
    let found: BTreeSet<i64> = store
        .read(|tx| {
            Box::pin(async move {
                let rows = tx.query(r#"select "number" from "note""#, &[]).await?;
                rows.iter().map(|row| row.int(0)).collect()
            })
        })
        .await
        .unwrap();
    let lost: Vec<_> = acknowledged.difference(&found).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_made_under_writers_holds_what_was_acknowledged_before() {
    let space = Space::sqlite();
    let store = Store::open(space.config()).await.unwrap();
    let writers: Vec<_> = (0..4).map(|_| tokio::spawn(write_for_ever(store.clone()))).collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let sql = r#"select count(*) from "note""#;
    let before =
        store.read(move |tx| Box::pin(tx.query_one(sql, &[]))).await.unwrap().int(0).unwrap();
    let target = space.folder.path().join("copy.db");
    store.copy_database(target.clone()).await.unwrap();
    writers.iter().for_each(tokio::task::JoinHandle::abort);
    let copy = rusqlite::Connection::open(target).unwrap();
    let found: i64 = copy.query_row(sql, [], |row| row.get(0)).unwrap();
    let state: String = copy.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
    assert!(before > 0 && found >= before, "{found} of {before}");
    assert_eq!(state, "ok");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the other half of what_was_acknowledged_outlives_a_kill"]
async fn the_process_that_is_killed() {
    let Ok(folder) = std::env::var("KILL_TEST_FOLDER") else {
        return;
    };
    let mut space = Space::sqlite();
    if let Ok(schema) = std::env::var("KILL_TEST_SCHEMA") {
        space.schema = Some((std::env::var("RAPPORT_TEST_POSTGRES").unwrap(), schema));
    }
    let mut config = space.config();
    config.data_dir = folder.into();
    config.durability = Durability::Full;
    let store = Store::open(config).await.unwrap();
    let writers = (0..8).map(|_| tokio::spawn(write_for_ever(store.clone())));
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
}

async fn write_for_ever(store: Store) {
    loop {
        let id = Uuid::now_v7();
        let number = i64::from_be_bytes(*Uuid::new_v4().as_bytes().first_chunk().unwrap());
        let sql = r#"insert into "note" ("id", "number") values ($1, $2)"#;
        let written = store.write(move |tx| {
            Box::pin(async move { tx.execute(sql, &[id.into(), number.into()]).await })
        });
        written.await.unwrap();
        writeln!(std::io::stdout().lock(), "kept {number}.").unwrap();
    }
}
