//! Lists go out as files and come back as they were; who may not export gets none.

use std::path::PathBuf;

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use serde_json::{Value as Json, json};
use testkit::{App, Place, on_both_engines};
use uuid::Uuid;

use crate::commands::{administrator, rapport};

/// A file of a story, gone with it.
struct Taken(PathBuf);

impl Drop for Taken {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

impl Taken {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("{}.csv", Uuid::new_v4())))
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

async fn import(place: &Place, file: &Taken, more: &[&str]) -> Json {
    let ran = rapport(place, &[&["import", file.path(), "--json"], more].concat(), "").await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

/// The people of a place without what each workspace makes itself.
async fn people(place: &Place) -> Vec<Json> {
    let ran = rapport(place, &["export", "people", "--format", "json"], "").await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let mut all: Vec<Json> = serde_json::from_str(&ran.stdout).unwrap();
    for person in &mut all {
        let person = person.as_object_mut().unwrap();
        for key in
            ["id", "version", "created_by", "updated_at", "owner", "team", "last_activity_at"]
        {
            person.remove(key);
        }
        for list in ["emails", "phones", "addresses"] {
            for entry in person[list].as_array_mut().unwrap() {
                entry.as_object_mut().unwrap().remove("id");
            }
        }
        if let Some(company) = person["organization"].as_object_mut() {
            company.remove("id");
        }
    }
    all.sort_by_key(|person| person["external_id"].to_string());
    all
}

const COMPANIES: &str = "ext_id,name\nA1,\"Acme, S.L.\"\n";
const PEOPLE: &str = "ext_id,First name,Last name,E-mail,Phone,City,Postal code,company_ext_id,Birth date,Tags,description\n\
    P1,Bo,O'Brien,bo@acme.es,+34 912 345 678,Madrid,08001,A1,1980-02-03,vip; fair,\"Says \"\"no\"\"\nand then yes\"\n\
    P2,伟,张,,+86 138 0013 8000,上海,,,,,=cmd()\n\
    P3,Ana,\"'=Quoted\",,,,,,,,-1\n";

on_both_engines! {
    async fn what_goes_out_comes_back_as_it_was(engine) {
        let (first, second) = (Place::new(engine), Place::new(engine));
        let (companies, persons) = (Taken::new(), Taken::new());
        std::fs::write(&companies.0, COMPANIES).unwrap();
        std::fs::write(&persons.0, PEOPLE).unwrap();
        for place in [&first, &second] {
            administrator(place).await;
            import(place, &companies, &["--object", "companies"]).await;
        }
        let report = import(&first, &persons, &["--object", "people"]).await;
        assert_eq!(report["created"], 3, "{report}");

        let out = Taken::new();
        let ran = rapport(&first, &["export", "people", "--output", out.path()], "").await;
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let text = std::fs::read_to_string(&out.0).unwrap();
        assert!(text.contains("'=cmd()") && text.contains("'+34912345678"), "{text}");
        assert!(!text.contains(",=cmd()") && !text.contains(",+34"), "{text}");

        let same = ["--object", "people", "--mode", "update", "--match", "id"];
        let again = import(&first, &out, &same).await;
        assert_eq!((&again["unchanged"], &again["refused"]), (&json!(3), &json!(0)), "{again}");

        let upsert = ["--object", "people", "--match", "external_id"];
        let moved = import(&second, &out, &upsert).await;
        assert_eq!((&moved["created"], &moved["refused"]), (&json!(3), &json!(0)), "{moved}");
        assert_eq!(people(&second).await, people(&first).await);
    }

    async fn conditions_and_formats_are_said_on_the_command_line(engine) {
        let place = Place::new(engine);
        let persons = Taken::new();
        std::fs::write(&persons.0, "ext_id,name,city\nP1,Ana,Madrid\nP2,Bo,Lima\nP3,Cy,Lyon\n").unwrap();
        administrator(&place).await;
        import(&place, &persons, &["--object", "people"]).await;
        let both = "city eq \"Madrid\" or city eq \"Lima\"";
        let ran = rapport(&place, &["export", "people", "--filter", both, "--filter", "name=Bo", "--format", "json"], "").await;
        let found: Vec<Json> = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["name"], "Bo");
        let none = rapport(&place, &["export", "people", "--filter", "name=Di", "--format", "json"], "").await;
        assert_eq!(none.stdout, "[]\n");
        for (wrong, named) in [
            (&["export", "dragons"][..], "dragons"),
            (&["export", "people", "--filter", "wings=2"], "where"),
        ] {
            let ran = rapport(&place, wrong, "").await;
            assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{wrong:?}");
            assert!(ran.stderr.contains(named), "{}", ran.stderr);
        }
    }

    async fn a_workbook_has_cells_of_their_types(engine) {
        let place = Place::new(engine);
        let persons = Taken::new();
        let rows = "ext_id,name,Birth date,do_not_call,phone,description\n\
            P1,=cmd(),1980-02-29,yes,+34 912 345 678,\"Says \"\"no\"\"\nand then yes\"\n\
            P2,张伟,,,,\n";
        std::fs::write(&persons.0, rows).unwrap();
        administrator(&place).await;
        import(&place, &persons, &["--object", "people"]).await;
        let out = Taken::new();
        let book = ["export", "people", "--filter", "external_id.empty=false", "--format", "xlsx"];
        let ran = rapport(&place, &[&book[..], &["--output", out.path()]].concat(), "").await;
        assert_eq!(ran.code, 0, "{}", ran.stderr);

        let mut book: Xlsx<_> = open_workbook(&out.0).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        assert_eq!(sheet.height(), 3, "headings and two people");
        let heads: Vec<String> = sheet.rows().next().unwrap().iter().map(Data::to_string).collect();
        let cell = |row: usize, name: &str| {
            let column = heads.iter().position(|head| head == name).unwrap();
            sheet.get((row, column)).unwrap().clone()
        };
        let row = |id: &str| (1..3).find(|row| cell(*row, "external_id") == Data::String(id.to_owned())).unwrap();
        let (first, second) = (row("P1"), row("P2"));
        assert_eq!(cell(first, "name"), Data::String("=cmd()".to_owned()), "a text, no formula");
        assert_eq!(cell(first, "phone"), Data::String("+34912345678".to_owned()));
        assert_eq!(cell(first, "description"), Data::String("Says \"no\"\nand then yes".to_owned()));
        assert_eq!(cell(first, "do_not_call"), Data::Bool(true));
        assert_eq!(cell(first, "version"), Data::Float(1.0));
        let Data::DateTime(born) = cell(first, "birth_date") else { panic!("{sheet:?}") };
        assert_eq!(born.as_f64(), 29280.0, "1980-02-29 as spreadsheets count days");
        assert!(matches!(cell(first, "created_at"), Data::DateTime(_)));
        assert_eq!(cell(second, "birth_date"), Data::Empty);
        assert_eq!(cell(second, "name"), Data::String("张伟".to_owned()));
        assert_eq!(cell(second, "phone"), Data::Empty);
    }

    async fn a_list_is_exported_as_it_is_seen_by_those_who_may(engine) {
        let app = App::start(engine).await;
        let sol = app.token("sol").await;
        for (name, city) in [("张伟", "上海"), ("O'Brien", "Lima"), ("=cmd()", "Lima")] {
            let person = json!({"kind": "person", "name": name, "addresses": [{"city": city}]});
            sol.post("/api/v1/parties", &person).await.expect(201);
        }
        let seen = "/export/people?format=csv&city=Lima&columns=name,city&sort=-name";
        let sheet = app.sign_in("sol").await.get(seen).await.expect(200);
        assert!(sheet.header("content-disposition").starts_with("attachment; filename=\"people-"));
        assert_eq!(sheet.header("content-type"), "text/csv; charset=utf-8; header=present");
        assert_eq!(sheet.text.trim_start_matches('\u{FEFF}'), "name,city\nO'Brien,Lima\n'=cmd(),Lima\n");
        let array = app.sign_in("ada").await.get("/export/people?format=json&q=张伟").await;
        assert_eq!(array.expect_json(200).as_array().unwrap().len(), 1);
        let book = app.sign_in("sol").await.get(&seen.replace("=csv", "=xlsx")).await.expect(200);
        assert!(book.header("content-type").ends_with("spreadsheetml.sheet"));
        assert!(book.header("content-disposition").contains(".xlsx"));
        app.sign_in("sol").await.get("/export/users").await.expect(403);
        let others = app.sign_in("mia").await.get(seen).await.expect(200);
        assert_eq!(others.text.trim_start_matches('\u{FEFF}'), "name,city\n");
        app.sign_in("sol").await.get("/export/people?format=pdf").await.expect(400);
        app.sign_in("sol").await.get("/export/people?format=xlsx&bom=true").await.expect(422);
        app.sign_in("sol").await.get("/export/people?bom=perhaps").await.expect(422);
        app.sign_in("sol").await.get("/export/dragons").await.expect(404);
        app.stranger().get(seen).await.expect(303);
    }

    async fn an_export_is_kept_with_who_what_and_how_much(engine) {
        let app = App::start(engine).await;
        let sol = app.token("sol").await;
        for (name, city) in [("Ana", "Lima"), ("Bo", "Lima"), ("Cy", "Quito")] {
            let person = json!({"kind": "person", "name": name, "addresses": [{"city": city}]});
            sol.post("/api/v1/parties", &person).await.expect(201);
        }
        app.sign_in("sol").await.get("/export/people?format=csv&city=Lima&columns=name,city").await.expect(200);
        let ada = app.sign_in("ada").await;
        let acts = ada.get("/change-sets").await.expect(200).text;
        assert!(acts.contains("Export: People, 2 records") && acts.contains("Sol"), "{acts}");
        let told = app.token("ada").await.get("/api/v1/change-sets?limit=1").await.expect_json(200);
        let act = &told["data"][0];
        assert_eq!((&act["kind"], &act["about"]["rows"], &act["about"]["whole"]), (&json!("export"), &json!(2), &json!(true)), "{act}");
        let page = ada.get(&format!("/change-sets/{}", act["id"].as_str().unwrap())).await.expect(200).text;
        assert!(page.contains("city=Lima") && page.contains("Name · City") && !page.contains("/undo"), "{page}");
        let others = app.sign_in("mia").await.get("/change-sets").await.expect(200).text;
        assert!(!others.contains("Export: People"), "{others}");
    }

    async fn a_byte_order_mark_comes_when_it_is_wished_for(engine) {
        let app = App::start(engine).await;
        let sol = app.token("sol").await;
        sol.post("/api/v1/parties", &json!({"kind": "person", "name": "张伟"})).await.expect(201);
        let begins = |text: &str| text.starts_with('\u{FEFF}');
        let (people, browser) = ("/export/people?format=csv&columns=name", app.sign_in("sol").await);
        assert!(begins(&browser.get(people).await.expect(200).text), "people open it in spreadsheets");
        assert!(begins(&browser.get(&format!("{people}&bom=true")).await.expect(200).text));
        assert!(!begins(&browser.get(&format!("{people}&bom=false")).await.expect(200).text));
        let parties = "/api/v1/parties/export?fields=name";
        assert_eq!(sol.get(parties).await.expect(200).text, "name\n张伟\n");
        assert!(begins(&sol.get(&format!("{parties}&bom=true")).await.expect(200).text));
        let place = Place::new(engine);
        administrator(&place).await;
        let marked = rapport(&place, &["export", "people", "--bom"], "").await;
        assert!(begins(&marked.stdout), "{}", marked.stdout);
        let plain = rapport(&place, &["export", "people"], "").await;
        assert!(plain.stdout.starts_with("kind,"), "{}", plain.stdout);
        let wrong = rapport(&place, &["export", "people", "--bom", "--format", "jsonl"], "").await;
        assert!(wrong.code == 1 && wrong.stderr.contains("CSV"), "{}", wrong.stderr);
    }

    async fn json_lines_come_back_as_they_went_out(engine) {
        let (first, second) = (Place::new(engine), Place::new(engine));
        let (companies, persons) = (Taken::new(), Taken::new());
        std::fs::write(&companies.0, COMPANIES).unwrap();
        std::fs::write(&persons.0, PEOPLE).unwrap();
        for place in [&first, &second] {
            administrator(place).await;
            import(place, &companies, &["--object", "companies"]).await;
        }
        import(&first, &persons, &["--object", "people"]).await;
        let lines = std::env::temp_dir().join(format!("{}.jsonl", Uuid::new_v4()));
        let out = Taken(lines);
        let asked = ["export", "people", "--format", "jsonl", "--output", out.path()];
        let ran = rapport(&first, &asked, "").await;
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let text = std::fs::read_to_string(&out.0).unwrap();
        assert_eq!(text.lines().count(), 3);
        for line in text.lines() {
            assert_eq!(serde_json::from_str::<Json>(line).unwrap()["object"], "party", "{line}");
        }
        let moved = import(&second, &out, &["--object", "people", "--match", "external_id"]).await;
        assert_eq!((&moved["created"], &moved["refused"]), (&json!(3), &json!(0)), "{moved}");
        assert_eq!(people(&second).await, people(&first).await);
    }

    async fn ticked_rows_go_out_as_they_are_seen(engine) {
        let app = App::start(engine).await;
        let sol = app.token("sol").await;
        let mut ids = Vec::new();
        for name in ["Ana", "Bo", "Cy"] {
            let person = json!({"kind": "person", "name": name});
            let made = sol.post("/api/v1/parties", &person).await.expect_json(201);
            ids.push(made["id"].as_str().unwrap().to_owned());
        }
        let browser = app.sign_in("sol").await;
        let bar = browser.get("/people").await.expect(200).text;
        assert!(bar.contains("formaction=\"/export/people?format=jsonl\""), "{bar}");
        let two = [("id", ids[0].as_str()), ("id", ids[2].as_str()), ("filter", "columns=name&sort=-name"), ("owner", "")];
        let csv = "/export/people?format=csv&bom=false";
        assert_eq!(browser.post(csv, &two).await.expect(200).text, "name\nCy\nAna\n");
        let all = [("all", "true"), ("id", ids[0].as_str()), ("filter", "columns=name&sort=name")];
        assert_eq!(browser.post(csv, &all).await.expect(200).text, "name\nAna\nBo\nCy\n");
        let narrowed = [("id", ids[0].as_str()), ("id", ids[1].as_str()), ("filter", "columns=name&name=Bo")];
        assert_eq!(browser.post(csv, &narrowed).await.expect(200).text, "name\nBo\n");
        browser.post(csv, &[("filter", "")]).await.expect(422);
        browser.post(csv, &[("id", "ana")]).await.expect(422);
        browser.post(csv, &[("id", ids[0].as_str()), ("wings", "2")]).await.expect(400);
        browser.post("/export/people?format=csv&city=Lima", &two).await.expect(400);
        let mia = app.sign_in("mia").await;
        assert_eq!(mia.post(csv, &two).await.expect(200).text, "name\n", "of another team");
        let rita = app.sign_in("rita").await.get("/people").await.expect(200).text;
        assert!(rita.contains("formaction=\"/export/people") && !rita.contains("value=\"delete\""));
    }

    async fn programs_take_all_records_of_a_list_at_once(engine) {
        let app = App::start(engine).await;
        let sol = app.token("sol").await;
        for (name, city) in [("Ana", "Lima"), ("=cmd()", "Lima"), ("Cy", "Quito")] {
            let person = json!({"kind": "person", "name": name, "addresses": [{"city": city}]});
            sol.post("/api/v1/parties", &person).await.expect(201);
        }
        let seen = "/api/v1/parties/export?city=Lima&fields=name,city&sort=name";
        let csv = sol.get(seen).await.expect(200);
        assert_eq!(csv.text, "name,city\n'=cmd(),Lima\nAna,Lima\n");
        assert!(csv.header("content-disposition").contains("parties-"));
        let lines = sol.get(&format!("{seen}&format=jsonl")).await.expect(200);
        assert!(lines.header("content-type").starts_with("application/jsonl"));
        assert_eq!(lines.text.lines().count(), 2);
        assert_eq!(app.token("mia").await.get(seen).await.expect(200).text, "name,city\n");
        let cards = sol.get("/api/v1/parties/export?format=vcard&city=Quito").await.expect(200).text;
        assert!(cards.starts_with("BEGIN:VCARD") && cards.contains("FN:Cy"), "{cards}");
        for (wrong, status, named) in [
            ("limit=5", 400, "limit"), ("cursor=x", 400, "cursor"), ("wings=2", 400, "wings"),
            ("fields=wings", 400, "wings"), ("format=pdf", 400, "format"), ("bom=perhaps", 422, "bom"),
            ("fields=organization.name", 400, "organization.name"),
        ] {
            let refused = sol.get(&format!("/api/v1/parties/export?{wrong}")).await.expect(status);
            assert!(refused.text.contains(named), "{wrong}: {}", refused.text);
        }
        sol.get("/api/v1/dragons/export").await.expect(404);
        sol.get("/api/v1/users/export").await.expect(403);
    }
}
