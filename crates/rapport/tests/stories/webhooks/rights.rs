use serde_json::{Value as Json, json};
use testkit::{Receiver, on_both_engines};

use super::{WEBHOOKS, deliveries, hook, person, start};

on_both_engines! {
    async fn administrators_alone_see_and_make_webhooks(engine) {
        let app = start(engine).await;
        let (ada, receiver) = (app.token("ada").await, Receiver::start().await);
        let hook = hook(&ada, &receiver, &["*"]).await;
        for who in ["max", "mia", "rita"] {
            let api = app.token(who).await;
            for path in [WEBHOOKS.to_owned(), hook.clone(), format!("{hook}/deliveries")] {
                assert!(api.get(&path).await.status >= 400, "{who} {path}");
            }
            api.post(WEBHOOKS, &json!({})).await.expect(403);
        }
        app.stop().await;
    }

    async fn a_delivery_holds_what_its_user_may_see_and_no_more(engine) {
        let app = start(engine).await;
        let (ada, mia, sol) = (app.token("ada").await, app.token("mia").await, app.token("sol").await);
        let receiver = Receiver::start().await;
        let body = json!({"name": "South", "url": receiver.url(), "events": ["party.*"], "user": app.user("sol")});
        let hook = ada.post(WEBHOOKS, &body).await.expect(201).header("location").to_owned();
        person(&mia, "Only The North Sees Quetzal").await;
        let ours = person(&sol, "Sol's Own").await;
        app.deliver().await;
        let told: Vec<Json> = receiver.received().iter().map(testkit::Received::json).collect();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0]["data"]["record"]["name"], "Sol's Own");

        // Sight is lost: that it went is told, not what became of it.
        let given = json!({"owner": app.user("mia"), "job_title": "Quetzal"});
        ada.patch(&ours, &given).await.expect(200);
        app.deliver().await;
        let removed = receiver.received()[1].json();
        assert_eq!((&removed["type"], &removed["data"]["record"]), (&json!("party.removed"), &Json::Null));
        assert!(!receiver.received().iter().any(|one| one.body.contains("Quetzal")));
        assert_eq!(deliveries(&ada, &hook).await.len(), 2);
        app.stop().await;
    }

    async fn what_waits_is_not_sent_once_its_user_lost_sight(engine) {
        let app = start(engine).await;
        let (ada, sol) = (app.token("ada").await, app.token("sol").await);
        let receiver = Receiver::answering(vec![testkit::Manner::Status(500, None)]).await;
        let body = json!({"name": "South", "url": receiver.url(), "events": ["party.created"], "user": app.user("sol")});
        let hook = ada.post(WEBHOOKS, &body).await.expect(201).header("location").to_owned();
        let ours = person(&sol, "Sol's Own").await;
        app.deliver().await;
        ada.patch(&ours, &json!({"owner": app.user("mia")})).await.expect(200);
        app.wait(jiff::SignedDuration::from_secs(10));
        receiver.answer(testkit::Manner::Status(200, None));
        app.deliver().await;
        assert_eq!(receiver.received().len(), 1);
        assert_eq!(deliveries(&ada, &hook).await[0]["state"], "dropped");
        app.stop().await;
    }

    async fn an_endpoint_whose_user_may_not_sign_in_is_off(engine) {
        let app = start(engine).await;
        let (ada, sol) = (app.token("ada").await, app.token("sol").await);
        let receiver = Receiver::answering(vec![testkit::Manner::Status(500, None)]).await;
        let body = json!({"name": "South", "url": receiver.url(), "events": ["party.created"], "user": app.user("sol")});
        let hook = ada.post(WEBHOOKS, &body).await.expect(201).header("location").to_owned();
        person(&sol, "Sol's Own").await;
        app.deliver().await;
        ada.patch(&format!("/api/v1/users/{}", app.user("sol")), &json!({"active": false})).await.expect(200);
        app.wait(jiff::SignedDuration::from_secs(10));
        app.deliver().await;
        assert_eq!(receiver.received().len(), 1);
        let known = ada.get(&hook).await.expect_json(200);
        assert_eq!((&known["active"], &known["off_reason"]), (&json!(false), &json!("user")));
        ada.patch(&hook, &json!({"active": true})).await.expect(422);
        ada.patch(&hook, &json!({"active": true, "user": app.user("ada")})).await.expect(200);
        app.stop().await;
    }
}
