//! The pages of an import, from the pasted rows to the report and back.

use http::Method;
use serde_json::json;
use testkit::{Answer, App, Browser, on_both_engines};

const ROWS: &str = "Nombre;Apellidos;Correo;Nacimiento\nAna;García;ana@acme.es;31/02/1980\nBo;O'Brien;bo@acme.es;03/02/1980\n张;伟;zw@acme.cn;\n";

/// Brings what was pasted and answers the address of its import.
async fn bring(browser: &Browser, rows: &'static str) -> String {
    let form = reqwest::multipart::Form::new()
        .text("csrf", browser.csrf().to_owned())
        .text("face", "person")
        .text("text", rows);
    let request = browser.request(Method::POST, "/import").multipart(form);
    let answer = Answer::of(request.header("x-csrf-token", browser.csrf())).await.expect(303);
    answer.header("location").split('?').next().unwrap().to_owned()
}

on_both_engines! {
    async fn pasted_rows_are_mapped_checked_imported_and_taken_back(engine) {
        let app = App::start(engine).await;
        let mia = app.sign_in("mia").await;
        let import = bring(&mia, ROWS).await;
        let meaning = mia.get(&format!("{import}?step=meaning")).await.expect(200);
        assert!(meaning.text.contains("UTF-8"), "{}", meaning.text);
        let said = [("object", "people"), ("source", "Trade fair"), ("encoding", ""), ("delimiter", ""), ("heading", "")];
        mia.post(&format!("{import}/meaning"), &said).await.expect(303);
        let columns = mia.get(&format!("{import}?step=columns")).await.expect(200);
        assert!(columns.text.contains("O&#39;Brien") || columns.text.contains("O'Brien"), "{}", columns.text);
        let map = [("map.3", "birth_date"), ("mode", "create"), ("match.0", ""), ("dates", "dmy"), ("decimal_sign", "")];
        mia.post(&format!("{import}/columns"), &map).await.expect(303);
        app.run_jobs().await;
        let checked = mia.get(&import).await.expect(200);
        assert!(checked.text.contains("31/02/1980"), "{}", checked.text);
        let nobody = mia.get("/people?q=Brien").await.expect(200);
        assert!(!nobody.text.contains("bo@acme.es"));

        mia.post(&format!("{import}/start"), &[]).await.expect(303);
        mia.get(&format!("{import}/progress")).await.expect(200);
        app.run_jobs().await;
        let api = app.token("mia").await;
        let found = api.get("/api/v1/parties?sort=email&fields=email,source,birth_date").await.expect_json(200);
        let found: Vec<_> = found["data"].as_array().unwrap().iter().map(|one| (&one["email"], &one["source"], &one["birth_date"])).collect();
        let (fair, day) = (json!("Trade fair"), json!("1980-02-03"));
        assert_eq!(found, [(&json!("bo@acme.es"), &fair, &day), (&json!("zw@acme.cn"), &fair, &json!(null))]);
        let refused = mia.get(&format!("{import}/refused")).await.expect(200);
        assert_eq!(refused.text.lines().count(), 2, "{}", refused.text);

        let report = mia.get(&import).await.expect(200);
        let undo = report.text.split("action=\"").find(|part| part.starts_with("/change-sets/")).unwrap();
        mia.post(undo.split('"').next().unwrap(), &[]).await.expect(303);
        app.run_jobs().await;
        let left = api.get("/api/v1/parties").await.expect_json(200);
        assert_eq!(left["data"], json!([]));
    }

    async fn a_second_key_and_missing_companies_are_asked_for_by_the_form(engine) {
        let app = App::start(engine).await;
        let mia = app.sign_in("mia").await;
        let import = bring(&mia, "ext_id;Nombre;Correo;Empresa\nP1;Ana;ana@acme.es;Acme\n").await;
        let form = mia.get(&format!("{import}?step=columns")).await.expect(200).text;
        for name in ["match.0", "match.0.and", "match.1", "duplicates", "create.organization"] {
            assert!(form.contains(&format!("name=\"{name}\"")), "{name}");
        }
        let said = [
            ("mode", "upsert"), ("match.0", "external_id"), ("match.1", "email"),
            ("create.organization", "false"), ("create.organization", "true"), ("dates", ""), ("decimal_sign", ""),
        ];
        mia.post(&format!("{import}/columns"), &said).await.expect(303);
        app.run_jobs().await;
        let api = app.token("mia").await;
        let told = api.get(&import.replace("/import/", "/api/v1/imports/")).await.expect_json(200);
        assert_eq!(told["settings"]["match"], json!(["external_id", "email"]));
        assert_eq!(told["settings"]["create_missing"], json!(["organization"]));
        assert_eq!((&told["created"], &told["linked"]), (&json!(1), &json!(1)));
        mia.post(&format!("{import}/start"), &[]).await.expect(303);
        app.run_jobs().await;
        let report = mia.get(&import).await.expect(200);
        assert!(report.text.contains("Also made"), "{}", report.text);
        let names = api.get("/api/v1/parties?sort=name&fields=name").await.expect_json(200);
        assert_eq!((&names["data"][0]["name"], &names["data"][1]["name"]), (&json!("Acme"), &json!("Ana")));
    }

    async fn look_alikes_and_keys_of_two_fields_are_asked_for_by_the_form(engine) {
        let app = App::start(engine).await;
        let (mia, api) = (app.sign_in("mia").await, app.token("mia").await);
        let first = bring(&mia, "Nombre;Ciudad;Correo;Teléfono\nAna;Lugo;ana@acme.es;+34 600 000 001\n").await;
        mia.post(&format!("{first}/columns"), &[("mode", "create")]).await.expect(303);
        app.run_jobs().await;
        mia.post(&format!("{first}/start"), &[]).await.expect(303);
        app.run_jobs().await;

        let rows = "Nombre;Ciudad;Correo;Teléfono\nAna;Vigo;ana@acme.es;\nEva;;ana@acme.es;\nBo;;bo@acme.es;+34 600 000 001\n";
        let import = bring(&mia, rows).await;
        let said = [
            ("mode", "upsert"), ("match.0", "name"), ("match.0.and", "email"), ("match.1", ""),
            ("duplicates", "skip"), ("duplicates.phone", "create"),
        ];
        mia.post(&format!("{import}/columns"), &said).await.expect(303);
        app.run_jobs().await;
        let told = api.get(&import.replace("/import/", "/api/v1/imports/")).await.expect_json(200);
        assert_eq!(told["settings"]["match"], json!(["name+email"]));
        assert_eq!(told["settings"]["duplicates"], json!({"email": "skip"}));
        assert_eq!((&told["updated"], &told["refused"]), (&json!(1), &json!(1)), "{told}");
        assert_eq!((&told["created"], &told["duplicates"]), (&json!(1), &json!(1)), "{told}");
        let checked = mia.get(&import).await.expect(200).text;
        for words in ["Name + E-mail", "Same E-mail: leave them out", "Same Phone: make them"] {
            assert!(checked.contains(words), "{words}: {checked}");
        }
        let again = mia.get(&format!("{import}?step=columns")).await.expect(200).text;
        assert!(again.contains("<details class=\"more-choices\" open"), "{again}");
    }

    async fn a_key_that_the_file_lacks_is_said_on_the_form(engine) {
        let app = App::start(engine).await;
        let mia = app.sign_in("mia").await;
        let import = bring(&mia, "Nombre;Correo\nAna;ana@acme.es\n").await;
        let said = [("map.1", ""), ("mode", "update"), ("match.0", "email")];
        let again = mia.post(&format!("{import}/columns"), &said).await.expect(422).text;
        assert!(again.contains("No column holds") && again.contains("name=\"match.0\""), "{again}");
    }

    async fn an_import_is_its_owners_and_the_administrators(engine) {
        let app = App::start(engine).await;
        let import = bring(&app.sign_in("mia").await, ROWS).await;
        app.sign_in("ada").await.get(&import).await.expect(200);
        app.sign_in("sol").await.get(&import).await.expect(404);
        app.sign_in("rita").await.get("/import").await.expect(403);
    }

    async fn what_is_no_table_says_so_and_can_be_brought_again(engine) {
        let app = App::start(engine).await;
        let mia = app.sign_in("mia").await;
        let import = bring(&mia, "\"Name\nAna\n").await;
        let page = mia.get(&import).await.expect(200);
        assert!(page.text.contains("never closes"), "{}", page.text);
    }
}
