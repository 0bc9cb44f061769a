//! JSON Lines come in as our own exports write them, into the same workspace or another one; a
//! broken record is refused alone, and goes back as it came with the reason within.

use http::Method;
use serde_json::{Value as Json, json};
use testkit::{Answer, Api, App, Place, on_both_engines};

use crate::commands::{administrator, rapport};
use crate::import::{Sheet, counts, import};
use crate::import_rest::IMPORTS;

const COMPANIES: &[u8] = b"ext_id,name,city\nA1,\"Acme, S.L.\",Madrid\nA2,Umbra,Lima\n";
const PEOPLE: &str = "ext_id,First name,Last name,E-mail,Email 2,Phone,City,company_ext_id,Birth date,Tags,description,created_at\n\
    P1,Bo,O'Brien,bo@acme.es,bo@casa.es,+34 912 345 678,Madrid,A1,1980-02-03,vip; fair,\"Says \"\"no\"\"\nand then yes\",2019-05-06T07:08:09Z\n\
    P2,\u{4f1f},\u{5f20},,,+86 138 0013 8000,\u{4e0a}\u{6d77},A2,,,=cmd(),\n\
    P3,Ana,\"'=Quoted\",,,,,,,,'-1,\n";

/// What an export says of the people, without what each workspace makes itself.
pub async fn people(place: &Place) -> Vec<Json> {
    let ran = rapport(place, &["export", "people", "--format", "json"], "").await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let mut all: Vec<Json> = serde_json::from_str(&ran.stdout).unwrap();
    for person in &mut all {
        let person = person.as_object_mut().unwrap();
        for key in ["id", "version", "created_by", "created_at", "updated_at", "owner", "team"] {
            person.remove(key);
        }
        if let Some(company) = person["organization"].as_object_mut() {
            company.remove("id");
        }
        for list in ["emails", "phones", "addresses"] {
            for entry in person[list].as_array_mut().unwrap() {
                entry.as_object_mut().unwrap().remove("id");
            }
        }
    }
    all.sort_by_key(|person| person["external_id"].to_string());
    all
}

async fn bring(api: &Api, query: &str, text: &[u8]) -> Answer {
    let request = api.request(Method::POST, &format!("{IMPORTS}?{query}"));
    Answer::of(request.header("content-type", "application/jsonl").body(text.to_vec())).await
}

on_both_engines! {
    async fn our_own_json_comes_back_here_and_elsewhere(engine) {
        let (first, second) = (Place::new(engine), Place::new(engine));
        for place in [&first, &second] {
            administrator(place).await;
            import(place, COMPANIES, &["--object", "companies"]).await;
        }
        let brought = import(&first, PEOPLE.as_bytes(), &["--object", "people"]).await;
        assert_eq!(counts(&brought), [3, 3, 0, 0, 0], "{brought}");
        let out = rapport(&first, &["export", "people", "--format", "json"], "").await.stdout;
        let again = import(&first, out.as_bytes(), &["--object", "people"]).await;
        assert_eq!(counts(&again), [3, 0, 0, 3, 0], "{again}");
        let lines: String = serde_json::from_str::<Vec<Json>>(&out).unwrap().iter().map(|one| format!("{one}\r\n")).collect();
        let wide: Vec<u8> = format!("\u{FEFF}{lines}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let same = import(&first, &wide, &["--object", "people"]).await;
        assert_eq!(counts(&same), [3, 0, 0, 3, 0], "{same}");
        let one_line = out.replace('\n', "");
        let checked = import(&first, one_line.as_bytes(), &["--object", "people", "--dry-run"]).await;
        assert_eq!(counts(&checked), [3, 0, 0, 3, 0], "{checked}");
        let moved = import(&second, out.as_bytes(), &["--object", "people", "--match", "external_id"]).await;
        assert_eq!(counts(&moved), [3, 3, 0, 0, 0], "{moved}");
        assert_eq!(people(&second).await, people(&first).await);
    }

    async fn a_broken_record_is_refused_alone_and_goes_back(engine) {
        let place = Place::new(engine);
        administrator(&place).await;
        let deep = format!("{{\"name\":{}{}}}", "[".repeat(400), "]".repeat(400));
        let lines = [
            r#"{"ext_id":"P1","name":"Ana","emails":[{"value":"ana@acme.es","type":"work"}]}"#,
            "",
            r#"{"ext_id":"P2","name":"Bo""#,
            r#"{"ext_id":"P3","name":"Cy","name":"Cyd"}"#,
            "not json",
            deep.as_str(),
            r#"{"ext_id":"P4","name":"D\u0000i"}"#,
            r#"{"ext_id":"P5","name":"Eve","emails":[{"value":"eve@"}]}"#,
            r#"{"ext_id":1e308,"name":"Flo","job_title":["a","b"]}"#,
            r#"["name"]"#,
            r#"{"ext_id":"P6","name":"Gus","tags":["a, b","c"],"shoe":{"size":43}}"#,
        ];
        let text = lines.join("\n");
        let (file, refused) = (Sheet::of(text.as_bytes()), Sheet::of(b""));
        let asked = ["import", file.path(), "--object", "people", "--json", "--refused", refused.path()];
        let ran = rapport(&place, &asked, "").await;
        let told: Json = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(counts(&told), [10, 2, 0, 0, 8], "{told}");
        let rows: Vec<(u64, &str)> = told["refusals"].as_array().unwrap().iter()
            .map(|one| (one["row"].as_u64().unwrap(), one["code"].as_str().unwrap())).collect();
        assert_eq!(rows, [
            (3, "import-json-cut-off"), (4, "import-json-twice"), (5, "import-json-broken"), (6, "import-json-broken"),
            (7, "control-character"), (8, "not-an-email"), (9, "wrong-type"), (10, "import-json-no-object"),
        ]);
        let back = std::fs::read_to_string(refused.path()).unwrap();
        let back: Vec<Json> = back.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(back.len(), 8);
        assert_eq!((&back[0]["line"], &back[5]["ext_id"]), (&json!(lines[2]), &json!("P5")));
        assert!(back[5]["refused_because"].as_str().unwrap().contains("eve@"), "{}", back[5]);
        let mended = back[5].to_string().replace("eve@", "eve@acme.es");
        let mended = import(&place, mended.as_bytes(), &["--object", "people"]).await;
        assert_eq!(counts(&mended), [1, 1, 0, 0, 0], "{mended}");
    }

    async fn programs_are_told_what_the_records_are(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let text = r#"[{"name":"Acme","city":"Lugo"},{"name":"Umbra","employees":12,"annual_revenue":{"amount":"12.50","currency":"EUR"}}]"#;
        let draft = bring(&mia, "object=companies&draft=true", text.as_bytes()).await.expect(201).json();
        assert_eq!((&draft["filename"], &draft["file"]["format"]), (&json!("import.jsonl"), &json!("jsonl")));
        assert_eq!((&draft["file"]["rows"], &draft["columns"][3]["samples"]), (&json!(2), &json!(["12.50, EUR"])));
        for (text, code) in [("[]", "import-empty-file"), ("{\"a\":\n", "import-json-cut-off")] {
            let told = bring(&mia, "object=companies", text.as_bytes()).await.expect(422).json();
            assert_eq!(told["errors"][0]["code"], code, "{told}");
        }
        app.stop().await;
    }
}
