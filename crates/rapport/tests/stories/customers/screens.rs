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
}
