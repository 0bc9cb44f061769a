//! Whom a party is tied to, what the ties are called, and the shortest way to somebody.

use serde_json::json;
use testkit::on_both_engines;

use super::{begin, company, party, person, tie};

on_both_engines! {
    async fn a_tie_is_called_by_its_side_in_each_language(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let (ana, luis) = (person(&mia, "Ana").await, person(&mia, "Luis").await);
        let kind = json!({
            "key": "mentors",
            "label_en": "mentors", "reverse_en": "is mentored by",
            "label_es": "es mentora de", "reverse_es": "tiene como mentora a",
            "label_zh": "指导", "reverse_zh": "受指导于",
        });
        app.token("ada").await.post("/api/v1/relationship-types", &kind).await.expect(201);
        tie(&mia, &ana, "mentors", &luis).await;
        let page = app.sign_in("mia").await;
        for (language, forth, back) in [
            ("en", "mentors", "is mentored by"),
            ("es", "es mentora de", "tiene como mentora a"),
            ("zh", "指导", "受指导于"),
        ] {
            let own = json!({"language": language});
            app.token("ada").await.patch(&format!("/api/v1/users/{}", app.user("mia")), &own).await.expect(200);
            let from = page.get(&format!("/people/{ana}")).await.expect(200);
            assert!(from.text.contains(&format!(">{forth}")), "{language}: {forth}");
            let to = page.get(&format!("/people/{luis}")).await.expect(200);
            assert!(to.text.contains(&format!(">{back}")), "{language}: {back}");
        }
        app.stop().await;
    }

    async fn the_network_is_two_steps_deep_and_without_what_one_may_not_see(engine) {
        let app = begin(engine).await;
        let (ada, mia) = (app.token("ada").await, app.token("mia").await);
        let [ana, luis, eva, far] =
            [person(&mia, "Ana").await, person(&mia, "Luis").await, person(&mia, "Eva").await, person(&mia, "Zoe").await];
        let hidden = party(&app.token("sol").await, "person", "Quetzal", json!({})).await;
        for (from, to) in [(&ana, &luis), (&luis, &eva), (&eva, &far)] {
            tie(&mia, from, "knows", to).await;
        }
        tie(&ada, &ana, "knows", &hidden).await;
        let page = app.sign_in("mia").await.get(&format!("/people/{ana}/network")).await.expect(200);
        for near in ["Luis", "Eva"] {
            assert!(page.text.contains(near), "{near} is within two steps");
        }
        for other in ["Zoe", "Quetzal"] {
            assert!(!page.text.contains(other), "{other} is too far or hidden");
        }
        let whole = app.sign_in("ada").await.get(&format!("/people/{ana}/network")).await.expect(200);
        assert!(whole.text.contains("Quetzal"));
        app.sign_in("mia").await.get(&format!("/people/{hidden}/network")).await.expect(404);
        app.stop().await;
    }

    async fn the_shortest_way_is_told_and_never_leads_through_the_hidden(engine) {
        let app = begin(engine).await;
        let (ada, mia, sol) = (app.token("ada").await, app.token("mia").await, app.token("sol").await);
        let [ana, luis, goal] = [person(&mia, "Ana").await, person(&mia, "Luis").await, person(&mia, "Goal Zapata").await];
        let acme = company(&mia, "Acme").await;
        let hidden = person(&sol, "Quetzal").await;
        tie(&mia, &ana, "knows", &luis).await;
        tie(&mia, &luis, "works_for", &acme).await;
        tie(&mia, &goal, "works_for", &acme).await;
        tie(&ada, &ana, "knows", &hidden).await;
        tie(&ada, &hidden, "knows", &goal).await;
        let path = format!("/people/{ana}/network?to={goal}");
        let told = app.sign_in("mia").await.get(&path).await.expect(200).text;
        let way = told.split("class=\"chain\"").last().unwrap().to_owned();
        let places: Vec<usize> =
            ["Ana", "Luis", "Acme", "Goal Zapata"].iter().map(|name| way.find(name).unwrap_or_else(|| panic!("{name}: {way}"))).collect();
        assert!(places.is_sorted(), "{way}");
        assert!(!told.contains("Quetzal"));
        let short = app.sign_in("ada").await.get(&path).await.expect(200).text;
        assert!(short.split("class=\"chain\"").last().unwrap().contains("Quetzal"), "two steps for whoever sees them");
        app.stop().await;
    }
}
