//! A whole workspace goes out as one archive and comes up on the other engine, record for record.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use testkit::{Api, Engine, Place, Process, on_both_engines};

use crate::commands::{RAPPORT, rapport};
use crate::export_prepared::until;

const EXPORTS: &str = "/api/v1/exports";

/// Every record of every object that programs may read, the trash too, by object and id.
async fn everything(api: &Api) -> BTreeMap<String, Json> {
    let catalog = api.get("/api/v1/catalog").await.expect_json(200);
    let mut all = BTreeMap::new();
    for object in catalog["objects"].as_array().unwrap() {
        let slug = object["collection"].as_str().unwrap();
        for deleted in ["false", "true"] {
            let first = format!("/api/v1/{slug}?limit=1000&sort=id&deleted={deleted}");
            let mut page = api.get(&first).await.expect_json(200);
            loop {
                for record in page["data"].as_array().unwrap() {
                    all.insert(
                        format!("{slug}/{}", record["id"].as_str().unwrap()),
                        record.clone(),
                    );
                }
                let Some(cursor) = page["next"].as_str() else { break };
                page = api.get(&format!("{first}&cursor={cursor}")).await.expect_json(200);
            }
        }
    }
    all
}

/// The bytes of every attachment.
async fn contents(api: &Api, all: &BTreeMap<String, Json>) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for id in all.keys().filter_map(|key| key.strip_prefix("files/")) {
        let path = format!("/files/{id}/content");
        let answer = api.request(http::Method::GET, &path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        found.insert(id.to_owned(), answer.bytes().await.unwrap().to_vec());
    }
    found
}

/// Has the archive prepared, fetches it, and restores it where the other engine is.
async fn moved(api: &Api, from: &Place, engine: Engine) -> Place {
    let begun = api.post(EXPORTS, &json!({"object": "workspace"})).await.expect_json(202);
    let path = format!("{EXPORTS}/{}", begun["id"].as_str().unwrap());
    let done = until(api, &path, |state| state == "done").await;
    let file = api.request(http::Method::GET, done["file"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(file.headers()["content-type"], "application/x-tar");
    let archive = from.folder().join("moved.tar");
    std::fs::write(&archive, file.bytes().await.unwrap()).unwrap();
    let to = Place::new(engine);
    let path = archive.display().to_string();
    let keyless = rapport(&to, &["restore", &path], "").await;
    assert!(keyless.code == 1 && keyless.stderr.contains("secret.key"), "{}", keyless.stderr);
    std::fs::copy(from.folder().join("secret.key"), to.folder().join("secret.key")).unwrap();
    let restored = rapport(&to, &["restore", &path], "").await;
    assert_eq!(restored.code, 0, "{}", restored.stderr);
    let sound = rapport(&to, &["verify"], "").await;
    assert_eq!(sound.code, 0, "{}", sound.stderr);
    to
}

async fn serving(place: &Place, token: &str) -> (Process, Api) {
    let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
    let api = Api::new(&process.base, token);
    (process, api)
}

async fn attach(api: &Api, party: &str) {
    let part = reqwest::multipart::Part::bytes(vec![0u8, 159, 255, 10, 13]).file_name("plan.bin");
    let form = reqwest::multipart::Form::new().part("file", part);
    let path = format!("/files/on/party/{party}");
    let sent = api.request(http::Method::POST, &path).multipart(form).send().await.unwrap();
    assert!(sent.status().is_success() || sent.status().is_redirection(), "{}", sent.status());
}

on_both_engines! {
    async fn a_workspace_moves_to_the_other_engine_and_back(engine) {
        let other = if engine == Engine::Sqlite { Engine::Postgres } else { Engine::Sqlite };
        let place = Place::new(engine);
        let filled = rapport(&place, &["demo"], "").await;
        assert_eq!(filled.code, 0, "{}", filled.stderr);
        let made = rapport(&place, &["token", "add", "demo@example.com", "--name", "move"], "").await;
        let token = made.stdout.trim().to_owned();

        let (process, api) = serving(&place, &token).await;
        let party = api.get("/api/v1/parties?limit=2").await.expect_json(200);
        attach(&api, party["data"][0]["id"].as_str().unwrap()).await;
        let gone = party["data"][1]["id"].as_str().unwrap().to_owned();
        api.delete(&format!("/api/v1/parties/{gone}")).await.expect(204);
        let before = everything(&api).await;
        let files = contents(&api, &before).await;
        assert!(before.len() > 100 && !files.is_empty(), "{} records", before.len());
        assert!(before.contains_key(&format!("parties/{gone}")), "the trash moves, too");
        let second = moved(&api, &place, other).await;
        assert_eq!(process.terminate().await, 0);

        let (process, api) = serving(&second, &token).await;
        let there = everything(&api).await;
        assert_eq!(there.len(), before.len());
        for (key, record) in &before {
            assert_eq!(there.get(key), Some(record), "{key}");
        }
        assert_eq!(contents(&api, &there).await, files);
        let third = moved(&api, &second, engine).await;
        assert_eq!(process.terminate().await, 0);

        let (process, api) = serving(&third, &token).await;
        let back = everything(&api).await;
        assert_eq!(back, before, "and comes back as it was");
        assert_eq!(contents(&api, &back).await, files);
        let none = api.get(EXPORTS).await.expect_json(200);
        assert_eq!(none["data"], json!([]), "what waited to be fetched does not move");
        assert_eq!(process.terminate().await, 0);
    }
}
