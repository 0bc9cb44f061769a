//! How long somebody stays in, and what puts them out (SEC-10, ASVS V7).

use jiff::SignedDuration;
use serde_json::json;
use testkit::{Api, App, on_both_engines};

use crate::visitor::{PASSWORD, address, enter, try_password, user};

const OTHER: &str = "un jardín con casa";

/// The last use is noted beside the answer.
async fn noted(app: &App) {
    let latest = format!(
        r#"select count(*) from "session" where "seen_at" = {}"#,
        app.now().as_microsecond()
    );
    for _ in 0..1_000 {
        if app.count(&latest).await > 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    panic!("the use of a session was not noted");
}

on_both_engines! {
    async fn a_new_password_closes_what_the_old_one_opened(engine) {
        let app = App::start(engine).await;
        user(&app, "vera", "member").await;
        let (here, there) = (enter(&app, "vera").await, enter(&app, "vera").await);
        let token = platform::add_token(&app.web, &address("vera"), "script", Some(30)).await.unwrap();
        let program = Api::new(app.base(), token.reveal());
        program.get("/api/v1/users").await.expect(200);

        let change = [("current", PASSWORD), ("password", OTHER), ("password_again", OTHER)];
        here.post("/settings/password", &change).await.expect(303);
        here.get("/settings/profile").await.expect(200);
        there.get("/settings/profile").await.expect(303);
        program.get("/api/v1/users").await.expect(401);
        try_password(&app, &address("vera"), PASSWORD).await.expect(422);
        try_password(&app, &address("vera"), OTHER).await.expect(303);
        app.stop().await;
    }

    async fn whoever_is_deactivated_is_out_and_stays_out(engine) {
        let app = App::start(engine).await;
        let id = user(&app, "vera", "member").await;
        let vera = enter(&app, "vera").await;
        vera.get("/settings/profile").await.expect(200);
        let token = platform::add_token(&app.web, &address("vera"), "script", None).await.unwrap();
        let program = Api::new(app.base(), token.reveal());
        program.get("/api/v1/users").await.expect(200);
        let ada = app.token("ada").await;
        let path = format!("/api/v1/users/{id}");
        ada.patch(&path, &json!({"active": false})).await.expect(200);
        vera.get("/settings/profile").await.expect(303);
        program.get("/api/v1/users").await.expect(401);
        try_password(&app, &address("vera"), PASSWORD).await.expect(422);
        ada.patch(&path, &json!({"active": true})).await.expect(200);
        vera.get("/settings/profile").await.expect(303);
        program.get("/api/v1/users").await.expect(401);
        app.stop().await;
    }

    async fn a_session_ends_by_itself(engine) {
        let app = App::start(engine).await;
        user(&app, "vera", "member").await;
        let idle = enter(&app, "vera").await;
        app.wait(SignedDuration::from_hours(9));
        platform::gate::forget();
        idle.get("/settings/profile").await.expect(303);

        let busy = enter(&app, "vera").await;
        for _ in 0..(30 * 4) {
            busy.get("/notifications").await.expect(200);
            noted(&app).await;
            app.wait(SignedDuration::from_hours(6));
            platform::gate::forget();
        }
        busy.get("/notifications").await.expect(303);
        app.stop().await;
    }

    async fn sessions_are_listed_and_ended(engine) {
        let app = App::start(engine).await;
        user(&app, "vera", "member").await;
        let (here, there) = (enter(&app, "vera").await, enter(&app, "vera").await);
        let listed = here.get("/settings/sessions").await.expect(200);
        assert_eq!(listed.text.matches("data-row").count() - listed.text.matches("data-rows").count(), 2, "{}", listed.text);
        here.post("/settings/sessions/end", &[]).await.expect(303);
        there.get("/settings/sessions").await.expect(303);
        here.get("/settings/sessions").await.expect(200);

        let ada = app.sign_in("ada").await;
        let id = app.sql(r#"select "id" from "user" where "email" = 'vera@door.example'"#, &[]).await;
        let path = format!("/settings/users/{}/end-sessions", id[0].id(0).unwrap());
        ada.post(&path, &[]).await.expect(303);
        here.get("/settings/sessions").await.expect(303);
        app.stop().await;
    }

    async fn nobody_ends_the_session_of_another(engine) {
        let app = App::start(engine).await;
        user(&app, "vera", "member").await;
        let vera = enter(&app, "vera").await;
        let id = app.sql(r#"select "id" from "session" order by "created_at" desc limit 1"#, &[]).await;
        let id = id[0].id(0).unwrap().to_string();
        let mia = app.sign_in("mia").await;
        mia.post("/settings/sessions/end", &[("id", &id)]).await.expect(303);
        vera.get("/settings/sessions").await.expect(200);
        app.stop().await;
    }

    async fn signing_out_ends_the_session(engine) {
        let app = App::start(engine).await;
        user(&app, "vera", "member").await;
        let vera = enter(&app, "vera").await;
        let answer = vera.post("/sign-out", &[]).await.expect(303);
        assert!(answer.header("clear-site-data").contains("cookies"));
        assert!(answer.header("set-cookie").contains("Max-Age=0"));
        vera.get("/settings/profile").await.expect(303);
        app.stop().await;
    }

    async fn secrets_are_nowhere_to_be_read(engine) {
        let app = App::start(engine).await;
        user(&app, "vera", "member").await;
        let answer = try_password(&app, &address("vera"), PASSWORD).await.expect(303);
        let cookie = answer.header("set-cookie").to_owned();
        let (_, rest) = cookie.split_once('=').unwrap();
        let (secret, _) = rest.split_once(';').unwrap();
        let token = platform::add_token(&app.web, &address("vera"), "script", None).await.unwrap();
        let shown: String = token.reveal().chars().skip(12).collect();
        for table in ["session", "api_token", "credential", "journal", "change_set", "user", "one_time_link"] {
            let rows = app.sql(&format!("select * from \"{table}\""), &[]).await;
            let text = format!("{rows:?}");
            for canary in [secret, shown.as_str(), PASSWORD] {
                assert!(!text.contains(canary), "{canary} stands in {table}");
            }
        }
        app.stop().await;
    }
}
