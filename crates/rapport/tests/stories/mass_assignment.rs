//! What a record shows is not all that may be written (SEC-9).

use serde_json::{Value as Json, json};
use testkit::{Api, App, on_both_engines};

on_both_engines! {
    async fn what_the_house_writes_cannot_be_sent(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let path = person(&mia).await;
        let before = mia.get(&path).await.expect_json(200);
        let sol = app.user("sol").to_string();
        for (field, value) in [
            ("id", json!(sol)),
            ("object", json!("user")),
            ("version", json!(99)),
            ("created_at", json!("2020-01-01T00:00:00Z")),
            ("created_by", json!(sol)),
            ("updated_at", json!("2020-01-01T00:00:00Z")),
            ("deleted_at", json!("2020-01-01T00:00:00Z")),
            ("deleted_by", json!(sol)),
            ("last_activity_at", json!("2020-01-01T00:00:00Z")),
            ("kind", json!("organization")),
            ("workspace_id", json!(1)),
            ("password_hash", json!("x")),
            ("sort_name_key", json!("x")),
        ] {
            let mut body = json!({"name": "Changed"});
            body[field] = value;
            let answer = mia.patch(&path, &body).await;
            assert!(matches!(answer.status, 400 | 422), "{field}: {} {}", answer.status, answer.text);
            assert!(answer.text.contains(field), "{field} is not named: {}", answer.text);
        }
        assert_eq!(mia.get(&path).await.expect_json(200), before);
        app.stop().await;
    }

    async fn nobody_makes_themselves_an_administrator(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let path = format!("/api/v1/users/{}", app.user("mia"));
        let before = mia.get(&path).await.expect_json(200);
        let ada = app.token("ada").await;
        let own = ada.get(&format!("/api/v1/users/{}", app.user("ada"))).await.expect_json(200);
        for (field, value) in [
            ("role", own["role"]["id"].clone()),
            ("active", json!(false)),
            ("teams", json!([app.team("South")])),
            ("main_team", json!(app.team("South"))),
            ("email", json!("ada@rapport.example")),
        ] {
            let answer = mia.patch(&path, &json!({field: value})).await;
            assert!(matches!(answer.status, 403 | 422), "{field}: {} {}", answer.status, answer.text);
        }
        assert_eq!(mia.get(&path).await.expect_json(200), before);
        app.stop().await;
    }

    async fn a_field_sent_twice_is_refused(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let path = person(&mia).await;
        let twice = r#"{"name":"Once","name":"Twice"}"#;
        let request = mia.request(http::Method::PATCH, &path).header("content-type", "application/json");
        let answer = testkit::Answer::of(request.body(twice)).await;
        assert_eq!(answer.status, 400, "{}", answer.text);
        app.stop().await;
    }
}

async fn person(api: &Api) -> String {
    let created: Json = api
        .post("/api/v1/parties", &json!({"kind": "person", "name": "Ana"}))
        .await
        .expect_json(201);
    format!("/api/v1/parties/{}", created["id"].as_str().unwrap())
}
