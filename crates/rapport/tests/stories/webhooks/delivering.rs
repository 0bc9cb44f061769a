use std::collections::BTreeSet;

use jiff::SignedDuration;
use serde_json::json;
use testkit::{Receiver, on_both_engines};

use super::{WEBHOOKS, act, deliveries, hook, person, start};

on_both_engines! {
    async fn an_endpoint_hears_what_it_asked_for_once_and_in_order(engine) {
        let app = start(engine).await;
        let (ada, receiver) = (app.token("ada").await, Receiver::start().await);
        let before = person(&ada, "Before Anybody Listened").await;
        app.web.store().settle().await.unwrap();
        let hook = hook(&ada, &receiver, &["party.*"]).await;
        let ana = person(&ada, "Ana García").await;
        ada.patch(&ana, &json!({"job_title": "Buyer"})).await.expect(200);
        ada.post("/api/v1/activities", &json!({"kind": "note", "subject": "Not about parties"})).await.expect(201);
        assert_eq!(app.deliver().await, 2);
        assert_eq!(app.deliver().await, 0);
        let feed = ada.get("/api/v1/changes?limit=1000").await.expect_json(200);
        ada.delete(&ana).await.expect(204);
        ada.patch(&before, &json!({"job_title": "Cook"})).await.expect(200);
        app.deliver().await;
        let mut told: Vec<_> = receiver.received().iter().map(testkit::Received::json).collect();
        told.sort_by_key(|one| one["sequence"].as_i64().unwrap());
        let types: Vec<&str> = told.iter().map(|one| one["type"].as_str().unwrap()).collect();
        assert_eq!(types, ["party.created", "party.updated", "party.deleted", "party.updated"]);
        let changed = &told[1]["data"];
        assert_eq!(changed["record"]["job_title"], "Buyer");
        assert_eq!(changed["fields"]["job_title"], json!({"before": null, "after": "Buyer"}));
        assert!(ana.ends_with(changed["id"].as_str().unwrap()));
        assert_eq!(told[1]["timestamp"], app.now().to_string());
        let known = feed["data"].as_array().unwrap().iter().find(|one| one["seq"] == told[1]["sequence"]).unwrap();
        assert_eq!((&known["id"], &known["version"]), (&changed["id"], &changed["version"]));
        let stand = deliveries(&ada, &hook).await;
        assert!(stand.iter().all(|one| one["state"] == "delivered" && one["attempts"] == 1 && one["last_status"] == 200));
        let health = ada.get(&hook).await.expect_json(200);
        assert_eq!((&health["delivered_at"], &health["failing_since"]), (&json!(app.now().to_string()), &json!(null)));
        app.stop().await;
    }

    async fn every_attempt_is_signed_and_known_by_its_id(engine) {
        let app = start(engine).await;
        let (ada, receiver) = (app.token("ada").await, Receiver::start().await);
        let body = json!({"name": "Shop", "url": receiver.url(), "events": ["*"]});
        let made = ada.post(WEBHOOKS, &body).await.expect(201);
        let (hook, secret) = (made.header("location").to_owned(), made.json()["secret"].as_str().unwrap().to_owned());
        assert!(secret.starts_with("whsec_"));
        assert!(!ada.get(&hook).await.text.contains("secret"), "it is shown once");
        let sent = act(&ada, &format!("{hook}/test")).await.expect_json(202);
        app.deliver().await;
        let rotated = act(&ada, &format!("{hook}/rotate")).await.expect_json(200);
        assert_ne!(rotated["secret"].as_str().unwrap(), secret);
        let again = format!("/api/v1/webhook-deliveries/{}/replay", sent["id"].as_str().unwrap());
        act(&ada, &again).await.expect(202);
        app.deliver().await;
        app.wait(SignedDuration::from_hours(25));
        act(&ada, &again).await.expect(202);
        app.deliver().await;
        let received = receiver.received();
        let ids: BTreeSet<&str> = received.iter().map(|one| one.header("webhook-id")).collect();
        assert_eq!(ids.into_iter().collect::<Vec<_>>(), [sent["webhook_id"].as_str().unwrap()]);
        assert_eq!(received[0].body, received[2].body);
        let signatures: Vec<usize> = received.iter()
            .map(|one| one.header("webhook-signature").split(' ').filter(|each| each.starts_with("v1,") && each.len() == 47).count())
            .collect();
        assert_eq!(signatures, [1, 2, 1], "both sign while the secret is rotated");
        let of_day = |at: usize| received[at].header("webhook-timestamp").parse::<i64>().unwrap();
        assert_eq!((of_day(0), of_day(2)), (app.now().as_second() - 90_000, app.now().as_second()));
        assert_eq!(received[0].header("content-type"), "application/json");
        let held = app.sql(r#"select "secret", "old_secret" from "webhook""#, &[]).await;
        for column in [0, 1] {
            let sealed = String::from_utf8_lossy(held[0].bytes(column).unwrap()).into_owned();
            assert!(!sealed.contains(secret.trim_start_matches("whsec_")));
        }
        app.stop().await;
    }

    async fn two_endpoints_are_told_the_same_message(engine) {
        let app = start(engine).await;
        let (ada, one, other) = (app.token("ada").await, Receiver::start().await, Receiver::start().await);
        hook(&ada, &one, &["party.created"]).await;
        hook(&ada, &other, &["*"]).await;
        person(&ada, "Ana").await;
        app.deliver().await;
        assert_eq!(one.received()[0].header("webhook-id"), other.received()[0].header("webhook-id"));
        assert_eq!(app.count(r#"select count(*) from "webhook_message""#).await, 1);
        app.stop().await;
    }

    async fn two_processes_make_each_delivery_once(engine) {
        let app = start(engine).await;
        let (ada, receiver) = (app.token("ada").await, Receiver::start().await);
        hook(&ada, &receiver, &["party.created"]).await;
        for number in 0..20 {
            person(&ada, &format!("Person {number}")).await;
        }
        app.web.store().settle().await.unwrap();
        let (one, other) = tokio::join!(integrations::deliver_due(&app.web), integrations::deliver_due(&app.web));
        assert_eq!(one.unwrap() + other.unwrap(), 20);
        let ids: BTreeSet<String> = receiver.received().iter().map(|one| one.header("webhook-id").to_owned()).collect();
        assert_eq!((ids.len(), receiver.received().len()), (20, 20));
        app.stop().await;
    }
}
