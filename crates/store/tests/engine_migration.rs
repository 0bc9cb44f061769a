//! The schema is brought up once, whole, and never backwards.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test ends there")]

mod space;

use space::Space;
use store::{Dialect, Store};
use tokio::task::JoinSet;

on_both_engines!(
    processes_that_race_apply_each_step_once,
    a_newer_schema_is_refused_with_a_sentence,
    a_step_whose_text_has_changed_is_refused,
    a_step_that_fails_is_undone_whole,
    a_workspace_is_copied_before_its_schema_changes,
);

async fn versions(store: &Store) -> Vec<i64> {
    let sql = r#"select "version" from "schema_migration" order by "version""#;
    let rows = store.read(move |tx| Box::pin(tx.query(sql, &[]))).await.unwrap();
    rows.iter().map(|row| row.int(0).unwrap()).collect()
}

async fn processes_that_race_apply_each_step_once(space: Space) {
    let mut racers = JoinSet::new();
    for _ in 0..6 {
        let config = space.config();
        racers.spawn(async move { Store::open(config).await });
    }
    let stores: Vec<Store> = racers.join_all().await.into_iter().collect::<Result<_, _>>().unwrap();
    for store in stores {
        assert_eq!(versions(&store).await, [1, 2, 3]);
        store.close().await;
    }
}

async fn a_newer_schema_is_refused_with_a_sentence(space: Space) {
    let mut newer = space.config();
    newer.migrations = newer.migrations.and("later", "create table \"later\" (\"a\" {int});");
    Store::open(newer).await.unwrap().close().await;
    let refused = Store::open(space.config()).await.unwrap_err().to_string();
    assert!(refused.contains("newer Rapport") && refused.contains("schema is 4"), "{refused}");
}

async fn a_step_whose_text_has_changed_is_refused(space: Space) {
    Store::open(space.config()).await.unwrap().close().await;
    let mut other = space.config();
    other.migrations =
        other.migrations.up_to(2).and("test", "create table \"other\" (\"a\" {int});");
    let refused = Store::open(other).await.unwrap_err().to_string();
    assert!(refused.contains("0003_test"), "{refused}");
}

async fn a_step_that_fails_is_undone_whole(space: Space) {
    Store::open(space.config()).await.unwrap().close().await;
    let mut failing = space.config();
    let script = "create table \"half\" (\"a\" {int}); insert into \"nowhere\" values (1);";
    failing.migrations = failing.migrations.and("failing", script);
    let refused = Store::open(failing).await.unwrap_err().to_string();
    assert!(refused.contains("0004_failing") && refused.contains("nowhere"), "{refused}");
    let mut mended = space.config();
    mended.migrations = mended.migrations.and("mended", "create table \"half\" (\"a\" {int});");
    let store = Store::open(mended).await.unwrap();
    assert_eq!(versions(&store).await, [1, 2, 3, 4]);
}

async fn a_workspace_is_copied_before_its_schema_changes(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let backups = space.folder.path().join("backups");
    assert!(!backups.exists(), "an empty workspace needs no copy");
    let sql = r#"insert into "counter" ("series", "last") values ('C', 1042)"#;
    store.write(move |tx| Box::pin(tx.execute(sql, &[]))).await.unwrap();
    let dialect = store.dialect();
    store.close().await;
    for step in 4..12 {
        let mut next = space.config();
        for number in 4..=step {
            let script = format!("create table \"t{number}\" (\"a\" {{int}});");
            next.migrations = next.migrations.and("step", &script);
        }
        Store::open(next).await.unwrap().close().await;
    }
    if dialect == Dialect::Postgres {
        assert!(!backups.exists(), "PostgreSQL has backups of its own");
        return;
    }
    let mut copies: Vec<_> =
        std::fs::read_dir(&backups).unwrap().map(|entry| entry.unwrap().path()).collect();
    copies.sort();
    assert_eq!(copies.len(), 5, "the last five are kept: {copies:?}");
    let copy = rusqlite::Connection::open(copies.last().unwrap()).unwrap();
    let (last, newest): (i64, i64) = copy
        .query_row(
            "select last, (select max(version) from schema_migration) from counter",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!((last, newest), (1042, 10));
}
