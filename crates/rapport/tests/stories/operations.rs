//! Running it: backup and restore, a newer database, races at the start, the end of the process.

use std::time::Duration;

use serde_json::json;
use testkit::{Api, Engine, Place, Process, on_both_engines};

use crate::commands::{RAPPORT, administrator, rapport};

async fn person(api: &Api, name: &str) -> String {
    let person = json!({"kind": "person", "name": name, "emails": [format!("{name}@acme.es")]});
    let made = api.post("/api/v1/parties", &person).await.expect_json(201);
    format!("/api/v1/parties/{}", made["id"].as_str().unwrap())
}

/// A place with the key of another, as whoever restores prepares it.
fn place_with_key_of(engine: Engine, other: &Place) -> Place {
    let place = Place::new(engine);
    std::fs::copy(other.folder().join("secret.key"), place.folder().join("secret.key")).unwrap();
    place
}

on_both_engines! {
    async fn a_backup_while_serving_comes_back_whole_on_either_engine(engine) {
        let place = Place::new(engine);
        let token = administrator(&place).await;
        let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let api = Api::new(&process.base, &token);
        let path = person(&api, "ana").await;
        let file = place.folder().join("kept").display().to_string();
        let kept = rapport(&place, &["backup", &file], "").await;
        assert_eq!(kept.code, 0, "{}", kept.stderr);
        person(&api, "later").await;
        assert_eq!(process.terminate().await, 0);

        for target in [Engine::Sqlite, Engine::Postgres] {
            let other = place_with_key_of(target, &place);
            let restored = rapport(&other, &["restore", &file], "").await;
            assert_eq!(restored.code, 0, "{target:?}: {}", restored.stderr);
            let sound = rapport(&other, &["verify"], "").await;
            assert_eq!(sound.code, 0, "{target:?}: {}", sound.stderr);
            let process = Process::serve(RAPPORT, &other.flags(), &[]).await;
            let api = Api::new(&process.base, &token);
            assert_eq!(api.get(&path).await.expect_json(200)["name"], "ana");
            let found = api.get("/api/v1/parties?q=ana&count=true").await.expect_json(200);
            assert_eq!(found["count"]["value"], 1, "search is made anew");
            let all = api.get("/api/v1/parties?count=true").await.expect_json(200);
            assert_eq!(all["count"]["value"], 1);
            person(&api, "bo").await;
            assert_eq!(process.terminate().await, 0);
            let again = rapport(&other, &["restore", &file], "").await;
            assert_eq!(again.code, 1, "a restoration adds nothing to what is there");
        }
        let stranger = Place::new(engine);
        let refused = rapport(&stranger, &["restore", &file], "").await;
        assert_eq!(refused.code, 1);
        assert!(refused.stderr.contains("secret.key"), "{}", refused.stderr);
    }

    async fn every_command_works_while_the_workspace_is_served(engine) {
        let place = Place::new(engine);
        let token = administrator(&place).await;
        let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let api = Api::new(&process.base, &token);
        person(&api, "ana").await;
        for command in [&["doctor"][..], &["verify"], &["migrate"], &["openapi"], &["token", "add", "ada@rapport.example", "--name", "more"]] {
            let ran = rapport(&place, command, "").await;
            assert_eq!(ran.code, 0, "{command:?}: {}", ran.stderr);
            assert!(!ran.stdout.is_empty(), "{command:?}");
        }
        let taken = rapport(&place, &["demo"], "").await;
        assert_eq!(taken.code, 1, "the demo needs an empty workspace");
        let none = rapport(&place, &["demo", "--remove"], "").await;
        assert_eq!(none.code, 1, "{}", none.stdout);
        assert_eq!(process.terminate().await, 0);
    }

    async fn processes_that_start_at_once_migrate_once(engine) {
        let place = Place::new(engine);
        let (one, other) = tokio::join!(rapport(&place, &["migrate"], ""), rapport(&place, &["migrate"], ""));
        let codes = [one.code, other.code];
        match engine {
            Engine::Postgres => assert_eq!(codes, [0, 0], "{} {}", one.stderr, other.stderr),
            // The folder has one process at a time; the other says so.
            Engine::Sqlite => assert!(codes.contains(&0), "{} {}", one.stderr, other.stderr),
        }
        let sound = rapport(&place, &["verify"], "").await;
        assert_eq!(sound.code, 0, "{}", sound.stderr);
    }

    async fn the_end_lets_requests_in_flight_finish(engine) {
        let place = Place::new(engine);
        let token = administrator(&place).await;
        let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let api = Api::new(&process.base, &token);
        let operations: Vec<_> = (0..400)
            .map(|number| json!({"op": "create", "data": {"kind": "person", "name": format!("P{number}")}}))
            .collect();
        let batch = tokio::spawn(async move {
            api.post("/api/v1/parties/batch", &json!({"operations": operations})).await
        });
        tokio::time::sleep(Duration::from_millis(150)).await;
        assert_eq!(process.terminate().await, 0);
        assert_eq!(batch.await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn the_demo_goes_in_and_comes_out_with_one_command_each() {
    let place = Place::new(Engine::Sqlite);
    let filled = rapport(&place, &["demo"], "").await;
    assert_eq!(filled.code, 0, "{}", filled.stderr);
    assert!(filled.stdout.contains("demo@example.com"), "{}", filled.stdout);
    let twice = rapport(&place, &["demo"], "").await;
    assert_eq!((twice.code, twice.stdout.as_str()), (1, ""));
    let removed = rapport(&place, &["demo", "--remove"], "").await;
    assert_eq!(removed.code, 0, "{}", removed.stderr);
    let sound = rapport(&place, &["verify"], "").await;
    assert_eq!(sound.code, 0, "{}", sound.stderr);
}
