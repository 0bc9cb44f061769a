//! What a transaction promises, on both engines.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends there"
)]

mod space;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use kernel::{Error, Result};
use space::Space;
use store::{SqlValue, Store, Tx};
use uuid::Uuid;

on_both_engines!(
    values_come_back_as_they_went,
    many_rows_are_inserted_at_once,
    what_a_table_became_is_soon_known,
    a_body_that_fails_leaves_nothing,
    a_taken_value_names_its_constraint,
    a_failed_statement_ends_the_transaction,
    a_panic_harms_only_its_own_write,
    a_reader_cannot_write,
    what_follows_a_commit_does_not_follow_a_failure,
    a_statement_that_takes_too_long_is_stopped,
    a_long_read_answers_like_a_short_one,
    a_read_sees_one_moment,
    two_that_block_each_other_both_succeed,
    a_closed_store_says_so,
);

async fn insert(store: &Store, number: i64, text: &str) -> Result<()> {
    let text = text.to_owned();
    store
        .write(move |tx| {
            let text = text.clone();
            Box::pin(async move { put(tx, number, &text).await })
        })
        .await
}

async fn put(tx: &mut Tx, number: i64, text: &str) -> Result<()> {
    let sql = r#"insert into "note" ("id", "number", "text") values ($1, $2, $3)"#;
    tx.execute(sql, &[Uuid::now_v7().into(), number.into(), text.into()]).await.map(drop)
}

async fn count(store: &Store) -> i64 {
    store.read(|tx| Box::pin(async move { count_in(tx).await })).await.unwrap()
}

async fn count_in(tx: &mut Tx) -> Result<i64> {
    tx.query_one(r#"select count(*) from "note""#, &[]).await?.int(0)
}

async fn values_come_back_as_they_went(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let id = Uuid::now_v7();
    let at: jiff::Timestamp = "2026-03-01T10:20:30.123456Z".parse().unwrap();
    let on = jiff::civil::date(2026, 2, 28);
    let row = store
        .write(move |tx| {
            Box::pin(async move {
                let sql = r#"insert into "note" ("id", "number", "text", "bytes", "words", "done", "at", "on")
                    values ($1, $2, $3, $4, $5, $6, $7, $8)"#;
                let words = SqlValue::Texts(vec!["张伟".to_owned(), "zhang".to_owned()]);
                let text = SqlValue::from("it's $1 “ñ”\0");
                let values =
                    [id.into(), (-7i64).into(), text, vec![0u8, 255].into(), words, true.into(), at.into(), on.into()];
                tx.execute(sql, &values).await?;
                let sql = r#"select "id", "number", "text", "bytes", "words", "done", "at", "on", "code",
                    (select sum("number") from "note") from "note"
                    where "id" = $1 and ("number" = $2 or "number" = $2) and "text" <> '$3'"#;
                tx.query_one(sql, &[id.into(), (-7i64).into()]).await
            })
        })
        .await
        .unwrap();
    assert_eq!(row.len(), 10);
    assert_eq!(row.id(0).unwrap(), id);
    assert_eq!(row.int(1).unwrap(), -7);
    assert_eq!(row.text(2).unwrap(), "it's $1 “ñ”\u{fffd}");
    assert_eq!(row.bytes(3).unwrap(), [0, 255]);
    assert_eq!(row.texts(4).unwrap(), ["张伟", "zhang"]);
    assert!(row.bool(5).unwrap());
    assert_eq!(row.instant(6).unwrap(), at);
    assert_eq!(row.date(7).unwrap(), on);
    assert_eq!(row.opt_text(8).unwrap(), None);
    assert_eq!(row.int(9).unwrap(), -7, "a sum is a whole number on both engines");
}

async fn many_rows_are_inserted_at_once(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let sums = store
        .write(|tx| {
            Box::pin(async move {
                let rows = (1..=4_321)
                    .map(|number: i64| {
                        let words = (0..number % 3).map(|word| format!("w{word}")).collect();
                        vec![
                            Uuid::now_v7().into(),
                            (number * 1_000_000_007).into(),
                            if number % 2 == 0 { SqlValue::Null } else { "odd".into() },
                            SqlValue::Texts(words),
                        ]
                    })
                    .collect();
                tx.insert_rows("note", &["id", "number", "text", "words"], rows).await?;
                tx.insert_rows("note", &["id"], Vec::new()).await?;
                let sql = r#"select count(*), sum("number"), count("text") from "note" where "number" >= $1"#;
                let row = tx.query_one(sql, &[0i64.into()]).await?;
                let sql = r#"select sum("number") from "note" having sum("number") > $1"#;
                assert_eq!(tx.query(sql, &[1i64.into()]).await?.len(), 1);
                let sql = r#"select "words" from "note" where "number" = $1"#;
                let words = tx.query_one(sql, &[(3 * 1_000_000_007i64).into()]).await?;
                assert_eq!(words.texts(0)?, Vec::<String>::new());
                Ok((row.int(0)?, row.int(1)?, row.int(2)?))
            })
        })
        .await
        .unwrap();
    assert_eq!(sums, (4_321, 4_321 * 4_322 / 2 * 1_000_000_007, 2_161));
    let uneven = store.write(|tx| Box::pin(tx.insert_rows("note", &["id"], vec![vec![]])));
    assert!(matches!(uneven.await, Err(Error::Broken(_))));
}

/// The planner's numbers of a new table are there long before the server's own look at it.
async fn what_a_table_became_is_soon_known(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    for first in (0..25_000).step_by(5_000) {
        store
            .write(move |tx| {
                Box::pin(async move {
                    let row = |number: i64| vec![SqlValue::Id(Uuid::now_v7()), number.into()];
                    let rows = (first..first + 5_000).map(row).collect();
                    tx.insert_rows("note", &["id", "number"], rows).await
                })
            })
            .await
            .unwrap();
    }
    let sql = match space.schema {
        None => r#"select count(*) from "sqlite_stat1" where "tbl" = 'note'"#,
        Some(_) => {
            r#"select count("last_analyze") from "pg_stat_user_tables"
            where "schemaname" = current_schema() and "relname" = 'note'"#
        }
    };
    let began = Instant::now();
    loop {
        let known = store
            .read(move |tx| Box::pin(async move { tx.query_one(sql, &[]).await?.int(0) }))
            .await
            .unwrap();
        if known > 0 {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "it is not known");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn a_body_that_fails_leaves_nothing(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let failed: Result<()> = store
        .write(|tx| {
            Box::pin(async move {
                put(tx, 1, "half").await?;
                Err(Error::refused("text", "no"))
            })
        })
        .await;
    assert!(matches!(failed, Err(Error::Refused(_))));
    insert(&store, 1, "whole").await.unwrap();
    assert_eq!(count(&store).await, 1);
}

async fn a_taken_value_names_its_constraint(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let constraint = async |sql: &'static str| {
        let taken =
            store.write(move |tx| Box::pin(async move { tx.execute(sql, &[]).await })).await;
        match taken {
            Err(Error::Conflict(refusal)) => {
                assert_eq!(refusal.code, "taken");
                refusal.values[0].1.clone()
            }
            other => panic!("{other:?}"),
        }
    };
    let id = |digit: char| match store.dialect() {
        store::Dialect::Sqlite => format!("x'{}'", digit.to_string().repeat(32)),
        store::Dialect::Postgres => format!("'{}'", digit.to_string().repeat(32)),
    };
    let insert = format!(
        r#"insert into "note" ("id", "number", "code") values ({}, 1, 'a'), ({}, 2, 'b')"#,
        id('1'),
        id('2')
    );
    let (one, three) = (id('1'), id('3'));
    store
        .write(move |tx| {
            let insert = insert.clone();
            Box::pin(async move { tx.execute(&insert, &[]).await })
        })
        .await
        .unwrap();
    let sql = |id: &str, number: i64, code: &str| -> &'static str {
        format!(r#"insert into "note" ("id", "number", "code") values ({id}, {number}, '{code}')"#)
            .leak()
    };
    assert_eq!(constraint(sql(&three, 2, "c")).await, "note_number");
    assert_eq!(constraint(sql(&three, 3, "a")).await, "note_code_key");
    assert_eq!(constraint(sql(&one, 3, "c")).await, "note_pkey");
}

async fn a_failed_statement_ends_the_transaction(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    insert(&store, 1, "first").await.unwrap();
    let hidden = store
        .write(|tx| {
            Box::pin(async move {
                put(tx, 2, "second").await?;
                assert!(matches!(put(tx, 1, "again").await, Err(Error::Conflict(_))));
                assert!(put(tx, 3, "third").await.is_err(), "nothing goes on after a failure");
                Ok(())
            })
        })
        .await;
    assert!(matches!(hidden, Err(Error::Broken(_))), "{hidden:?}");
    assert_eq!(count(&store).await, 1);
}

async fn a_panic_harms_only_its_own_write(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let panicked: Result<()> = store
        .write(|tx| {
            Box::pin(async move {
                put(tx, 1, "before").await?;
                panic!("on purpose");
            })
        })
        .await;
    assert!(panicked.unwrap_err().to_string().contains("on purpose"));
    let panicked: Result<()> =
        store.read(|_| Box::pin(async move { panic!("on purpose too") })).await;
    assert!(panicked.unwrap_err().to_string().contains("on purpose too"));
    insert(&store, 1, "after").await.unwrap();
    assert_eq!(count(&store).await, 1);
}

async fn a_reader_cannot_write(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let refused = store.read(|tx| Box::pin(async move { put(tx, 1, "no").await })).await;
    assert!(matches!(refused, Err(Error::Broken(_))), "{refused:?}");
    assert_eq!(count(&store).await, 0);
}

async fn what_follows_a_commit_does_not_follow_a_failure(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let calls = Arc::new(AtomicU64::new(0));
    for fails in [true, false] {
        let calls = Arc::clone(&calls);
        let _ = store
            .write(move |tx| {
                let calls = Arc::clone(&calls);
                Box::pin(async move {
                    tx.on_commit(Box::new(move || {
                        calls.fetch_add(1, Ordering::SeqCst);
                    }));
                    put(tx, 1, "x").await?;
                    if fails { Err(Error::NotFound) } else { Ok(()) }
                })
            })
            .await;
    }
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

async fn a_statement_that_takes_too_long_is_stopped(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let started = Instant::now();
    let stopped = store
        .read_within(Duration::from_millis(200), |tx| {
            Box::pin(async move {
                let sql = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 2000000000)
                    select count(*) from n";
                tx.query_one(sql, &[]).await?.int(0)
            })
        })
        .await;
    assert!(matches!(stopped, Err(Error::Unavailable { .. })), "{stopped:?}");
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    insert(&store, 1, "after").await.unwrap();
    assert_eq!(count(&store).await, 1);
}

/// What takes longer than a thread that serves may be held up is begun again on another.
async fn a_long_read_answers_like_a_short_one(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    for (last, most_runs) in [(10_i64, 1), (1_000_000, 2)] {
        let runs = Arc::new(AtomicU64::new(0));
        let counted = store
            .read({
                let runs = Arc::clone(&runs);
                move |tx| {
                    runs.fetch_add(1, Ordering::SeqCst);
                    Box::pin(async move {
                        let sql = "with recursive n (i) as
                            (select cast($1 as bigint) union all select i - 1 from n where i > 1)
                            select count(*) from n";
                        tx.query_one(sql, &[last.into()]).await?.int(0)
                    })
                }
            })
            .await;
        assert_eq!(counted.unwrap(), last);
        let runs = runs.load(Ordering::SeqCst);
        assert!((1..=most_runs).contains(&runs), "{runs}");
        insert(&store, last, "after").await.unwrap();
    }
    assert_eq!(count(&store).await, 2);
}

async fn a_read_sees_one_moment(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let (begun, wait) =
        (Arc::new(tokio::sync::Notify::new()), Arc::new(std::sync::Barrier::new(2)));
    let reading = tokio::spawn({
        let (store, begun, wait) = (store.clone(), Arc::clone(&begun), Arc::clone(&wait));
        async move {
            store
                .read(move |tx| {
                    let (begun, wait) = (Arc::clone(&begun), Arc::clone(&wait));
                    Box::pin(async move {
                        let before = count_in(tx).await?;
                        begun.notify_one();
                        wait.wait();
                        Ok((before, count_in(tx).await?))
                    })
                })
                .await
        }
    });
    begun.notified().await;
    insert(&store, 1, "meanwhile").await.unwrap();
    tokio::task::spawn_blocking(move || wait.wait()).await.unwrap();
    assert_eq!(reading.await.unwrap().unwrap(), (0, 0));
    assert_eq!(count(&store).await, 1);
}

async fn two_that_block_each_other_both_succeed(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    insert(&store, 1, "").await.unwrap();
    insert(&store, 2, "").await.unwrap();
    let both = async |first: i64, second: i64| {
        let sql = r#"update "note" set "at" = coalesce("at", 0) + 1 where "number" = $1"#;
        for _ in 0..10 {
            let written = store.write(move |tx| {
                Box::pin(async move {
                    tx.execute(sql, &[first.into()]).await?;
                    tx.execute(sql, &[second.into()]).await
                })
            });
            written.await.unwrap();
        }
    };
    tokio::join!(both(1, 2), both(2, 1));
    let sql = r#"select sum("at") from "note""#;
    let sum = store.read(move |tx| Box::pin(tx.query_one(sql, &[]))).await.unwrap();
    assert_eq!(sum.int(0).unwrap(), 40);
}

async fn a_closed_store_says_so(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let clone = store.clone();
    insert(&store, 1, "kept").await.unwrap();
    store.close().await;
    assert!(matches!(insert(&clone, 2, "late").await, Err(Error::Unavailable { .. })));
    assert!(matches!(clone.ping().await, Err(Error::Unavailable { .. })));
    let again = Store::open(space.config()).await.unwrap();
    assert_eq!(count(&again).await, 1);
}
