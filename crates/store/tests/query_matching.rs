//! A record is found again by what it is known by, inside the rights of who asks.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends there"
)]

mod query_world;
mod space;

use std::sync::Arc;

use kernel::Error;
use kernel::access::{Reach, Scope};
use kernel::object::Object;
use kernel::record::Record;
use kernel::value::{Part, Value};
use query_world::{World, person, record, text};
use space::Space;
use store::query::{self, Asking};
use uuid::Uuid;

on_both_engines!(records_are_matched_by_what_they_are_known_by);

fn sorted(mut ids: Vec<Uuid>) -> Vec<Uuid> {
    ids.sort_unstable();
    ids
}

fn part(value: &str, label: &str) -> Part {
    let (value, label) = (value.to_owned(), label.to_owned());
    Part { id: Uuid::now_v7(), value, label, ..Part::default() }
}

fn crowd(object: &Arc<Object>) -> Vec<Record> {
    let person = |at| {
        let shared = Value::Parts(vec![part("info@everyone.es", "work")]);
        let name = text(&format!("c{at}"));
        record(object, &[("kind", text("person")), ("name", name), ("emails", shared)])
    };
    (0..80).map(person).collect()
}

async fn records_are_matched_by_what_they_are_known_by(space: Space) {
    let world = World::new(space).await;
    let me = Uuid::now_v7();
    let object = world.object("thing");
    let known = |name: &str, external: &str, mail: &str| {
        let fields = [
            ("kind", text("organization")),
            ("name", text(name)),
            ("owner", Value::Id(me)),
            ("external_id", text(external)),
            ("emails", Value::Parts(vec![part("x@acme.es", "work"), part(mail, "home")])),
            ("phones", Value::Parts(vec![part("+34915551234", "work")])),
            ("domains", Value::Parts(vec![part("gmail.com", ""), part("acme.es", "")])),
            ("identifiers", Value::Parts(vec![part("B1", "tax_id"), part("B2", "other")])),
        ];
        record(&object, &fields)
    };
    let (one, two) = (known("Acmé", "A-1", "one@x.es"), known("Other", "A-2", "two@x.es"));
    world.insert("thing", &[one.clone(), two.clone()]).await;
    world.insert("thing", &crowd(&object)).await;
    let find = async |scope: Scope, by: Vec<(&'static str, Value)>| {
        let catalog = Arc::clone(&world.catalog);
        let found = world.store.read(move |tx| {
            let (catalog, scope, by) = (Arc::clone(&catalog), scope.clone(), by.clone());
            Box::pin(async move {
                let asking = Asking { catalog: &catalog, scope: &scope };
                query::find_matching(tx, asking, catalog.object("thing").unwrap(), &by).await
            })
        });
        found.await
    };
    let robot = query_world::robot;
    let both = sorted(vec![one.id(), two.id()]);
    for (by, expected) in [
        (vec![("external_id", text("a-1"))], vec![one.id()]),
        (vec![("email", text("two@x.es"))], vec![two.id()]),
        (vec![("email", text("x@acme.es"))], both.clone()),
        (vec![("email", text("x@acme.es")), ("name", text("acme"))], vec![one.id()]),
        (vec![("phone", text("+34915551234"))], both.clone()),
        (vec![("domain", text("acme.es"))], both.clone()),
        (vec![("domain", text("gmail.com"))], vec![]),
        (vec![("tax_id", text("b1"))], both.clone()),
        (vec![("tax_id", text("b2"))], vec![]),
        (vec![("name", text("ACME"))], vec![one.id()]),
        (vec![("name", text("acme")), ("kind", text("person"))], vec![]),
        (vec![("id", Value::Id(two.id()))], vec![two.id()]),
        (vec![("email", Value::Null)], vec![]),
        (vec![], vec![]),
    ] {
        let found = find(robot(), by.clone()).await.unwrap();
        assert_eq!(sorted(found), sorted(expected), "{by:?}");
    }
    let many = find(robot(), vec![("email", text("info@everyone.es"))]).await.unwrap();
    assert_eq!(many.len(), query::MOST_SHARING + 1);
    let hidden = person(Uuid::now_v7(), &[], Reach::Team);
    assert!(find(hidden, vec![("external_id", text("A-1"))]).await.unwrap().is_empty());
    assert!(matches!(find(robot(), vec![("size", Value::Int(1))]).await, Err(Error::Invalid(_))));
    assert!(matches!(find(robot(), vec![("password", text("x"))]).await, Err(Error::Invalid(_))));
}
