//! Text that would like to be SQL stays text; a name that is not known is refused by name (SEC-1),
//! and a field that one may not see is not known (SEC-2).

use std::time::{Duration, Instant};

use serde_json::json;
use testkit::{Answer, Api, App, on_both_engines};

const PAYLOADS: [&str; 9] = [
    "'",
    "\") OR 1=1--",
    "name);select pg_sleep(5)--",
    "name COLLATE NOCASE, (select email from \"user\")",
    "name\0",
    "1; drop table party; --",
    "%' or '1'='1",
    "\\'; select randomblob(900000000)--",
    "${7*7}{{7*7}}",
];

async fn ask(api: &Api, parameters: &[(&str, &str)]) -> Answer {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters {
        query.append_pair(name, value);
    }
    api.get(&format!("/api/v1/parties?{}", query.finish())).await
}

on_both_engines! {
    async fn a_name_that_is_not_known_is_refused_by_name(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        for payload in PAYLOADS {
            for (name, value) in [
                (payload, "x"),
                ("sort", payload),
                ("fields", payload),
                ("where", payload),
                ("cursor", payload),
                ("within", payload),
            ] {
                let began = Instant::now();
                let answer = ask(&mia, &[(name, value)]).await;
                assert_eq!(answer.status, 400, "{name}={value}: {}", answer.text);
                assert!(began.elapsed() < Duration::from_secs(2), "{name}={value}");
                assert_eq!(answer.header("content-type"), "application/problem+json");
            }
            for name in ["limit", "count", "deleted"] {
                let answer = ask(&mia, &[(name, payload)]).await;
                assert!(matches!(answer.status, 400 | 422), "{name}={payload}: {}", answer.text);
                assert!(answer.text.contains(name), "{}", answer.text);
            }
        }
        app.stop().await;
    }

    async fn a_value_is_text_whatever_it_says(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        for payload in PAYLOADS.into_iter().filter(|payload| !payload.contains('\0')) {
            let person = json!({"kind": "person", "name": payload});
            mia.post("/api/v1/parties", &person).await.expect(201);
            let found = ask(&mia, &[("name", payload)]).await.expect_json(200);
            assert_eq!(found["data"].as_array().unwrap().len(), 1, "{payload}");
            assert_eq!(found["data"][0]["name"], payload);
            for parameter in ["name.contains", "name.starts", "city", "q", "email.ne"] {
                ask(&mia, &[(parameter, payload)]).await.expect(200);
            }
        }
        let all = ask(&mia, &[("count", "true")]).await.expect_json(200);
        assert_eq!(all["count"]["value"], PAYLOADS.len() - 1);
        app.stop().await;
    }

    async fn a_cursor_that_was_touched_is_refused(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        for number in 0..5 {
            let person = json!({"kind": "person", "name": format!("Ana {number}")});
            mia.post("/api/v1/parties", &person).await.expect(201);
        }
        let page = ask(&mia, &[("limit", "2"), ("sort", "name")]).await.expect_json(200);
        let cursor = page["next"].as_str().unwrap().to_owned();
        let more = ask(&mia, &[("limit", "2"), ("sort", "name"), ("cursor", &cursor)]).await;
        assert_eq!(more.expect_json(200)["data"][0]["name"], "Ana 2");
        let another = ask(&mia, &[("limit", "2"), ("sort", "-name"), ("cursor", &cursor)]).await;
        assert_eq!(another.status, 400);
        for place in 0..cursor.len() {
            let mut touched: Vec<char> = cursor.chars().collect();
            touched[place] = if touched[place] == 'A' { 'B' } else { 'A' };
            let touched: String = touched.into_iter().collect();
            let answer = ask(&mia, &[("limit", "2"), ("sort", "name"), ("cursor", &touched)]).await;
            assert_eq!(answer.status, 400, "{place} of {cursor}");
        }
        app.stop().await;
    }

    async fn an_empty_list_finds_nothing(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        mia.post("/api/v1/parties", &json!({"kind": "person", "name": "Ana"})).await.expect(201);
        let answer = ask(&mia, &[("id.in", "")]).await;
        match answer.status {
            200 => assert_eq!(answer.json()["data"], json!([])),
            status => assert!(matches!(status, 400 | 422), "{}", answer.text),
        }
        app.stop().await;
    }

    async fn a_filter_with_a_hundred_thousand_brackets_is_refused_at_once(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let began = Instant::now();
        for deep in ["(".repeat(15_000), "not ".repeat(8_000)] {
            let answer = ask(&mia, &[("where", &deep)]).await;
            assert!(matches!(answer.status, 400 | 414 | 431), "{}", answer.status);
        }
        let body = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        let request = mia.request(http::Method::POST, "/api/v1/parties").header("content-type", "application/json");
        assert_eq!(Answer::of(request.body(body)).await.status, 400);
        assert!(began.elapsed() < Duration::from_secs(3));
        mia.get("/api/v1/parties").await.expect(200);
        app.stop().await;
    }

    async fn what_is_kept_secret_is_no_field_at_all(engine) {
        let app = App::start(engine).await;
        let ada = app.token("ada").await;
        for hidden in ["password_hash", "hash", "password"] {
            for parameter in [format!("sort={hidden}"), format!("{hidden}=x"), format!("fields={hidden}")] {
                let answer = ada.get(&format!("/api/v1/users?{parameter}")).await;
                let unknown = parameter.replace(hidden, "nonsense");
                let absent = ada.get(&format!("/api/v1/users?{unknown}")).await;
                assert_eq!((answer.status, absent.status), (400, 400), "{parameter}");
            }
        }
        app.stop().await;
    }
}
