use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use testkit::{Api, Engine, Place, Process, Receiver, run};

use super::WEBHOOKS;

const KILLS: usize = 3;
const EACH: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_killed_loses_no_delivery_on_sqlite() {
    kill(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_killed_loses_no_delivery_on_postgres() {
    kill(Engine::Postgres).await;
}

/// Each event is delivered; twice only with the same id, when an attempt was under way at a kill.
async fn kill(engine: Engine) {
    let program = env!("CARGO_BIN_EXE_rapport");
    let place = Place::new(engine);
    let flags = place.flags();
    let mut add: Vec<&str> =
        vec!["user", "add", "ada@rapport.example", "--name", "Ada", "--role", "administrator"];
    add.extend(flags.iter().map(String::as_str));
    assert_eq!(run(program.as_ref(), &add, "").await.code, 0);
    let mut token: Vec<&str> = vec!["token", "add", "ada@rapport.example", "--name", "story"];
    token.extend(flags.iter().map(String::as_str));
    let token = run(program.as_ref(), &token, "").await.stdout;
    let receiver = Receiver::start().await;
    let allow = ["--outgoing-allow", "127.0.0.0/8"];
    let mut wanted = Vec::new();
    for round in 0..=KILLS {
        let process = Process::serve(program, &flags, &allow).await;
        let ada = Api::new(&process.base, token.trim());
        if round == 0 {
            let hook =
                json!({"name": "Ledger", "url": receiver.url(), "events": ["party.created"]});
            ada.post(WEBHOOKS, &hook).await.expect(201);
        }
        if round == KILLS {
            let told = until_all(&receiver, &wanted).await;
            let twice = told.values().filter(|ids| ids.len() > 1).count();
            assert_eq!(twice, 0, "the same message has the same id: {told:?}");
            process.terminate().await;
            return;
        }
        for number in 0..EACH {
            let name = format!("Person {round} {number}");
            ada.post("/api/v1/parties", &json!({"kind": "person", "name": name})).await.expect(201);
            wanted.push(name);
        }
        process.kill().await;
    }
}

/// The ids under which each name came.
async fn until_all(receiver: &Receiver, wanted: &[String]) -> BTreeMap<String, Vec<String>> {
    // A lease of a killed process on PostgreSQL runs out after half a minute.
    for _ in 0..900 {
        let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for one in receiver.received() {
            let name = one.json()["data"]["record"]["name"].as_str().unwrap_or_default().to_owned();
            let ids = told.entry(name).or_default();
            let id = one.header("webhook-id").to_owned();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if wanted.iter().all(|name| told.contains_key(name)) {
            return told;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not everything came");
}
