use serde_json::json;
use testkit::{Manner, Receiver, on_both_engines};

use super::{act, deliveries, hook, person, start};

/// What stands between two marks of a page.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).expect(before);
    rest.split(after).next().unwrap()
}

on_both_engines! {
    async fn an_administrator_adds_an_endpoint_and_sees_its_secret_once(engine) {
        let app = start(engine).await;
        let (ada, receiver) = (app.sign_in("ada").await, Receiver::start().await);
        let empty = ada.get("/settings/webhooks").await.expect(200);
        assert!(empty.text.contains("No webhooks yet"));
        let user = app.user("ada").to_string();
        let wrong = [("name", "Shop"), ("url", "http://10.0.0.1/in"), ("events", "people"), ("user", &user)];
        let refused = ada.post("/settings/webhooks", &wrong).await.expect(422);
        assert!(refused.text.contains("not in the public internet") && refused.text.contains("“people” is not an event"));
        let url = receiver.url();
        let right = [("name", "Shop"), ("url", &url), ("events", "party.*\r\nactivity.created"), ("user", &user)];
        let made = ada.post("/settings/webhooks", &right).await.expect(200);
        assert!(between(&made.text, "name=\"secret\" value=\"", "\"").starts_with("whsec_"));
        let list = ada.get("/settings/webhooks").await.expect(200);
        assert!(!list.text.contains("whsec_"));
        let at = format!("/settings/webhooks/{}", between(&list.text, "/settings/webhooks/", "\""));
        let page = ada.get(&at).await.expect(200);
        assert!(page.text.contains("party.*\nactivity.created"));

        let rotated = ada.post(&format!("{at}/rotate"), &[]).await.expect(200);
        assert!(rotated.text.contains("whsec_") && rotated.text.contains("Old secret signs until"));
        let stale = [("name", "Late"), ("url", &url), ("events", "*"), ("user", &user), ("version", "1")];
        assert!(ada.post(&at, &stale).await.expect(422).text.contains("changed this record meanwhile"));
        let fresh = [("name", "Web shop"), ("url", &url), ("events", "*"), ("user", &user), ("version", "2")];
        ada.post(&at, &fresh).await.expect(303);
        ada.post(&format!("{at}/switch"), &[("active", "false")]).await.expect(303);
        assert!(ada.get(&at).await.text.contains("Somebody switched it off"));
        ada.post(&format!("{at}/switch"), &[("active", "true")]).await.expect(303);
        ada.post(&format!("{at}/delete"), &[]).await.expect(303);
        ada.get(&at).await.expect(404);
        app.stop().await;
    }

    async fn deliveries_are_looked_at_and_sent_again(engine) {
        let app = start(engine).await;
        let (api, ada) = (app.token("ada").await, app.sign_in("ada").await);
        let receiver = Receiver::answering(vec![Manner::Status(500, None), Manner::Status(200, None)]).await;
        let at = hook(&api, &receiver, &["party.created"]).await;
        let id = at.rsplit('/').next().unwrap().to_owned();
        let page = format!("/settings/webhooks/{id}/deliveries");
        assert!(ada.get(&page).await.expect(200).text.contains("No deliveries here"));
        person(&api, "Ana <García>").await;
        app.deliver().await;
        let list = ada.get(&page).await.expect(200);
        assert!(list.text.contains("party.created") && list.text.contains("Waiting"));
        assert!(ada.get(&format!("{page}?state=delivered")).await.text.contains("No deliveries here"));
        ada.get(&format!("{page}?state=lost")).await.expect(404);
        let one = deliveries(&api, &at).await[0]["id"].as_str().unwrap().to_owned();
        let detail = format!("/settings/webhooks/deliveries/{one}");
        let shown = ada.get(&detail).await.expect(200);
        for words in ["Attempt 1 · 500", "webhook-signature: v1,", "reply", "Ana &lt;García&gt;"] {
            assert!(shown.text.contains(words), "{words}");
        }
        assert!(ada.get(&format!("/settings/webhooks/{id}")).await.text.contains("The last attempts failed"));
        ada.post(&format!("{detail}/replay"), &[]).await.expect(303);
        app.deliver().await;
        assert!(ada.get(&detail).await.text.contains("Attempt 2 · 200"));
        // In ada's zone, Madrid, it is half past ten.
        let span = [("from", "2026-11-23T10:00"), ("to", "2026-11-23T10:30"), ("which", "all")];
        ada.post(&format!("/settings/webhooks/{id}/replay"), &span).await.expect(303);
        assert_eq!(app.deliver().await, 1);
        let wrong = [("from", "today"), ("to", "2026-11-23T10:30"), ("which", "all")];
        ada.post(&format!("/settings/webhooks/{id}/replay"), &wrong).await.expect(422);
        act(&api, &format!("{at}/test")).await.expect(202);
        app.deliver().await;
        assert_eq!(receiver.received().last().unwrap().json()["type"], json!("webhook.test"));
        app.stop().await;
    }
}
