//! A standard record is called by the words of whoever asks, until somebody gives it others.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends there"
)]

mod query_world;
mod space;

use std::sync::Arc;

use kernel::access::Scope;
use kernel::language::Language;
use kernel::record::Record;
use kernel::telling::standard_id;
use kernel::value::Value;
use query_world::{World, record, robot, text};
use space::Space;
use store::query::{self, Asking, FindBy};
use store::search;
use uuid::Uuid;

on_both_engines!(
    titles_and_hits_are_told_in_the_language_of_the_asker,
    words_of_ones_own_win_in_every_language,
    a_standard_record_is_matched_by_its_name_in_any_language,
);

fn reader(language: Language) -> Scope {
    Scope { language, ..robot() }
}

/// The role of managers, kept under this name, and somebody else's record of the same name.
async fn world(space: Space, kept: &str) -> (World, Uuid) {
    let world = World::new(space).await;
    let object = world.object("thing");
    let named =
        |name: &str| record(&object, &[("kind", text("organization")), ("name", text(name))]);
    let mut standard: Record = named(kept);
    standard.envelope.id = standard_id("role-manager");
    let id = standard.id();
    world.insert("thing", &[standard, named("Manager")]).await;
    (world, id)
}

async fn title(world: &World, language: Language, id: Uuid) -> String {
    let (catalog, scope) = (Arc::clone(&world.catalog), reader(language));
    let titles = world.store.read(move |tx| {
        let (catalog, scope) = (Arc::clone(&catalog), scope.clone());
        Box::pin(async move {
            let asking = Asking { catalog: &catalog, scope: &scope };
            query::titles(tx, asking, &[("thing", id)]).await
        })
    });
    titles.await.unwrap().get("thing", id).unwrap().to_owned()
}

/// What a search gives for the standard record; nothing when it does not find it.
async fn hit(world: &World, language: Language, q: &'static str, id: Uuid) -> Option<String> {
    let (catalog, scope) = (Arc::clone(&world.catalog), reader(language));
    let hits = world.store.read(move |tx| {
        let (catalog, scope) = (Arc::clone(&catalog), scope.clone());
        Box::pin(async move {
            let asking = Asking { catalog: &catalog, scope: &scope };
            search::search(tx, asking, q, None, 20).await
        })
    });
    hits.await.unwrap().into_iter().find(|hit| hit.id == id).map(|hit| hit.title)
}

async fn matched(world: &World, name: &'static str) -> (Vec<Uuid>, Vec<Uuid>) {
    let catalog = Arc::clone(&world.catalog);
    let found = world.store.read(move |tx| {
        let catalog = Arc::clone(&catalog);
        Box::pin(async move {
            let scope = robot();
            let asking = Asking { catalog: &catalog, scope: &scope };
            let object = catalog.object("thing").unwrap();
            let one = query::find_matching(tx, asking, object, &[("name", text(name))]).await?;
            let by = FindBy { object, key: "name", facet: None };
            let each = query::find_each(tx, asking, by, &[Value::Null, text(name)]).await?;
            assert!(each.iter().all(|(place, _)| *place == 1));
            Ok((one, each.into_iter().map(|(_, id)| id).collect()))
        })
    });
    found.await.unwrap()
}

async fn titles_and_hits_are_told_in_the_language_of_the_asker(space: Space) {
    let (world, id) = world(space, "Manager").await;
    let told = [(Language::En, "Manager"), (Language::Es, "Responsable"), (Language::Zh, "经理")];
    for (language, name) in told {
        assert_eq!(title(&world, language, id).await, name);
        for (_, q) in told {
            assert_eq!(hit(&world, language, q, id).await.as_deref(), Some(name), "{q}");
        }
    }
    assert_eq!(hit(&world, Language::Zh, "respons", id).await.as_deref(), Some("经理"));
}

async fn words_of_ones_own_win_in_every_language(space: Space) {
    let (world, id) = world(space, "Jefa de ventas").await;
    for language in Language::ALL {
        assert_eq!(title(&world, language, id).await, "Jefa de ventas");
        let found = hit(&world, language, "jefa", id).await;
        assert_eq!(found.as_deref(), Some("Jefa de ventas"));
        assert_eq!(hit(&world, language, "经理", id).await, None);
    }
    assert_eq!(matched(&world, "Responsable").await, (vec![], vec![]));
}

async fn a_standard_record_is_matched_by_its_name_in_any_language(space: Space) {
    let (world, id) = world(space, "Responsable").await;
    for name in ["responsable", "经理"] {
        assert_eq!(matched(&world, name).await, (vec![id], vec![id]), "{name}");
    }
    let (one, each) = matched(&world, "Manager").await;
    assert!(one.len() == 1 && one == each && one[0] != id, "what is kept so comes first");
    assert_eq!(matched(&world, "Nobody").await, (vec![], vec![]));
}
