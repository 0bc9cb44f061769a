//! Two bodies that read within one transaction: one moment, one fate.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test ends there")]

mod space;

use std::time::Duration;

use kernel::{Error, Result};
use space::Space;
use store::{Store, Tx};
use uuid::Uuid;

on_both_engines!(
    both_read_the_moment_of_their_transaction,
    what_one_body_wrote_before_both_read,
    a_failure_of_one_is_the_failure_of_both,
    bodies_that_nobody_waits_for_leave_the_store_sound,
);

async fn number(tx: &mut Tx, sql: &str) -> Result<i64> {
    tx.query_one(sql, &[]).await?.int(0)
}

async fn put(tx: &mut Tx, number: i64) -> Result<()> {
    let sql = r#"insert into "note" ("id", "number", "text") values ($1, $2, '')"#;
    tx.execute(sql, &[Uuid::now_v7().into(), number.into()]).await.map(drop)
}

async fn insert(store: &Store, number: i64) {
    store.write(move |tx| Box::pin(async move { put(tx, number).await })).await.unwrap();
}

async fn count(tx: &mut Tx) -> Result<i64> {
    number(tx, r#"select count(*) from "note""#).await
}

async fn both_read_the_moment_of_their_transaction(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    insert(&store, 1).await;
    let writer = store.clone();
    let seen = store.read(move |tx| {
        let writer = writer.clone();
        Box::pin(async move {
            let first = count(tx).await?;
            // On SQLite a body is run to its end at once, and nothing can be written meanwhile.
            if tx.dialect() == store::Dialect::Postgres {
                insert(&writer, 2).await;
            }
            let again = async |tx: &mut Tx| count(tx).await;
            let deeper = async |tx: &mut Tx| {
                tx.both(
                    async |tx| number(tx, "select 7").await,
                    async |tx| Ok((count(tx).await?, number(tx, "select 9").await?)),
                )
                .await
            };
            let (second, (seven, (third, nine))) = tx.both(again, deeper).await?;
            Ok([first, second, third, seven, nine])
        })
    });
    assert_eq!(seen.await.unwrap(), [1, 1, 1, 7, 9]);
}

async fn what_one_body_wrote_before_both_read(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let seen = store.write(|tx| {
        Box::pin(async move {
            put(tx, 1).await?;
            let seen = tx.both(async |tx| count(tx).await, async |tx| count(tx).await).await?;
            put(tx, 2).await?;
            Ok(seen)
        })
    });
    assert_eq!(seen.await.unwrap(), (1, 1));
    let after = store.read(|tx| Box::pin(async move { count(tx).await }));
    assert_eq!(after.await.unwrap(), 2);
}

async fn a_failure_of_one_is_the_failure_of_both(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    for fails_first in [true, false] {
        let outcome = store.write(move |tx| {
            Box::pin(async move {
                put(tx, 1).await?;
                let wrong = async |tx: &mut Tx| number(tx, "select none_such from note").await;
                let right = async |tx: &mut Tx| {
                    let first = number(tx, "select 1").await?;
                    Ok(first + number(tx, "select 1").await?)
                };
                let outcome = match fails_first {
                    true => tx.both(wrong, right).await.map(drop),
                    false => tx.both(right, wrong).await.map(drop),
                };
                let error = outcome.expect_err("no such column");
                assert!(format!("{error}").contains("none_such"), "{error}");
                // Whoever hides it does not get the rest kept.
                Ok(())
            })
        });
        assert!(matches!(outcome.await, Err(Error::Broken(_))));
        let kept = store.read(|tx| Box::pin(async move { count(tx).await }));
        assert_eq!(kept.await.unwrap(), 0, "the first failed: {fails_first}");
    }
}

async fn bodies_that_nobody_waits_for_leave_the_store_sound(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    for _ in 0..20 {
        let reading = store.read(|tx| {
            Box::pin(async move {
                let many = async |tx: &mut Tx| {
                    let mut sum = 0;
                    for _ in 0..200 {
                        sum += count(tx).await?;
                    }
                    Ok(sum)
                };
                tx.both(many, many).await
            })
        });
        let _ = tokio::time::timeout(Duration::from_millis(3), reading).await;
    }
    insert(&store, 1).await;
    let after = store.read(|tx| {
        Box::pin(
            async move { tx.both(async |tx| count(tx).await, async |tx| count(tx).await).await },
        )
    });
    assert_eq!(after.await.unwrap(), (1, 1));
}
