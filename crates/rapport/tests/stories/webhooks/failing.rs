use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};
use testkit::{App, Manner, Receiver, on_both_engines};

use super::{act, deliveries, hook, person, start};

fn seconds_until(at: &Json, app: &App) -> i64 {
    let at: Timestamp = at.as_str().unwrap().parse().unwrap();
    at.duration_since(app.now()).as_secs()
}

fn status(code: u16) -> Manner {
    Manner::Status(code, None)
}

on_both_engines! {
    async fn what_failed_is_sent_again_after_growing_pauses(engine) {
        let app = start(engine).await;
        let ada = app.token("ada").await;
        let receiver = Receiver::answering(vec![status(500), status(404), status(302), status(200)]).await;
        let hook = hook(&ada, &receiver, &["party.created"]).await;
        person(&ada, "Ana").await;
        for (attempts, even) in [(1, 5), (2, 300), (3, 1_800)] {
            assert_eq!(app.deliver().await, 1);
            let stands = deliveries(&ada, &hook).await;
            assert_eq!((&stands[0]["state"], &stands[0]["attempts"]), (&json!("waiting"), &json!(attempts)));
            let pause = seconds_until(&stands[0]["next_at"], &app);
            assert!((even * 8 / 10 - 1..=even * 12 / 10).contains(&pause), "{pause} of {even}");
            app.wait(SignedDuration::from_secs(pause - 1));
            assert_eq!(app.deliver().await, 0, "not before its time");
            app.wait(SignedDuration::from_secs(2));
        }
        assert_eq!(app.deliver().await, 1);
        let stands = deliveries(&ada, &hook).await;
        assert_eq!((&stands[0]["state"], &stands[0]["last_status"]), (&json!("delivered"), &json!(200)));
        let one = ada.get(&format!("/api/v1/webhook-deliveries/{}", stands[0]["id"].as_str().unwrap())).await.expect_json(200);
        let tries: Vec<&Json> = one["tries"].as_array().unwrap().iter().map(|each| &each["status"]).collect();
        assert_eq!(tries, [200, 302, 404, 500]);
        assert_eq!(one["tries"][0]["reply"], "reply\n");
        assert_eq!(one["payload"]["type"], "party.created");
        let ids: Vec<String> = receiver.received().iter().map(|each| each.header("webhook-id").to_owned()).collect();
        assert!(ids.iter().all(|id| *id == ids[0]));
        app.stop().await;
    }

    async fn whoever_is_gone_is_switched_off_and_its_owner_told(engine) {
        let app = start(engine).await;
        let ada = app.token("ada").await;
        let receiver = Receiver::answering(vec![status(410)]).await;
        let hook = hook(&ada, &receiver, &["*"]).await;
        person(&ada, "Ana").await;
        app.deliver().await;
        let known = ada.get(&hook).await.expect_json(200);
        assert_eq!((&known["active"], &known["off_reason"]), (&json!(false), &json!("gone")));
        act(&ada, &format!("{hook}/test")).await.expect(409);
        person(&ada, "Bo").await;
        assert_eq!(app.deliver().await, 0);
        let bell = app.sign_in("ada").await.get("/notifications").await.expect(200);
        assert!(bell.text.contains("Shop") && bell.text.contains("/settings/webhooks/"), "{}", bell.text);
        receiver.answer(status(200));
        ada.patch(&hook, &json!({"active": true})).await.expect(200);
        person(&ada, "Cai").await;
        assert_eq!(app.deliver().await, 1, "what happened while it was off is not told");
        app.stop().await;
    }

    async fn after_five_days_of_failures_alone_an_endpoint_is_off(engine) {
        let app = start(engine).await;
        let ada = app.token("ada").await;
        let receiver = Receiver::answering(vec![Manner::Reset]).await;
        let hook = hook(&ada, &receiver, &["party.created"]).await;
        for day in 0..6 {
            person(&ada, &format!("Person {day}")).await;
            app.deliver().await;
            let on = ada.get(&hook).await.expect_json(200)["active"].as_bool().unwrap();
            assert_eq!(on, day < 5, "day {day}");
            app.wait(SignedDuration::from_hours(24));
        }
        let known = ada.get(&hook).await.expect_json(200);
        assert_eq!(known["off_reason"], "failing");
        assert_eq!(app.count(r#"select count(*) from "notification" where "kind" = 'webhook-off'"#).await, 1);
        app.stop().await;
    }

    async fn a_receiver_that_asks_for_time_gets_a_day_at_most(engine) {
        let app = start(engine).await;
        let ada = app.token("ada").await;
        let later = |text: &str| Manner::Status(429, Some(("retry-after", text.to_owned())));
        let receiver = Receiver::answering(vec![later("1000000000"), later("120")]).await;
        let hook = hook(&ada, &receiver, &["party.created"]).await;
        person(&ada, "Ana").await;
        app.deliver().await;
        person(&ada, "Bo").await;
        app.deliver().await;
        let stands = deliveries(&ada, &hook).await;
        let waits: Vec<i64> = stands.iter().map(|one| seconds_until(&one["next_at"], &app)).collect();
        assert_eq!(waits, [120, 86_400]);
        app.stop().await;
    }

    async fn a_redirect_is_a_failure_and_leads_nowhere(engine) {
        let app = start(engine).await;
        let ada = app.token("ada").await;
        let canary = Receiver::start().await;
        let to = Manner::Status(307, Some(("location", canary.url())));
        let receiver = Receiver::answering(vec![to]).await;
        let hook = hook(&ada, &receiver, &["party.created"]).await;
        person(&ada, "Ana").await;
        app.deliver().await;
        assert_eq!(deliveries(&ada, &hook).await[0]["last_status"], 307);
        assert_eq!(canary.connections(), 0);
        app.stop().await;
    }

    async fn of_a_reply_sixty_four_kilobytes_are_kept(engine) {
        let app = start(engine).await;
        let ada = app.token("ada").await;
        let receiver = Receiver::answering(vec![Manner::Huge(100_000_000), Manner::HalfThenReset]).await;
        let hook = hook(&ada, &receiver, &["party.created"]).await;
        let began = Instant::now();
        person(&ada, "Ana").await;
        app.deliver().await;
        person(&ada, "Bo").await;
        app.deliver().await;
        assert!(began.elapsed() < Duration::from_secs(10));
        let mut replies = Vec::new();
        for one in deliveries(&ada, &hook).await {
            assert_eq!(one["state"], "delivered", "a 200 is a 200");
            let whole = ada.get(&format!("/api/v1/webhook-deliveries/{}", one["id"].as_str().unwrap())).await.expect_json(200);
            replies.push(whole["tries"][0]["reply"].as_str().unwrap().len());
        }
        assert_eq!(replies, [4, 64 * 1_024]);
        app.stop().await;
    }

    async fn silence_and_refusal_keep_no_other_endpoint_waiting(engine) {
        let app = start(engine).await;
        let ada = app.token("ada").await;
        let mut silent = Vec::new();
        for number in 0..10 {
            let manner = if number % 2 == 0 { Manner::Silence } else { Manner::Drip };
            let receiver = Receiver::answering(vec![manner]).await;
            hook(&ada, &receiver, &["party.created"]).await;
            silent.push(receiver);
        }
        let good = Receiver::start().await;
        hook(&ada, &good, &["party.created"]).await;
        let serving = tokio::spawn(app.web.background()[0](app.web.clone()));
        let began = Instant::now();
        for number in 0..30 {
            person(&ada, &format!("Person {number}")).await;
        }
        good.wait_for(30).await;
        assert!(began.elapsed() < Duration::from_secs(12), "{:?}", began.elapsed());
        for receiver in &silent {
            assert!(receiver.connections() >= 1);
        }
        serving.abort();
        app.stop().await;
    }
}
