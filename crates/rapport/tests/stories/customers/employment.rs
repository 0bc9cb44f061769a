//! The truth about employment is the relationship; a person's company is its mirror.

use serde_json::json;
use testkit::on_both_engines;

use super::{begin, company, last_act, party, person, read, tie, undo};

on_both_engines! {
    async fn a_company_written_on_a_person_is_an_employment(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let acme = company(&mia, "Acme").await;
        let ana = party(&mia, "person", "Ana Ruiz", json!({"organization": acme})).await;
        let jobs = read(&mia, &format!("relationships?from={ana}")).await;
        assert_eq!(jobs["data"].as_array().unwrap().len(), 1, "{jobs}");
        assert_eq!(jobs["data"][0]["to"]["id"], acme.as_str());
        assert_eq!(jobs["data"][0]["primary"], true);
        app.stop().await;
    }

    async fn an_employment_written_shows_as_the_company_and_its_undo_takes_it_away(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let acme = company(&mia, "Acme").await;
        let ana = person(&mia, "Ana Ruiz").await;
        tie(&mia, &ana, "works_for", &acme).await;
        let act = last_act(&mia).await;
        let path = format!("parties/{ana}");
        assert_eq!(read(&mia, &path).await["organization"]["id"], acme.as_str());
        undo(&mia, &act).await;
        assert_eq!(read(&mia, &path).await["organization"], json!(null));
        let jobs = read(&mia, &format!("relationships?from={ana}")).await;
        assert_eq!(jobs["data"], json!([]));
        app.stop().await;
    }

    async fn whoever_changes_company_leaves_the_old_one_and_undo_brings_both_back(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let (acme, bolt) = (company(&mia, "Acme").await, company(&mia, "Bolt").await);
        let ana = party(&mia, "person", "Ana Ruiz", json!({"organization": acme})).await;
        app.wait(jiff::SignedDuration::from_hours(72));
        mia.patch(&format!("/api/v1/parties/{ana}"), &json!({"organization": bolt})).await.expect(200);
        let act = last_act(&mia).await;
        let jobs = read(&mia, &format!("relationships?from={ana}&sort=created_at")).await;
        let jobs = jobs["data"].as_array().unwrap().clone();
        assert_eq!(jobs.len(), 2, "{jobs:?}");
        assert_eq!((&jobs[0]["primary"], &jobs[0]["ends_on"]), (&json!(false), &json!("2026-11-26")));
        assert_eq!(jobs[1]["primary"], true);
        undo(&mia, &act).await;
        assert_eq!(read(&mia, &format!("parties/{ana}")).await["organization"]["id"], acme.as_str());
        let jobs = read(&mia, &format!("relationships?from={ana}")).await;
        assert_eq!(jobs["data"].as_array().unwrap().len(), 1, "{jobs}");
        assert_eq!(jobs["data"][0]["ends_on"], json!(null));
        app.stop().await;
    }

    async fn the_domain_of_an_address_suggests_the_company_to_those_who_see_it(engine) {
        let app = begin(engine).await;
        let (mia, sol) = (app.token("mia").await, app.token("sol").await);
        let domains = json!({"domains": ["nervion.example"]});
        let acme = party(&mia, "organization", "Talleres Nervión", domains).await;
        let ana = party(&mia, "person", "Ana", json!({"emails": ["ana@nervion.example"]})).await;
        let asked = "company-of?email=luis@nervion.example";
        assert_eq!(read(&mia, asked).await["company"]["id"], acme.as_str());
        assert_eq!(read(&sol, asked).await["company"], json!(null));
        assert_eq!(read(&mia, "company-of?email=luis@gmail.com").await["company"], json!(null));

        let page = app.sign_in("mia").await;
        let shown = page.get(&format!("/people/{ana}")).await.expect(200);
        assert!(shown.text.contains("Talleres Nervión"), "the page suggests the company");
        page.post(&format!("/people/{ana}/employer"), &[("organization", &acme)]).await.expect(303);
        assert_eq!(read(&mia, &format!("parties/{ana}")).await["organization"]["id"], acme.as_str());
        app.stop().await;
    }
}
