//! What the one path to write promises, on both engines: whole records, versions, refusals,
//! rights, the journal and undo.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends there"
)]

mod save_world;
mod space;

use std::sync::Arc;

use jiff::Timestamp;
use kernel::access::{Act, Actor, ObjectRights, Reach, Rights, Scope};
use kernel::shape::{Email, Emails, Link, Name, Tags};
use kernel::value::{Part, Value};
use kernel::{Error, Result};
use save_world::{Contact, World};
use serde_json::json;
use space::Space;
use store::save::{Change, Saved, Saving, save, save_each};
use store::{change_set, journal, undo};
use uuid::Uuid;

on_both_engines!(
    a_record_is_read_back_whole,
    a_stale_version_is_refused_and_the_newer_kept,
    a_refused_change_leaves_the_others,
    writing_the_scalar_writes_the_primary_entry,
    nothing_changed_is_nothing_written,
    a_link_to_what_one_may_not_see_is_refused,
    one_may_not_write_what_is_another_s,
    the_trash_gives_back_what_it_took,
    an_edit_is_taken_back_unless_its_field_changed_since,
    a_batch_is_taken_back_but_for_what_changed_since,
    the_feed_tells_everything_in_order,
);

/// What these stories alone do.
impl World {
    async fn each(&self, saving: &Saving, changes: Vec<Change>) -> Vec<Result<Saved>> {
        let saving = saving.clone();
        let answers: Vec<std::result::Result<Saved, String>> = self
            .store
            .write(move |tx| {
                let (saving, changes) = (saving.clone(), changes.clone());
                Box::pin(async move {
                    change_set::begin_as(
                        tx,
                        &saving.scope,
                        saving.change_set,
                        ("bulk", &json!({})),
                    )
                    .await?;
                    let answers = save_each(tx, &saving, changes).await?;
                    Ok(answers
                        .into_iter()
                        .map(|answer| answer.map_err(|error| error.to_string()))
                        .collect())
                })
            })
            .await
            .unwrap();
        answers.into_iter().map(|answer| answer.map_err(Error::broken)).collect()
    }

    async fn undo(&self, change_set: Uuid) -> Result<undo::Report> {
        undo::undo(&self.store, &self.robot(), change_set, |_| {}).await
    }
}

fn ana() -> Contact {
    let part = |value: &str, primary| Part {
        id: Uuid::now_v7(),
        value: value.to_owned(),
        label: "work".to_owned(),
        primary,
        ..Part::default()
    };
    Contact {
        name: "Ana García".into(),
        emails: Emails(vec![part("ana@acme.es", false), part("ana@casa.es", true)]),
        tags: Tags(vec!["VIP".to_owned(), "张伟".to_owned()]),
        ..Contact::default()
    }
}

fn member(reach: Reach) -> Scope {
    let rights = Rights { standard: ObjectRights::every(reach), ..Rights::default() };
    Scope {
        actor: Actor::User { id: Uuid::now_v7() },
        rights: Arc::new(rights),
        ..Scope::robot("test", Timestamp::now())
    }
}

async fn a_record_is_read_back_whole(space: Space) {
    let world = World::new(space).await;
    let saved = world.one(&world.robot(), Change::create(&ana())).await.unwrap();
    let read = world.get(saved.id()).await.unwrap();
    assert_eq!(read.email.0, "ana@casa.es");
    assert_eq!(read.emails.0.len(), 2);
    assert_eq!(read.tags, ana().tags);
    assert_eq!(read.greeting.0, "Hello Ana García");
    assert_eq!(saved.record.envelope.version, 1);
}

async fn a_stale_version_is_refused_and_the_newer_kept(space: Space) {
    let world = World::new(space).await;
    let id = world.one(&world.robot(), Change::create(&ana())).await.unwrap().id();
    let rename = |name: &str| {
        Change::update("contact", id).at_version(Some(1)).set(Contact::name, &Name::from(name))
    };
    world.one(&world.robot(), rename("First")).await.unwrap();
    let late = world.one(&world.robot(), rename("Second")).await;
    assert!(matches!(late, Err(Error::Stale { current_version: 2 })), "{late:?}");
    assert_eq!(world.get(id).await.unwrap().name.0, "First");
}

async fn a_refused_change_leaves_the_others(space: Space) {
    let world = World::new(space).await;
    let named = |name: &str| Change::new("contact").set(Contact::name, &Name::from(name));
    let answers = world
        .each(
            &world.robot(),
            vec![named("One"), named("refuse me"), Change::new("contact"), named("Two")],
        )
        .await;
    let outcome: Vec<bool> = answers.iter().map(Result::is_ok).collect();
    assert_eq!(outcome, [true, false, false, true]);
    assert_eq!(world.get(answers[3].as_ref().unwrap().id()).await.unwrap().name.0, "Two");
    let strict = world.robot();
    let all = world
        .store
        .write(move |tx| {
            let strict = strict.clone();
            let changes = vec![
                Change::new("contact").set(Contact::name, &Name::from("Three")),
                Change::new("contact").set(Contact::name, &Name::from("refuse")),
            ];
            Box::pin(async move { save(tx, &strict, changes).await.map(drop) })
        })
        .await;
    assert!(matches!(all, Err(Error::Refused(_))));
}

async fn writing_the_scalar_writes_the_primary_entry(space: Space) {
    let world = World::new(space).await;
    let id = world.one(&world.robot(), Change::create(&ana())).await.unwrap().id();
    let change = Change::update("contact", id).set(Contact::email, &Email::from("new@acme.es"));
    world.one(&world.robot(), change).await.unwrap();
    let read = world.get(id).await.unwrap();
    assert_eq!(read.email.0, "new@acme.es");
    let values: Vec<&str> = read.emails.0.iter().map(|part| part.value.as_str()).collect();
    assert_eq!(values, ["ana@acme.es", "new@acme.es"]);
    let both = Change::update("contact", id)
        .set(Contact::email, &Email::from("x@acme.es"))
        .with("emails", Value::Parts(Vec::new()));
    assert!(matches!(world.one(&world.robot(), both).await, Err(Error::Refused(_))));
}

async fn nothing_changed_is_nothing_written(space: Space) {
    let world = World::new(space).await;
    let saved = world.one(&world.robot(), Change::create(&ana())).await.unwrap();
    let again = Change::update("contact", saved.id()).set(Contact::name, &Name::from("Ana García"));
    let again = world.one(&world.robot(), again).await.unwrap();
    assert!(!again.changed);
    assert_eq!(again.record.envelope.version, 1);
}

async fn a_link_to_what_one_may_not_see_is_refused(space: Space) {
    let world = World::new(space).await;
    let hidden = world.one(&world.robot(), Change::create(&ana())).await.unwrap().id();
    let saving = world.saving(member(Reach::Own));
    let change = Change::create(&Contact { boss: Link::to(hidden), ..ana() });
    let refused = world.one(&saving, change).await;
    let Err(Error::Refused(refusals)) = refused else { panic!("{refused:?}") };
    assert_eq!(refusals.0[0].field.as_deref(), Some("boss"));
    assert_eq!(refusals.0[0].code, "unknown-record");
}

async fn one_may_not_write_what_is_another_s(space: Space) {
    let world = World::new(space).await;
    let (ana_scope, luis_scope) = (member(Reach::Own), member(Reach::Own));
    let id = world.one(&world.saving(ana_scope), Change::create(&ana())).await.unwrap().id();
    let rename = Change::update("contact", id).set(Contact::name, &Name::from("Taken"));
    let hidden = world.one(&world.saving(luis_scope), rename.clone()).await;
    assert!(matches!(hidden, Err(Error::NotFound)), "{hidden:?}");
    let mut reader = member(Reach::Own);
    let rights = ObjectRights::reading(Reach::All);
    reader.rights = Arc::new(Rights { standard: rights, ..Rights::default() });
    assert!(reader.reach("contact", Act::See) == Reach::All);
    let forbidden = world.one(&world.saving(reader), rename).await;
    assert!(matches!(forbidden, Err(Error::Forbidden(_))), "{forbidden:?}");
}

async fn the_trash_gives_back_what_it_took(space: Space) {
    let world = World::new(space).await;
    let id = world.one(&world.robot(), Change::create(&ana())).await.unwrap().id();
    world.one(&world.robot(), Change::delete("contact", id)).await.unwrap();
    assert!(matches!(world.get(id).await, Err(Error::NotFound)));
    world.one(&world.robot(), Change::restore("contact", id)).await.unwrap();
    let read = world.get(id).await.unwrap();
    assert_eq!(read.emails.0.len(), 2);
    let twice = world.one(&world.robot(), Change::restore("contact", id)).await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
}

async fn an_edit_is_taken_back_unless_its_field_changed_since(space: Space) {
    let world = World::new(space).await;
    let id = world.one(&world.robot(), Change::create(&ana())).await.unwrap().id();
    let rename = world.robot();
    let to = |name: &str| Change::update("contact", id).set(Contact::name, &Name::from(name));
    world.one(&rename, to("Renamed")).await.unwrap();
    let tag = Change::update("contact", id).set(Contact::tags, &Tags(vec!["new".to_owned()]));
    world.one(&world.robot(), tag).await.unwrap();
    let report = world.undo(rename.change_set).await.unwrap();
    assert_eq!(report.undone, 1);
    let read = world.get(id).await.unwrap();
    assert_eq!((read.name.0.as_str(), read.tags.0.len()), ("Ana García", 1));
    let twice = world.undo(rename.change_set).await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");

    let again = world.robot();
    world.one(&again, to("Second")).await.unwrap();
    world.one(&world.robot(), to("Third")).await.unwrap();
    let late = world.undo(again.change_set).await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
    assert_eq!(world.get(id).await.unwrap().name.0, "Third");
}

async fn a_batch_is_taken_back_but_for_what_changed_since(space: Space) {
    let world = World::new(space).await;
    let batch = world.robot();
    let named = |n: usize| Change::new("contact").set(Contact::name, &Name::from(format!("N{n}")));
    let answers = world.each(&batch, (0..1_200).map(named).collect()).await;
    let ids: Vec<Uuid> = answers.iter().map(|answer| answer.as_ref().unwrap().id()).collect();
    let edit = Change::update("contact", ids[7]).set(Contact::name, &Name::from("Mine"));
    world.one(&world.robot(), edit).await.unwrap();
    let report = world.undo(batch.change_set).await.unwrap();
    assert_eq!(report.undone, 1_199);
    assert_eq!(report.left.len(), 1);
    assert_eq!(report.left[0].record, ids[7]);
    assert_eq!(world.get(ids[7]).await.unwrap().name.0, "Mine");
    assert!(world.get(ids[8]).await.is_err());
    let redo = world.undo(report.change_set).await.unwrap();
    assert_eq!(redo.undone, 1_199);
    assert_eq!(world.get(ids[8]).await.unwrap().name.0, "N8");
}

async fn the_feed_tells_everything_in_order(space: Space) {
    let world = World::new(space).await;
    let id = world.one(&world.robot(), Change::create(&ana())).await.unwrap().id();
    let rename = Change::update("contact", id).set(Contact::name, &Name::from("Renamed"));
    world.one(&world.robot(), rename).await.unwrap();
    world.one(&world.robot(), Change::delete("contact", id)).await.unwrap();
    let entries = loop {
        let entries = world
            .store
            .read(|tx| Box::pin(async move { journal::entries_since(tx, 0, 100).await }))
            .await
            .unwrap();
        if entries.len() == 3 {
            break entries;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    let told: Vec<(Option<i64>, &str)> =
        entries.iter().map(|entry| (entry.seq, entry.action.as_str())).collect();
    assert_eq!(told, [(Some(1), "created"), (Some(2), "updated"), (Some(3), "deleted")]);
    let fields = entries[1].fields.as_ref().unwrap();
    assert_eq!(fields["name"], (json!("Ana García"), json!("Renamed")));
    let later = world
        .store
        .read(|tx| Box::pin(async move { journal::entries_since(tx, 2, 100).await }))
        .await
        .unwrap();
    assert_eq!(later.len(), 1);
}
