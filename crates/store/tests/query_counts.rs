//! Counts are kept while nothing is committed, and never one moment longer: whoever has written
//! something counts it, and so does everybody who may see it, in every process.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends there"
)]

mod query_world;
mod space;

use std::sync::Arc;

use kernel::access::{Reach, Scope};
use kernel::filter::Filter;
use kernel::record::Record;
use kernel::value::Value;
use query_world::{Asked, World, eq, now, person, record, robot, text};
use space::Space;
use store::query::{self, Asking};
use store::{SqlValue, Store};
use uuid::Uuid;

on_both_engines!(
    a_count_holds_what_was_just_written,
    a_count_that_was_refused_its_commit_is_not_kept,
    a_transaction_that_writes_counts_what_it_wrote,
    what_was_counted_is_not_counted_again_until_somebody_writes,
);

fn thing(world: &World, name: &str, owner: Uuid) -> Record {
    let fields = [("kind", text("person")), ("name", text(name)), ("owner", Value::Id(owner))];
    record(&world.object("thing"), &fields)
}

/// The list of all, one that is filtered, one that is searched.
fn lists(world: &World) -> [Asked; 3] {
    let mut searched = world.asked("thing");
    searched.request.search = Some("Nora".to_owned());
    let filtered = world.asked("thing").filter(Filter::All(vec![eq("name", text("Nora"))]));
    [world.asked("thing"), filtered, searched]
}

/// A count behind another statement, as behind the page that it belongs to: by then it is known what
/// the transaction sees.
async fn count(world: &World, asked: &Asked) -> i64 {
    let (catalog, store, asked) = (Arc::clone(&world.catalog), world.store.clone(), asked.clone());
    let counted = world.store.read(move |tx| {
        let (catalog, store, asked) = (Arc::clone(&catalog), store.clone(), asked.clone());
        Box::pin(async move {
            let asking = Asking { catalog: &catalog, scope: &asked.scope };
            let page = query::list(tx, asking, store.sealer(), &asked.request).await?;
            let count = query::count(tx, asking, &asked.request).await?;
            assert_eq!(i64::try_from(page.records.len()).ok(), Some(count.value));
            Ok(count.value)
        })
    });
    counted.await.unwrap()
}

async fn counts(world: &World, who: &Scope) -> Vec<i64> {
    let mut counts = Vec::new();
    for asked in lists(world) {
        counts.push(count(world, &asked.by(who.clone())).await);
    }
    counts
}

async fn delete(world: &World, id: Uuid) {
    let sql = r#"update "thing" set "deleted_at" = $1 where "id" = $2"#;
    world.execute(sql, vec![now().into(), id.into()]).await;
}

async fn a_count_holds_what_was_just_written(space: Space) {
    let world = World::new(space).await;
    let (me, other) = (Uuid::now_v7(), Uuid::now_v7());
    let everybody = [robot(), person(me, &[], Reach::Own), person(other, &[], Reach::Own)];
    let expect = async |expected: [[i64; 3]; 3]| {
        for _ in 0..2 {
            for (who, expected) in everybody.iter().zip(expected) {
                assert_eq!(counts(&world, who).await, expected);
            }
        }
    };
    expect([[0; 3]; 3]).await;
    let first = thing(&world, "Nora", me);
    world.insert("thing", std::slice::from_ref(&first)).await;
    expect([[1; 3], [1; 3], [0; 3]]).await;
    world.insert("thing", &[thing(&world, "Nora", other), thing(&world, "Olaf", me)]).await;
    expect([[3, 2, 2], [2, 1, 1], [1; 3]]).await;
    let sql = r#"update "thing" set "owner" = $1 where "owner" = $2 and "deleted_at" is null"#;
    world.execute(sql, vec![other.into(), me.into()]).await;
    world.index_again().await;
    expect([[3, 2, 2], [0; 3], [3, 2, 2]]).await;
    delete(&world, first.id()).await;
    expect([[2, 1, 1], [0; 3], [2, 1, 1]]).await;
    world.store.close().await;
}

async fn a_count_that_was_refused_its_commit_is_not_kept(space: Space) {
    let world = World::new(space).await;
    world.insert("thing", &[thing(&world, "Nora", Uuid::now_v7())]).await;
    assert_eq!(counts(&world, &robot()).await, [1, 1, 1]);
    let refused: kernel::Result<()> = world
        .store
        .write(|tx| {
            Box::pin(async move {
                tx.execute(r#"delete from "thing""#, &[]).await?;
                assert_eq!(tx.number(r#"select count(*) from "thing""#, &[]).await?, 0);
                Err(kernel::Error::NotFound)
            })
        })
        .await;
    assert!(refused.is_err());
    assert_eq!(counts(&world, &robot()).await, [1, 1, 1]);
    world.store.close().await;
}

async fn a_transaction_that_writes_counts_what_it_wrote(space: Space) {
    let world = World::new(space).await;
    let all = world.asked("thing");
    assert_eq!(count(&world, &all).await, 0);
    let one = thing(&world, "Nora", Uuid::now_v7());
    world.insert("thing", &[one]).await;
    assert_eq!(count(&world, &all).await, 1);
    let (catalog, asked) = (Arc::clone(&world.catalog), all.clone());
    let counted = world
        .store
        .write(move |tx| {
            let (catalog, asked) = (Arc::clone(&catalog), asked.clone());
            Box::pin(async move {
                let asking = Asking { catalog: &catalog, scope: &asked.scope };
                let before = query::count(tx, asking, &asked.request).await?.value;
                tx.execute(r#"delete from "thing""#, &[]).await?;
                Ok((before, query::count(tx, asking, &asked.request).await?.value))
            })
        })
        .await;
    assert_eq!(counted.unwrap(), (1, 0));
    assert_eq!(count(&world, &all).await, 0);
    world.store.close().await;
}

async fn what_was_counted_is_not_counted_again_until_somebody_writes(space: Space) {
    let world = World::new(space).await;
    let all = world.asked("thing");
    let other = all.clone().by(person(Uuid::now_v7(), &[], Reach::Own));
    assert!(statements(&world, &all).await > 0);
    assert!(is_known(&world, &all).await);
    assert!(statements(&world, &other).await > 0);
    assert!(is_known(&world, &all).await);
    let sql = r#"insert into "counter" ("series", "last") values ($1, 1)"#;
    world.execute(sql, vec![SqlValue::from("of any other table")]).await;
    assert!(statements(&world, &all).await > 0);
    world.store.close().await;
}

/// Whether a count takes no statement, once two of them see the same: the server of the tests has
/// other databases, whose commits are told apart from ours by nobody.
async fn is_known(world: &World, asked: &Asked) -> bool {
    for _ in 0..500 {
        if statements(world, asked).await == 0 {
            return true;
        }
    }
    false
}

/// How many statements a count takes, besides one that opens the transaction.
async fn statements(world: &World, asked: &Asked) -> usize {
    let (catalog, asked) = (Arc::clone(&world.catalog), asked.clone());
    let counted = world.store.read(move |tx| {
        let (catalog, asked) = (Arc::clone(&catalog), asked.clone());
        Box::pin(async move {
            tx.query_one("select 1", &[]).await?;
            tx.begin_recording();
            let asking = Asking { catalog: &catalog, scope: &asked.scope };
            query::count(tx, asking, &asked.request).await?;
            Ok(tx.end_recording().len())
        })
    });
    counted.await.unwrap()
}

/// On SQLite one process has the folder.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_count_holds_what_another_process_has_just_written() {
    let world = World::new(Space::postgres()).await;
    let mut config = world.space.config();
    config.migrations = world.store.config().migrations.clone();
    let other = Store::open(config).await.unwrap();
    let all = world.asked("thing");
    for number in 1..=20 {
        let id = Uuid::now_v7();
        let sql = r#"insert into "thing" ("id", "version", "created_at", "updated_at", "kind")
            values ($1, 1, $2, $2, 'person')"#;
        let written = other.write(move |tx| {
            let parameters = [id.into(), now().into()];
            Box::pin(async move { tx.execute(sql, &parameters).await })
        });
        written.await.unwrap();
        assert_eq!(count(&world, &all).await, number);
        assert_eq!(count(&world, &all).await, number);
    }
    other.close().await;
    world.store.close().await;
}
