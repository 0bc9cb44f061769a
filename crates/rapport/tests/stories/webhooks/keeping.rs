use http::Method;
use jiff::SignedDuration;
use serde_json::{Value as Json, json};
use testkit::{Answer, App, Manner, Receiver, on_both_engines};

use super::{WEBHOOKS, act, deliveries, hook, person, start};

fn codes(answer: &Answer) -> Vec<(String, String)> {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let json = answer.json();
    let errors = json["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|one| (text(&one["pointer"]), text(&one["code"]))).collect()
}

on_both_engines! {
    async fn an_endpoint_is_made_read_changed_and_taken_away(engine) {
        let app = start(engine).await;
        let (ada, receiver) = (app.token("ada").await, Receiver::start().await);
        let at = hook(&ada, &receiver, &["party.created", "activity.*"]).await;
        let known = ada.get(&at).await.expect(200);
        assert_eq!(known.header("etag"), "\"v1\"");
        let known = known.json();
        assert_eq!(known["user"], json!({"id": app.user("ada"), "title": "Ada Moreno"}));
        assert_eq!((&known["events"], &known["active"]), (&json!(["party.created", "activity.*"]), &json!(true)));
        let renamed = ada.patch(&at, &json!({"name": "Web shop", "active": false})).await.expect_json(200);
        assert_eq!((&renamed["version"], &renamed["off_reason"]), (&json!(2), &json!("stopped")));
        let stale = ada.request(Method::PATCH, &at).header("if-match", "\"v1\"").json(&json!({"name": "Late"}));
        let stale = Answer::of(stale).await.expect_json(412);
        assert_eq!(stale["current"]["name"], "Web shop");
        let list = ada.get(&format!("{WEBHOOKS}?limit=1")).await.expect_json(200);
        assert_eq!((list["data"].as_array().unwrap().len(), &list["data"][0]["name"]), (1, &json!("Web shop")));
        assert_eq!(list["next"], list["data"][0]["id"]);
        ada.delete(&at).await.expect(204);
        ada.get(&at).await.expect(404);
        ada.delete(&at).await.expect(404);
        app.stop().await;
    }

    async fn what_is_wrong_is_named(engine) {
        let app = App::start(engine).await;
        let ada = app.token("ada").await;
        let post = async |body: Json| codes(&ada.post(WEBHOOKS, &body).await.expect(422));
        let pairs = |list: &[(&str, &str)]| list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
        assert_eq!(post(json!({})).await, pairs(&[("/name", "required"), ("/url", "required"), ("/events", "required")]));
        let with = |url: &str, events: Json| json!({"name": "x", "url": url, "events": events});
        let unknown = post(with("https://example.com", json!(["party.*", "person.created", "Party.created"]))).await;
        assert_eq!(unknown, pairs(&[("/events", "webhook-unknown-event"), ("/events", "webhook-unknown-event")]));
        for (url, code) in [
            ("example", "not-a-url"),
            ("file:///etc/passwd", "webhook-scheme"),
            ("http://ok@example.com", "webhook-user-in-url"),
            ("https://example.com:25", "webhook-port"),
            ("http://127.0.0.1:8080", "webhook-forbidden-address"),
            ("http://[::1]:8080", "webhook-forbidden-address"),
            ("http://169.254.169.254/latest/meta-data", "webhook-forbidden-address"),
            ("http://0x7f.1:8080", "webhook-forbidden-address"),
            ("http://localhost:8080", "webhook-forbidden-address"),
        ] {
            assert_eq!(post(with(url, json!(["*"]))).await, pairs(&[("/url", code)]), "{url}");
        }
        let nobody = json!({"name": "x", "url": "https://example.com", "events": ["*"], "user": app.user("gus")});
        assert_eq!(post(nobody).await, pairs(&[("/user", "unknown-record")]));
        ada.post(WEBHOOKS, &json!({"secret": "mine"})).await.expect(400);
        ada.get(&format!("{WEBHOOKS}?page=2")).await.expect(400);
        assert_eq!(app.count(r#"select count(*) from "webhook""#).await, 0);
        app.stop().await;
    }

    async fn the_same_request_again_makes_no_second_endpoint_and_keeps_no_secret(engine) {
        let app = start(engine).await;
        let ada = app.token("ada").await;
        let body = json!({"name": "Shop", "url": "https://example.com/in", "events": ["*"]});
        let call = async || Answer::of(ada.request(Method::POST, WEBHOOKS).header("idempotency-key", "k1").json(&body)).await.expect(201);
        let (first, again) = (call().await, call().await);
        assert_eq!(again.header("idempotent-replayed"), "true");
        assert_eq!(first.json()["id"], again.json()["id"]);
        assert!(first.json()["secret"].is_string() && again.json()["secret"].is_null());
        assert_eq!(app.count(r#"select count(*) from "webhook""#).await, 1);
        app.stop().await;
    }

    async fn one_delivery_or_a_range_is_sent_again_for_a_month(engine) {
        let app = start(engine).await;
        let ada = app.token("ada").await;
        let receiver = Receiver::answering(vec![Manner::Status(410, None)]).await;
        let at = hook(&ada, &receiver, &["party.created"]).await;
        person(&ada, "Ana").await;
        app.deliver().await;
        assert_eq!(deliveries(&ada, &at).await[0]["state"], "failed");
        receiver.answer(Manner::Status(200, None));
        ada.patch(&at, &json!({"active": true})).await.expect(200);
        let from = app.now();
        app.run_jobs().await;
        app.wait(SignedDuration::from_hours(1));
        person(&ada, "Bo").await;
        app.deliver().await;
        let range = |state: Json| json!({"from": from.to_string(), "to": app.now().to_string(), "state": state});
        let replay = format!("{at}/replay");
        let failed = ada.post(&replay, &range(json!("failed"))).await.expect_json(202);
        assert_eq!(failed, json!({"replayed": 1}));
        app.deliver().await;
        let all = ada.post(&replay, &range(Json::Null)).await.expect_json(202);
        assert_eq!(all, json!({"replayed": 2}));
        app.deliver().await;
        assert_eq!(receiver.received().len(), 5);
        assert!(deliveries(&ada, &at).await.iter().all(|one| one["state"] == "delivered"));
        ada.post(&replay, &json!({"from": app.now().to_string(), "to": from.to_string()})).await.expect(422);
        ada.post(&replay, &json!({"from": "today"})).await.expect(422);
        let one = deliveries(&ada, &at).await[0]["id"].as_str().unwrap().to_owned();
        app.wait(SignedDuration::from_hours(31 * 24));
        app.run_jobs().await;
        assert!(deliveries(&ada, &at).await.is_empty());
        act(&ada, &format!("/api/v1/webhook-deliveries/{one}/replay")).await.expect(404);
        for table in ["webhook_message", "webhook_delivery", "webhook_attempt"] {
            assert_eq!(app.count(&format!(r#"select count(*) from "{table}""#)).await, 0, "{table}");
        }
        app.stop().await;
    }

    async fn deliveries_are_listed_by_state_and_event(engine) {
        let app = start(engine).await;
        let ada = app.token("ada").await;
        let receiver = Receiver::answering(vec![Manner::Status(500, None), Manner::Status(200, None)]).await;
        let at = hook(&ada, &receiver, &["party.*"]).await;
        let ana = person(&ada, "Ana").await;
        app.deliver().await;
        ada.patch(&ana, &json!({"job_title": "Cook"})).await.expect(200);
        app.deliver().await;
        let count = async |query: &str| ada.get(&format!("{at}/deliveries?{query}")).await.expect_json(200)["data"].as_array().unwrap().len();
        assert_eq!((count("state=waiting").await, count("state=delivered").await, count("state=failed").await), (1, 1, 0));
        assert_eq!((count("event=party.created").await, count("event=party.deleted").await, count("limit=1").await), (1, 0, 1));
        ada.get(&format!("{at}/deliveries?state=lost")).await.expect(422);
        ada.get(&format!("{at}/deliveries?cursor=lost")).await.expect(400);
        app.stop().await;
    }
}
