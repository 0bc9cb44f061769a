//! Getting in with a password, and not getting in without (SEC-10).

use platform::Doors;
use testkit::{App, on_both_engines};

use crate::visitor::{PASSWORD, address, enter, let_in, try_password, user};

/// The page without what differs by nature: the address typed, and the request's id.
fn essence(text: &str, email: &str) -> String {
    text.replace(email, "EMAIL")
}

on_both_engines! {
    async fn the_right_password_opens_and_leads_on(engine) {
        let app = App::start(engine).await;
        user(&app, "vera", "member").await;
        let email = address("vera");
        let fields = [("email", email.as_str()), ("password", PASSWORD), ("next", "/notifications")];
        let answer = app.stranger().post("/sign-in", &fields).await.expect(303);
        assert_eq!(answer.header("location"), "/notifications");
        let cookie = answer.header("set-cookie");
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        let vera = let_in(&app, &answer);
        vera.get("/notifications").await.expect(200);
        assert_eq!(vera.get("/sign-in").await.expect(303).header("location"), "/");
        app.stop().await;
    }

    async fn the_address_counts_in_any_case_and_exactly_otherwise(engine) {
        let app = App::start(engine).await;
        user(&app, "jose", "member").await;
        try_password(&app, " JOSE@Door.example ", PASSWORD).await.expect(303);
        for other in ["josé@door.example", "jose@door.example.", "jose@döor.example"] {
            try_password(&app, other, PASSWORD).await.expect(422);
        }
        app.stop().await;
    }

    async fn nobody_learns_which_addresses_exist(engine) {
        let app = App::start(engine).await;
        user(&app, "vera", "member").await;
        let doors = Doors::of(&app.web).unwrap();
        let before = doors.hasher().done();
        let known = try_password(&app, "vera@door.example", "something else").await;
        let unknown = try_password(&app, "nope@door.example", "something else").await;
        // Somebody without a password, and somebody who was let go.
        let invited = try_password(&app, "mia@rapport.example", "something else").await;
        let gone = try_password(&app, "gus@rapport.example", "something else").await;
        assert_eq!(doors.hasher().done() - before, 4, "each costs one hash");
        let expected = essence(&known.text, "vera@door.example");
        for (answer, email) in
            [(unknown, "nope@door.example"), (invited, "mia@rapport.example"), (gone, "gus@rapport.example")]
        {
            assert_eq!(answer.status, known.status);
            assert_eq!(essence(&answer.text, email), expected);
        }
        let asked = |email: &'static str| {
            let app = &app;
            async move { app.stranger().post("/forgot", &[("email", email)]).await.expect(200).text }
        };
        assert_eq!(asked("vera@door.example").await, asked("nope@door.example").await);
        app.stop().await;
    }

    async fn fifty_at_once_get_no_further_than_one_after_another(engine) {
        let app = App::start(engine).await;
        user(&app, "vera", "member").await;
        let before = Doors::of(&app.web).unwrap().hasher().done();
        let tries = (0..50).map(|number| {
            let (stranger, email) = (app.stranger(), address("vera"));
            tokio::spawn(async move {
                let password = format!("wrong number {number}");
                stranger.post("/sign-in", &[("email", &email), ("password", &password)]).await.status
            })
        });
        let mut refused = 0;
        for attempt in tries.collect::<Vec<_>>() {
            let status = attempt.await.unwrap();
            assert!(status == 422 || status == 429, "{status}");
            refused += u64::from(status == 422);
        }
        let hashed = Doors::of(&app.web).unwrap().hasher().done() - before;
        assert!(hashed <= 10, "{hashed} reached the hash");
        assert_eq!(refused, hashed);

        let locked = try_password(&app, &address("vera"), PASSWORD).await.expect(429);
        assert!(locked.header("retry-after").parse::<u32>().unwrap() <= 60);
        app.stop().await;
    }

    async fn every_place_that_asks_for_the_password_counts(engine) {
        let app = App::start(engine).await;
        user(&app, "vera", "member").await;
        let vera = enter(&app, "vera").await;
        let wrong = [("current", "guessed"), ("password", "another long one"), ("password_again", "another long one")];
        for _ in 0..10 {
            vera.post("/settings/password", &wrong).await.expect(422);
        }
        vera.post("/settings/password", &wrong).await.expect(429);
        try_password(&app, &address("vera"), PASSWORD).await.expect(429);
        app.stop().await;
    }

    async fn an_endless_password_is_not_even_hashed(engine) {
        let app = App::start(engine).await;
        user(&app, "vera", "member").await;
        let before = Doors::of(&app.web).unwrap().hasher().done();
        for length in [1_025, 1_000_000] {
            try_password(&app, &address("vera"), &"x".repeat(length)).await.expect(400);
        }
        assert_eq!(Doors::of(&app.web).unwrap().hasher().done(), before);
        app.stop().await;
    }
}
