//! `Accept: text/event-stream`: entries as they come, for those who may still see them.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use serde_json::json;
use testkit::{Api, App, on_both_engines};

use super::listener::{Listener, Said};
use super::{end, page, person};

/// The stream ends, and soon; the last it may tell is the change that ends it.
async fn ends(mut listener: Listener, why: &str) {
    let began = Instant::now();
    while let Some(said) = listener.next().await {
        assert_eq!(said.event, "user.updated", "{why}");
    }
    assert!(began.elapsed() < Duration::from_secs(4), "{why}: {:?}", began.elapsed());
}

on_both_engines! {
    async fn a_stream_says_what_a_page_says(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let first = person(&mia, "Ana").await;
        app.web.store().settle().await.unwrap();
        let mut listener = Listener::from(&mia, 0).await;
        let mut heard = vec![];
        while heard.last().is_none_or(|last: &Said| last.json()["id"] != json!(first)) {
            heard.push(listener.next().await.unwrap());
        }
        let id = person(&mia, "Bo").await;
        heard.push(listener.next().await.unwrap());
        let path = format!("/api/v1/parties/{id}");
        mia.patch(&path, &json!({"job_title": "Buyer"})).await.expect(200);
        heard.push(listener.next().await.unwrap());
        let (entries, _) = page(&mia, "since=0&limit=1000").await;
        let last = entries.last().unwrap()["seq"].as_i64();
        assert_eq!(heard.last().unwrap().id, last);
        for (said, entry) in heard.iter().zip(&entries) {
            let told = (said.id, said.event.as_str(), said.json()["change_set"].clone());
            let expected = (entry["seq"].as_i64(), entry["event"].as_str().unwrap(), entry["change_set"].clone());
            assert_eq!(told, expected);
        }
        assert_eq!(heard.len(), entries.len());
        mia.delete(&path).await.expect(204);
        let said = listener.next().await.unwrap();
        assert_eq!((said.event.as_str(), &said.json()["record"]), ("party.deleted", &json!(null)));
        app.stop().await;
    }

    async fn a_stream_goes_on_where_it_broke_off(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let since = end(&app, &mia).await;
        let names = ["a", "b", "c", "d", "e"];
        let mut ids = vec![];
        for name in names {
            ids.push(person(&mia, name).await);
        }
        let mut listener = Listener::from(&mia, since).await;
        let mut heard = vec![listener.next().await.unwrap(), listener.next().await.unwrap()];
        drop(listener);
        let last = heard[1].id.unwrap().to_string();
        // Where it was begun does not matter any more.
        let Ok(mut listener) = Listener::ask(&mia, since, Some(&last)).await else { panic!("refused") };
        for _ in 2..names.len() {
            heard.push(listener.next().await.unwrap());
        }
        let told: Vec<String> = heard.iter().map(|said| said.json()["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(told, ids);
        for wrong in ["yesterday", "-1", "1.5", "99999999999999999999"] {
            let Err(refused) = Listener::ask(&mia, 0, Some(wrong)).await else { panic!("{wrong}") };
            assert_eq!((refused.status, &refused.json()["errors"][0]["pointer"]), (400, &json!("/Last-Event-ID")));
        }
        let Err(gone) = Listener::ask(&mia, 0, Some("999999999")).await else { panic!("not gone") };
        assert_eq!(gone.status, 410);
        app.stop().await;
    }

    async fn a_stream_ends_with_what_opened_it(engine) {
        let app = App::start(engine).await;
        let (ada, max, mia) =
            (app.token("ada").await, app.token("max").await, app.token("mia").await);
        let short = platform::add_token(&app.web, "rita@rapport.example", "short", Some(1)).await.unwrap();
        let since = end(&app, &ada).await;
        let revoked = Listener::from(&max, since).await;
        let expired = Listener::from(&Api::new(app.base(), short.reveal()), since).await;
        let deactivated = Listener::from(&mia, since).await;
        let (sql, user) = (r#"delete from "api_token" where "user" = $1"#, app.user("max"));
        let revoke = app.web.store().write(move |tx| Box::pin(async move { tx.execute(sql, &[user.into()]).await }));
        revoke.await.unwrap();
        ends(revoked, "its token was revoked").await;
        app.wait(SignedDuration::from_hours(25));
        ends(expired, "its token has run out").await;
        ada.patch(&format!("/api/v1/users/{}", app.user("mia")), &json!({"active": false})).await.expect(200);
        person(&ada, "Unseen").await;
        ends(deactivated, "its user may not sign in any more").await;
        app.stop().await;
    }

    async fn one_user_cannot_take_every_stream(engine) {
        let app = App::start_with(engine, |config| config.limits.streams_per_user = 2).await;
        let (mia, sol) = (app.token("mia").await, app.token("sol").await);
        let since = end(&app, &mia).await;
        let first = Listener::from(&mia, since).await;
        let _second = Listener::from(&mia, since).await;
        let Err(refused) = Listener::ask(&mia, since, None).await else { panic!("not refused") };
        assert_eq!((refused.status, refused.header("retry-after")), (429, "10"));
        assert_eq!(refused.json()["errors"][0]["code"], "too-many-streams");
        let _other = Listener::from(&sol, since).await;
        drop(first);
        let began = Instant::now();
        while Listener::ask(&mia, since, None).await.is_err() {
            assert!(began.elapsed() < Duration::from_secs(5), "a place that was left is free");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        app.stop().await;
    }

    async fn a_stream_lives_in_silence_and_ends_with_the_process(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let mut listener = Listener::from(&mia, end(&app, &mia).await).await;
        let began = Instant::now();
        assert!(listener.hear().await.unwrap().comment, "it says at once that it is there");
        assert!(listener.hear().await.unwrap().comment, "and again when nothing happens");
        assert!((14..18).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
        let stopping = tokio::spawn(app.stop());
        ends(listener, "the process ended").await;
        stopping.await.unwrap();
        assert!(began.elapsed() < Duration::from_secs(22), "{:?}", began.elapsed());
    }
}
