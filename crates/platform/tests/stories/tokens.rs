//! API tokens: what a program may do with one, and when it stops.

use jiff::SignedDuration;
use testkit::{Api, App, on_both_engines};

use crate::visitor::{address, user};

on_both_engines! {
    async fn a_token_ends_on_its_day(engine) {
        let app = App::start(engine).await;
        user(&app, "vera", "member").await;
        let short = platform::add_token(&app.web, &address("vera"), "short", Some(1)).await.unwrap();
        let long = platform::add_token(&app.web, &address("vera"), "long", None).await.unwrap();
        let (short, long) = (Api::new(app.base(), short.reveal()), Api::new(app.base(), long.reveal()));
        short.get("/api/v1/users").await.expect(200);
        app.wait(SignedDuration::from_hours(25));
        platform::gate::forget();
        short.get("/api/v1/users").await.expect(401);
        long.get("/api/v1/users").await.expect(200);
        app.stop().await;
    }

    async fn a_token_lives_for_days_that_there_are(engine) {
        let app = App::start(engine).await;
        let mia = app.sign_in("mia").await;
        for (days, status) in [("0", 422), ("-1", 422), ("3651", 422), ("99999999999", 422), ("soon", 422)] {
            let answer = mia.post("/settings/tokens", &[("name", "sync"), ("days", days)]).await;
            assert!([400, status].contains(&answer.status), "{days}: {}", answer.status);
        }
        assert_eq!(app.count(r#"select count(*) from "api_token" where "name" = 'sync'"#).await, 0);
        app.stop().await;
    }

    async fn a_token_makes_no_token(engine) {
        let app = App::start(engine).await;
        let before = app.count(r#"select count(*) from "api_token""#).await;
        let program = app.token("mia").await;
        let form = program
            .request(reqwest::Method::POST, "/settings/tokens")
            .form(&[("name", "sync"), ("days", "30")]);
        let answer = testkit::Answer::of(form).await;
        assert!((400..500).contains(&answer.status), "{}", answer.status);
        assert_eq!(app.count(r#"select count(*) from "api_token""#).await, before + 1);
        app.stop().await;
    }

    async fn a_wrong_token_is_nobodys(engine) {
        let app = App::start(engine).await;
        let right = platform::add_token(&app.web, "ada@rapport.example", "script", None).await.unwrap();
        let right = right.reveal();
        let (cut, more) = (right.get(..right.len() - 1).unwrap(), format!("{right}A"));
        for wrong in ["", "rap_", "rap_0000000000000000000000000000000000000000000", cut, more.as_str()] {
            Api::new(app.base(), wrong).get("/api/v1/users").await.expect(401);
        }
        app.stop().await;
    }
}
