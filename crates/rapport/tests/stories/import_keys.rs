//! How rows find their records and those that they point to: by one key, else by another; by what
//! a later row of the file makes.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};
use testkit::{Api, App, on_both_engines};

use crate::import_rest::{bring, brought, counts};

async fn import(app: &App, api: &Api, query: &str, rows: &str) -> Json {
    let import = brought(api, query, rows.as_bytes()).await;
    app.run_jobs().await;
    api.get(&import).await.expect_json(200)
}

async fn people(api: &Api) -> Vec<(String, String, String)> {
    let path = "/api/v1/parties?sort=name&fields=name,external_id,city";
    let all = api.get(path).await.expect_json(200);
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let all = all["data"].as_array().unwrap().iter();
    all.map(|one| (text(&one["name"]), text(&one["external_id"]), text(&one["city"]))).collect()
}

fn of(all: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    all.iter().map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned())).collect()
}

on_both_engines! {
    async fn the_first_key_that_finds_a_record_wins(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let first = "ext_id,name,email\nP1,Ana,ana@acme.es\nP2,Bo,bo@acme.es\n,Cy,cy@acme.es\n,Di,di@acme.es\n";
        import(&app, &mia, "object=people&mode=create", first).await;
        let rows = "ext_id,name,email,city\n\
            P1,Ana,other@acme.es,by ext id\n\
            ,Cy,cy@acme.es,by mail\n\
            P4,Di,di@acme.es,taken over\n\
            P9,Bo,bo@acme.es,somebody else\n\
            P5,Eve,eve@acme.es,new\n";
        let query = "object=people&match=external_id,email";
        let checked = import(&app, &mia, &format!("{query}&dry_run=true"), rows).await;
        let report = import(&app, &mia, query, rows).await;
        for report in [&checked, &report] {
            assert_eq!(counts(report), [5, 1, 3, 0, 1], "{report}");
            assert_eq!(report["match"], json!(["external_id", "email"]));
            let refused = &report["refusals"][0];
            assert_eq!((&refused["row"], &refused["column"], &refused["value"]), (&json!(5), &json!("ext_id"), &json!("P9")));
            assert_eq!(refused["code"], "import-other-key");
        }
        assert_eq!(
            people(&mia).await,
            of(&[("Ana", "P1", "by ext id"), ("Bo", "P2", ""), ("Cy", "", "by mail"), ("Di", "P4", "taken over"), ("Eve", "P5", "new")])
        );
        let again = import(&app, &mia, query, rows).await;
        assert_eq!(counts(&again), [5, 0, 0, 4, 1], "{again}");
        let update = import(&app, &mia, &format!("{query}&mode=update"), "ext_id,email,city\n,,x\nP7,no@acme.es,x\nP1,,y\n").await;
        assert_eq!(counts(&update), [3, 0, 1, 0, 2], "{update}");
        assert_eq!((&update["refusals"][0]["code"], &update["refusals"][1]["code"]), (&json!("import-no-key"), &json!("no-match")));
        app.stop().await;
    }

    async fn a_key_of_two_fields_needs_both(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        import(&app, &mia, "object=people&mode=create", "name,email\nAna,home@acme.es\nBo,home@acme.es\n").await;
        let rows = "name,email,city\nAna,home@acme.es,Lima\nBo,home@acme.es,Lyon\nCy,home@acme.es,Faro\n";
        let alone = import(&app, &mia, "object=people&match=email", rows).await;
        assert_eq!((counts(&alone), &alone["refusals"][0]["code"]), ([3, 0, 0, 0, 3], &json!("many-match")));
        let both = import(&app, &mia, "object=people&match=email%2Bname", rows).await;
        assert_eq!((counts(&both), &both["match"]), ([3, 1, 2, 0, 0], &json!(["email+name"])));
        assert_eq!(people(&mia).await, of(&[("Ana", "", "Lima"), ("Bo", "", "Lyon"), ("Cy", "", "Faro")]));
        bring(&mia, "object=people&match=email%2Bshoes", rows.as_bytes()).await.expect(400);
        app.stop().await;
    }

    async fn a_row_may_name_what_a_much_later_row_makes(engine) {
        const ROWS: u32 = 2_500;
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        // Companies belong to others of a later chunk, and those to others again.
        let mut rows = String::from("ext_id,name,parent.external_id\n");
        for row in 0..ROWS {
            let parent = match row {
                3 => "A9999".to_owned(),
                row if row + 2_100 < ROWS => format!("A{}", row + 2_100),
                row if row % 2 == 0 && row + 200 < ROWS => format!("A{}", row + 200),
                _ => String::new(),
            };
            writeln!(rows, "A{row},Company {row},{parent}").unwrap();
        }
        let checked = import(&app, &mia, "object=companies&dry_run=true", &rows).await;
        let report = import(&app, &mia, "object=companies", &rows).await;
        for report in [&checked, &report] {
            assert_eq!(counts(report), [2_500, 2_499, 0, 0, 1], "{report}");
            let refused = &report["refusals"][0];
            assert_eq!((&refused["row"], &refused["value"]), (&json!(5), &json!("A9999")));
        }
        assert_eq!(checked["position"], report["position"]);
        let found = mia.get("/api/v1/parties?external_id=A0&fields=parent").await.expect_json(200);
        assert_eq!(found["data"][0]["parent"]["title"], "Company 2100");
        assert_eq!(app.count(r#"select count(*) from "party""#).await, 2_499);
        assert_eq!(app.count(r#"select count(*) from "import_refusal""#).await, 2);
        let again = import(&app, &mia, "object=companies", &rows).await;
        assert_eq!(counts(&again), [2_500, 0, 0, 2_499, 1], "{again}");
        let undo = format!("/api/v1/change-sets/{}/undo", report["change_set"].as_str().unwrap());
        assert!(mia.post(&undo, &json!({})).await.status < 300);
        app.run_jobs().await;
        assert_eq!(mia.get("/api/v1/parties").await.expect_json(200)["data"], json!([]));
        app.stop().await;
    }

    async fn what_rows_name_is_made_when_asked_and_only_then(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        import(&app, &mia, "object=companies", "ext_id,name\nA1,Acme\n").await;
        let rows = "name,email,company_ext_id,company_name\nAna,ana@acme.es,A1,Acme\n\
            Bo,bo@new.es,A2,New\nCy,cy@new.es,A2,Other name\nDi,di@x.es,,\"new, again\"\nEve,eve@x.es,A9,\n";
        let without = import(&app, &mia, "object=people&mode=create&dry_run=true", rows).await;
        assert_eq!((counts(&without), &without["linked"]), ([5, 1, 0, 0, 4], &json!(0)));
        let query = "object=people&mode=create&create_missing=organization&source=Fair";
        let checked = import(&app, &mia, &format!("{query}&dry_run=true"), rows).await;
        let report = import(&app, &mia, query, rows).await;
        for report in [&checked, &report] {
            assert_eq!((counts(report), &report["linked"]), ([5, 4, 0, 0, 1], &json!(2)), "{report}");
            assert_eq!((&report["refusals"][0]["row"], &report["refusals"][0]["value"]), (&json!(6), &json!("A9")));
        }
        let companies = mia.get("/api/v1/parties?kind=organization&sort=name&fields=name,external_id,source").await.expect_json(200);
        let companies: Vec<_> = companies["data"].as_array().unwrap().iter().map(|one| (&one["name"], &one["external_id"], &one["source"])).collect();
        let (fair, none) = (json!("Fair"), Json::Null);
        assert_eq!(companies, [(&json!("Acme"), &json!("A1"), &none), (&json!("New"), &json!("A2"), &fair), (&json!("new, again"), &none, &fair)]);
        let cy = mia.get("/api/v1/parties?name=Cy&fields=organization").await.expect_json(200);
        assert_eq!(cy["data"][0]["organization"]["title"], "New");
        let undo = format!("/api/v1/change-sets/{}/undo", report["change_set"].as_str().unwrap());
        mia.post(&undo, &json!({})).await.expect(200);
        let left = mia.get("/api/v1/parties?fields=name").await.expect_json(200);
        assert_eq!(left["data"].as_array().unwrap().len(), 1);
        bring(&mia, "object=people&create_missing=owner", rows.as_bytes()).await.expect(400);
        app.stop().await;
    }

    async fn what_a_later_row_makes_is_not_made_twice(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let mut rows = String::from("kind,name,organization.name\n");
        for row in 0..2_200 {
            writeln!(rows, "person,Person {row},Company {}", row % 4).unwrap();
        }
        rows.push_str("organization,Company 0,\norganization,Company 1,\n");
        let query = "object=parties&mode=create&create_missing=organization";
        let checked = import(&app, &mia, &format!("{query}&dry_run=true"), &rows).await;
        let report = import(&app, &mia, query, &rows).await;
        for report in [&checked, &report] {
            assert_eq!((counts(report), &report["linked"]), ([2_202, 2_202, 0, 0, 0], &json!(2)), "{report}");
        }
        let found = mia.get("/api/v1/parties?kind=organization&count=true").await.expect_json(200);
        assert_eq!(found["count"]["value"], 4);
        app.stop().await;
    }
}
