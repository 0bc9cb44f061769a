//! Every route, called by everybody who has no right to it (SEC-8, SEC-20). A new route changes the
//! reviewed table `routes.txt`; what may never happen is asserted besides.

use std::fmt::Write as _;
use std::path::Path;

use http::Method;
use serde_json::json;
use testkit::{Answer, App, Browser, Engine};
use uuid::Uuid;
use web::routes::{Access, Route};

/// Who tries: nobody, somebody let go, a reader, a colleague of another team, the owner, the
/// administrator.
const ACTORS: [&str; 6] = ["nobody", "gus", "rita", "mia", "sol", "ada"];

/// Stands in a record that only the South and the administrator may see.
const CANARY: &str = "Quetzalcoatl";

struct Sweep {
    app: App,
}

impl Sweep {
    /// Signed in anew for every call: some routes end sessions.
    async fn browser(&self, who: &str) -> Browser {
        match who {
            "nobody" => self.app.stranger(),
            _ => self.app.sign_in(who).await,
        }
    }

    /// A record of sol's.
    async fn hidden(&self) -> String {
        let party = json!({"kind": "person", "name": CANARY});
        let sol = self.app.token("sol").await;
        let created = sol.post("/api/v1/parties", &party).await.expect_json(201);
        created["id"].as_str().unwrap().to_owned()
    }

    async fn call(&self, who: &str, route: &Route, id: &str) -> Answer {
        let path = filled(route, id);
        let browser = self.browser(who).await;
        let mut request = browser.request(route.method.clone(), &path);
        if route.method != Method::GET {
            request = request.header("x-csrf-token", browser.csrf());
            request = match route.path.starts_with("/api/") {
                true => request.json(&json!({})),
                // An account of its own: how many tries are left depends on how long all this took.
                false if route.path == "/sign-in" => {
                    let email = format!("{who}@nowhere.example");
                    request.form(&[("csrf", browser.csrf()), ("email", &email)])
                }
                false => request.form(&[("csrf", browser.csrf())]),
            };
        }
        Answer::of(request).await
    }
}

/// The address with its places filled; a place without a filling fails here.
fn filled(route: &Route, id: &str) -> String {
    let api = route.path.starts_with("/api/");
    let fill = |place: &str| match place {
        "{id}" => id.to_owned(),
        "{objects}" => "parties".to_owned(),
        "{object}" => "party".to_owned(),
        "{slug}" => "people".to_owned(),
        "{key}" if !api => "name".to_owned(),
        "{action}" => "merge".to_owned(),
        "{token}" | "{secret}" | "{file}" => "no-such-secret".to_owned(),
        "{name}" => "no-such-name".to_owned(),
        "{kind}" => "call".to_owned(),
        "{menu}" => "columns".to_owned(),
        "{entry}" | "{record}" | "{photo}" | "{user}" | "{team}" | "{role}" | "{job}"
        | "{other}" | "{type}" => Uuid::nil().to_string(),
        known if !known.starts_with('{') => known.to_owned(),
        unknown => panic!("{}: say in `filled` what {unknown} stands for", route.path),
    };
    route.path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

fn is_of_a_record(route: &Route) -> bool {
    let generic = ["/api/v1/{objects}/", "/{slug}/", "/people/", "/companies/"];
    route.path.contains("{id}") && generic.iter().any(|start| route.path.starts_with(start))
}

/// The answer without what differs between two requests, each of a session of its own.
fn essence(answer: &Answer, id: &str) -> String {
    let request = answer.header("x-request-id");
    let text = answer.text.replace(request, "REQUEST").replace(id, "ID");
    let meta = "<meta name=\"csrf\" content=\"";
    let csrf = text.split_once(meta).and_then(|(_, after)| after.split('"').next());
    match csrf {
        Some(csrf) => text.replace(csrf, "CSRF"),
        None => text,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_is_closed_to_those_without_a_right_on_sqlite() {
    sweep(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_is_closed_to_those_without_a_right_on_postgres() {
    sweep(Engine::Postgres).await;
}

async fn sweep(engine: Engine) {
    let sweep = Sweep { app: App::start(engine).await };
    let mut table = String::new();
    let mut routes = sweep.app.web.route_table().to_vec();
    routes.sort_by_key(|route| (route.path.clone(), route.method.to_string()));
    for route in &routes {
        let mut statuses = Vec::new();
        for who in ACTORS {
            let id = sweep.hidden().await;
            let answer = sweep.call(who, route, &id).await;
            check(&sweep, route, who, (&id, &answer)).await;
            statuses.push(answer.status.to_string());
        }
        let access = format!("{:?}", route.access).to_lowercase();
        let (method, path) = (route.method.as_str(), &route.path);
        writeln!(table, "{method:6} {path:48} {access:13} {}", statuses.join(" ")).unwrap();
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/routes.txt");
    let head = format!("{:6} {:48} {:13} {}\n", "", "route", "access", ACTORS.join(" "));
    testkit::reviewed(&file, &format!("{head}{table}"));
    sweep.app.stop().await;
}

async fn check(sweep: &Sweep, route: &Route, who: &str, (id, answer): (&str, &Answer)) {
    let what =
        format!("{} {} as {who}: {} {}", route.method, route.path, answer.status, answer.text);
    assert!(answer.status < 500, "{what}");
    let stranger = matches!(who, "nobody" | "gus");
    if stranger && route.access != Access::Public {
        let sent_away = answer.header("location").starts_with("/sign-in");
        assert!(answer.status == 401 || (answer.status == 303 && sent_away), "{what}");
    }
    if route.access == Access::Administrator && who != "ada" {
        assert!(answer.status >= 300, "{what}");
        assert!(answer.status != 303 || stranger, "{what}");
    }
    if !matches!(who, "sol" | "ada" | "rita") {
        assert!(!answer.text.contains(CANARY), "{what}");
    }
    if who == "mia" && route.access == Access::Signed && is_of_a_record(route) {
        // What one may not see answers exactly like what does not exist.
        let nothing = Uuid::now_v7().to_string();
        let absent = sweep.call(who, route, &nothing).await;
        assert_eq!(answer.status, absent.status, "{what}");
        assert_eq!(essence(answer, id), essence(&absent, &nothing), "{what}");
        assert!(answer.status >= 400, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_these_routes_are_open_to_everybody() {
    let app = App::start(Engine::Sqlite).await;
    let open = app.web.route_table().iter().filter(|route| route.access == Access::Public);
    let mut open: Vec<String> =
        open.map(|route| format!("{} {}", route.method, route.path)).collect();
    open.sort();
    let known = [
        "GET /assets/{name}",
        "GET /feeds/{file}",
        "GET /forgot",
        "GET /healthz",
        "GET /invitation/{token}",
        "GET /metrics",
        "GET /readyz",
        "GET /reset/{token}",
        "GET /set-up",
        // 404 without a session: whoever it is not for is not even told that it is there.
        "GET /settings/exports/{id}/file",
        "GET /sign-in",
        "POST /forgot",
        "POST /invitation/{token}",
        "POST /reset/{token}",
        "POST /set-up",
        "POST /sign-in",
    ];
    assert_eq!(open, known);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_carries_the_headers_that_keep_it_safe() {
    let app = App::start(Engine::Sqlite).await;
    let ada = app.sign_in("ada").await;
    for route in app.web.route_table().iter().filter(|route| route.method == Method::GET) {
        let path = filled(route, &Uuid::now_v7().to_string());
        let answer = ada.get(&path).await;
        let what = format!("{} {path}", answer.status);
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") || policy.starts_with("sandbox"), "{what}");
        assert!(!policy.contains("unsafe-eval"), "{what}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{what}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{what}");
        assert!(!answer.header("permissions-policy").is_empty(), "{what}");
        assert!(!answer.header("x-request-id").is_empty(), "{what}");
        assert_eq!(answer.header("server"), "", "{what}");
        assert_eq!(answer.header("cache-control"), "no-store", "{what}");
    }
    app.stop().await;
}
