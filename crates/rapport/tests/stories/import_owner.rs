//! Owners by their e-mail: those who are nobody here fall back to somebody, when that is asked for.

use std::path::PathBuf;

use serde_json::{Value as Json, json};
use testkit::{App, Place, on_both_engines};
use uuid::Uuid;

use crate::commands::{administrator, rapport};

const ROWS: &str = "name,Owner\nAna,mia@rapport.example\nBo,gone@old.example\nCy,\n";

async fn owners(app: &App) -> Vec<(String, Json)> {
    let list = "/api/v1/parties?sort=name&fields=name,owner";
    let found = app.token("ada").await.get(list).await.expect_json(200);
    let one = |record: &Json| {
        (record["name"].as_str().unwrap().to_owned(), record["owner"]["id"].clone())
    };
    found["data"].as_array().unwrap().iter().map(one).collect()
}

on_both_engines! {
    async fn rows_of_an_unknown_owner_go_to_whom_somebody_named(engine) {
        let app = App::start(engine).await;
        let ada = app.token("ada").await;
        let email = |who: &str| format!("/api/v1/users/{}", app.user(who));
        let of = |user: Json| user["email"].as_str().unwrap().to_owned();
        let mia = of(ada.get(&email("mia")).await.expect_json(200));
        let sol = of(ada.get(&email("sol")).await.expect_json(200));
        let rows = ROWS.replace("mia@rapport.example", &mia);
        let bring = async |address: &str| {
            let sent = ada.request(http::Method::POST, &format!("/api/v1/imports?object=people{address}"));
            testkit::Answer::of(sent.header("content-type", "text/csv").body(rows.clone())).await
        };
        let refused = bring("&owner_fallback=nobody@old.example").await.expect(422);
        assert!(refused.text.contains("nobody@old.example"), "{}", refused.text);
        let plain = bring("&dry_run=true").await.expect_json(201);
        app.run_jobs().await;
        let told = ada.get(&format!("/api/v1/imports/{}", plain["id"].as_str().unwrap())).await.expect_json(200);
        assert_eq!((&told["created"], &told["refused"]), (&json!(2), &json!(1)), "{told}");
        assert_eq!(told["refusals"][0]["value"], "gone@old.example");

        let asked = bring(&format!("&owner_fallback={}", sol.to_uppercase())).await.expect_json(201);
        app.run_jobs().await;
        let told = ada.get(&format!("/api/v1/imports/{}", asked["id"].as_str().unwrap())).await.expect_json(200);
        assert_eq!((&told["created"], &told["refused"]), (&json!(3), &json!(0)), "{told}");
        let id = |who: &str| json!(app.user(who));
        let expected = [("Ana", id("mia")), ("Bo", id("sol")), ("Cy", id("ada"))];
        assert_eq!(owners(&app).await, expected.map(|(name, owner)| (name.to_owned(), owner)));
        let path = format!("/import/{}", asked["id"].as_str().unwrap());
        let page = app.sign_in("ada").await.get(&path).await.expect(200).text.to_lowercase();
        assert!(page.contains(&sol), "the report says it");
    }

    async fn the_command_line_names_an_owner_too(engine) {
        let place = Place::new(engine);
        administrator(&place).await;
        let file: PathBuf = std::env::temp_dir().join(format!("{}.csv", Uuid::new_v4()));
        std::fs::write(&file, ROWS).unwrap();
        let path = file.display().to_string();
        let import = ["import", path.as_str(), "--object", "people", "--json", "--owner-fallback"];
        let wrong = rapport(&place, &[&import[..], &["nobody@old.example"]].concat(), "").await;
        assert_eq!(wrong.code, 1, "{}", wrong.stdout);
        let ran = rapport(&place, &[&import[..], &["ada@rapport.example"]].concat(), "").await;
        std::fs::remove_file(&file).unwrap();
        let report: Json = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!((&report["created"], &report["refused"]), (&json!(3), &json!(0)), "{report}");
    }
}
