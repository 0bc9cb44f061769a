//! What the pages say when something is wrong or missing, and what forms keep.

use serde_json::json;
use testkit::on_both_engines;

use super::{begin, party, read};

on_both_engines! {
    async fn what_cannot_be_read_in_a_list_is_said_at_its_row(engine) {
        let app = begin(engine).await;
        let mia = app.sign_in("mia").await;
        let form = [
            ("name", "Ana"),
            ("emails.0.value", "ana@acme.es"), ("emails.0.type", "work"),
            ("emails.1.value", "no address"), ("emails.1.type", "home"),
            ("phones.0.value", "12"),
        ];
        let page = mia.post("/people", &form).await.expect(422);
        for row in ["emails.1", "phones.0"] {
            assert!(page.text.contains(&format!("id=\"{row}-error\"")), "{row}: {}", page.text);
            assert!(page.text.contains(&format!("href=\"#{row}.value\"")), "the summary leads to {row}");
        }
        assert_eq!(page.text.matches("aria-invalid=\"true\"").count(), 2, "{}", page.text);
        app.stop().await;
    }

    async fn several_links_are_kept_added_and_taken_away_by_a_form(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let (ana, bo) = (party(&mia, "person", "Ana", json!({})).await, party(&mia, "person", "Bo", json!({})).await);
        let call = json!({"kind": "call", "subject": "Talk", "participants": [&ana]});
        let call = mia.post("/api/v1/activities", &call).await.expect_json(201)["id"].as_str().unwrap().to_owned();
        let browser = app.sign_in("mia").await;
        let address = format!("/activities/{call}/edit");
        let page = browser.get(&address).await.expect(200);
        assert!(page.text.contains(&format!("name=\"participants\" value=\"{ana}\" checked")), "{}", page.text);
        for sent in [vec![&ana, &bo], vec![&bo], vec![]] {
            let mut form = vec![("participants", "")];
            form.extend(sent.iter().map(|id| ("participants", id.as_str())));
            browser.post(&address, &form).await.expect(303);
            let kept = read(&mia, &format!("activities/{call}")).await;
            assert_eq!(kept["participants"].as_array().map_or(0, Vec::len), sent.len(), "{kept}");
        }
        // Without script a name is typed; nobody chose whose.
        let typed = [("participants", ""), ("participants.text", "Ana"), ("participants.was", "")];
        browser.post(&address, &typed).await.expect(422);
        app.stop().await;
    }

    async fn a_list_without_rows_says_which_condition_to_drop(engine) {
        let app = begin(engine).await;
        party(&app.token("mia").await, "person", "Ana", json!({"job_title": "Buyer"})).await;
        let mia = app.sign_in("mia").await;
        let page = mia.get("/people?job_title=Buyer&name=Zoe").await.expect(200);
        assert!(page.text.contains("there is 1"), "{}", page.text);
        assert_eq!(page.text.matches("Without “").count(), 1, "only what helps is offered");
        app.stop().await;
    }

    async fn the_message_of_an_act_finds_its_way_to_every_page(engine) {
        let app = begin(engine).await;
        let api = app.token("mia").await;
        let ana = party(&api, "person", "Ana", json!({})).await;
        let acts = read(&api, "change-sets?limit=1").await;
        let done = format!("done={}", acts["data"][0]["id"].as_str().unwrap());
        let mia = app.sign_in("mia").await;
        for page in ["/search?q=a", "/people/new?name=A"] {
            mia.get(&format!("{page}&{done}")).await.expect(200);
        }
        for page in ["network", "relate", "edit", "history"] {
            mia.get(&format!("/people/{ana}/{page}?{done}")).await.expect(200);
        }
        app.stop().await;
    }

    async fn many_get_tags_and_lists_by_the_controls_of_their_fields(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let ana = party(&mia, "person", "Ana", json!({"tags": ["vip"]})).await;
        let bo = party(&mia, "person", "Bo", json!({})).await;
        let list = mia.post("/api/v1/record-lists", &json!({"name": "Fair"})).await.expect_json(201);
        let list = list["id"].as_str().unwrap().to_owned();
        let browser = app.sign_in("mia").await;
        let both = |more: &[(&'static str, &str)]| {
            let mut form = vec![("id".to_owned(), ana.clone()), ("id".to_owned(), bo.clone()), ("filter".to_owned(), String::new())];
            form.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
            form
        };
        let act = async |more: &[(&'static str, &str)], status: u16| {
            let form = both(more);
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            browser.post("/people/bulk", &form).await.expect(status)
        };
        let page = act(&[("act", "choose"), ("field", "gender")], 200).await;
        assert!(page.text.contains("value=\"female\""), "the field's own choices: {}", page.text);
        act(&[("act", "set"), ("field", "tags"), ("how", "add"), ("tags", "fair, new")], 303).await;
        act(&[("act", "set"), ("field", "tags"), ("how", "remove"), ("tags", "new")], 303).await;
        act(&[("act", "set"), ("field", "lists"), ("how", "add"), ("lists", list.as_str())], 303).await;
        let kept = read(&mia, &format!("parties/{ana}")).await;
        assert_eq!(kept["tags"], json!(["vip", "fair"]), "{kept}");
        let kept = read(&mia, &format!("parties/{bo}")).await;
        assert_eq!((&kept["tags"], &kept["lists"][0]["id"]), (&json!(["fair"]), &json!(list)), "{kept}");
        act(&[("act", "set"), ("field", "lists"), ("how", "remove"), ("lists", list.as_str())], 303).await;
        assert_eq!(read(&mia, &format!("parties/{bo}")).await["lists"], json!([]));
        let wrong = act(&[("act", "set"), ("field", "birth_date"), ("birth_date", "31/02/1980")], 422).await;
        assert!(wrong.text.contains("31/02/1980"), "{}", wrong.text);
        app.stop().await;
    }

    async fn a_view_is_renamed_shared_and_removed_by_who_made_it(engine) {
        let app = begin(engine).await;
        let mia = app.sign_in("mia").await;
        let form = [("face", "people"), ("query", "job_title=Buyer"), ("name", "Buyers"), ("audience", "everyone")];
        let made = mia.post("/views", &form).await.expect(303);
        let address = made.header("location").split('&').next().unwrap().to_owned();
        let id = address.split('=').next_back().unwrap().to_owned();
        let own = mia.get(&address).await.expect(200);
        assert!(own.text.contains(&format!("/views/{id}/change")), "{}", own.text);
        let other = app.sign_in("max").await.get(&address).await.expect(200);
        assert!(!other.text.contains(&format!("/views/{id}/change")), "only its maker changes it");
        let form = [("face", "people"), ("query", "name=Ana"), ("name", "Buyers of ours"), ("audience", "personal"), ("keep", "true")];
        mia.post(&format!("/views/{id}/change"), &form).await.expect(303);
        let changed = mia.get(&address).await.expect(200);
        assert!(changed.text.contains("Buyers of ours") && changed.text.contains("Ana"), "{}", changed.text);
        app.sign_in("max").await.get(&address).await.expect(404);
        app.sign_in("max").await.post(&format!("/views/{id}/remove"), &[("face", "people")]).await.expect(404);
        mia.post(&format!("/views/{id}/remove"), &[("face", "people")]).await.expect(303);
        mia.get(&address).await.expect(404);
        app.stop().await;
    }
}
