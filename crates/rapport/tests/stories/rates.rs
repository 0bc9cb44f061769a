//! How much a program may ask, and how it learns what is left.

use serde_json::json;
use testkit::{App, on_both_engines};

on_both_engines! {
    async fn a_token_that_has_spent_its_requests_is_told_when_to_come_back(engine) {
        let app = App::start_with(engine, |config| config.limits.rate = 4).await;
        let (mia, sol) = (app.token("mia").await, app.token("sol").await);
        let operations: Vec<_> = (0..50)
            .map(|number| json!({"op": "create", "data": {"kind": "person", "name": format!("P{number}")}}))
            .collect();
        let batch = mia.post("/api/v1/parties/batch", &json!({"operations": operations})).await.expect(200);
        assert_eq!(batch.header("ratelimit-policy"), r#""token";q=4;w=60"#);
        assert_eq!(batch.header("ratelimit"), r#""token";r=3;t=15"#, "a batch is one request");
        // Refused requests are asked too.
        let wrong = mia.get("/api/v1/parties?colour=red").await.expect(400);
        assert!(wrong.header("ratelimit").starts_with(r#""token";r=2;"#), "{}", wrong.header("ratelimit"));
        mia.get("/api/v1/parties/nobody").await.expect(404);
        let last = mia.get("/api/v1/parties").await.expect(200);
        assert_eq!(last.header("ratelimit"), r#""token";r=0;t=60"#);

        let spent = mia.get("/api/v1/parties").await.expect(429);
        assert_eq!(spent.header("content-type"), "application/problem+json");
        let wait: u64 = spent.header("retry-after").parse().unwrap();
        assert!((1..=15).contains(&wait), "{wait}");
        assert_eq!(spent.header("ratelimit"), format!(r#""token";r=0;t={wait}"#));
        assert_eq!(spent.json()["errors"][0]["code"], "allowance-spent");
        let made = app.count(r#"select count(*) from "party""#).await;
        mia.post("/api/v1/parties", &json!({"kind": "person", "name": "One too many"})).await.expect(429);
        assert_eq!(app.count(r#"select count(*) from "party""#).await, made);

        // Each token has an allowance of its own, one of the same user too; people have no such limit.
        sol.get("/api/v1/parties").await.expect(200);
        app.token("mia").await.get("/api/v1/parties").await.expect(200);
        let browser = app.sign_in("mia").await;
        for _ in 0..6 {
            let page = browser.get("/people").await.expect(200);
            assert_eq!(page.header("ratelimit"), "");
        }
        app.stop().await;
    }

    async fn without_a_limit_nothing_is_counted(engine) {
        let app = App::start_with(engine, |config| config.limits.rate = 0).await;
        let mia = app.token("mia").await;
        let answer = mia.get("/api/v1/parties").await.expect(200);
        assert_eq!((answer.header("ratelimit"), answer.header("ratelimit-policy")), ("", ""));
        app.stop().await;
    }
}
