//! The feed of changes: long polls, streams, and nothing missed.

mod gapless;
mod listener;
mod streams;
mod waiting;

use serde_json::{Value as Json, json};
use testkit::{Api, App};

/// Makes a person; answers their id.
async fn person(api: &Api, name: &str) -> String {
    let created = api.post("/api/v1/parties", &json!({"kind": "person", "name": name})).await;
    created.expect_json(201)["id"].as_str().unwrap().to_owned()
}

/// A page of the feed.
async fn page(api: &Api, parameters: &str) -> (Vec<Json>, i64) {
    let page = api.get(&format!("/api/v1/changes?{parameters}")).await.expect_json(200);
    (page["data"].as_array().unwrap().clone(), page["next"].as_i64().unwrap())
}

/// Where the feed ends, once all that was written has its number.
async fn end(app: &App, api: &Api) -> i64 {
    app.web.store().settle().await.unwrap();
    end_now(api).await
}

async fn end_now(api: &Api) -> i64 {
    let mut since = 0;
    loop {
        let (_, next) = page(api, &format!("since={since}&limit=1000")).await;
        if next == since {
            return since;
        }
        since = next;
    }
}
