//! Nothing that stands in an address leads away from here (SEC-19).

use testkit::{App, Engine};

const EVIL: [&str; 8] = [
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/%0d%0aSet-Cookie:%20a=b",
    "/\t/evil.example",
    "\\\\evil.example",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_leads_to_our_own_pages_alone() {
    let app = App::start(Engine::Sqlite).await;
    let ada = app.sign_in("ada").await;
    let stranger = app.stranger();
    for evil in EVIL {
        let query: String =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("next", evil).finish();
        let answer = ada.get(&format!("/sign-in?{query}")).await;
        assert_eq!(answer.status, 303, "{evil}");
        assert!(is_ours(answer.header("location")), "{evil}: {}", answer.header("location"));
        let page = stranger.get(&format!("/sign-in?{query}")).await.expect(200);
        assert!(!page.text.contains("evil.example"), "{evil}: {}", page.text);
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_leads_back_to_a_list_alone() {
    let app = App::start(Engine::Sqlite).await;
    let ada = app.sign_in("ada").await;
    let said = [("face", "people"), ("query", ""), ("name", "Mine"), ("audience", "personal")];
    let made = ada.post("/views", &said).await;
    let view = made.header("location").split(['=', '&']).nth(1).expect("a view").to_owned();
    for evil in EVIL {
        let said = [("face", evil), ("name", "Mine"), ("audience", "personal")];
        for act in ["change", "remove"] {
            let answer = ada.post(&format!("/views/{view}/{act}"), &said).await;
            assert_eq!(answer.status, 404, "{act} {evil}: {}", answer.header("location"));
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_host_gets_nothing() {
    let app = App::start(Engine::Sqlite).await;
    let request =
        app.stranger().request(http::Method::GET, "/sign-in").header("host", "evil.example");
    let answer = testkit::Answer::of(request).await;
    assert_eq!(answer.status, 421);
    assert!(!answer.text.contains("evil.example"));
    app.stop().await;
}

fn is_ours(location: &str) -> bool {
    location.starts_with('/')
        && !location.starts_with("//")
        && !location.contains(['\\', '\r', '\n'])
}
