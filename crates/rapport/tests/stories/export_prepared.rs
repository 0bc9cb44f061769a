//! Files that a job prepares: how long lists go out, whom they wait for, and for how long.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value as Json, json};
use testkit::{Api, App, Browser, Place, Process, on_both_engines};
use uuid::Uuid;

use crate::commands::{RAPPORT, administrator, rapport};

const EXPORTS: &str = "/api/v1/exports";

/// Companies, so many.
async fn companies(api: &Api, count: usize) {
    for chunk in (0..count).collect::<Vec<_>>().chunks(5_000) {
        let operations: Vec<Json> = chunk
            .iter()
            .map(|number| json!({"op": "create", "data": {"kind": "organization", "name": format!("Company {number}")}}))
            .collect();
        let made = api.post("/api/v1/parties/batch", &json!({"operations": operations})).await;
        made.expect(200);
    }
}

/// Asks for a file as a program and has it made; answers how it stands then.
async fn prepared(app: &App, api: &Api, wish: &Json) -> Json {
    let begun = api.post(EXPORTS, wish).await.expect(202);
    let path = begun.header("location").to_owned();
    assert_eq!(begun.json()["state"], "waiting");
    app.run_jobs().await;
    api.get(&path).await.expect_json(200)
}

fn text<'a>(json: &'a Json, key: &str) -> &'a str {
    json[key].as_str().unwrap_or_else(|| panic!("no {key} in {json}"))
}

async fn person(api: &Api, name: &str, city: &str) -> Uuid {
    let person = json!({"kind": "person", "name": name, "addresses": [{"city": city}]});
    let made = api.post("/api/v1/parties", &person).await.expect_json(201);
    text(&made, "id").parse().unwrap()
}

fn next_id(id: &str) -> Uuid {
    Uuid::from_u128(id.parse::<Uuid>().unwrap().as_u128() + 1)
}

async fn waits_for(browser: &Browser, path: &str, status: u16) {
    browser.get(path).await.expect(status);
}

on_both_engines! {
    async fn a_long_list_is_prepared_and_waits_a_day_for_whoever_asked(engine) {
        let app = App::start(engine).await;
        companies(&app.token("ada").await, 10_001).await;
        let ada = app.sign_in("ada").await;
        let asked = ada.get("/export/companies?format=csv&bom=false&columns=name&sort=name").await.expect(200);
        assert!(asked.text.contains("more than 10,000 records"), "{}", asked.text);
        let form = [("filter", "columns=name&sort=name"), ("all", "true")];
        let begun = ada.post("/export/companies?format=csv&bom=false", &form).await.expect(303);
        let page = begun.header("location").to_owned();
        let busy = ada.get(&page).await.expect(200).text;
        assert!(busy.contains("being prepared") && busy.contains("/progress"), "{busy}");
        waits_for(&ada, &format!("{page}/file"), 404).await;
        app.run_jobs().await;

        let ready = ada.get(&page).await.expect(200).text;
        assert!(ready.contains("10,001") && ready.contains(&format!("{page}/file")), "{ready}");
        let bell = ada.get("/notifications").await.expect(200).text;
        assert!(bell.contains(&page) && bell.contains("is ready"), "{bell}");
        let file = ada.get(&format!("{page}/file")).await.expect(200);
        assert!(file.header("content-disposition").ends_with(".csv\""));
        assert_eq!(file.text.lines().count(), 10_002);
        assert!(file.text.starts_with("name\nCompany 0\nCompany 1\n"), "in the order of the list");
        let acts = app.token("ada").await.get("/api/v1/change-sets?limit=1").await.expect_json(200);
        let about = &acts["data"][0]["about"];
        assert_eq!((&about["rows"], &about["whole"]), (&json!(10_001), &json!(true)), "{acts}");

        let id = page.rsplit('/').next().unwrap();
        let other = page.replace(id, &next_id(id).to_string());
        waits_for(&app.stranger(), &format!("{page}/file"), 404).await;
        waits_for(&app.sign_in("max").await, &format!("{page}/file"), 404).await;
        waits_for(&app.sign_in("max").await, &page, 404).await;
        waits_for(&ada, &format!("{other}/file"), 404).await;
        app.token("max").await.get(&format!("{EXPORTS}/{id}/file")).await.expect(404);
        app.wait(SignedDuration::from_hours(23));
        waits_for(&app.sign_in("ada").await, &format!("{page}/file"), 200).await;
        app.wait(SignedDuration::from_hours(1));
        waits_for(&app.sign_in("ada").await, &format!("{page}/file"), 404).await;
        let kept = app.sql(r#"select "file" from "export""#, &[]).await;
        let bytes = kept[0].id(0).unwrap();
        app.run_jobs().await;
        assert_eq!(app.count(r#"select count(*) from "export""#).await, 0, "and is cleared away");
        assert!(app.web.store().files().reader(bytes).await.is_err());
    }

    async fn what_a_search_finds_goes_out_however_much_it_is(engine) {
        let app = App::start(engine).await;
        let ada = app.token("ada").await;
        companies(&ada, 4_500).await;
        person(&ada, "Somebody else", "Lima").await;
        app.run_jobs().await;
        app.wait(SignedDuration::from_mins(2));
        app.run_jobs().await;
        let all = ada.get("/api/v1/parties/export?q=company&fields=name").await.expect(200);
        assert_eq!(all.text.lines().count(), 4_501, "and the headings");
        let some = ada.get("/api/v1/parties/export?q=company&name.in=Company 7,Company 4499,Nobody&format=jsonl&fields=name").await.expect(200);
        let names: Vec<Json> = some.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        let array = ada.get("/api/v1/parties/export?q=company&format=json&fields=name").await.expect_json(200);
        assert_eq!(array.as_array().unwrap().len(), 4_500);
    }

    async fn a_file_is_not_given_to_whoever_lost_the_right_to_it(engine) {
        let app = App::start(engine).await;
        let (ada, mia) = (app.token("ada").await, app.token("mia").await);
        person(&mia, "Ana", "Madrid").await;
        let wish = json!({"object": "parties", "format": "csv", "fields": ["name"], "filter": {"city": "Madrid"}});
        let done = prepared(&app, &mia, &wish).await;
        assert_eq!((text(&done, "state"), &done["rows"]), ("done", &json!(1)), "{done}");
        let file = text(&done, "file").to_owned();
        assert_eq!(mia.get(&file).await.expect(200).text, "name\nAna\n");
        let user = format!("/api/v1/users/{}", app.user("mia"));
        ada.patch(&user, &json!({"teams": [], "main_team": null})).await.expect(200);
        mia.get(&file).await.expect(404);
        ada.get(&file).await.expect(404);
        ada.patch(&user, &json!({"active": false})).await.expect(200);
        mia.get(&file).await.expect(401);
    }

    async fn programs_ask_watch_fetch_and_let_go(engine) {
        let app = App::start(engine).await;
        let sol = app.token("sol").await;
        let ana = person(&sol, "Ana", "Lima").await;
        person(&sol, "Bo", "Lima").await;
        let wish = json!({"object": "parties", "format": "jsonl", "ids": [ana], "fields": ["name"]});
        let done = prepared(&app, &sol, &wish).await;
        let file = sol.get(text(&done, "file")).await.expect(200);
        let line: Json = serde_json::from_str(&file.text).unwrap();
        assert_eq!((&line["name"], &line["id"]), (&json!("Ana"), &json!(ana)));
        let listed = sol.get(EXPORTS).await.expect_json(200);
        assert_eq!(listed["data"][0]["id"], done["id"]);
        let own = format!("{EXPORTS}/{}", text(&done, "id"));
        app.token("ada").await.get(&own).await.expect(404);
        app.token("ada").await.delete(&own).await.expect(404);
        sol.delete(&own).await.expect(204);
        sol.get(text(&done, "file")).await.expect(404);
        for (wrong, status, named) in [
            (json!({}), 422, "object"),
            (json!({"object": "dragons"}), 422, "dragons"),
            (json!({"object": "parties", "format": "pdf"}), 400, "format"),
            (json!({"object": "parties", "bom": "yes"}), 422, "bom"),
            (json!({"object": "parties", "format": "xlsx", "bom": true}), 422, "bom"),
            (json!({"object": "parties", "wings": 2}), 400, "wings"),
            (json!({"object": "parties", "filter": {"wings": 2}}), 400, "wings"),
            (json!({"object": "parties", "filter": {"limit": 2}}), 400, "limit"),
            (json!({"object": "parties", "ids": []}), 422, "ids"),
            (json!({"object": "roles", "format": "vcard"}), 403, "right"),
            (json!({"object": "workspace"}), 403, "right"),
        ] {
            let refused = sol.post(EXPORTS, &wrong).await.expect(status);
            assert!(refused.text.contains(named), "{wrong}: {}", refused.text);
        }
    }

    async fn a_killed_process_leaves_no_half_file(engine) {
        let place = Place::new(engine);
        let token = administrator(&place).await;
        let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let api = Api::new(&process.base, &token);
        companies(&api, 8_000).await;
        let begun = api.post(EXPORTS, &json!({"object": "parties", "format": "xlsx"})).await.expect_json(202);
        let path = format!("{EXPORTS}/{}", text(&begun, "id"));
        until(&api, &path, |state| state != "waiting").await;
        process.kill().await;
        let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let api = Api::new(&process.base, &token);
        let done = until(&api, &path, |state| state == "done").await;
        assert_eq!(done["rows"], 8_000, "{done}");
        let file = api.request(http::Method::GET, text(&done, "file")).send().await.unwrap();
        assert_eq!(file.headers()["content-length"], done["size"].to_string().as_str());
        assert_eq!(json!(file.bytes().await.unwrap().len()), done["size"]);
        let acts = api.get("/api/v1/change-sets?limit=50").await.expect_json(200);
        let exports = acts["data"].as_array().unwrap().iter().filter(|act| act["kind"] == "export");
        assert_eq!(exports.count(), 1, "one act, though it was begun twice");
        assert_eq!(process.terminate().await, 0);
        let sound = rapport(&place, &["verify"], "").await;
        assert_eq!(sound.code, 0, "{}", sound.stderr);
    }
}

/// Looks until it stands so.
pub async fn until(api: &Api, path: &str, is: impl Fn(&str) -> bool) -> Json {
    for _ in 0..600 {
        let now = api.get(path).await.expect_json(200);
        let state = text(&now, "state");
        assert_ne!(state, "failed", "{now}");
        if is(state) {
            return now;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{path} does not end");
}
