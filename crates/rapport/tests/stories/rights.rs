//! Rights are part of the query: what one may not see does not exist, on every side path.

use serde_json::{Value as Json, json};
use testkit::{Api, App, on_both_engines};

async fn create(api: &Api, name: &str) -> String {
    let person = json!({"kind": "person", "name": name, "emails": [format!("{name}@acme.es")]});
    let created = api.post("/api/v1/parties", &person).await.expect_json(201);
    created["id"].as_str().unwrap().to_owned()
}

fn names(page: &Json) -> Vec<&str> {
    page["data"].as_array().unwrap().iter().map(|record| record["name"].as_str().unwrap()).collect()
}

on_both_engines! {
    async fn a_member_sees_the_records_of_their_teams_and_no_others(engine) {
        let app = App::start(engine).await;
        let (mia, sol, max) =
            (app.token("mia").await, app.token("sol").await, app.token("max").await);
        create(&mia, "nora").await;
        let hidden = create(&sol, "sara").await;
        let path = format!("/api/v1/parties/{hidden}");

        assert_eq!(names(&mia.get("/api/v1/parties?sort=name").await.expect_json(200)), ["nora"]);
        assert_eq!(names(&max.get("/api/v1/parties?sort=name").await.expect_json(200)), ["nora", "sara"]);
        let counted = mia.get("/api/v1/parties?count=true").await.expect_json(200);
        assert_eq!(counted["count"]["value"], 1);
        for aside in ["parties?q=sara", "parties?email=sara@acme.es", "parties?name.starts=sar"] {
            let found = mia.get(&format!("/api/v1/{aside}")).await.expect_json(200);
            assert_eq!(found["data"], json!([]), "{aside}");
        }
        let searched = mia.get("/api/v1/search?q=sara").await.expect_json(200);
        assert_eq!(searched["data"], json!([]));

        mia.get(&path).await.expect(404);
        mia.patch(&path, &json!({"name": "taken"})).await.expect(404);
        mia.delete(&path).await.expect(404);
        let changes = mia.get("/api/v1/changes?since=0&limit=1000").await;
        assert!(!changes.text.contains("sara"), "{}", changes.text);
        let acts = mia.get("/api/v1/change-sets?limit=100").await;
        assert!(!acts.text.contains("sara"), "{}", acts.text);
        assert_eq!(sol.get(&path).await.expect_json(200)["name"], "sara");
        app.stop().await;
    }

    async fn a_count_is_as_new_as_the_last_write_for_everybody(engine) {
        let app = App::start(engine).await;
        let (ada, mia, sol) =
            (app.token("ada").await, app.token("mia").await, app.token("sol").await);
        let count = async |api: &Api, list: &str| {
            let page = api.get(&format!("/api/v1/parties?count=true&{list}")).await.expect_json(200);
            page["count"]["value"].as_i64().unwrap()
        };
        let everywhere = async |expected: [[i64; 2]; 3]| {
            for _ in 0..2 {
                for (who, [all, found]) in [&ada, &mia, &sol].into_iter().zip(expected) {
                    assert_eq!(count(who, "kind=person").await, all);
                    assert_eq!(count(who, "kind=person&q=nora").await, found);
                }
            }
        };
        everywhere([[0, 0], [0, 0], [0, 0]]).await;
        let nora = create(&mia, "nora").await;
        everywhere([[1, 1], [1, 1], [0, 0]]).await;
        create(&sol, "olaf").await;
        everywhere([[2, 1], [1, 1], [1, 0]]).await;
        let renamed = json!({"name": "noelia", "emails": ["noelia@acme.es"]});
        mia.patch(&format!("/api/v1/parties/{nora}"), &renamed).await.expect(200);
        everywhere([[2, 0], [1, 0], [1, 0]]).await;
        mia.delete(&format!("/api/v1/parties/{nora}")).await;
        everywhere([[1, 0], [0, 0], [1, 0]]).await;
        app.stop().await;
    }

    async fn what_is_handed_on_is_found_by_whoever_holds_it(engine) {
        let app = App::start(engine).await;
        let (ada, mia, sol) =
            (app.token("ada").await, app.token("mia").await, app.token("sol").await);
        let path = format!("/api/v1/parties/{}", create(&mia, "nora").await);
        let finds = async |api: &Api| {
            let mut found = Vec::new();
            for place in ["search?q=nora", "search?q=nroa@acme.es", "parties?q=nor", "search?q=norra"] {
                let page = api.get(&format!("/api/v1/{place}")).await.expect_json(200);
                found.push(page["data"].as_array().unwrap().len());
            }
            found
        };
        assert_eq!((finds(&mia).await, finds(&sol).await), (vec![1, 0, 1, 1], vec![0; 4]));
        let given = json!({"owner": app.user("sol"), "team": app.team("South")});
        ada.patch(&path, &given).await.expect(200);
        assert_eq!((finds(&mia).await, finds(&sol).await), (vec![0; 4], vec![1, 0, 1, 1]));
        ada.patch(&path, &json!({"team": app.team("North")})).await.expect(200);
        assert_eq!((finds(&mia).await, finds(&sol).await), (vec![1, 0, 1, 1], vec![1, 0, 1, 1]));
        ada.patch(&path, &json!({"owner": null, "team": null})).await.expect(200);
        assert_eq!((finds(&mia).await, finds(&sol).await), (vec![0; 4], vec![0; 4]));
        assert_eq!(finds(&ada).await, [1, 0, 1, 1]);
        app.stop().await;
    }

    async fn a_link_cannot_point_to_what_one_may_not_see(engine) {
        let app = App::start(engine).await;
        let (mia, sol) = (app.token("mia").await, app.token("sol").await);
        let company = json!({"kind": "organization", "name": "Oculta"});
        let hidden = sol.post("/api/v1/parties", &company).await.expect_json(201);
        let own = create(&mia, "nora").await;
        for link in [hidden["id"].clone(), json!({"match": {"name": "Oculta"}})] {
            let answer = mia.patch(&format!("/api/v1/parties/{own}"), &json!({"organization": link})).await;
            assert_eq!(answer.status, 422, "{}", answer.text);
            assert!(!answer.text.contains(hidden["id"].as_str().unwrap()) || link.is_string());
        }
        app.stop().await;
    }

    async fn reading_is_all_that_a_reader_may_do(engine) {
        let app = App::start(engine).await;
        let (ada, rita) = (app.token("ada").await, app.token("rita").await);
        let path = format!("/api/v1/parties/{}", create(&ada, "ana").await);
        rita.get(&path).await.expect(200);
        for answer in [
            rita.post("/api/v1/parties", &json!({"kind": "person", "name": "x"})).await,
            rita.patch(&path, &json!({"name": "x"})).await,
            rita.delete(&path).await,
        ] {
            assert!(matches!(answer.status, 403 | 422), "{} {}", answer.status, answer.text);
        }
        assert_eq!(rita.get(&path).await.expect_json(200)["name"], "ana");
        app.stop().await;
    }

    async fn a_right_that_was_taken_is_gone_at_once(engine) {
        let app = App::start(engine).await;
        let (ada, mia) = (app.token("ada").await, app.token("mia").await);
        let page = app.sign_in("mia").await;
        let path = format!("/api/v1/parties/{}", create(&mia, "nora").await);
        mia.get(&path).await.expect(200);
        let user = format!("/api/v1/users/{}", app.user("mia"));
        ada.patch(&user, &json!({"active": false})).await.expect(200);
        mia.get(&path).await.expect(401);
        assert_eq!(page.get("/people").await.status, 303);
        app.stop().await;
    }

    async fn giving_a_record_away_takes_it_out_of_sight(engine) {
        let app = App::start(engine).await;
        let (ada, mia) = (app.token("ada").await, app.token("mia").await);
        let path = format!("/api/v1/parties/{}", create(&mia, "nora").await);
        let given = json!({"owner": app.user("sol"), "team": app.team("South")});
        ada.patch(&path, &given).await.expect(200);
        mia.get(&path).await.expect(404);
        app.web.store().settle().await.unwrap();
        let feed = mia.get("/api/v1/changes?since=0&limit=1000").await.expect_json(200);
        let last = feed["data"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["event"], "party.removed", "{last}");
        app.stop().await;
    }
}
