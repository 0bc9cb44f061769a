//! A common word that thousands of others' records hold still finds one's own few.

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
use kernel::record::Record;
use kernel::value::Value;
use query_world::{World, person, record, text};
use space::Space;
use store::query::Asking;
use store::search;
use uuid::Uuid;

on_both_engines!(what_others_hold_does_not_crowd_out_one_s_own,);

async fn what_others_hold_does_not_crowd_out_one_s_own(space: Space) {
    let world = World::new(space).await;
    let object = world.object("thing");
    let (me, team, other) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let thing = |owner: Uuid, team: Value| {
        let fields = [
            ("kind", text("person")),
            ("name", text("Anna Common")),
            ("owner", Value::Id(owner)),
            ("team", team),
        ];
        record(&object, &fields)
    };
    let mine = thing(me, Value::Null);
    let our = thing(other, Value::Id(team));
    let theirs: Vec<Record> =
        std::iter::repeat_with(|| thing(other, Value::Null)).take(4_500).collect();
    world.insert("thing", &[mine.clone(), our.clone()]).await;
    world.insert("thing", &theirs).await;
    let found = async |scope: &Scope| -> Vec<Uuid> {
        let mut asked = world.asked("thing").by(scope.clone()).sort(&[("id", false)]);
        asked.request.search = Some("common anna".to_owned());
        let listed: Vec<Uuid> = world.all(&asked).await.unwrap().iter().map(Record::id).collect();
        let (catalog, scope) = (Arc::clone(&world.catalog), scope.clone());
        let hits = world.store.read(move |tx| {
            let (catalog, scope) = (Arc::clone(&catalog), scope.clone());
            Box::pin(async move {
                let asking = Asking { catalog: &catalog, scope: &scope };
                search::search(tx, asking, "anna com", None, 20).await
            })
        });
        let mut hits: Vec<Uuid> = hits.await.unwrap().iter().map(|hit| hit.id).collect();
        hits.sort_unstable();
        assert_eq!(listed, hits, "list and search agree");
        listed
    };
    assert_eq!(found(&person(me, &[], Reach::Own)).await, [mine.id()]);
    assert_eq!(found(&person(me, &[team], Reach::Own)).await, [mine.id()]);
    assert_eq!(found(&person(me, &[team], Reach::Team)).await, [mine.id(), our.id()]);
}
