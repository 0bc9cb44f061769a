//! PostgreSQL goes away and comes back: "try again", then normal, without a restart of ours.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test ends there")]

mod space;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use kernel::{Error, Result};
use space::Space;
use store::{Database, Durability, Store};
use tokio::task::JoinSet;
use uuid::Uuid;

on_both_engines!(a_write_is_kept_and_counted);

async fn a_write_is_kept_and_counted(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    write(&store, 1).await.unwrap();
    assert_eq!(count(&store).await.unwrap(), 1);
    store.ping().await.unwrap();
}

async fn write(store: &Store, number: i64) -> Result<()> {
    let id = Uuid::now_v7();
    let sql = r#"insert into "note" ("id", "number") values ($1, $2)"#;
    store
        .write(move |tx| {
            Box::pin(async move { tx.execute(sql, &[id.into(), number.into()]).await.map(drop) })
        })
        .await
}

async fn count(store: &Store) -> Result<i64> {
    let sql = r#"select count(*) from "note""#;
    store.read(move |tx| Box::pin(async move { tx.query_one(sql, &[]).await?.int(0) })).await
}

/// A server that a test may stop.
struct Server {
    url: String,
    folder: PathBuf,
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bin/postgres-for-tests")
}

impl Server {
    fn start() -> Self {
        let output = Command::new(script()).args(["start", "--plain"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let url = String::from_utf8(output.stdout).unwrap().trim().to_owned();
        let folders =
            std::fs::read_dir(std::env::temp_dir()).unwrap().map(|entry| entry.unwrap().path());
        let folder = folders
            .filter(|path| {
                path.file_name()
                    .is_some_and(|name| name.to_string_lossy().starts_with("rapport-postgres."))
            })
            .find(|path| {
                std::fs::read_to_string(path.join("url")).is_ok_and(|known| known.trim() == url)
            });
        Self { url, folder: folder.unwrap() }
    }

    fn control(&self, words: &[&str]) {
        let binaries = std::fs::read_to_string(self.folder.join("binaries")).unwrap();
        let program = Path::new(binaries.trim()).join("pg_ctl");
        let is_root = std::fs::metadata("/proc/self")
            .map(|own| std::os::unix::fs::MetadataExt::uid(&own))
            .unwrap()
            == 0;
        let mut command = if is_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let port = self.url.rsplit_once(':').unwrap().1.split_once('/').unwrap().0;
        let status = command
            .arg("-D")
            .arg(self.folder.join("data"))
            .args(["-o", &format!("-p {port}"), "-w", "-l"])
            .arg(self.folder.join("log"))
            .args(words)
            .stdout(std::process::Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
    }

    fn space(&self) -> Space {
        Space {
            folder: tempfile::tempdir().unwrap(),
            schema: Some((self.url.clone(), "rapport".to_owned())),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new(script()).arg("stop").arg(&self.folder).status();
    }
}

fn must_be_unavailable(outcome: &Result<impl std::fmt::Debug>) {
    match outcome {
        Err(Error::Unavailable { retry_after_s, .. }) => assert!((1..=5).contains(retry_after_s)),
        other => panic!("{other:?}"),
    }
}

async fn normal_within(store: &Store, limit: Duration) {
    let started = Instant::now();
    while write(store, i64::from_be_bytes(*Uuid::new_v4().as_bytes().first_chunk().unwrap()))
        .await
        .is_err()
    {
        assert!(started.elapsed() < limit, "not normal after {limit:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_stopped_and_started_is_taken_up_again() {
    let server = Server::start();
    let space = server.space();
    let store = Store::open(space.config()).await.unwrap();
    write(&store, 1).await.unwrap();
    for mode in ["fast", "immediate"] {
        server.control(&["-m", mode, "stop"]);
        for _ in 0..5 {
            let started = Instant::now();
            must_be_unavailable(&write(&store, 2).await);
            must_be_unavailable(&count(&store).await);
            assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
        }
        assert!(store.ping().await.is_err());
        server.control(&["start"]);
        normal_within(&store, Duration::from_secs(5)).await;
    }
    assert_eq!(count(&store).await.unwrap(), 3);
    store.settle().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_the_server_stops_under_writers() {
    let server = Server::start();
    let space = server.space();
    let store = Store::open(space.config()).await.unwrap();
    let mut writers = JoinSet::new();
    let until = Instant::now() + Duration::from_secs(6);
    for writer in 0..16_i64 {
        let store = store.clone();
        writers.spawn(async move {
            let mut kept = Vec::new();
            for step in 0.. {
                if Instant::now() > until {
                    break;
                }
                let number = writer * 1_000_000 + step;
                let started = Instant::now();
                match write(&store, number).await {
                    Ok(()) => kept.push(number),
                    Err(Error::Unavailable { .. }) => {
                        tokio::time::sleep(Duration::from_millis(50)).await
                    }
                    Err(other) => panic!("{other:?}"),
                }
                assert!(
                    started.elapsed() < Duration::from_secs(6),
                    "a write hung {:?}",
                    started.elapsed()
                );
            }
            kept
        });
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    tokio::task::block_in_place(|| {
        server.control(&["-m", "immediate", "stop"]);
        std::thread::sleep(Duration::from_millis(500));
        server.control(&["start"]);
    });
    let kept: Vec<i64> = writers.join_all().await.into_iter().flatten().collect();
    assert!(kept.len() > 100, "{}", kept.len());
    let sql = r#"select "number" from "note" limit 90000"#;
    let rows = store.read(move |tx| Box::pin(tx.query(sql, &[]))).await.unwrap();
    let found: std::collections::BTreeSet<i64> =
        rows.iter().map(|row| row.int(0).unwrap()).collect();
    let lost: Vec<_> = kept.iter().filter(|number| !found.contains(number)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stands_still_makes_nobody_wait_long() {
    let server = Server::start();
    let space = server.space();
    let store = Store::open(space.config()).await.unwrap();
    let pid = store
        .read(|tx| {
            Box::pin(async move { tx.query_one("select pg_backend_pid()", &[]).await?.int(0) })
        })
        .await
        .unwrap();
    let signal = |name: &str| Command::new("kill").args([name, &pid.to_string()]).status().unwrap();
    assert!(signal("-STOP").success());
    let started = Instant::now();
    let outcome = count(&store).await;
    let took = started.elapsed();
    assert!(signal("-CONT").success());
    must_be_unavailable(&outcome);
    assert!(took < Duration::from_secs(5), "{took:?}");
    normal_within(&store, Duration::from_secs(1)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_is_ended_is_replaced_unseen() {
    let space = Space::postgres();
    let store = Store::open(space.config()).await.unwrap();
    let (_, schema) = space.schema.clone().unwrap();
    for number in 0..5 {
        write(&store, number).await.unwrap();
        end_all_connections(&space, &schema).await;
        assert_eq!(
            count(&store).await.unwrap(),
            number + 1,
            "a read is repeated on a new connection"
        );
        end_all_connections(&space, &schema).await;
    }
}

async fn end_all_connections(space: &Space, schema: &str) {
    let (server, _) = space.schema.clone().unwrap();
    let (client, connection) =
        tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let sql = "select count(pg_terminate_backend(pid)) from pg_stat_activity
        where application_name = $1 and pid <> pg_backend_pid()";
    client.query(sql, &[&format!("rapport {schema}")]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_would_lose_writes_is_refused() {
    let space = Space::postgres();
    let (server, schema) = space.schema.clone().unwrap();
    let mut config = space.config();
    let url = format!("{server}?schema={schema}&options=-c%20synchronous_commit%3Doff");
    config.database = Database::Postgres { url };
    config.durability = Durability::Full;
    let refused = Store::open(config).await.unwrap_err().to_string();
    assert!(
        refused.contains("synchronous_commit = off") && refused.contains("start again"),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_not_there_is_told_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let config =
        store::StoreConfig::postgres(folder.path(), "postgres://rapport@127.0.0.1:9/postgres");
    let started = Instant::now();
    let refused = Store::open(config).await.expect_err("nothing listens there");
    assert!(
        matches!(&refused, Error::Unavailable { detail, .. } if detail.contains("cannot be reached")),
        "{refused:?}"
    );
    assert!(started.elapsed() < Duration::from_secs(5));
}
