//! What programs read: lists, records, search, the feed, acts, the Catalog, OpenAPI.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use testkit::{Answer, Api, App, on_both_engines};

async fn create(api: &Api, record: &Json) -> String {
    let created = api.post("/api/v1/parties", record).await.expect_json(201);
    created["id"].as_str().unwrap().to_owned()
}

async fn ask(api: &Api, parameters: &[(&str, &str)]) -> Answer {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    api.get(&format!("/api/v1/parties?{}", query.finish())).await
}

async fn names(api: &Api, parameters: &[(&str, &str)]) -> Vec<String> {
    let page = ask(api, parameters).await.expect_json(200);
    let name = |record: &Json| record["name"].as_str().unwrap().to_owned();
    page["data"].as_array().unwrap().iter().map(name).collect()
}

/// Three people and a company, told apart by everything.
async fn people(api: &Api) -> String {
    let madrid = json!([{"city": "Madrid", "country": "ES"}]);
    let acme = json!({"kind": "organization", "name": "Acme", "addresses": madrid});
    let acme = create(api, &acme).await;
    for person in [
        json!({"kind": "person", "name": "Ana García", "emails": ["ana@acme.es"], "organization": acme, "tags": ["vip"]}),
        json!({"kind": "person", "name": "张伟", "addresses": [{"city": "Lima", "country": "PE"}], "birth_date": "1980-02-29"}),
        json!({"kind": "person", "name": "Bo O'Brien", "addresses": madrid, "birth_date": "1999-12-31"}),
    ] {
        create(api, &person).await;
    }
    acme
}

on_both_engines! {
    async fn a_list_is_filtered_sorted_and_cut_to_fields(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        people(&mia).await;
        let by_name = |more: &[(&'static str, &'static str)]| {
            [&[("kind", "person"), ("sort", "name")][..], more].concat()
        };
        for (asked, found) in [
            (vec![("city", "madrid")], vec!["Bo O'Brien"]),
            (vec![("city.in", "Madrid,Lima")], vec!["Bo O'Brien", "张伟"]),
            (vec![("name.starts", "ana garc")], vec!["Ana García"]),
            (vec![("name.contains", "brien")], vec!["Bo O'Brien"]),
            (vec![("birth_date.lt", "1990-01-01")], vec!["张伟"]),
            (vec![("birth_date.gte", "1980-02-29")], vec!["Bo O'Brien", "张伟"]),
            (vec![("birth_date.empty", "true")], vec!["Ana García"]),
            (vec![("created_at.within", "7d")], vec!["Ana García", "Bo O'Brien", "张伟"]),
            (vec![("tags.ne", "vip")], vec!["Bo O'Brien", "张伟"]),
            (vec![("organization.city", "Madrid")], vec!["Ana García"]),
            (vec![("owner", "me"), ("email", "ANA@acme.es")], vec!["Ana García"]),
            (vec![("where", r#"(city eq "Madrid" or city eq "Lima") and not tags in ("vip")"#)], vec!["Bo O'Brien", "张伟"]),
            (vec![("q", "garcia")], vec!["Ana García"]),
        ] {
            assert_eq!(names(&mia, &by_name(&asked)).await, found, "{asked:?}");
        }
        let newest = names(&mia, &[("sort", "-birth_date,name"), ("kind", "person")]).await;
        assert_eq!(newest, ["Bo O'Brien", "张伟", "Ana García"], "nothing comes last");
        let again = names(&mia, &[("sort", "-birth_date,birth_date,name"), ("kind", "person")]).await;
        assert_eq!(again, newest, "a field said again decides nothing");

        let asked = [("fields", "name,email,organization.city"), ("email", "ana@acme.es")];
        let page = ask(&mia, &asked).await.expect_json(200);
        let record = page["data"][0].as_object().unwrap();
        let keys: Vec<&str> = record.keys().map(String::as_str).collect();
        assert_eq!(keys, ["email", "id", "name", "object", "organization", "version"]);
        assert_eq!(record["organization"]["city"], "Madrid");
        app.stop().await;
    }

    async fn pages_follow_each_other_without_a_gap_or_a_double(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        for number in 0..7 {
            create(&mia, &json!({"kind": "person", "name": format!("Ana {number}")})).await;
        }
        let (mut seen, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let mut asked = vec![("sort", "-name"), ("limit", "3"), ("count", "true")];
            asked.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let page = ask(&mia, &asked).await.expect_json(200);
            assert_eq!(page["count"], json!({"value": 7, "exact": true}));
            seen.extend(page["data"].as_array().unwrap().iter().map(|each| each["name"].clone()));
            let Some(next) = page["next"].as_str() else {
                break;
            };
            cursor = Some(next.to_owned());
            // Somebody comes in before the place where we are.
            create(&mia, &json!({"kind": "person", "name": "Zoe"})).await;
            let zoe = ask(&mia, &[("name", "Zoe")]).await.expect_json(200);
            mia.delete(&format!("/api/v1/parties/{}", zoe["data"][0]["id"].as_str().unwrap())).await.expect(204);
        }
        let wanted: Vec<Json> = (0..7).rev().map(|number| json!(format!("Ana {number}"))).collect();
        assert_eq!(seen, wanted);
        app.stop().await;
    }

    async fn what_is_unknown_is_400_and_what_is_wrong_is_422(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        for (name, value, status, code) in [
            ("nonsense", "1", 400, "unknown-parameter"),
            ("name.like", "a", 400, "unknown-operator"),
            ("sort", "nonsense", 400, "unknown-field"),
            ("fields", "name,nonsense", 400, "unknown-field"),
            ("where", "nonsense eq 1", 400, "unknown-field"),
            ("where", "name like \"a\"", 400, ""),
            ("kind", "alien", 422, "not-a-choice"),
            ("birth_date", "2026-02-30", 422, "not-a-date"),
            ("created_at.gte", "2026-02-30", 422, "not-an-instant"),
            ("owner", "nobody", 422, "not-an-id"),
            ("limit", "5000", 422, "number-out-of-range"),
            ("count", "maybe", 422, "not-yes-or-no"),
            ("annual_revenue.gte", "much", 422, "not-an-amount"),
            ("created_at.within", "a while", 422, "not-a-period"),
            ("tags.empty", "perhaps", 422, "not-yes-or-no"),
            ("sort", "description", 400, "not-sortable"),
            ("sort", "name,email,phone,city,country", 422, "too-many"),
        ] {
            let answer = ask(&mia, &[(name, value)]).await;
            assert_eq!(answer.status, status, "{name}={value}: {}", answer.text);
            assert_eq!(answer.header("content-type"), "application/problem+json");
            let problem = answer.json();
            for member in ["type", "title", "status", "detail", "request_id"] {
                assert!(!problem[member].is_null(), "{member} of {problem}");
            }
            let refusal = &problem["errors"][0];
            assert!(code.is_empty() || refusal["code"] == code, "{name}={value}: {problem}");
            let pointer = refusal["pointer"].as_str().unwrap();
            let field = name.split('.').next().unwrap();
            let named = if name == "where" { value.split(' ').next().unwrap() } else { field };
            assert!(pointer.contains(named), "{name} is not named: {problem}");
            let message = refusal["message"].as_str().unwrap();
            assert!(!message.starts_with("refusal-") && !message.contains("{$"), "{problem}");
        }
        mia.get("/api/v1/nonsense").await.expect(404);
        let wrong_way = Answer::of(mia.request(http::Method::PUT, "/api/v1/parties")).await.expect(405);
        assert!(wrong_way.header("allow").contains("POST"));
        app.stop().await;
    }

    async fn search_goes_across_objects(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        people(&mia).await;
        for (asked, title) in [("garcia", "Ana García"), ("张伟", "张伟"), ("zhangwei", "张伟"), ("zw", "张伟"), ("o'brien", "Bo O'Brien"), ("acme.es", "Ana García")] {
            let query: String = url::form_urlencoded::byte_serialize(asked.as_bytes()).collect();
            let found = mia.get(&format!("/api/v1/search?q={query}&limit=5")).await.expect_json(200);
            let titles: Vec<&Json> = found["data"].as_array().unwrap().iter().map(|hit| &hit["title"]).collect();
            assert!(titles.contains(&&json!(title)), "{asked}: {found}");
        }
        let none = mia.get("/api/v1/search?q=acme&objects=activity").await.expect_json(200);
        assert_eq!(none["data"], json!([]));
        mia.get("/api/v1/search").await.expect(422);
        mia.get("/api/v1/search?q=a&objects=nonsense").await.expect(400);
        app.stop().await;
    }

    async fn a_program_that_follows_the_feed_has_every_record(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let start = follow(&app, &mia, 0).await.1;
        let writers = (0..4).map(|writer| {
            let mia = mia.clone();
            tokio::spawn(async move {
                for number in 0..10 {
                    create(&mia, &json!({"kind": "person", "name": format!("{writer}-{number}")})).await;
                }
            })
        });
        let writers: Vec<_> = writers.collect();
        let (mut copy, mut since) = (BTreeSet::new(), start);
        for writer in writers {
            let (entries, next) = follow(&app, &mia, since).await;
            copy.extend(entries);
            since = next;
            writer.await.unwrap();
        }
        let (entries, last) = follow(&app, &mia, since).await;
        copy.extend(entries);
        assert_eq!(copy.len(), 40, "{copy:?}");
        let nothing = mia.get(&format!("/api/v1/changes?since={last}")).await.expect_json(200);
        assert_eq!(nothing, json!({"data": [], "next": last}));
        mia.get(&format!("/api/v1/changes?since={}", last + 1_000)).await.expect(410);
        mia.get("/api/v1/changes?since=yesterday").await.expect(422);
        app.stop().await;
    }

    async fn an_act_can_be_listed_explained_and_taken_back(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let path = format!("/api/v1/parties/{}", create(&mia, &json!({"kind": "person", "name": "Ana"})).await);
        mia.patch(&path, &json!({"job_title": "Buyer"})).await.expect(200);
        let acts = mia.get("/api/v1/change-sets?limit=1").await.expect_json(200);
        let act = format!("/api/v1/change-sets/{}", acts["data"][0]["id"].as_str().unwrap());
        let told = mia.get(&act).await.expect_json(200);
        assert!(told.to_string().contains("Buyer"), "{told}");
        let undone = mia.post(&format!("{act}/undo"), &json!({})).await.expect_json(200);
        assert_eq!((&undone["undone"], &undone["left"]), (&json!(1), &json!([])), "{undone}");
        assert_eq!(mia.get(&path).await.expect_json(200)["job_title"], Json::Null);
        assert_eq!(mia.post(&format!("{act}/undo"), &json!({})).await.status, 409);
        let stranger = app.token("sol").await;
        stranger.get(&act).await.expect(404);
        stranger.post(&format!("{act}/undo"), &json!({})).await.expect(404);
        app.stop().await;
    }

    async fn the_catalog_speaks_the_language_of_the_asker(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let label = |catalog: Json| {
            let objects = catalog["objects"].as_array().unwrap().clone();
            let party = objects.into_iter().find(|object| object["key"] == "party").unwrap();
            let fields = party["fields"].as_array().unwrap();
            fields.iter().find(|field| field["key"] == "city").unwrap()["label"].clone()
        };
        for (language, city) in [("en", "City"), ("es", "Ciudad"), ("zh", "城市")] {
            app.token("ada").await.patch(&format!("/api/v1/users/{}", app.user("mia")), &json!({"language": language})).await.expect(200);
            assert_eq!(label(mia.get("/api/v1/catalog").await.expect_json(200)), city, "{language}");
        }
        app.stop().await;
    }
}

/// Reads the feed to its end; answers the parties that were made, and where it stands.
async fn follow(app: &App, api: &Api, mut since: i64) -> (Vec<String>, i64) {
    app.web.store().settle().await.unwrap();
    let mut made = Vec::new();
    loop {
        let page = api.get(&format!("/api/v1/changes?since={since}&limit=7")).await;
        let page = page.expect_json(200);
        let entries = page["data"].as_array().unwrap();
        for entry in entries {
            let seq = entry["seq"].as_i64().unwrap();
            assert!(seq > since, "{seq} after {since}");
            since = seq;
            if entry["event"] == "party.created" {
                made.push(entry["id"].as_str().unwrap().to_owned());
            }
        }
        let next = page["next"].as_i64().unwrap();
        assert!(next >= since);
        if next == since && entries.is_empty() {
            return (made, since);
        }
        since = next;
    }
}

#[tokio::test]
async fn the_openapi_document_is_whole() {
    let app = App::start(testkit::Engine::Sqlite).await;
    let mia = app.token("mia").await;
    let document = mia.get("/api/openapi.json").await.expect_json(200);
    assert_eq!(document["openapi"], "3.1.0");
    references_resolve(&document, &document);
    let (mut operations, mut ids) = (0, BTreeSet::new());
    for (path, methods) in document["paths"].as_object().unwrap() {
        let shared = methods["parameters"].as_array().cloned().unwrap_or_default();
        for (method, operation) in methods.as_object().unwrap() {
            if method == "parameters" {
                continue;
            }
            operations += 1;
            ids.insert(operation["operationId"].as_str().unwrap().to_owned());
            let own = operation["parameters"].as_array().cloned().unwrap_or_default();
            let mut seen = BTreeSet::new();
            for parameter in shared.iter().chain(&own) {
                let parameter = resolved(&document, parameter);
                let (name, place) = (&parameter["name"], &parameter["in"]);
                assert!(seen.insert(format!("{place} {name}")), "{method} {path}: {name} twice");
            }
            for place in path.split('/').filter_map(|part| part.strip_prefix('{')) {
                let name = place.trim_end_matches('}');
                assert!(seen.contains(&format!("\"path\" \"{name}\"")), "{method} {path}: {name}");
            }
            assert!(operation["responses"].as_object().unwrap().len() > 3, "{method} {path}");
        }
    }
    assert_eq!(ids.len(), operations, "operation ids are unique");
    // Every address that the router knows is in it, the objects by their names.
    for route in app.web.route_table().iter().filter(|route| route.path.starts_with("/api/v1/")) {
        let path = route.path.replace("{objects}", "parties");
        // A page's own question, and the verbs that an object declares.
        if path.ends_with("{action}") || path.ends_with("/company-of") {
            continue;
        }
        let method = route.method.as_str().to_lowercase();
        assert!(!document["paths"][&path][&method].is_null(), "{method} {path} is not described");
    }
    app.stop().await;
}

fn resolved<'a>(document: &'a Json, value: &'a Json) -> &'a Json {
    match value["$ref"].as_str() {
        Some(reference) => {
            let target = document.pointer(reference.strip_prefix('#').unwrap());
            target.unwrap_or_else(|| panic!("{reference} does not resolve"))
        }
        None => value,
    }
}

fn references_resolve(document: &Json, value: &Json) {
    resolved(document, value);
    match value {
        Json::Array(list) => list.iter().for_each(|each| references_resolve(document, each)),
        Json::Object(map) => map.values().for_each(|each| references_resolve(document, each)),
        _ => {}
    }
}
