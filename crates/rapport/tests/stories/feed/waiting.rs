//! `wait=`: an answer when there is news, an empty page when there is none.

use std::time::{Duration, Instant};

use serde_json::json;
use testkit::{Api, App, Engine, Place, Process, on_both_engines};

use super::{end, end_now, page, person};
use crate::commands::{RAPPORT, administrator};

/// Lets a request arrive and wait.
async fn a_moment() {
    tokio::time::sleep(Duration::from_millis(300)).await;
}

on_both_engines! {
    async fn a_poll_waits_for_news_and_answers_at_once(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        person(&mia, "Ana").await;
        app.web.store().settle().await.unwrap();
        let since = end(&app, &mia).await;
        let asking = mia.clone();
        let polled = tokio::spawn(async move {
            let found = page(&asking, &format!("since={since}&wait=30")).await;
            (found, Instant::now())
        });
        a_moment().await;
        assert!(!polled.is_finished());
        let id = person(&mia, "Bo").await;
        let written = Instant::now();
        let ((entries, next), told) = polled.await.unwrap();
        assert!(told.saturating_duration_since(written) < Duration::from_secs(2));
        assert_eq!((entries[0]["event"].as_str(), entries[0]["id"].as_str()), (Some("party.created"), Some(&*id)));
        assert_eq!(Some(next), entries.last().unwrap()["seq"].as_i64());
        // What is there already is not waited for.
        let began = Instant::now();
        assert!(!page(&mia, "since=0&wait=30").await.0.is_empty());
        assert!(began.elapsed() < Duration::from_secs(5));
        app.stop().await;
    }

    async fn a_poll_without_news_ends_with_an_empty_page(engine) {
        let app = App::start(engine).await;
        let (mia, sol) = (app.token("mia").await, app.token("sol").await);
        let since = end(&app, &sol).await;
        let began = Instant::now();
        assert_eq!(page(&sol, &format!("since={since}&wait=1")).await, (vec![], since));
        assert!((900..5_000).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
        // News that somebody may not see are none for them, and are not read again.
        let began = Instant::now();
        let asking = sol.clone();
        let polled = tokio::spawn(async move { page(&asking, &format!("since={since}&wait=2")).await });
        a_moment().await;
        person(&mia, "Ana").await;
        let (entries, next) = polled.await.unwrap();
        assert_eq!(entries, Vec::<serde_json::Value>::new());
        assert!(next > since && began.elapsed() >= Duration::from_millis(1_900), "{next}");
        app.stop().await;
    }

    async fn a_wait_that_is_too_long_is_refused_by_name(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        for wrong in ["31", "-1", "soon", "1.5", ""] {
            let refused = mia.get(&format!("/api/v1/changes?wait={wrong}")).await.expect_json(422);
            assert_eq!(refused["errors"][0]["pointer"], "/wait", "{wrong}");
        }
        app.stop().await;
    }

    async fn whoever_waits_is_answered_when_the_process_ends(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let since = end(&app, &mia).await;
        let polled = tokio::spawn(async move { page(&mia, &format!("since={since}&wait=30")).await });
        a_moment().await;
        let began = Instant::now();
        app.stop().await;
        assert_eq!(polled.await.unwrap(), (vec![], since));
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_process_writes_is_news_too() {
    let place = Place::new(Engine::Postgres);
    let token = administrator(&place).await;
    let one = Process::serve(RAPPORT, &place.flags(), &[]).await;
    let other = Process::serve(RAPPORT, &place.flags(), &[]).await;
    let (asking, writing) = (Api::new(&one.base, &token), Api::new(&other.base, &token));
    for name in ["Ana", "Bo", "Cai"] {
        let since = end_now(&asking).await;
        let waiting = asking.clone();
        let polled =
            tokio::spawn(async move { page(&waiting, &format!("since={since}&wait=30")).await });
        a_moment().await;
        let began = Instant::now();
        let id = person(&writing, name).await;
        let (entries, _) = polled.await.unwrap();
        assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
        assert_eq!(entries[0]["id"], json!(id));
    }
    assert_eq!((one.terminate().await, other.terminate().await), (0, 0));
}
