//! A browser that was lured here must not act with its cookie (SEC-12).

use http::Method;
use serde_json::json;
use testkit::{Answer, App, Engine, on_both_engines};
use web::csrf;

const PERSON: [(&str, &str); 1] = [("name", "Forged")];

on_both_engines! {
    async fn a_form_of_another_site_changes_nothing(engine) {
        let app = App::start(engine).await;
        let ada = app.sign_in("ada").await;
        let before = app.count(r#"select count(*) from "journal""#).await;
        let form = || ada.request(Method::POST, "/people").form(&PERSON);
        let token = || [("csrf", ada.csrf()), ("name", "Forged")];
        let tries = [
            ("another site, even with the token", form().form(&token()).header("sec-fetch-site", "cross-site")),
            ("a sister site", form().form(&token()).header("sec-fetch-site", "same-site")),
            ("a foreign origin", form().form(&token()).header("origin", "http://evil.example")),
            ("an origin of null", form().form(&token()).header("origin", "null")),
            ("no word about the origin and no token", form()),
            ("a wrong token", form().form(&[("csrf", "guessed"), ("name", "Forged")])),
            (
                "JSON that says it is text",
                ada.request(Method::POST, "/api/v1/parties")
                    .header("content-type", "text/plain")
                    .body(r#"{"kind":"person","name":"Forged"}"#),
            ),
        ];
        for (what, request) in tries {
            let answer = Answer::of(request).await;
            assert_eq!(answer.status, 403, "{what}: {}", answer.text);
        }
        assert_eq!(app.count(r#"select count(*) from "journal""#).await, before);
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_that_changes_something_asks_where_a_request_came_from() {
    let app = App::start(Engine::Sqlite).await;
    let ada = app.sign_in("ada").await;
    for route in app.web.route_table().iter().filter(|route| csrf::is_unsafe(&route.method)) {
        let path = route.path.replace(['{', '}'], "");
        let request =
            ada.request(route.method.clone(), &path).header("sec-fetch-site", "cross-site");
        let answer = Answer::of(request.json(&json!({}))).await;
        assert_eq!(answer.status, 403, "{} {}: {}", route.method, route.path, answer.text);
    }
    app.stop().await;
}
