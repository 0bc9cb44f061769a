//! One story of everything that touches a party and, for a company, its people.

use serde_json::json;
use testkit::on_both_engines;

use super::{activity, begin, company, party, read};

/// Where each text stands in a page, in the order in which they must come.
#[track_caller]
fn in_order(page: &str, texts: &[&str]) {
    let places: Vec<usize> = texts
        .iter()
        .map(|text| page.find(text).unwrap_or_else(|| panic!("{text} is missing")))
        .collect();
    assert!(places.is_sorted(), "{texts:?} stand at {places:?}");
}

/// The middle of a party's page.
fn middle(page: &str) -> &str {
    page.split("id=\"story\"").nth(1).expect("a story")
}

on_both_engines! {
    async fn planned_stands_above_done_and_the_people_of_a_company_count(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let acme = company(&mia, "Acme").await;
        let ana = party(&mia, "person", "Ana", json!({"organization": acme})).await;
        let done = |kind: &str, subject: &str, party: &str, day: &str| {
            json!({"kind": kind, "subject": subject, "party": party, "status": "done", "start_at": format!("2026-11-{day}T09:00:00Z")})
        };
        activity(&mia, done("call", "Oldest call", &acme, "02")).await;
        activity(&mia, done("meeting", "Meeting with Ana", &ana, "10")).await;
        activity(&mia, done("call", "Newest call", &acme, "20")).await;
        activity(&mia, json!({"kind": "task", "subject": "Later task", "party": acme, "due_on": "2026-12-10"})).await;
        activity(&mia, json!({"kind": "task", "subject": "Sooner task", "party": ana, "due_on": "2026-11-25"})).await;
        let page = app.sign_in("mia").await;
        let whole = page.get(&format!("/companies/{acme}")).await.expect(200).text;
        in_order(middle(&whole), &["Sooner task", "Later task", "Newest call", "Meeting with Ana", "Oldest call"]);
        let own = page.get(&format!("/people/{ana}")).await.expect(200).text;
        assert!(!middle(&own).contains("Newest call"), "a person's story is their own");

        let calls = page.get(&format!("/companies/{acme}?show=call")).await.expect(200).text;
        in_order(middle(&calls), &["Newest call", "Oldest call"]);
        assert!(!middle(&calls).contains("Meeting with Ana"));
        page.get(&format!("/companies/{acme}?show=nonsense")).await.expect(400);
        page.get(&format!("/companies/{acme}?before=1.2.3")).await.expect(400);
        app.stop().await;
    }

    async fn the_story_goes_on_page_after_page_without_gap_or_double(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let acme = company(&mia, "Acme").await;
        let rows: Vec<_> = (0..95)
            .map(|number| json!({"op": "create", "data": {
                "kind": "call", "subject": format!("Call {number:03}."), "party": acme, "status": "done",
                // Five at a time share their instant.
                "start_at": format!("2026-10-{:02}T09:00:00Z", 1 + number / 5),
            }}))
            .collect();
        mia.post("/api/v1/activities/batch", &json!({"operations": rows})).await.expect(200);
        let page = app.sign_in("mia").await;
        let mut told = page.get(&format!("/companies/{acme}?show=call")).await.expect(200).text;
        let mut pages = vec![middle(&told).to_owned()];
        let older = format!("hx-get=\"/companies/{acme}/story");
        while let Some(at) = told.find(&older) {
            let next = told[at + 8..].split('"').next().unwrap().replace("&amp;", "&");
            let asked = page.request(http::Method::GET, &next).header("hx-request", "true");
            told = testkit::Answer::of(asked).await.expect(200).text;
            pages.push(told.clone());
            assert!(pages.len() < 10, "it never ends");
        }
        assert!(pages.len() >= 4, "{} pages", pages.len());
        let whole = pages.concat();
        for number in 0..95 {
            let name = format!("Call {number:03}.");
            assert_eq!(whole.matches(&name).count(), 1, "{name}");
        }
        app.stop().await;
    }

    async fn changes_of_fields_fold_into_one_line(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let acme = company(&mia, "Acme").await;
        let path = format!("/api/v1/parties/{acme}");
        app.wait(jiff::SignedDuration::from_hours(2));
        for change in [json!({"industry": "Moulds"}), json!({"employees": 40}), json!({"legal_name": "Acme S.L."})] {
            mia.patch(&path, &change).await.expect(200);
            app.wait(jiff::SignedDuration::from_secs(20));
        }
        let page = app.sign_in("mia").await;
        let told = page.get(&format!("/companies/{acme}?show=changes")).await.expect(200).text;
        let story = middle(&told);
        assert_eq!(story.matches("id=\"burst-").count(), 2, "three changes and the making of it: {story}");
        assert!(story.contains("Mia Torres") && story.contains("Moulds"));
        app.stop().await;
    }

    async fn what_another_team_did_is_not_told(engine) {
        let app = begin(engine).await;
        let (ada, mia, sol) = (app.token("ada").await, app.token("mia").await, app.token("sol").await);
        let acme = company(&mia, "Acme").await;
        let hidden = party(&sol, "person", "Quetzal", json!({})).await;
        ada.patch(&format!("/api/v1/parties/{hidden}"), &json!({"organization": acme})).await.expect(200);
        activity(&sol, json!({"kind": "call", "subject": "Secret call", "party": hidden, "status": "done"})).await;
        let page = app.sign_in("mia").await;
        for path in [format!("/companies/{acme}"), format!("/companies/{acme}?show=call"), format!("/companies/{acme}?show=changes"), format!("/companies/{acme}/network"), "/".to_owned(), "/?whose=all".to_owned(), "/tasks?whose=all".to_owned()] {
            let told = page.get(&path).await.expect(200).text;
            assert!(!told.contains("Secret call") && !told.contains("Quetzal"), "{path}");
        }
        let whole = app.sign_in("ada").await.get(&format!("/companies/{acme}")).await.expect(200).text;
        assert!(middle(&whole).contains("Secret call"));
        assert_eq!(read(&mia, "activities").await["data"], json!([]));
        app.stop().await;
    }
}
