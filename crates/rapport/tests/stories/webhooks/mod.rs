//! Other systems are told of events: who hears what, how it is signed, what becomes of failures.

mod delivering;
mod failing;
mod keeping;
mod killed;
mod pages;
mod rights;

use serde_json::{Value as Json, json};
use testkit::{Answer, Api, App, Engine, Receiver};

pub const WEBHOOKS: &str = "/api/v1/webhooks";

/// A workspace whose webhooks may call this machine.
pub async fn start(engine: Engine) -> App {
    let allow = "127.0.0.0/8".parse().unwrap();
    let app = App::start_with(engine, |config| config.outgoing_allow.push(allow)).await;
    // Whoever begins to listen hears nothing of how the company was set up.
    app.web.store().settle().await.unwrap();
    app
}

/// An endpoint of ada's; answers its address.
pub async fn hook(ada: &Api, receiver: &Receiver, events: &[&str]) -> String {
    let body = json!({"name": "Shop", "url": receiver.url(), "events": events});
    ada.post(WEBHOOKS, &body).await.expect(201).header("location").to_owned()
}

pub async fn person(api: &Api, name: &str) -> String {
    let made = api.post("/api/v1/parties", &json!({"kind": "person", "name": name})).await;
    format!("/api/v1/parties/{}", made.expect_json(201)["id"].as_str().unwrap())
}

/// The deliveries of an endpoint, the newest first.
pub async fn deliveries(ada: &Api, hook: &str) -> Vec<Json> {
    let list = ada.get(&format!("{hook}/deliveries")).await.expect_json(200);
    list["data"].as_array().unwrap().clone()
}

pub async fn act(api: &Api, at: &str) -> Answer {
    api.post(at, &json!({})).await
}
