//! Imports that are cut off: by `kill -9` of the command or of the server, by whoever stops them.
//! They go on, and nothing is twice.

use std::fmt::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use testkit::{Api, Engine, Place, Process, on_both_engines};
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::commands::{RAPPORT, administrator};
use crate::import::Sheet;
use crate::import_rest::{act, brought, counts};

const ROWS: u64 = 9_000;
/// Every so many rows one is refused.
const REFUSED: u64 = 100;

/// Companies over several chunks, some of which are refused.
fn companies() -> String {
    let mut text = String::from("ext_id,name,city,employees\n");
    for row in 0..ROWS {
        let employees = if row % REFUSED == 7 { "many" } else { "12" };
        writeln!(text, "A{row},Company {row},Madrid,{employees}").unwrap();
    }
    text
}

/// The same as a spreadsheet has them.
fn companies_in_a_workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(companies().lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

async fn number_of_companies(api: &Api) -> u64 {
    let page = api.get("/api/v1/parties?count=true&limit=1").await.expect_json(200);
    page["count"]["value"].as_u64().unwrap()
}

/// Asks for an import until it stands as wished.
async fn until(api: &Api, import: &str, wished: impl Fn(&Json) -> bool) -> Json {
    let began = Instant::now();
    loop {
        let told = api.get(&format!("{import}?limit=1000")).await.expect_json(200);
        if wished(&told) {
            return told;
        }
        assert!(began.elapsed() < Duration::from_secs(120), "{told}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The report and the database say that every row was dealt with once.
async fn nothing_is_twice(api: &Api, report: &Json) {
    let refused = ROWS / REFUSED;
    assert_eq!(counts(report), [ROWS, ROWS - refused, 0, 0, refused], "{report}");
    let rows: Vec<u64> = report["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["row"].as_u64().unwrap())
        .collect();
    let expected: Vec<u64> = (0..refused).map(|at| at * REFUSED + 9).collect();
    assert_eq!(rows, expected);
    assert_eq!(number_of_companies(api).await, ROWS - refused);
    // Every act of the change set is one record.
    let acts = api.get("/api/v1/change-sets?limit=20").await.expect_json(200);
    let acts = acts["data"].as_array().unwrap().iter().filter(|one| one["kind"] == "import");
    assert_eq!(acts.count(), 1);
}

async fn goes_on_though_killed_twice(engine: Engine, bytes: &[u8]) {
    let place = Place::new(engine);
    let token = administrator(&place).await;
    let mut process = Process::serve(RAPPORT, &place.flags(), &[]).await;
    let mut api = Api::new(&process.base, &token);
    let import = brought(&api, "object=companies", bytes).await;
    let mut before = 0;
    for _ in 0..2 {
        let rows = until(&api, &import, |told| told["rows"].as_u64().unwrap() > before).await;
        assert_eq!(rows["state"], "running", "it was faster than the story");
        before = rows["rows"].as_u64().unwrap();
        process.kill().await;
        process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        api = Api::new(&process.base, &token);
    }
    let report = until(&api, &import, |told| told["state"] == "done").await;
    nothing_is_twice(&api, &report).await;
    process.kill().await;
}

on_both_engines! {
    async fn an_import_whose_command_was_killed_goes_on_and_nothing_is_twice(engine) {
        let place = Place::new(engine);
        let token = administrator(&place).await;
        let sheet = Sheet::of(companies().as_bytes());
        let mut child = tokio::process::Command::new(RAPPORT)
            .args(place.flags())
            .args(["import", sheet.path(), "--object", "companies"])
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
        let line = said.next_line().await.unwrap().expect("it ended before it told its progress");
        child.kill().await.unwrap();
        assert!(!line.starts_with(&ROWS.to_string()), "{line}");
        let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let api = Api::new(&process.base, &token);
        let all = api.get("/api/v1/imports").await.expect_json(200);
        let import = format!("/api/v1/imports/{}", all["data"][0]["id"].as_str().unwrap());
        let report = until(&api, &import, |told| told["state"] == "done").await;
        nothing_is_twice(&api, &report).await;
        process.kill().await;
    }

    async fn an_import_whose_server_was_killed_twice_goes_on_and_nothing_is_twice(engine) {
        goes_on_though_killed_twice(engine, companies().as_bytes()).await;
    }

    async fn an_import_of_a_workbook_goes_on_as_well(engine) {
        goes_on_though_killed_twice(engine, &companies_in_a_workbook()).await;
    }

    async fn an_import_that_is_stopped_stays_as_far_as_it_came(engine) {
        let place = Place::new(engine);
        let token = administrator(&place).await;
        let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let api = Api::new(&process.base, &token);
        let import = brought(&api, "object=companies", companies().as_bytes()).await;
        until(&api, &import, |told| told["rows"].as_u64().unwrap() > 0).await;
        let stopped = act(&api, &import, "cancel").await.expect_json(200);
        assert_eq!(stopped["state"], "cancelled", "it was faster than the story");
        act(&api, &import, "cancel").await.expect(409);
        tokio::time::sleep(Duration::from_secs(1)).await;
        let report = api.get(&import).await.expect_json(200);
        assert_eq!((&report["state"], counts(&report)), (&json!("cancelled"), counts(&stopped)));
        assert!(report["rows"].as_u64().unwrap() < ROWS, "{report}");
        assert_eq!(report["created"], number_of_companies(&api).await);
        let undo = format!("/api/v1/change-sets/{}/undo", report["change_set"].as_str().unwrap());
        api.post(&undo, &json!({})).await;
        let began = Instant::now();
        while number_of_companies(&api).await > 0 {
            assert!(began.elapsed() < Duration::from_secs(60));
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        process.kill().await;
    }
}
