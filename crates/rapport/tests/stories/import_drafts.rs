//! Drafts of imports: two programs at one, and drafts that nobody comes back to.

use http::Method;
use jiff::SignedDuration;
use serde_json::json;
use testkit::{Answer, App, on_both_engines};

use crate::import_rest::{PEOPLE, act, brought, counts};

on_both_engines! {
    async fn an_import_that_changed_meanwhile_is_left_alone(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let import = brought(&mia, "object=people&draft=true", PEOPLE.as_bytes()).await;
        let send = async |method: Method, path: &str, tag: &str, body: &str| {
            let request = mia.request(method, path).header("if-match", tag).body(body.to_owned());
            Answer::of(request.header("content-type", "application/json")).await
        };
        let first = mia.get(&import).await.expect(200).header("etag").to_owned();
        assert_eq!(first, format!("\"v{}\"", mia.get(&import).await.json()["version"]));
        let set = send(Method::PATCH, &import, &first, r#"{"source":"Fair"}"#).await.expect(200);
        let second = set.header("etag").to_owned();
        assert_ne!(first, second);
        let stale = send(Method::PATCH, &import, &first, r#"{"source":"Other"}"#).await.expect(412);
        assert_eq!(stale.json()["current"]["settings"]["source"], "Fair");
        for verb in ["check", "start"] {
            send(Method::POST, &format!("{import}/{verb}"), &first, "").await.expect(412);
        }
        send(Method::PATCH, &import, "v2", "{}").await.expect(400);
        // Without a tag the members sent win, and the others stay.
        mia.patch(&import, &json!({"mode": "create"})).await.expect(200);
        let told = mia.get(&import).await.expect_json(200);
        assert_eq!((&told["settings"]["source"], &told["settings"]["mode"]), (&json!("Fair"), &json!("create")));
        send(Method::POST, &format!("{import}/start"), "*", "").await.expect(202);
        send(Method::POST, &format!("{import}/cancel"), &second, "").await.expect(412);
        app.run_jobs().await;
        let done = mia.get(&import).await.expect(200);
        assert_eq!((done.json()["created"].clone(), done.header("etag") == second), (json!(2), false));
        app.stop().await;
    }

    async fn files_and_forgotten_drafts_go_after_thirty_days(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let ended = brought(&mia, "object=people", PEOPLE.as_bytes()).await;
        let draft = brought(&mia, "object=people&draft=true", PEOPLE.as_bytes()).await;
        let checked = brought(&mia, "object=people&dry_run=true", PEOPLE.as_bytes()).await;
        app.run_jobs().await;
        app.wait(SignedDuration::from_hours(29 * 24));
        app.run_jobs().await;
        for import in [&ended, &draft, &checked] {
            mia.get(import).await.expect(200);
        }
        mia.patch(&draft, &json!({"source": "Fair"})).await.expect(200);
        mia.get(&format!("{ended}/refused")).await.expect(200);
        app.wait(SignedDuration::from_hours(2 * 24));
        app.run_jobs().await;
        let report = mia.get(&ended).await.expect_json(200);
        assert_eq!((counts(&report), report["refusals"].as_array().unwrap().len()), ([4, 2, 0, 0, 2], 2));
        mia.get(&format!("{ended}/refused")).await.expect(410);
        mia.get(&checked).await.expect(404);
        mia.get(&draft).await.expect(200);
        assert_eq!(app.count(r#"select count(*) from "stored_file""#).await, 1);
        let mia_browser = app.sign_in("mia").await;
        let page = mia_browser.get(&ended.replace("/api/v1/imports", "/import")).await.expect(200);
        assert!(page.text.contains("31/02/1980"), "{}", page.text);
        let undo = format!("/api/v1/change-sets/{}/undo", report["change_set"].as_str().unwrap());
        mia.post(&undo, &json!({})).await.expect(200);
        act(&mia, &draft, "start").await.expect(202);
        app.run_jobs().await;
        assert_eq!(mia.get(&draft).await.expect_json(200)["created"], 2);
        app.stop().await;
    }
}
