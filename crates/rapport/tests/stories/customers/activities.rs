//! What comes next: done things, series, reminders, the private calendar.

use jiff::SignedDuration;
use serde_json::json;
use testkit::on_both_engines;

use super::{activity, begin, company, person, read, undo};

on_both_engines! {
    async fn a_planned_thing_is_the_next_step_until_it_is_done(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let acme = company(&mia, "Acme").await;
        let plan = json!({"kind": "task", "subject": "Send the offer", "party": acme, "due_on": "2026-11-27"});
        let task = activity(&mia, plan).await;
        let path = format!("parties/{acme}");
        assert_eq!(read(&mia, &path).await["next_step_on"], "2026-11-27");
        assert_eq!(read(&mia, &path).await["next_step"]["id"], task.as_str());

        let page = app.sign_in("mia").await;
        let asked = page.request(http::Method::POST, &format!("/activities/{task}/done"));
        let form = [("csrf", page.csrf()), ("from", "agenda")];
        let answer = testkit::Answer::of(asked.header("hx-request", "true").header("sec-fetch-site", "same-origin").form(&form)).await.expect(200);
        assert!(answer.text.contains(&format!("/companies/{acme}?write=task#composer")), "the way on: {}", answer.text);
        let done = read(&mia, &format!("activities/{task}")).await;
        assert_eq!(done["status"], "done");
        assert!(done["done_at"].is_string());
        let after = read(&mia, &path).await;
        assert_eq!((&after["next_step_on"], &after["next_step"]), (&json!(null), &json!(null)));
        assert!(after["last_activity_at"].is_string());
        app.stop().await;
    }

    async fn a_next_step_agreed_while_logging_is_a_task_of_the_same_act(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let acme = company(&mia, "Acme").await;
        let page = app.sign_in("mia").await;
        let told = [("kind", "call"), ("subject", "Asked about the price"), ("outcome", "Wants an offer"), ("next_step", "Send the offer"), ("next_step_on", "2026-11-30")];
        page.post(&format!("/companies/{acme}/log"), &told).await.expect(303);
        let all = read(&mia, &format!("activities?party={acme}&sort=kind")).await;
        let all = all["data"].as_array().unwrap().clone();
        assert_eq!(all.len(), 2, "{all:?}");
        assert_eq!((&all[0]["status"], &all[1]["status"]), (&json!("planned"), &json!("done")), "{all:?}");
        assert_eq!(read(&mia, &format!("parties/{acme}")).await["next_step_on"], "2026-11-30");
        let acts = read(&mia, "change-sets?limit=5").await;
        let last = &acts["data"][0];
        undo(&mia, last["id"].as_str().unwrap()).await;
        assert_eq!(read(&mia, &format!("activities?party={acme}")).await["data"], json!([]));
        app.stop().await;
    }

    async fn the_next_of_a_series_keeps_the_hour_when_the_clocks_change(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let acme = company(&mia, "Acme").await;
        // Nine o'clock in Madrid on the last Friday of summer time, and the Friday after it.
        let weekly = json!({
            "kind": "call", "subject": "Weekly call", "party": acme, "status": "planned",
            "start_at": "2027-10-29T07:00:00Z", "time_zone": "Europe/Madrid",
            "recurrence": "weekly",
        });
        let first = activity(&mia, weekly).await;
        let path = format!("/api/v1/activities/{first}");
        for _ in 0..2 {
            mia.patch(&path, &json!({"status": "done"})).await.expect(200);
            mia.patch(&path, &json!({"status": "planned"})).await.expect(200);
        }
        let planned = read(&mia, &format!("activities?party={acme}&status=planned&sort=start_at")).await;
        let planned = planned["data"].as_array().unwrap().clone();
        assert_eq!(planned.len(), 2, "one next, however often the first is done: {planned:?}");
        let next = planned[1]["start_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        assert_eq!(next.to_string(), "2027-11-05T08:00:00Z");
        app.stop().await;
    }

    async fn a_reminder_comes_to_the_bell_once(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let start = (app.now() + SignedDuration::from_mins(40)).to_string();
        let call = json!({"kind": "call", "subject": "Ring Quintana", "status": "planned", "start_at": start, "reminders": ["15_minutes"]});
        activity(&mia, call).await;
        let page = app.sign_in("mia").await;
        app.run_jobs().await;
        assert!(!page.get("/notifications").await.expect(200).text.contains("Ring Quintana"), "too early");
        for _ in 0..3 {
            app.wait(SignedDuration::from_mins(10));
            app.run_jobs().await;
        }
        let bell = page.get("/notifications").await.expect(200).text;
        assert_eq!(bell.matches("Ring Quintana").count(), 1, "{bell}");
        let other = app.sign_in("max").await.get("/notifications").await.expect(200).text;
        assert!(!other.contains("Ring Quintana"));
        app.stop().await;
    }

    async fn the_calendar_is_private_and_ends_when_it_is_told_to(engine) {
        let app = begin(engine).await;
        let (mia, sol) = (app.token("mia").await, app.token("sol").await);
        let visit = |subject: &str| json!({"kind": "visit", "subject": subject, "status": "planned", "start_at": "2026-11-27T09:00:00Z"});
        activity(&mia, visit("Visit Nervion")).await;
        activity(&sol, visit("Visit Quetzal")).await;
        let page = app.sign_in("mia").await;
        let first = address(&page.post("/settings/calendar", &[]).await.expect(200).text);
        let stranger = app.stranger();
        let feed = stranger.get(&first).await.expect(200);
        assert!(feed.header("content-type").starts_with("text/calendar"));
        assert!(feed.text.contains("Visit Nervion") && !feed.text.contains("Quetzal"), "{}", feed.text);
        stranger.get("/feeds/guessed.ics").await.expect(404);
        let second = address(&page.post("/settings/calendar", &[]).await.expect(200).text);
        assert_ne!(first, second);
        stranger.get(&first).await.expect(404);
        stranger.get(&second).await.expect(200);
        page.post("/settings/calendar/end", &[]).await.expect(303);
        stranger.get(&second).await.expect(404);
        app.stop().await;
    }

    async fn my_day_shows_what_is_late_and_what_is_mine(engine) {
        let app = begin(engine).await;
        let (mia, max) = (app.token("mia").await, app.token("max").await);
        let ana = person(&mia, "Ana").await;
        let task = |subject: &str, day: &str| json!({"kind": "task", "subject": subject, "due_on": day, "party": ana});
        activity(&mia, task("Late thing", "2026-11-20")).await;
        activity(&mia, task("Thing of today", "2026-11-23")).await;
        activity(&max, task("Thing of Max", "2026-11-23")).await;
        let page = app.sign_in("mia").await;
        let mine = page.get("/").await.expect(200).text;
        let (late, today) = (mine.find("Late thing").unwrap(), mine.find("Thing of today").unwrap());
        assert!(late < today && !mine.contains("Thing of Max"));
        assert!(page.get("/?whose=all").await.expect(200).text.contains("Thing of Max"));
        app.stop().await;
    }
}

/// The path of the feed that a page shows.
fn address(page: &str) -> String {
    let start = page.find("/feeds/").expect("an address");
    page[start..].split(['<', '"', ' ']).next().unwrap().to_owned()
}
