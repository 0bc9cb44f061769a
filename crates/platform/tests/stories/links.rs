//! Invitations and links to a new password: for one user, once, for a while (SEC-10).

use jiff::SignedDuration;
use serde_json::json;
use testkit::{App, Browser, on_both_engines};
use uuid::Uuid;

use crate::visitor::{PASSWORD, address, let_in, link_in, try_password, user};

const OTHER: &str = "un jardín con casa";
const NEW: [(&str, &str); 2] = [("password", OTHER), ("password_again", OTHER)];

async fn reset_link(ada: &Browser, id: Uuid) -> String {
    let page = ada.post(&format!("/settings/users/{id}/link"), &[]).await.expect(200);
    link_in(&page, "/reset/")
}

async fn role(app: &App, key: &str) -> String {
    let rows = app.sql(r#"select "id" from "role" where "key" = $1"#, &[key.into()]).await;
    rows[0].id(0).unwrap().to_string()
}

on_both_engines! {
    async fn an_invitation_lets_a_colleague_in(engine) {
        let app = App::start(engine).await;
        let ada = app.sign_in("ada").await;
        let member = role(&app, "member").await;
        let fields = [("name", "Li Na"), ("email", "Li.Na@Door.example"), ("role", &member)];
        let page = ada.post("/settings/users", &fields).await.expect(200);
        let path = link_in(&page, "/invitation/");
        let stranger = app.stranger();
        let welcome = stranger.get(&path).await.expect(200);
        assert!(welcome.text.contains("li.na@door.example"), "{}", welcome.text);

        let differing = [("name", "李娜"), ("language", "zh"), ("password", OTHER), ("password_again", "x")];
        stranger.post(&path, &differing).await.expect(422);
        let chosen = [("name", "李娜"), ("language", "zh"), ("password", OTHER), ("password_again", OTHER)];
        let na = let_in(&app, &stranger.post(&path, &chosen).await.expect(303));
        let profile = na.get("/settings/profile").await.expect(200);
        assert!(profile.text.contains("李娜") && profile.text.contains("lang=\"zh-Hans\""));
        stranger.get(&path).await.expect(410);
        stranger.post(&path, &chosen).await.expect(410);
        app.stop().await;
    }

    async fn of_fifty_at_once_one_chooses_the_password(engine) {
        let app = App::start(engine).await;
        let id = user(&app, "vera", "member").await;
        let path = reset_link(&app.sign_in("ada").await, id).await;
        let tries: Vec<_> = (0..50)
            .map(|number| {
                let (stranger, path) = (app.stranger(), path.clone());
                tokio::spawn(async move {
                    let password = format!("chosen by number {number}");
                    let fields = [("password", password.as_str()), ("password_again", &password)];
                    stranger.post(&path, &fields).await.status
                })
            })
            .collect();
        let mut won = 0;
        for attempt in tries {
            let status = attempt.await.unwrap();
            assert!([303, 410, 429].contains(&status), "{status}");
            won += i32::from(status == 303);
        }
        assert_eq!(won, 1);
        app.stop().await;
    }

    async fn a_link_is_for_its_user_alone(engine) {
        let app = App::start(engine).await;
        let vera = user(&app, "vera", "member").await;
        user(&app, "otto", "member").await;
        let path = reset_link(&app.sign_in("ada").await, vera).await;
        let mut fields = NEW.to_vec();
        fields.push(("user", "otto"));
        app.stranger().post(&path, &fields).await.expect(400);
        app.stranger().post(&path, &NEW).await.expect(303);
        try_password(&app, &address("vera"), OTHER).await.expect(303);
        try_password(&app, &address("otto"), PASSWORD).await.expect(303);
        // As an invitation it opens nothing.
        let path = reset_link(&app.sign_in("ada").await, vera).await;
        app.stranger().get(&path.replace("/reset/", "/invitation/")).await.expect(410);
        app.stop().await;
    }

    async fn a_link_dies_of_age_of_a_new_one_and_of_changes(engine) {
        let app = App::start(engine).await;
        let vera = user(&app, "vera", "member").await;
        let (ada, stranger) = (app.sign_in("ada").await, app.stranger());
        let api = app.token("ada").await;
        let path = reset_link(&ada, vera).await;
        app.wait(SignedDuration::from_mins(31));
        stranger.post(&path, &NEW).await.expect(410);

        let first = reset_link(&ada, vera).await;
        let second = reset_link(&ada, vera).await;
        stranger.post(&first, &NEW).await.expect(410);
        let moved = json!({"email": "vera2@door.example"});
        api.patch(&format!("/api/v1/users/{vera}"), &moved).await.expect(200);
        stranger.post(&second, &NEW).await.expect(410);

        let third = reset_link(&ada, vera).await;
        api.patch(&format!("/api/v1/users/{vera}"), &json!({"active": false})).await.expect(200);
        stranger.post(&third, &NEW).await.expect(410);
        app.stop().await;
    }

    async fn who_forgot_the_password_is_told_to_the_administrators(engine) {
        let app = App::start(engine).await;
        user(&app, "vera", "member").await;
        for _ in 0..3 {
            app.stranger().post("/forgot", &[("email", "vera@door.example")]).await.expect(200);
        }
        let told = || app.count(r#"select count(*) from "notification" where "kind" = 'reset-wanted'"#);
        for _ in 0..200 {
            if told().await > 0 { break; }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let ada = app.sign_in("ada").await;
        let page = ada.get("/notifications").await.expect(200);
        assert!(page.text.contains("vera@door.example"), "{}", page.text);
        ada.post("/notifications/read", &[]).await.expect(303);
        assert_eq!(told().await, 1, "each administrator once");
        app.stop().await;
    }

    async fn a_link_leads_to_the_address_of_the_house(engine) {
        let app = App::start_with(engine, |config| {
            *config = config.clone().with_base_url("http://crm.example".parse().unwrap());
        })
        .await;
        let vera = user(&app, "vera", "member").await;
        let ada = app.sign_in("ada").await;
        let request = ada
            .request(reqwest::Method::POST, &format!("/settings/users/{vera}/link"))
            .header("host", "crm.example")
            .header("x-csrf-token", ada.csrf())
            .form(&[("csrf", ada.csrf())]);
        let page = testkit::Answer::of(request).await.expect(200);
        assert!(page.text.contains("http://crm.example/reset/"), "{}", page.text);
        let evil = ada
            .request(reqwest::Method::POST, &format!("/settings/users/{vera}/link"))
            .header("host", "evil.example")
            .header("x-csrf-token", ada.csrf())
            .form(&[("csrf", ada.csrf())]);
        let refused = testkit::Answer::of(evil).await;
        assert!([400, 421].contains(&refused.status), "{}", refused.status);
        app.stop().await;
    }
}
