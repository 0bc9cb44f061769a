//! Files come in by the API: in one call, or checked and mapped before; whose they are; what is
//! refused and how.

use http::Method;
use serde_json::{Value as Json, json};
use testkit::{Answer, Api, App, on_both_engines};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use uuid::Uuid;

pub const IMPORTS: &str = "/api/v1/imports";
pub const PEOPLE: &str = "ext_id,First name,Last name,Email,Birthday\n\
    P1,Ana,García,ana@acme.es,31/02/1980\n\
    P2,Bo,O'Brien,bo@acme.es,1980-02-03\n\
    P3,张,伟,zw@acme.cn,\n\
    P4,=cmd(),Ng,ng@,\n";

pub async fn bring(api: &Api, query: &str, bytes: &[u8]) -> Answer {
    let request = api.request(Method::POST, &format!("{IMPORTS}?{query}"));
    Answer::of(request.header("content-type", "text/csv").body(bytes.to_vec())).await
}

/// Brings a file that is taken; answers its address.
pub async fn brought(api: &Api, query: &str, bytes: &[u8]) -> String {
    let answer = bring(api, query, bytes).await.expect(201);
    answer.header("location").to_owned()
}

pub async fn act(api: &Api, import: &str, verb: &str) -> Answer {
    Answer::of(api.request(Method::POST, &format!("{import}/{verb}"))).await
}

pub fn counts(report: &Json) -> [u64; 5] {
    ["rows", "created", "updated", "unchanged", "refused"].map(|key| report[key].as_u64().unwrap())
}

async fn people(api: &Api) -> Vec<(String, String)> {
    let all = api.get("/api/v1/parties?sort=email&fields=name,email,city").await.expect_json(200);
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let data = all["data"].as_array().unwrap().iter();
    data.map(|one| (text(&one["name"]), text(&one["city"]))).collect()
}

on_both_engines! {
    async fn one_call_imports_a_file_and_tells_what_the_database_holds(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let first = bring(&mia, "object=parties&filename=fair.csv&source=Fair", PEOPLE.as_bytes()).await;
        let first = first.expect(201);
        let import = first.header("location").to_owned();
        let told = first.json();
        assert_eq!((&told["state"], &told["total"], &told["position"]), (&json!("running"), &json!(4), &json!(0)));
        app.run_jobs().await;
        let report = mia.get(&import).await.expect_json(200);
        assert_eq!((&report["state"], &report["filename"], &report["dry_run"]), (&json!("done"), &json!("fair.csv"), &json!(false)));
        assert_eq!(counts(&report), [4, 2, 0, 0, 2]);
        assert_eq!(report["taken_for"], json!({"kind": "person"}));
        let cells: Vec<_> = report["refusals"].as_array().unwrap().iter()
            .map(|one| (one["row"].as_u64().unwrap(), one["column"].as_str().unwrap(), one["value"].as_str().unwrap()))
            .collect();
        assert_eq!(cells, [(2, "Birthday", "31/02/1980"), (5, "Email", "ng@")]);
        assert!(report["refusals"][0]["reason"].as_str().unwrap().contains("31/02/1980"));
        assert_eq!(app.count(r#"select count(*) from "import_refusal""#).await, 2);
        let fair = mia.get("/api/v1/parties?source=Fair&count=true").await.expect_json(200);
        assert_eq!(fair["count"]["value"], 2);
        let undo = format!("/api/v1/change-sets/{}/undo", report["change_set"].as_str().unwrap());
        let undone = mia.post(&undo, &json!({})).await.expect_json(200);
        assert_eq!(undone["undone"], 2);
        assert!(people(&mia).await.is_empty());
        app.stop().await;
    }

    async fn the_same_call_again_has_the_same_answer_and_no_second_effect(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let call = async |rows: &str, query: &str| {
            let request = mia.request(Method::POST, &format!("{IMPORTS}?object=people{query}"));
            let request = request.header("content-type", "text/csv").header("idempotency-key", "one");
            Answer::of(request.body(rows.to_owned())).await
        };
        let first = call(PEOPLE, "").await.expect(201);
        app.run_jobs().await;
        let again = call(PEOPLE, "").await.expect(201);
        assert_eq!(again.header("idempotent-replayed"), "true");
        assert_eq!((again.header("location"), again.json()), (first.header("location"), first.json()));
        call("name\nOther\n", "").await.expect(422);
        call(PEOPLE, "&mode=create").await.expect(422);
        assert_eq!(app.run_jobs().await, 0);
        assert_eq!(app.count(r#"select count(*) from "import""#).await, 1);
        assert_eq!(app.count(r#"select count(*) from "stored_file""#).await, 1);
        app.stop().await;
    }

    async fn a_draft_is_mapped_checked_and_started(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let rows = "Kunde,Ort,Mail\nAna,Madrid,ana@acme.es\nBo,Lima,bo@\n";
        let import = brought(&mia, "object=people&draft=true&map.Kunde=name", rows.as_bytes()).await;
        let draft = mia.get(&import).await.expect_json(200);
        assert_eq!(draft["state"], "uploaded");
        let columns = draft["columns"].as_array().unwrap();
        assert_eq!((&columns[0]["field"], &columns[0]["because"]), (&json!("name"), &json!("said")));
        assert_eq!((&columns[1]["field"], &columns[1]["samples"]), (&Json::Null, &json!(["Madrid", "Lima"])));
        assert_eq!(draft["file"]["encoding"], "UTF-8");
        let map = json!({"map": {"Kunde": "name", "Ort": "city", "Mail": "email"}, "mode": "create"});
        let mapped = mia.patch(&import, &map).await.expect_json(200);
        assert_eq!(mapped["columns"][1]["field"], "city");
        assert_eq!(mapped["settings"]["map"]["Ort"], "city");

        act(&mia, &import, "check").await.expect(202);
        act(&mia, &import, "check").await.expect(409);
        mia.patch(&import, &map).await.expect(409);
        app.run_jobs().await;
        let checked = mia.get(&import).await.expect_json(200);
        assert_eq!((&checked["state"], &checked["dry_run"], &checked["change_set"]), (&json!("checked"), &json!(true), &Json::Null));
        assert_eq!(counts(&checked), [2, 1, 0, 0, 1]);
        assert!(people(&mia).await.is_empty());

        let started = act(&mia, &import, "start").await.expect_json(202);
        assert!(started["change_set"].is_string());
        app.run_jobs().await;
        assert_eq!(counts(&mia.get(&import).await.expect_json(200)), [2, 1, 0, 0, 1]);
        assert_eq!(people(&mia).await, [("Ana".to_owned(), "Madrid".to_owned())]);
        for verb in ["start", "check", "cancel"] {
            act(&mia, &import, verb).await.expect(409);
        }
        app.stop().await;
    }

    async fn records_are_found_by_any_key_and_brought_up_to_date(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        brought(&mia, "object=people", b"name,email\nAna,ana@acme.es\nBo,bo@acme.es\n").await;
        app.run_jobs().await;
        let moved = b"email,city\nana@acme.es,Lima\nnobody@acme.es,Faro\n";
        let checked = brought(&mia, "object=people&mode=update&match=email&dry_run=true", moved).await;
        let update = brought(&mia, "object=people&mode=update&match=email", moved).await;
        app.run_jobs().await;
        for (import, state) in [(checked, "checked"), (update, "done")] {
            let report = mia.get(&import).await.expect_json(200);
            assert_eq!((&report["state"], counts(&report)), (&json!(state), [2, 0, 1, 0, 1]));
            assert_eq!(report["match"], json!(["email"]));
        }
        assert_eq!(people(&mia).await, [("Ana".to_owned(), "Lima".to_owned()), ("Bo".to_owned(), String::new())]);
        app.stop().await;
    }

    async fn an_import_is_its_owners_and_the_administrators(engine) {
        let app = App::start(engine).await;
        let (mia, sol) = (app.token("mia").await, app.token("sol").await);
        let import = brought(&mia, "object=people&draft=true", PEOPLE.as_bytes()).await;
        sol.get(&import).await.expect(404);
        sol.get(&format!("{import}/refused")).await.expect(404);
        sol.patch(&import, &json!({"mode": "create"})).await.expect(404);
        for verb in ["check", "start", "cancel"] {
            act(&sol, &import, verb).await.expect(404);
        }
        assert_eq!(sol.get(IMPORTS).await.expect_json(200)["data"], json!([]));
        let ada = app.token("ada").await;
        ada.get(&import).await.expect(200);
        let all = ada.get(IMPORTS).await.expect_json(200);
        assert_eq!(all["data"].as_array().unwrap().len(), 1);
        let rita = app.token("rita").await;
        rita.get(IMPORTS).await.expect(403);
        bring(&rita, "object=people", PEOPLE.as_bytes()).await.expect(403);
        // Members may not make users, whatever their file says.
        bring(&mia, "object=user", b"name,email\nEve,eve@acme.es\n").await.expect(403);
        let nobody = Answer::of(reqwest::Client::new().post(format!("{}{IMPORTS}", app.base()))).await;
        assert_eq!(nobody.status, 401);
        app.stop().await;
    }

    async fn pages_of_imports_and_of_refusals_follow_each_other(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let rows = "name,email\na,1@\nb,2@\nc,3@\n";
        let import = brought(&mia, "object=people", rows.as_bytes()).await;
        let draft = brought(&mia, "object=people&draft=true", rows.as_bytes()).await;
        app.run_jobs().await;
        let first = mia.get(&format!("{IMPORTS}?limit=1")).await.expect_json(200);
        assert!(draft.ends_with(first["data"][0]["id"].as_str().unwrap()));
        let next = first["next"].as_str().unwrap();
        let second = mia.get(&format!("{IMPORTS}?limit=1&cursor={next}")).await.expect_json(200);
        assert!(import.ends_with(second["data"][0]["id"].as_str().unwrap()));
        let mut rows = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = mia.get(&format!("{import}?limit=2{cursor}")).await.expect_json(200);
            rows.extend(page["refusals"].as_array().unwrap().iter().map(|one| one["row"].as_u64().unwrap()));
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(rows, [2, 3, 4]);
        for wrong in ["cursor=x", "cursor=1", "cursor=99999999999999999999.1", "since=1"] {
            mia.get(&format!("{import}?{wrong}")).await.expect(400);
            mia.get(&format!("{IMPORTS}?{wrong}")).await.expect(400);
        }
        app.stop().await;
    }

    async fn a_running_import_is_stopped(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let import = brought(&mia, "object=people", PEOPLE.as_bytes()).await;
        assert_eq!(act(&mia, &import, "cancel").await.expect_json(200)["state"], "cancelled");
        app.run_jobs().await;
        let report = mia.get(&import).await.expect_json(200);
        assert_eq!((&report["state"], counts(&report)), (&json!("cancelled"), [0; 5]));
        assert!(people(&mia).await.is_empty());
        let check = brought(&mia, "object=people&dry_run=true", PEOPLE.as_bytes()).await;
        assert_eq!(act(&mia, &check, "cancel").await.expect_json(200)["state"], "uploaded");
        app.stop().await;
    }

    async fn what_does_not_suit_is_named_and_leaves_nothing(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let rows = PEOPLE.as_bytes();
        let wrong: [(&str, &[u8], u16, &str); 16] = [
            ("", rows, 422, "/object"),
            ("object=dragons", rows, 400, "/object"),
            ("object=people&objekt=people", rows, 400, "/objekt"),
            ("object=people&mode=perhaps", rows, 422, "/mode"),
            ("object=people&dry_run=perhaps", rows, 422, "/dry_run"),
            ("object=people&match=shoe_size", rows, 400, "/match"),
            ("object=people&match=phone", rows, 400, "/match"),
            ("object=people&map.Shoe=name", rows, 400, "/map"),
            ("object=people&map.Email=shoe_size", rows, 400, "/map"),
            ("object=people&set.shoe_size=43", rows, 400, "/set.shoe_size"),
            ("object=people&set.language=klingon%00", rows, 400, "/set.language"),
            ("object=people&encoding=klingon", rows, 422, "/file"),
            ("object=people&delimiter=ab", rows, 422, "/delimiter"),
            ("object=people", b"", 422, "/file"),
            ("object=people", b"%PDF-1.7 and so on", 422, "/file"),
            ("object=people", b"Shoe size\n43\n", 422, "/file"),
        ];
        for (query, bytes, status, pointer) in wrong {
            let answer = bring(&mia, query, bytes).await;
            assert_eq!(answer.status, status, "{query}: {}", answer.text);
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{query}: {}", answer.text);
        }
        let json = mia.post(&format!("{IMPORTS}?object=people"), &json!({})).await;
        assert_eq!(json.status, 415);
        assert_eq!(app.count(r#"select count(*) from "import""#).await, 0);
        assert_eq!(app.count(r#"select count(*) from "stored_file""#).await, 0);
        app.stop().await;
    }

    async fn a_patch_that_does_not_suit_changes_nothing(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let import = brought(&mia, "object=people&draft=true", PEOPLE.as_bytes()).await;
        let before = mia.get(&import).await.expect_json(200);
        let wrong = [
            (json!({"shoe": 1}), 400),
            (json!({"map": {"Shoe": "name"}}), 400),
            (json!({"map": {"Email": "shoe_size"}}), 400),
            (json!({"map": "Email"}), 422),
            (json!({"object": null}), 422),
            (json!({"object": "dragons"}), 400),
            (json!({"match": "email"}), 422),
            (json!({"delimiter": "\n"}), 422),
            (json!({"set": {"name": "a\u{0}b"}}), 400),
        ];
        for (body, status) in wrong {
            let answer = mia.patch(&import, &body).await;
            assert_eq!(answer.status, status, "{body}: {}", answer.text);
        }
        assert_eq!(mia.get(&import).await.expect_json(200), before);
        for id in ["17", "imports", &Uuid::now_v7().to_string()] {
            mia.get(&format!("{IMPORTS}/{id}")).await.expect(404);
            act(&mia, &format!("{IMPORTS}/{id}"), "start").await.expect(404);
        }
        mia.delete(&import).await.expect(405);
        app.stop().await;
    }

    async fn files_of_other_encodings_and_forms_come_in_whole(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let text = "姓名,邮箱,城市\n张伟,zw@acme.cn,上海\n李娜,ln@acme.cn,北京\n";
        let (chinese, _, _) = encoding_rs::GB18030.encode(text);
        let import = brought(&mia, "object=people", &chinese).await;
        app.run_jobs().await;
        let report = mia.get(&import).await.expect_json(200);
        assert_eq!((counts(&report), &report["file"]["encoding"]), ([2, 2, 0, 0, 0], &json!("gb18030")));
        let wide = "\u{feff}Nombre;Correo;Ciudad\nIñaki Muñoz;in@acme.es;Cádiz\n".encode_utf16();
        let wide: Vec<u8> = wide.flat_map(u16::to_le_bytes).collect();
        let part = reqwest::multipart::Part::bytes(wide).file_name("clientes 张.csv");
        let form = reqwest::multipart::Form::new().part("file", part);
        let request = mia.request(Method::POST, &format!("{IMPORTS}?object=people"));
        let told = Answer::of(request.multipart(form)).await.expect_json(201);
        assert_eq!(told["filename"], "clientes 张.csv");
        assert_eq!(told["file"]["encoding"], "UTF-16LE");
        app.run_jobs().await;
        let all = people(&mia).await;
        let all: Vec<(&str, &str)> = all.iter().map(|(name, city)| (name.as_str(), city.as_str())).collect();
        assert_eq!(all, [("Iñaki Muñoz", "Cádiz"), ("李娜", "北京"), ("张伟", "上海")]);
        app.stop().await;
    }

    async fn a_browser_must_carry_its_token(engine) {
        let app = App::start(engine).await;
        let mia = app.sign_in("mia").await;
        let call = || {
            let request = mia.request(Method::POST, &format!("{IMPORTS}?object=people&draft=true"));
            request.header("content-type", "text/csv").body(PEOPLE)
        };
        Answer::of(call()).await.expect(403);
        Answer::of(call().header("sec-fetch-site", "cross-site")).await.expect(403);
        Answer::of(call().header("x-csrf-token", mia.csrf())).await.expect(201);
        app.stop().await;
    }

    async fn a_body_above_the_limit_is_not_waited_for(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let request = mia.request(Method::POST, IMPORTS).build().unwrap();
        let token = request.headers()["authorization"].to_str().unwrap().to_owned();
        let host = app.base().strip_prefix("http://").unwrap();
        let mut connection = TcpStream::connect(host).await.unwrap();
        let head = format!(
            "POST {IMPORTS}?object=people HTTP/1.1\r\nhost: {host}\r\nauthorization: {token}\r\n\
             content-type: text/csv\r\ncontent-length: 600000000\r\nexpect: 100-continue\r\n\r\n"
        );
        connection.write_all(head.as_bytes()).await.unwrap();
        let mut answer = vec![0; 64];
        let read = connection.read(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
        assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
        app.stop().await;
    }
}
