//! What programs write: create, change, delete, many at once, and the same request twice.

use http::Method;
use serde_json::{Value as Json, json};
use testkit::{Answer, Api, App, on_both_engines};

const PARTIES: &str = "/api/v1/parties";

fn person(name: &str) -> Json {
    json!({"kind": "person", "name": name})
}

async fn create(api: &Api, name: &str) -> String {
    let created = api.post(PARTIES, &person(name)).await.expect(201);
    created.header("location").to_owned()
}

async fn keyed(api: &Api, key: &str, body: &Json) -> Answer {
    let request = api.request(Method::POST, PARTIES).header("idempotency-key", key);
    Answer::of(request.json(body)).await
}

fn code(answer: &Answer) -> String {
    answer.json()["errors"][0]["code"].as_str().unwrap_or_default().to_owned()
}

on_both_engines! {
    async fn a_create_names_its_address_and_those_that_look_alike(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let ana = json!({"kind": "person", "name": "Ana", "email": "ana@acme.es"});
        let first = mia.post(PARTIES, &ana).await.expect(201);
        assert_eq!(first.header("etag"), "\"v1\"");
        assert!(first.json()["duplicates"].is_null(), "{}", first.text);
        let path = first.header("location").to_owned();
        assert_eq!(mia.get(&path).await.expect_json(200)["name"], "Ana");
        let second = mia.post(PARTIES, &ana).await.expect_json(201);
        assert_eq!(second["duplicates"][0]["id"], first.json()["id"]);
        let refused = mia.post(&format!("{PARTIES}?on_duplicate=refuse"), &ana).await.expect(409);
        assert_eq!(refused.json()["duplicates"].as_array().unwrap().len(), 2);
        let all = mia.get(&format!("{PARTIES}?count=true")).await.expect_json(200);
        assert_eq!(all["count"]["value"], 2);
        mia.post(&format!("{PARTIES}?on_duplicate=ask"), &ana).await.expect(422);
        app.stop().await;
    }

    async fn a_stale_write_gets_the_record_as_it_is_now(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let path = create(&mia, "Ana").await;
        let tag = mia.get(&path).await.header("etag").to_owned();
        let change = |tag: String, title: &'static str| {
            let request = mia.request(Method::PATCH, &path).header("if-match", tag);
            Answer::of(request.json(&json!({"job_title": title})))
        };
        assert_eq!(change(tag.clone(), "Buyer").await.expect(200).header("etag"), "\"v2\"");
        let stale = change(tag.clone(), "Seller").await.expect(412);
        assert_eq!(stale.json()["current"]["job_title"], "Buyer");
        assert_eq!(stale.json()["current"]["version"], 2);
        let delete = mia.request(Method::DELETE, &path).header("if-match", tag.clone());
        assert_eq!(Answer::of(delete).await.status, 412);
        change("v2".to_owned(), "Seller").await.expect(400);
        mia.patch(&path, &json!({"job_title": "Seller"})).await.expect(200);
        let same = mia.patch(&path, &json!({"job_title": "Seller"})).await.expect_json(200);
        assert_eq!(same["version"], 3, "what changes nothing is no new version");
        app.stop().await;
    }

    async fn of_two_who_save_at_once_one_is_told(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let path = create(&mia, "Ana").await;
        for round in 1..=10 {
            let save = |title: String| {
                let request = mia.request(Method::PATCH, &path).header("if-match", format!("\"v{round}\""));
                Answer::of(request.json(&json!({"job_title": title})))
            };
            let (one, other) = tokio::join!(save(format!("one {round}")), save(format!("other {round}")));
            let mut statuses = [one.status, other.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 412], "{} {}", one.text, other.text);
            let kept = mia.get(&path).await.expect_json(200);
            let winner = if one.status == 200 { one } else { other };
            assert_eq!(kept["job_title"], winner.json()["job_title"]);
        }
        app.stop().await;
    }

    async fn what_cannot_be_written_is_named(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        for (body, status, pointer) in [
            (json!({"kind": "person", "name": "A", "nonsense": 1}), 400, "/nonsense"),
            (json!({"kind": "person", "name": "A", "birth_date": "2026-02-30"}), 422, "/birth_date"),
            (json!({"kind": "person", "name": "A\u{0}B"}), 422, "/name"),
            (json!({"kind": "person"}), 422, "/name"),
            (json!({"kind": "person", "name": 7}), 422, "/name"),
            (json!({"kind": "person", "name": "A", "emails": ["no address"]}), 422, "/emails"),
            (json!({"kind": "person", "name": "A", "email": "a@b.es", "emails": ["a@b.es"]}), 422, "/email"),
            (json!({"kind": "person", "name": "A", "organization": {"match": {"name": "None"}}}), 422, "/organization"),
            (json!({"kind": "person", "name": "A", "version": 3}), 422, "/version"),
            (json!({"kind": "person", "name": "A".repeat(10_000)}), 422, "/name"),
            (json!({"kind": "person", "name": "A", "custom": {"x_no": 1}}), 400, "/custom/x_no"),
        ] {
            let answer = mia.post(PARTIES, &body).await;
            assert_eq!(answer.status, status, "{body}: {}", answer.text);
            let named = answer.json()["errors"][0]["pointer"].as_str().unwrap().to_owned();
            assert!(named.starts_with(pointer), "{body}: {}", answer.text);
        }
        let send = |kind: &'static str, body: String| {
            let request = mia.request(Method::POST, PARTIES).header("content-type", kind);
            Answer::of(request.body(body))
        };
        send("text/plain", person("A").to_string()).await.expect(415);
        send("application/x-www-form-urlencoded", "name=A".to_owned()).await.expect(415);
        send("application/json", "{\"name\":".to_owned()).await.expect(400);
        send("application/json", "[]".to_owned()).await.expect(400);
        send("application/json", String::new()).await.expect(400);
        send("application/json; charset=utf-8", person("A").to_string()).await.expect(201);
        app.stop().await;
    }

    async fn a_batch_answers_for_each_operation(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let path = create(&mia, "Ana").await;
        let ana = path.rsplit('/').next().unwrap();
        let unseen = create(&app.token("sol").await, "Sara").await;
        let operations = json!({"operations": [
            {"op": "create", "data": {"kind": "person", "name": "Bo", "external_id": "C-1"}},
            {"op": "upsert", "match": {"external_id": "C-1"}, "data": {"job_title": "Buyer"}},
            {"op": "upsert", "match": {"external_id": "C-2"}, "data": {"kind": "person", "name": "Cy"}},
            {"op": "update", "id": ana, "data": {"job_title": "Seller"}},
            {"op": "update", "id": ana, "data": {"nonsense": 1}},
            {"op": "delete", "id": unseen.rsplit('/').next().unwrap()},
            {"op": "create", "data": {"kind": "person"}},
        ]});
        let answer = mia.post(&format!("{PARTIES}/batch"), &operations).await.expect_json(200);
        let results = answer["results"].as_array().unwrap();
        let statuses: Vec<_> = results.iter().map(|each| each["status"].as_i64().unwrap()).collect();
        assert_eq!(statuses, [201, 200, 201, 200, 400, 404, 422], "{answer}");
        assert_eq!(results[0]["id"], results[1]["id"]);
        let act = format!("/api/v1/change-sets/{}/undo", answer["change_set"].as_str().unwrap());
        let undone = mia.post(&act, &json!({})).await.expect_json(200);
        assert_eq!(undone["left"], json!([]), "{undone}");
        let all = mia.get(&format!("{PARTIES}?sort=name")).await.expect_json(200);
        assert_eq!(all["data"].as_array().unwrap().len(), 1);
        assert_eq!(all["data"][0]["job_title"], Json::Null);
        app.stop().await;
    }

    async fn an_atomic_batch_is_all_or_nothing(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let mut operations: Vec<Json> =
            (0..600).map(|number| json!({"op": "create", "data": person(&format!("P{number}"))})).collect();
        let path = format!("{PARTIES}/batch?atomic=true");
        operations.push(json!({"op": "create", "data": {"kind": "person"}}));
        let refused = mia.post(&path, &json!({"operations": operations})).await.expect(422);
        assert!(refused.text.contains("/operations/600"), "{}", refused.text);
        // A field that does not exist is the request's fault, as in the call for one record.
        let unknown = json!({"op": "create", "data": {"kind": "person", "name": "A", "zork": 1}});
        let refused = mia.post(&path, &json!({"operations": [unknown]})).await.expect(400);
        assert!(refused.text.contains("/operations/0/data/zork"), "{}", refused.text);
        let none = mia.get(&format!("{PARTIES}?count=true")).await.expect_json(200);
        assert_eq!(none["count"]["value"], 0);
        operations.pop();
        mia.post(&path, &json!({"operations": operations})).await.expect(200);
        let many = mia.get(&format!("{PARTIES}?count=true")).await.expect_json(200);
        assert_eq!(many["count"]["value"], 600);
        let far_too_many = vec![json!({"op": "delete", "id": ""}); 10_001];
        let answer = mia.post(&path, &json!({"operations": far_too_many})).await;
        assert!(matches!(answer.status, 413 | 422), "{}", answer.text);
        app.stop().await;
    }

    async fn the_same_key_gets_the_same_answer(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let first = keyed(&mia, "k1", &person("Ana")).await.expect(201);
        let again = keyed(&mia, "k1", &person("Ana")).await.expect(201);
        assert_eq!(again.header("idempotent-replayed"), "true");
        assert_eq!((&again.text, again.header("location")), (&first.text, first.header("location")));
        let other = keyed(&mia, "k1", &person("Bo")).await.expect(422);
        assert_eq!(code(&other), "idempotency-key-reused");
        // Keys belong to their user, and a refusal keeps none.
        let max = app.token("max").await;
        assert_eq!(keyed(&max, "k1", &person("Ana")).await.expect(201).header("idempotent-replayed"), "");
        keyed(&mia, "k2", &json!({"kind": "person"})).await.expect(422);
        keyed(&mia, "k2", &person("Cy")).await.expect(201);
        keyed(&mia, &"k".repeat(256), &person("Cy")).await.expect(400);
        app.wait(jiff::SignedDuration::from_hours(25));
        keyed(&mia, "k1", &person("Dee")).await.expect(201);
        app.stop().await;
    }

    async fn a_key_sent_many_times_at_once_makes_one_record(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let tries = (0..12).map(|_| {
            let mia = mia.clone();
            tokio::spawn(async move { keyed(&mia, "once", &person("Ana")).await })
        });
        let tries: Vec<_> = tries.collect();
        for each in tries {
            let answer = each.await.unwrap();
            assert!(matches!(answer.status, 201 | 409), "{} {}", answer.status, answer.text);
            assert!(answer.status == 201 || !answer.header("retry-after").is_empty());
        }
        let all = mia.get(&format!("{PARTIES}?count=true")).await.expect_json(200);
        assert_eq!(all["count"]["value"], 1);
        app.stop().await;
    }

    async fn a_body_that_is_too_large_is_not_read(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let body = "a".repeat(50_000_000);
        for path in [PARTIES, "/api/v1/parties/batch", "/sign-in"] {
            let request = mia.request(Method::POST, path).header("content-type", "application/json");
            // All of it is sent before the answer is looked at; no reset may take that answer away.
            let response = request.body(body.clone()).send().await.expect("an answer");
            assert_eq!(response.status().as_u16(), 413, "{path}");
        }
        mia.get(PARTIES).await.expect(200);
        app.stop().await;
    }
}
