//! A backup holds everything, comes back on either engine, and is refused whole when it is not
//! what was written.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends there"
)]

mod save_world;
mod space;
mod tarball;

use std::io::Cursor;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use kernel::shape::{Name, Tags};
use save_world::{Contact, World};
use serde_json::{Value as Json, json};
use space::Space;
use store::save::Change;
use store::{Store, StoreConfig, archive, files, journal, verify};
use tarball::Tarball;
use uuid::Uuid;

on_both_engines!(
    a_backup_comes_back_whole_on_either_engine,
    a_backup_that_is_not_what_was_written_is_refused_by_name,
    a_backup_needs_its_key_and_an_empty_place,
);

/// A world with a history, an attachment and a backup.
struct Kept {
    world: World,
    folder: tempfile::TempDir,
    ana: Uuid,
    file: Uuid,
    moved: archive::Moved,
}

impl Kept {
    async fn new(space: Space) -> Self {
        let world = World::new(space).await;
        let contact = |name: &str| Contact {
            name: name.into(),
            tags: Tags(vec!["VIP".to_owned(), "a\"b\\c\n张伟".to_owned()]),
            ..Contact::default()
        };
        let ana = world.one(&world.robot(), Change::create(&contact("Ana"))).await.unwrap().id();
        let rename = Change::update("contact", ana).set(Contact::name, &Name::from("Ana 张伟"));
        world.one(&world.robot(), rename).await.unwrap();
        let gone = world.one(&world.robot(), Change::create(&contact("Gone"))).await.unwrap().id();
        world.one(&world.robot(), Change::delete("contact", gone)).await.unwrap();
        let bytes: Vec<u8> = (0..70_000_u32).flat_map(u32::to_le_bytes).collect();
        let file = world.store.files().put(Cursor::new(bytes), 1_000_000).await.unwrap();
        let kept = file.clone();
        world
            .store
            .write(move |tx| {
                let file = kept.clone();
                Box::pin(async move { files::keep(tx, &file, Timestamp::now()).await })
            })
            .await
            .unwrap();
        world.store.settle().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let moved = archive::write(&world.store, &folder.path().join("whole")).await.unwrap();
        Self { world, folder, ana, file: file.id, moved }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("whole")
    }

    /// Another place with this world's key and tables.
    fn config(&self, space: &Space) -> StoreConfig {
        let key = std::fs::read(self.world.store.config().data_dir.join("secret.key")).unwrap();
        std::fs::write(space.folder.path().join("secret.key"), key).unwrap();
        StoreConfig { migrations: self.world.store.config().migrations.clone(), ..space.config() }
    }
}

/// What a backup says of its entries; the sequencer's row names the cluster it is in.
fn entries(path: &Path) -> Json {
    let mut entries = Tarball::read(path).manifest()["entries"].clone();
    entries.as_object_mut().unwrap().retain(|name, _| !name.starts_with("tables/sequencer/"));
    entries
}

async fn a_backup_comes_back_whole_on_either_engine(space: Space) {
    let kept = Kept::new(space).await;
    assert_eq!(kept.moved.files, 1);
    for other in [Space::sqlite(), Space::postgres()] {
        let config = kept.config(&other);
        let moved = archive::restore(config.clone(), &kept.path()).await.unwrap();
        assert_eq!(moved, kept.moved);
        let store = Store::open(config).await.unwrap();
        let sound = verify::verify(&store).await.unwrap();
        assert_eq!((sound.entries, sound.files), (4, 1));
        let (file, name) = (kept.file, kept.world.get(kept.ana).await.unwrap().name);
        let original = kept.world.store.files().read(file, 1_000_000).await.unwrap();
        assert_eq!(store.files().read(file, 1_000_000).await.unwrap(), original);
        let again = kept.folder.path().join(Uuid::now_v7().to_string());
        archive::write(&store, &again).await.unwrap();
        assert_eq!(entries(&again), entries(&kept.path()), "nothing was lost on the way");
        let restored = World::over(store, other);
        assert_eq!(restored.get(kept.ana).await.unwrap().name, name);
        let rename = Change::update("contact", kept.ana).set(Contact::name, &Name::from("After"));
        restored.one(&restored.robot(), rename).await.unwrap();
        restored.store.settle().await.unwrap();
        let last = restored.store.read(|tx| Box::pin(journal::last_seq(tx))).await.unwrap();
        assert_eq!(last, 5, "the journal goes on where it ended");
        verify::verify(&restored.store).await.unwrap();
    }
}

/// What a forger or a bad disk makes of a backup, and what is said then.
fn spoiled(whole: &Tarball) -> Vec<(Tarball, &'static str)> {
    let with = |change: &dyn Fn(&mut Tarball)| {
        let mut other = whole.clone();
        change(&mut other);
        other
    };
    let set = |key: &str, value: Json| {
        with(&|other| {
            let mut manifest = other.manifest();
            manifest[key] = value.clone();
            other.set_manifest(&manifest);
        })
    };
    let smuggled = |name: &str| with(&|other| other.smuggle(name, b"[1]\n"));
    vec![
        (with(&|other| other.0[0].1[0] ^= 1), "is not what was written"),
        (with(&|other| drop(other.0.remove(0))), "is missing"),
        (with(&|other| other.0.insert(0, other.0[0].clone())), "twice"),
        (with(&|other| drop(other.0.pop())), "it has no manifest"),
        (with(&|other| other.0.last_mut().unwrap().1 = b"{".to_vec()), "its manifest"),
        (with(&|other| other.0.insert(0, ("tables/more/1".into(), vec![]))), "is not what was"),
        (set("format", json!(2)), "the backup is of format 2; this Rapport reads format 1"),
        (set("schema", json!(9_999)), "a newer Rapport"),
        (smuggled("files/../../escaped"), "files/../../escaped, which belongs in none"),
        (smuggled("../escaped"), "belongs in none"),
        (smuggled("/tmp/escaped"), "belongs in none"),
        (smuggled("tables/../escaped"), "belongs in none"),
        (smuggled("tables/session/00001.jsonl"), "belongs in none"),
        (smuggled("tables/contact\"; drop table \"contact/1"), "belongs in none"),
        (smuggled("secret.key"), "belongs in none"),
    ]
}

async fn refusal(config: &StoreConfig, path: &Path) -> String {
    archive::restore(config.clone(), path).await.expect_err("a bad backup").to_string()
}

async fn a_backup_that_is_not_what_was_written_is_refused_by_name(space: Space) {
    let postgres = space.schema.is_some();
    let kept = Kept::new(space).await;
    let other = if postgres { Space::postgres() } else { Space::sqlite() };
    let config = kept.config(&other);
    let bad = kept.folder.path().join("bad");
    for (tarball, said) in spoiled(&Tarball::read(&kept.path())) {
        tarball.write(&bad);
        let refusal = refusal(&config, &bad).await;
        assert!(refusal.contains(said), "{said}: {refusal}");
    }
    let bytes = std::fs::read(kept.path()).unwrap();
    for length in [0, 1, 511, 512, 700, bytes.len() / 2, bytes.len() - 1_024] {
        std::fs::write(&bad, &bytes[..length]).unwrap();
        let refusal = refusal(&config, &bad).await;
        assert!(refusal.contains("the backup is damaged: it ends too early"), "{refusal}");
    }
    std::fs::write(&bad, "id,name\n1,Ana\n".repeat(100)).unwrap();
    assert!(refusal(&config, &bad).await.contains("this is no backup"));
    assert!(refusal(&config, &kept.folder.path().join("none")).await.contains("opening"));
    assert!(!other.folder.path().join("workspace.db").exists(), "nothing was begun");
    let moved = archive::restore(config, &kept.path()).await.unwrap();
    assert_eq!(moved, kept.moved, "the place stayed fit for the good one");
}

async fn a_backup_needs_its_key_and_an_empty_place(space: Space) {
    let postgres = space.schema.is_some();
    let kept = Kept::new(space).await;
    let other = if postgres { Space::postgres() } else { Space::sqlite() };
    let strange =
        StoreConfig { migrations: kept.world.store.config().migrations.clone(), ..other.config() };
    assert!(refusal(&strange, &kept.path()).await.contains("RAPPORT_SECRET_KEY"));
    let there = kept.world.store.config().clone();
    kept.world.store.clone().close().await;
    assert!(refusal(&there, &kept.path()).await.contains("this workspace holds data"));
}
