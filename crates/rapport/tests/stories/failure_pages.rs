//! What people read when something is wrong: in the frame of every page while it is known who they
//! are, on a page of its own else.

use testkit::{App, on_both_engines};
use uuid::Uuid;

const RAIL: &str = "id=\"rail\"";
const SAID: &str = "data-error-title";

on_both_engines! {
    async fn whoever_is_signed_in_keeps_the_frame(engine) {
        let app = App::start_with(engine, |config| config.limits.body = 10_000).await;
        let rita = app.sign_in("rita").await;
        let gone = format!("/people/{}", Uuid::now_v7());
        let places = [("/nowhere/at/all", 404), (gone.as_str(), 404), ("/import", 403), ("/people?wings=2", 400)];
        for (address, status) in places {
            let page = rita.get(address).await.expect(status).text;
            assert!(page.contains(RAIL) && page.contains(SAID), "{address}: {page}");
        }
        let long = "x".repeat(20_000);
        let page = rita.post("/people", &[("name", long.as_str())]).await.expect(413).text;
        assert!(page.contains(RAIL) && page.contains(SAID), "{page}");
        let seen = rita.get("/").await.expect(200).text;
        assert!(!seen.contains(&gone), "nobody has been to what is not there: {seen}");

        let page = app.stranger().get("/nowhere/at/all").await.expect(404).text;
        assert!(!page.contains(RAIL) && page.contains(SAID), "{page}");
        app.stop().await;
    }

    async fn a_page_says_that_there_is_too_much_to_do_without_asking_the_database(engine) {
        let app = App::start_with(engine, |config| config.limits.in_flight = 0).await;
        let answer = app.stranger().get("/people").await.expect(503);
        assert_eq!(answer.header("retry-after"), "1");
        assert!(answer.text.contains("Too busy just now") && !answer.text.contains(RAIL), "{}", answer.text);
        app.stop().await;
    }

    async fn a_workspace_without_customers_shows_how_to_begin_until_there_is_one(engine) {
        let app = App::start(engine).await;
        let mia = app.sign_in("mia").await;
        let page = mia.get("/").await.expect(200).text;
        for words in ["first-steps", "href=\"/import?face=organization\"", "href=\"/companies/new\"", "href=\"/people/new\""] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let reader = app.sign_in("rita").await.get("/").await.expect(200).text;
        assert!(!reader.contains("first-steps"), "nothing that they may not do: {reader}");
        mia.post("/people", &[("name", "Ana")]).await.expect(303);
        let page = mia.get("/").await.expect(200).text;
        assert!(!page.contains("first-steps"), "{page}");
        app.stop().await;
    }
}
