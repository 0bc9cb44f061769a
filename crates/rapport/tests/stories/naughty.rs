//! Every route takes every text: no answer is a failure of ours, and none shows what is hidden.

use http::{Method, StatusCode};
use serde_json::json;
use testkit::{Answer, App, Browser, Engine};
use uuid::Uuid;
use web::routes::Route;

/// Stands in a record that mia must never see.
const CANARY: &str = "Zyxwhiddenname";

/// Parameters and fields that one route or another reads.
const NAMES: [&str; 14] = [
    "q", "sort", "where", "cursor", "filter", "name", "email", "value", "next", "back", "field",
    "ids", "kind", "show",
];

fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "a\0b",
        "张伟",
        "O'Brien",
        "=cmd|'/c calc'!A0",
        "\") OR 1=1--",
        "../../etc/passwd",
        "\u{202e}\u{feff}",
        "%00%zz",
        "9999999999999999999999",
        "2026-02-30",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push("x".repeat(10_000));
    texts
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// The address with every place filled by the text, or by an id where one is asked for.
fn filled(route: &Route, text: &str, id: &str) -> Vec<String> {
    let fill = |with: &str| {
        let parts = route.path.split('/').map(|part| match part {
            "{objects}" => "parties".to_owned(),
            "{slug}" => "people".to_owned(),
            place if place.starts_with('{') => with.to_owned(),
            known => known.to_owned(),
        });
        parts.collect::<Vec<_>>().join("/")
    };
    vec![fill(&encoded(text)), fill(id)]
}

struct Sweep {
    app: App,
    hidden: String,
}

impl Sweep {
    async fn begin(engine: Engine) -> Self {
        let app = App::start(engine).await;
        let party = json!({"kind": "person", "name": CANARY});
        let hidden = app.token("sol").await.post("/api/v1/parties", &party).await.expect_json(201);
        Self { app, hidden: hidden["id"].as_str().unwrap().to_owned() }
    }

    async fn send(&self, mia: &Browser, route: &Route, (path, text): (&str, &str)) -> Answer {
        let browser = mia.request(route.method.clone(), path).header("x-csrf-token", mia.csrf());
        let request = if route.method == Method::GET {
            browser
        } else if route.path.starts_with("/api/") {
            let fields: serde_json::Map<_, _> =
                NAMES.iter().map(|name| ((*name).to_owned(), json!(text))).collect();
            browser.json(&fields)
        } else {
            let mut form = vec![("csrf", mia.csrf())];
            form.extend(NAMES.iter().map(|name| (*name, text)));
            browser.form(&form)
        };
        let again = request.try_clone().unwrap();
        match request.send().await {
            Ok(response) => Answer::read(response).await,
            // An answer may come before a long body was sent; the connection ends with it.
            Err(_) => Answer::of(again).await,
        }
    }

    async fn try_route(&self, mia: &mut Browser, route: &Route, (turn, text): (usize, &str)) {
        let mut paths = filled(route, text, &self.hidden);
        if route.method == Method::GET {
            let bare = filled(route, text, &Uuid::now_v7().to_string()).remove(1);
            // Each text meets a quarter of the names, each name several texts.
            let names = NAMES.iter().skip(turn % 4).step_by(4);
            paths.extend(names.map(|name| format!("{bare}?{name}={}", encoded(text))));
        }
        for path in paths {
            let answer = self.send(mia, route, (&path, text)).await;
            let shown: String = path.chars().take(120).collect();
            let what = format!("{} {shown}: {} {}", route.method, answer.status, answer.text);
            let overlong = answer.status == StatusCode::URI_TOO_LONG.as_u16();
            assert!(answer.status < 500 || overlong, "{what}");
            assert!(!answer.text.contains(CANARY), "{what}");
            if answer.status == 401 || answer.header("location").starts_with("/sign-in") {
                *mia = self.app.sign_in("mia").await;
            }
        }
    }
}

async fn every_route(engine: Engine) {
    let sweep = Sweep::begin(engine).await;
    let mut mia = sweep.app.sign_in("mia").await;
    let routes = sweep.app.web.route_table().to_vec();
    for (turn, text) in texts().iter().enumerate() {
        for route in routes.iter().filter(|route| !route.path.ends_with("/changes")) {
            sweep.try_route(&mut mia, route, (turn, text)).await;
        }
    }
    let still = sweep.app.token("sol").await;
    let hidden = still.get(&format!("/api/v1/parties/{}", sweep.hidden)).await.expect_json(200);
    assert_eq!((&hidden["name"], &hidden["version"]), (&json!(CANARY), &json!(1)));
    sweep.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_takes_every_text_on_sqlite() {
    every_route(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_takes_every_text_on_postgres() {
    every_route(Engine::Postgres).await;
}
