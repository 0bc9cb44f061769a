//! What the house promises about customers, told through HTTP, on both engines.

mod activities;
mod employment;
mod files;
mod input;
mod network;
mod screens;
mod timeline;
mod transfer;

use serde_json::{Value as Json, json};
use testkit::{Api, App};

/// A party of a kind with further fields; answers its id.
async fn party(api: &Api, kind: &str, name: &str, more: Json) -> String {
    let mut body = json!({"kind": kind, "name": name});
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    id_of(&api.post("/api/v1/parties", &body).await.expect_json(201))
}

async fn person(api: &Api, name: &str) -> String {
    party(api, "person", name, json!({})).await
}

async fn company(api: &Api, name: &str) -> String {
    party(api, "organization", name, json!({})).await
}

/// A tie of one of the standard types; answers its id.
async fn tie(api: &Api, from: &str, kind: &str, to: &str) -> String {
    let body = json!({"from": from, "to": to, "relationship_type": {"match": {"key": kind}}});
    id_of(&api.post("/api/v1/relationships", &body).await.expect_json(201))
}

/// An activity; answers its id.
async fn activity(api: &Api, body: Json) -> String {
    id_of(&api.post("/api/v1/activities", &body).await.expect_json(201))
}

async fn read(api: &Api, path: &str) -> Json {
    api.get(&format!("/api/v1/{path}")).await.expect_json(200)
}

fn id_of(record: &Json) -> String {
    record["id"].as_str().unwrap().to_owned()
}

/// A fresh workspace whose standard relationship types are complete.
pub async fn begin(engine: testkit::Engine) -> App {
    let app = App::start(engine).await;
    // The first run learns the hours of the chores, the second keeps them.
    for _ in 0..2 {
        app.run_jobs().await;
        app.wait(jiff::SignedDuration::from_mins(2));
    }
    app.run_jobs().await;
    app
}

/// The newest act of the workspace.
async fn last_act(api: &Api) -> String {
    id_of(&read(api, "change-sets?limit=1").await["data"][0])
}

async fn undo(api: &Api, act: &str) {
    let path = format!("/api/v1/change-sets/{act}/undo");
    let answer = api.post(&path, &json!({})).await;
    assert!((200..300).contains(&answer.status), "{} {}", answer.status, answer.text);
}
