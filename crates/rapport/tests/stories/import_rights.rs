//! Imports write with the rights of whoever brought them.

use serde_json::{Value as Json, json};
use testkit::{Api, App, on_both_engines};

use crate::import_rest::{bring, brought, counts};

/// Members make records of their own team, see all, and change only what is theirs.
async fn let_members_edit_only_their_own(app: &App) {
    let ada = app.token("ada").await;
    let roles = ada.get("/api/v1/roles?key=member").await.expect_json(200);
    let role = &roles["data"][0];
    let mut rights: Json = serde_json::from_str(role["rights"].as_str().unwrap()).unwrap();
    rights["standard"] = json!({
        "see": "all", "create": "team", "edit": "own", "delete": "none", "export": "none", "reassign": "none",
    });
    let path = format!("/api/v1/roles/{}", role["id"].as_str().unwrap());
    ada.patch(&path, &json!({"rights": rights.to_string()})).await.expect(200);
}

async fn import(app: &App, api: &Api, query: &str, rows: &str) -> Json {
    let import = brought(api, query, rows.as_bytes()).await;
    app.run_jobs().await;
    api.get(&import).await.expect_json(200)
}

async fn city(api: &Api, external_id: &str) -> Json {
    let path = format!("/api/v1/parties?external_id={external_id}&fields=city");
    api.get(&path).await.expect_json(200)["data"][0]["city"].clone()
}

on_both_engines! {
    async fn a_member_who_may_only_make_records_changes_none_of_others(engine) {
        let app = App::start(engine).await;
        let_members_edit_only_their_own(&app).await;
        let (mia, sol) = (app.token("mia").await, app.token("sol").await);
        import(&app, &mia, "object=people", "ext_id,name,city\nM1,Ana,Lima\n").await;
        import(&app, &sol, "object=people", "ext_id,name,city\nS1,Bo,Lima\n").await;
        let rows = "ext_id,name,city\nM1,Ana,Taken\nS1,Bo,Lyon\nS2,Cy,Faro\n";
        let checked = import(&app, &sol, "object=people&dry_run=true", rows).await;
        let report = import(&app, &sol, "object=people", rows).await;
        for report in [&checked, &report] {
            assert_eq!(counts(report), [3, 1, 1, 0, 1], "{report}");
            assert_eq!(report["refusals"][0]["row"], 2, "{report}");
            assert!(!report["refusals"][0]["reason"].as_str().unwrap().is_empty());
        }
        assert_eq!(city(&sol, "M1").await, "Lima");
        assert_eq!(city(&sol, "S1").await, "Lyon");
        let update = import(&app, &sol, "object=people&mode=update", rows).await;
        assert_eq!(counts(&update), [3, 0, 0, 2, 1], "{update}");
        app.stop().await;
    }

    async fn a_member_neither_finds_nor_links_what_they_may_not_see(engine) {
        let app = App::start(engine).await;
        let (mia, sol) = (app.token("mia").await, app.token("sol").await);
        import(&app, &mia, "object=companies", "ext_id,name\nA1,Acme\n").await;
        let linked = import(&app, &sol, "object=people", "name,company_ext_id\nBo,A1\n").await;
        assert_eq!(counts(&linked), [1, 0, 0, 0, 1], "{linked}");
        assert_eq!(linked["refusals"][0]["code"], "no-match");
        let update = "ext_id,name,city\nA1,Acme,Taken\n";
        let update = import(&app, &sol, "object=companies&mode=update&match=external_id", update).await;
        assert_eq!(counts(&update), [1, 0, 0, 0, 1], "{update}");
        assert_eq!(update["refusals"][0]["code"], "no-match");
        assert_eq!(city(&mia, "A1").await, Json::Null);
        app.stop().await;
    }

    async fn who_lost_the_right_meanwhile_writes_nothing(engine) {
        let app = App::start(engine).await;
        let (ada, mia) = (app.token("ada").await, app.token("mia").await);
        let import = brought(&mia, "object=people", b"name\nAna\n").await;
        let roles = ada.get("/api/v1/roles?key=read-only").await.expect_json(200);
        let user = format!("/api/v1/users/{}", app.user("mia"));
        ada.patch(&user, &json!({"role": roles["data"][0]["id"]})).await.expect(200);
        app.run_jobs().await;
        let report = ada.get(&import).await.expect_json(200);
        assert_eq!(report["created"], 0, "{report}");
        assert_eq!(ada.get("/api/v1/parties").await.expect_json(200)["data"], json!([]));
        app.stop().await;
    }

    async fn read_only_brings_nothing(engine) {
        let app = App::start(engine).await;
        let rita = app.token("rita").await;
        for query in ["object=people", "object=people&dry_run=true", "object=people&draft=true"] {
            bring(&rita, query, b"name\nAna\n").await.expect(403);
        }
        app.sign_in("rita").await.get("/import").await.expect(403);
        assert_eq!(app.count(r#"select count(*) from "import""#).await, 0);
        assert_eq!(app.count(r#"select count(*) from "stored_file""#).await, 0);
        app.stop().await;
    }
}
