//! Nothing that was acknowledged is lost, whatever ends the process or the database.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use testkit::{Answer, Api, Engine, Place, Postgres, Process};

use crate::commands::{RAPPORT, administrator};

const KILLS: u32 = 30;
const WRITERS: u32 = 8;

/// What a client knows of one write, kept outside the process that is killed.
#[derive(Clone, Debug, Default)]
struct Line {
    created: bool,
    /// The job title that was sent, and whether it was acknowledged.
    title: Option<(String, bool)>,
}

/// Every write by its external id.
type Ledger = Arc<Mutex<HashMap<String, Line>>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_kills_lose_nothing_that_was_acknowledged_on_sqlite() {
    kill_and_count(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_kills_lose_nothing_that_was_acknowledged_on_postgres() {
    kill_and_count(Engine::Postgres).await;
}

async fn kill_and_count(engine: Engine) {
    let place = Place::new(engine);
    let token = administrator(&place).await;
    let ledger = Ledger::default();
    for round in 0..KILLS {
        let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let api = Api::new(&process.base, &token);
                tokio::spawn(write(api, Arc::clone(&ledger), format!("{round}-{writer}")))
            })
            .collect();
        // From before the first answer to well among them.
        tokio::time::sleep(Duration::from_millis(u64::from(20 + round * 17))).await;
        process.kill().await;
        for writer in writers {
            writer.await.unwrap();
        }
    }
    let restarted = Instant::now();
    let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
    assert!(restarted.elapsed() < Duration::from_secs(10), "{:?}", restarted.elapsed());
    let api = Api::new(&process.base, &token);
    retry_unanswered(&api, &ledger).await;
    let acknowledged = count(&api, &ledger).await;
    assert!(acknowledged > 100, "only {acknowledged} writes: this proves nothing");
    assert_eq!(process.terminate().await, 0);
}

/// Creates people and gives them a job until the server is gone.
async fn write(api: Api, ledger: Ledger, name: String) {
    for number in 0.. {
        let key = format!("{name}-{number}");
        ledger.lock().unwrap().insert(key.clone(), Line::default());
        let Some(created) = create(&api, &key).await else {
            return;
        };
        let path = format!("/api/v1/parties/{}", created["id"].as_str().unwrap());
        let title = format!("title of {key}");
        note(&ledger, &key, |line| {
            line.created = true;
            line.title = Some((title.clone(), false));
        });
        let patch = api.request(http::Method::PATCH, &path).header("if-match", "\"v1\"");
        match answered(patch.json(&json!({"job_title": title}))).await {
            Some(answer) => drop(answer.expect(200)),
            None => return,
        }
        note(&ledger, &key, |line| line.title = Some((title, true)));
    }
}

fn note(ledger: &Ledger, key: &str, change: impl FnOnce(&mut Line)) {
    change(ledger.lock().unwrap().entry(key.to_owned()).or_default());
}

async fn create(api: &Api, key: &str) -> Option<Json> {
    let person = json!({"kind": "person", "name": format!("Person {key}"), "external_id": key});
    let request = api.request(http::Method::POST, "/api/v1/parties").header("idempotency-key", key);
    let answer = answered(request.json(&person)).await?;
    Some(answer.expect_json(201))
}

/// The answer, if there was one before the end.
async fn answered(request: reqwest::RequestBuilder) -> Option<Answer> {
    let response = request.send().await.ok()?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.ok()?;
    // A process that is ending may say so; it has promised nothing then.
    (status != 503).then_some(Answer { status, headers, text })
}

/// A client that got no answer sends the same key again: the record is there once.
async fn retry_unanswered(api: &Api, ledger: &Ledger) {
    let open: Vec<String> = {
        let ledger = ledger.lock().unwrap();
        ledger.iter().filter(|(_, line)| !line.created).map(|(key, _)| key.clone()).collect()
    };
    for key in open {
        create(api, &key).await.expect("an answer");
        note(ledger, &key, |line| line.created = true);
    }
}

/// Compares every record with the ledger; answers how many writes were acknowledged.
async fn count(api: &Api, ledger: &Ledger) -> usize {
    let mut found: HashMap<String, Json> = HashMap::new();
    let mut path = "/api/v1/parties?limit=1000&sort=created_at".to_owned();
    loop {
        let page = api.get(&path).await.expect_json(200);
        for record in page["data"].as_array().unwrap() {
            let key = record["external_id"].as_str().unwrap().to_owned();
            assert!(found.insert(key, record.clone()).is_none(), "twice: {record}");
        }
        match page["next"].as_str() {
            Some(next) => {
                path = format!("/api/v1/parties?limit=1000&sort=created_at&cursor={next}")
            }
            None => break,
        }
    }
    let ledger = ledger.lock().unwrap();
    let mut acknowledged = 0;
    for (key, line) in ledger.iter() {
        assert!(line.created);
        let record = found.remove(key).unwrap_or_else(|| panic!("{key} is lost"));
        assert_eq!(record["name"], format!("Person {key}"));
        acknowledged += 1;
        match &line.title {
            Some((title, true)) => {
                assert_eq!(record["job_title"], *title, "{key}");
                acknowledged += 1;
            }
            Some((title, false)) if !record["job_title"].is_null() => {
                assert_eq!(record["job_title"], *title, "{key}");
            }
            _ => assert!(record["job_title"].is_null(), "invented: {record}"),
        }
    }
    assert!(found.is_empty(), "invented: {found:?}");
    acknowledged
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_comes_back_needs_no_restart_of_ours() {
    let postgres = Postgres::start();
    let place = Place::on(&postgres.url);
    let token = administrator(&place).await;
    let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
    let api = Api::new(&process.base, &token);
    api.get("/api/v1/parties").await.expect(200);

    postgres.stop();
    for _ in 0..3 {
        let asked = Instant::now();
        let answers = [
            api.get("/api/v1/parties").await,
            api.post("/api/v1/parties", &json!({"kind": "person", "name": "Ana"})).await,
            testkit::Browser::new(&process.base, "session=x", "").get("/people").await,
            testkit::Browser::new(&process.base, "", "").get("/readyz").await,
        ];
        for answer in answers {
            assert_eq!(answer.status, 503, "{}", answer.text);
        }
        assert!(asked.elapsed() < Duration::from_secs(20), "{:?}", asked.elapsed());
    }
    let refused = api.get("/api/v1/parties").await;
    assert!(refused.header("retry-after").parse::<u32>().is_ok());

    postgres.start_again();
    let back = Instant::now();
    while api.get("/api/v1/parties").await.status != 200 {
        assert!(back.elapsed() < Duration::from_secs(5), "still not back");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    api.post("/api/v1/parties", &json!({"kind": "person", "name": "Ana"})).await.expect(201);
    assert_eq!(process.terminate().await, 0);
}
