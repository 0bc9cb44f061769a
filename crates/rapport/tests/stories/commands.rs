//! The command line: what is printed, on which stream, with which exit code.

use std::path::Path;

use serde_json::Value as Json;
use testkit::{Api, Engine, Place, Process, Ran, on_both_engines};

pub const RAPPORT: &str = env!("CARGO_BIN_EXE_rapport");

/// Runs `rapport` on a place.
pub async fn rapport(place: &Place, arguments: &[&str], input: &str) -> Ran {
    let flags = place.flags();
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    testkit::run(Path::new(RAPPORT), &[&flags, arguments].concat(), input).await
}

/// Adds an administrator and answers a token of theirs.
pub async fn administrator(place: &Place) -> String {
    let add = ["user", "add", "ada@rapport.example", "--name", "Ada", "--role", "administrator"];
    let added = rapport(place, &add, "").await;
    assert_eq!(added.code, 0, "{}", added.stderr);
    let token =
        rapport(place, &["token", "add", "ada@rapport.example", "--name", "story"], "").await;
    assert_eq!(token.code, 0, "{}", token.stderr);
    token.stdout.trim().to_owned()
}

#[tokio::test]
async fn wrong_usage_is_told_with_code_2() {
    let place = Place::new(Engine::Sqlite);
    let usages: [&[&str]; 6] = [
        &[],
        &["nonsense"],
        &["serve", "--nonsense"],
        &["user", "add", "ada@rapport.example"],
        &["undo", "no-id"],
        &["token", "add"],
    ];
    for usage in usages {
        let ran = rapport(&place, usage, "").await;
        assert_eq!(ran.code, 2, "{usage:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{usage:?}");
        assert!(!ran.stderr.is_empty(), "{usage:?}");
    }
}

#[tokio::test]
async fn what_fails_says_so_in_one_line_with_code_1() {
    let place = Place::new(Engine::Sqlite);
    let add = |role: &'static str| {
        ["user", "add", "ada@rapport.example", "--name", "Ada", "--role", role]
    };
    let failures: [(&[&str], &str); 4] = [
        (&add("king"), "administrator"),
        (&["user", "add", "no-address", "--name", "Ada", "--role", "member"], "no-address"),
        (&["token", "add", "nobody@rapport.example", "--name", "sync"], "nobody@rapport.example"),
        (&["undo", "019a0000-0000-7000-8000-000000000000"], ""),
    ];
    for (command, named) in failures {
        let ran = rapport(&place, command, "").await;
        assert_eq!(ran.code, 1, "{command:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{command:?}");
        assert_eq!(ran.stderr.trim().lines().count(), 1, "{command:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(named), "{command:?}: {}", ran.stderr);
    }
}

on_both_engines! {
    async fn a_token_stands_alone_on_stdout_and_opens_the_api(engine) {
        let place = Place::new(engine);
        let token = administrator(&place).await;
        assert!(!token.contains(char::is_whitespace), "{token}");
        let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let api = Api::new(&process.base, &token);
        assert_eq!(api.get("/api/v1/users").await.expect_json(200)["data"][0]["name"], "Ada");
        assert_eq!(process.terminate().await, 0);
    }

    async fn commands_work_while_the_workspace_is_served(engine) {
        let place = Place::new(engine);
        let token = administrator(&place).await;
        let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let api = Api::new(&process.base, &token);
        let add = ["user", "add", "mia@rapport.example", "--name", "Mia", "--role", "member", "--password-stdin"];
        let added = rapport(&place, &add, "a long enough password\n").await;
        assert_eq!(added.code, 0, "{}", added.stderr);
        let users = api.get("/api/v1/users?sort=name&fields=name").await.expect_json(200);
        assert_eq!(users["data"][1]["name"], "Mia");

        let made = api.post("/api/v1/parties", &serde_json::json!({"kind": "person", "name": "Ana"})).await;
        let path = format!("/api/v1/parties/{}", made.expect_json(201)["id"].as_str().unwrap());
        let acts = api.get("/api/v1/change-sets?limit=1").await.expect_json(200);
        let undone = rapport(&place, &["undo", acts["data"][0]["id"].as_str().unwrap()], "").await;
        assert_eq!(undone.code, 0, "{}", undone.stderr);
        api.get(&path).await.expect(404);
        assert_eq!(process.terminate().await, 0);
    }

    async fn the_first_start_prints_a_link_that_sets_the_workspace_up(engine) {
        let place = Place::new(engine);
        let mut first = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let stranger = testkit::Browser::new(&first.base, "", "");
        let link = first.line_with("/set-up?token=").await;
        let path = link.split(&first.base).nth(1).unwrap();
        stranger.get(path).await.expect(200);
        stranger.get("/set-up?token=guessed").await.expect(410);
        first.kill().await;
        administrator(&place).await;
        let second = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let stranger = testkit::Browser::new(&second.base, "", "");
        stranger.get(path).await.expect(404);
        second.kill().await;
    }
}

#[tokio::test]
async fn a_folder_is_served_once() {
    let place = Place::new(Engine::Sqlite);
    let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
    let again = rapport(&place, &["serve", "--listen", "127.0.0.1:0"], "").await;
    assert_eq!(again.code, 1, "{}", again.stderr);
    assert!(again.stderr.contains("--data"), "{}", again.stderr);
    assert_eq!(process.terminate().await, 0);
}

#[tokio::test]
async fn passwords_do_not_cross_a_network_in_the_clear() {
    let place = Place::new(Engine::Sqlite);
    let ran = rapport(&place, &["serve", "--listen", "0.0.0.0:0"], "").await;
    assert_ne!(ran.code, 0);
    assert!(ran.stderr.contains("--insecure-http"), "{}", ran.stderr);
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named() {
    let place = Place::new(Engine::Sqlite);
    let url = "postgres://rapport@127.0.0.1:1/nowhere";
    let ran = rapport(&place, &["--database", url, "migrate"], "").await;
    assert_eq!(ran.code, 1);
    assert_eq!(ran.stderr.trim().lines().count(), 1, "{}", ran.stderr);
}

#[tokio::test]
async fn the_openapi_document_is_printed_without_a_workspace() {
    let place = Place::new(Engine::Sqlite);
    let ran = rapport(&place, &["openapi"], "").await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let document: Json = serde_json::from_str(&ran.stdout).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document["paths"]["/api/v1/parties/{id}"]["patch"].is_object());
}

#[tokio::test]
async fn the_doctor_says_where_each_setting_came_from() {
    let place = Place::new(Engine::Sqlite);
    let ran = rapport(&place, &["doctor"], "").await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let folder = place.folder().display().to_string();
    let told = |line: &str, source: &str| line.contains(&folder) && line.contains(source);
    assert!(ran.stdout.lines().any(|line| told(line, "flag")), "{}", ran.stdout);
    assert!(ran.stdout.contains("default"), "{}", ran.stdout);
}
