//! The settings: one's own, and those of the workspace that administrators alone reach.

use kernel::access::{ObjectRights, Reach, Rights};
use serde_json::json;
use testkit::{Api, App, on_both_engines};
use uuid::Uuid;

async fn role_id(app: &App, key: &str) -> Uuid {
    let rows = app.sql(r#"select "id" from "role" where "key" = $1"#, &[key.into()]).await;
    rows[0].id(0).unwrap()
}

async fn version(app: &App, table: &str, id: Uuid) -> String {
    let sql = format!(r#"select "version" from "{table}" where "id" = $1"#);
    app.sql(&sql, &[id.into()]).await[0].int(0).unwrap().to_string()
}

on_both_engines! {
    async fn a_profile_is_ones_own(engine) {
        let app = App::start(engine).await;
        let mia = app.sign_in("mia").await;
        let fields = [
            ("name", "Mia Torres"),
            ("job_title", "Ingeniera"),
            ("language", "es"),
            ("time_zone", "America/Lima"),
            ("theme", "dark"),
            ("density", "comfortable"),
        ];
        let answer = mia.post("/settings/profile", &fields).await.expect(303);
        assert!(answer.header("location").starts_with("/settings/profile?done="));
        let page = mia.get("/settings/profile").await.expect(200);
        assert!(page.text.contains("lang=\"es\"") && page.text.contains("data-theme=\"dark\""));
        let mut nowhere = fields;
        nowhere[3] = ("time_zone", "Mars/Olympus");
        mia.post("/settings/profile", &nowhere).await.expect(422);
        for (more, status) in [(("role", "x"), 400), (("active", "true"), 400), (("email", "x@y.example"), 400)] {
            let mut fields = fields.to_vec();
            fields.push(more);
            mia.post("/settings/profile", &fields).await.expect(status);
        }
        app.stop().await;
    }

    async fn nobody_changes_the_profile_of_another(engine) {
        let app = App::start(engine).await;
        let api = app.token("max").await;
        let path = format!("/api/v1/users/{}", app.user("mia"));
        let answer = api.patch(&path, &json!({"name": "x"})).await;
        assert!([403, 422].contains(&answer.status), "{}", answer.text);
        let own = format!("/api/v1/users/{}", app.user("max"));
        api.patch(&own, &json!({"job_title": "Leads the North"})).await.expect(200);
        let rich = json!({"role": role_id(&app, "administrator").await});
        let answer = api.patch(&own, &rich).await.expect(422);
        assert!(answer.text.contains("/role"), "{}", answer.text);
        app.stop().await;
    }

    async fn what_is_looked_for_is_found_among_the_settings(engine) {
        let app = App::start(engine).await;
        let ada = app.sign_in("ada").await;
        let found = ada.get("/settings?q=invite").await.expect(200).text;
        let (_, body) = found.split_once("class=\"ways\"").unwrap();
        assert!(body.contains("/settings/users") && !body.contains("/settings/jobs"));
        let mia = app.sign_in("mia").await.get("/settings").await.expect(200);
        assert!(mia.text.contains("/settings/profile") && !mia.text.contains("/settings/users"));
        app.stop().await;
    }

    async fn the_last_administrator_stays(engine) {
        let app = App::start(engine).await;
        let ada = app.sign_in("ada").await;
        let (id, member) = (app.user("ada"), role_id(&app, "member").await);
        let (id_text, member) = (id.to_string(), member.to_string());
        let path = format!("/settings/users/{id_text}");
        let administrator = role_id(&app, "administrator").await.to_string();
        let base = [("name", "Ada Moreno"), ("email", "ada@rapport.example")];
        for (role, active) in [(&administrator, "false"), (&member, "true")] {
            let mut fields = base.to_vec();
            fields.extend([("role", role.as_str()), ("active", active)]);
            ada.post(&path, &fields).await.expect(422);
        }
        let api = app.token("ada").await;
        api.delete(&format!("/api/v1/users/{id_text}")).await.expect(422);
        let rights = serde_json::to_string(&Rights::default()).unwrap();
        api.patch(&format!("/api/v1/roles/{administrator}"), &json!({"rights": rights})).await.expect(422);
        api.delete(&format!("/api/v1/roles/{administrator}")).await.expect(422);
        ada.get("/settings/users").await.expect(200);
        app.stop().await;
    }

    async fn two_administrators_cannot_both_step_down(engine) {
        let app = App::start(engine).await;
        let api = app.token("ada").await;
        let (max, administrator) = (app.user("max"), role_id(&app, "administrator").await);
        api.patch(&format!("/api/v1/users/{max}"), &json!({"role": administrator})).await.expect(200);
        let max_api = app.token("max").await;
        let down = |api: Api, id: Uuid| async move {
            api.patch(&format!("/api/v1/users/{id}"), &json!({"active": false})).await.status
        };
        let (one, other) = tokio::join!(
            down(api.clone(), app.user("ada")),
            down(max_api.clone(), max)
        );
        let mut statuses = [one, other];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422]);
        app.stop().await;
    }

    async fn a_role_is_edited_as_a_table_and_binds_at_once(engine) {
        let app = App::start(engine).await;
        let (ada, mia) = (app.sign_in("ada").await, app.token("mia").await);
        let id = role_id(&app, "member").await;
        let path = format!("/settings/roles/{id}");
        let page = ada.get(&path).await.expect(200);
        let names: Vec<String> = page
            .text
            .split("<select")
            .skip(1)
            .filter_map(|rest| rest.split("name=\"").nth(1)?.split('"').next().map(str::to_owned))
            .collect();
        assert!(names.contains(&"party.see".to_owned()), "{names:?}");
        let mut fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "all")).collect();
        for field in &mut fields {
            if field.0 == "user.see" { field.1 = "none"; }
        }
        let version = version(&app, "role", id).await;
        fields.extend([("name", "Member"), ("purpose", ""), ("administer", "false"), ("bulk", "true"), ("version", version.as_str())]);
        mia.get("/api/v1/users").await.expect(200);
        ada.post(&path, &fields).await.expect(303);
        let rows = app.sql(r#"select "rights" from "role" where "id" = $1"#, &[id.into()]).await;
        let rights: Rights = serde_json::from_str(rows[0].text(0).unwrap()).unwrap();
        assert_eq!(rights.standard, ObjectRights::every(Reach::All));
        assert_eq!(rights.objects.len(), 1, "{:?}", rights.objects);
        let none = mia.get("/api/v1/users").await;
        assert!(none.status == 403 || none.json()["data"] == json!([]), "{}", none.text);
        let unknown = [("ghost.see", "all")];
        ada.post(&path, &unknown).await.expect(400);
        app.stop().await;
    }

    async fn a_role_in_use_is_not_thrown_away(engine) {
        let app = App::start(engine).await;
        let ada = app.sign_in("ada").await;
        let member = role_id(&app, "member").await.to_string();
        let page = ada.post(&format!("/settings/roles/{member}/delete"), &[]).await.expect(422);
        assert!(page.text.contains('2'), "{}", page.text);
        let copy = [("name", "Trainee"), ("purpose", ""), ("like", member.as_str())];
        let made = ada.post("/settings/roles", &copy).await.expect(303);
        let path = made.header("location").to_owned();
        assert_eq!(role_id(&app, "trainee").await.to_string(), path.rsplit('/').next().unwrap());
        ada.post(&format!("{path}/delete"), &[]).await.expect(303);
        app.stop().await;
    }

    async fn teams_are_made_and_kept(engine) {
        let app = App::start(engine).await;
        let ada = app.sign_in("ada").await;
        ada.post("/settings/teams", &[("name", "West"), ("purpose", "Andes")]).await.expect(303);
        ada.post("/settings/teams", &[("name", ""), ("purpose", "")]).await.expect(422);
        let rows = app.sql(r#"select "id" from "team" where "name" = 'West'"#, &[]).await;
        let path = format!("/settings/teams/{}", rows[0].id(0).unwrap());
        ada.post(&path, &[("name", "Far West"), ("purpose", "")]).await.expect(303);
        assert!(ada.get(&path).await.expect(200).text.contains("Far West"));
        ada.post(&format!("{path}/delete"), &[]).await.expect(303);
        ada.get(&path).await.expect(404);
        app.stop().await;
    }

    async fn the_workspace_keeps_its_language(engine) {
        let app = App::start(engine).await;
        let ada = app.sign_in("ada").await;
        let fields = [
            ("company", "Torno y Fresa"),
            ("workspace_language", "zh"),
            ("country", "MX"),
            ("currency", "MXN"),
            ("time_zone", "America/Mexico_City"),
            ("fiscal_start_month", "4"),
        ];
        ada.post("/settings/workspace", &fields).await.expect(303);
        let workspace = app.web.workspace();
        assert_eq!(workspace.name, "Torno y Fresa");
        assert_eq!(workspace.language, kernel::language::Language::En);
        assert_eq!(workspace.fiscal_start_month, 4);
        app.stop().await;
    }

    async fn a_token_is_shown_once_and_revoked(engine) {
        let app = App::start(engine).await;
        let mia = app.sign_in("mia").await;
        mia.post("/settings/tokens", &[("name", ""), ("days", "90")]).await.expect(422);
        let page = mia.post("/settings/tokens", &[("name", "sync"), ("days", "30")]).await.expect(200);
        let found = page.text.find("rap_").unwrap();
        let secret: String = page.text[found..].chars().take(4 + 43).collect();
        let api = Api::new(app.base(), &secret);
        api.get("/api/v1/users").await.expect(200);
        assert!(!mia.get("/settings/tokens").await.expect(200).text.contains(&secret));
        let id = app.sql(r#"select "id" from "api_token" where "name" = 'sync'"#, &[]).await;
        let id = id[0].id(0).unwrap().to_string();
        app.sign_in("sol").await.post("/settings/tokens/revoke", &[("id", &id)]).await.expect(303);
        api.get("/api/v1/users").await.expect(200);
        mia.post("/settings/tokens/revoke", &[("id", &id)]).await.expect(303);
        api.get("/api/v1/users").await.expect(401);
        app.stop().await;
    }

    async fn preferences_are_kept_from_anywhere(engine) {
        let app = App::start(engine).await;
        let mia = app.sign_in("mia").await;
        mia.post("/preferences", &[("theme", "dark"), ("rail", "folded")]).await.expect(303);
        let page = mia.get("/notifications").await.expect(200);
        assert!(page.text.contains("data-theme=\"dark\"") && page.text.contains("data-rail=\"folded\""));
        mia.post("/preferences", &[("theme", "neon")]).await.expect(400);
        app.stop().await;
    }

    async fn favourites_and_recents_show_only_what_may_be_seen(engine) {
        let app = App::start(engine).await;
        let sol = app.token("sol").await;
        let list = json!({"name": "Trade fair 2026"});
        let made = sol.post("/api/v1/record-lists", &list).await.expect_json(201);
        let id = made["id"].as_str().unwrap().to_owned();
        let page = app.sign_in("sol").await;
        let keep = [("face", "lists"), ("record", id.as_str()), ("kept", "true"), ("back", "/notifications")];
        page.post("/favourites", &keep).await.expect(303);
        let shown = page.get("/notifications").await.expect(200).text;
        assert!(shown.contains(&format!("/lists/{id}")) && shown.contains("Trade fair 2026"));
        let mut nothing = keep;
        let other = Uuid::now_v7().to_string();
        nothing[1] = ("record", &other);
        page.post("/favourites", &nothing).await.expect(404);
        sol.delete(&format!("/api/v1/record-lists/{id}")).await.expect(204);
        assert!(!page.get("/notifications").await.expect(200).text.contains("Trade fair 2026"));
        app.stop().await;
    }
}
