//! Eight programs write, three read along: whatever was acknowledged is in the feed, once, in
//! order, with dense numbers. The ledger of the writers is compared with what each reader got as a
//! whole, so that one entry lost among all of them fails the story.
//!
//! `RAPPORT_FEED_WRITES` says how many writes are acknowledged at least: 4,000 without it; with
//! 50,000 or more one loss in as many is seen.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value as Json, json};
use testkit::{Api, App, on_both_engines};

use super::listener::Listener;
use super::{end, page, person};

const WRITERS: u64 = 8;
/// Who is written when all else is.
const LAST: &str = "The last of all";

/// A record and its version; 0 when it was deleted.
type Write = (String, i64);

fn wanted() -> u64 {
    std::env::var("RAPPORT_FEED_WRITES").map_or(4_000, |said| said.parse().unwrap())
}

/// Writes by one, by many and by parts until enough is written; answers what was acknowledged.
async fn write(api: Api, writer: u64, written: Arc<AtomicU64>, wanted: u64) -> Vec<Write> {
    let mut ledger = vec![];
    let mut round = writer;
    while written.load(Ordering::Relaxed) < wanted {
        let id = person(&api, &format!("W{writer} {round}")).await;
        let path = format!("/api/v1/parties/{id}");
        let changed = api.patch(&path, &json!({"job_title": format!("T{round}")})).await;
        let mut acknowledged = vec![
            (id.clone(), 1),
            (id.clone(), changed.expect_json(200)["version"].as_i64().unwrap()),
        ];
        if round.is_multiple_of(3) {
            api.delete(&path).await.expect(204);
            acknowledged.push((id, 0));
        }
        // Transactions of any length overlap: one that began early may be seen late.
        acknowledged.extend(batch(&api, (round * 37) % 90 + 1).await);
        written.fetch_add(u64::try_from(acknowledged.len()).unwrap(), Ordering::Relaxed);
        ledger.extend(acknowledged);
        round += WRITERS;
    }
    ledger
}

async fn batch(api: &Api, size: u64) -> Vec<Write> {
    let one =
        |number| json!({"op": "create", "data": {"kind": "person", "name": format!("B{number}")}});
    let operations: Vec<Json> = (0..size).map(one).collect();
    let answer = api.post("/api/v1/parties/batch", &json!({"operations": operations})).await;
    let answer = answer.expect_json(200);
    let made = answer["results"].as_array().unwrap();
    made.iter().map(|row| (row["id"].as_str().unwrap().to_owned(), 1)).collect()
}

/// Number and write of an entry.
fn read(entry: &Json) -> (i64, Write) {
    let id = entry["id"].as_str().unwrap().to_owned();
    let version =
        if entry["event"] == "party.deleted" { 0 } else { entry["version"].as_i64().unwrap() };
    (entry["seq"].as_i64().unwrap(), (id, version))
}

fn is_last(entry: &Json) -> bool {
    entry["record"]["name"] == LAST
}

/// Reads pages to the last write.
async fn follow(api: Api, mut since: i64, how: &'static str) -> Vec<Json> {
    let mut entries: Vec<Json> = vec![];
    while !entries.last().is_some_and(is_last) {
        let (new, next) = page(&api, &format!("since={since}&{how}")).await;
        entries.extend(new);
        assert!(next >= since, "{next} after {since}");
        since = next;
    }
    entries
}

/// Listens to the last write; breaks off now and then, and goes on after the last that was heard.
async fn listen(api: Api, since: i64) -> Vec<Json> {
    let mut entries: Vec<Json> = vec![];
    let mut last = since;
    loop {
        let mut listener = Listener::ask(&api, since, Some(&last.to_string())).await.ok().unwrap();
        for _ in 0..611 {
            let said = listener.next().await.unwrap();
            last = said.id.unwrap();
            entries.push(said.json());
            if is_last(&said.json()) {
                return entries;
            }
        }
    }
}

/// What a reader got is what the writers know of: no more, no less, in order. Of a record that is
/// gone the feed need not tell more than that.
fn compare(reader: &str, entries: &[Json], ledger: &BTreeSet<Write>) {
    let (mut got, mut before) = (BTreeSet::new(), 0);
    for (seq, write) in entries.iter().map(read) {
        assert!(seq > before, "{reader}: {seq} after {before}");
        before = seq;
        assert!(got.insert(write.clone()), "{reader}: {write:?} came twice");
    }
    let gone: BTreeSet<&String> =
        ledger.iter().filter(|(_, version)| *version == 0).map(|(id, _)| id).collect();
    let told = |(id, version): &&Write| *version == 0 || !gone.contains(id);
    let missed: Vec<&Write> =
        ledger.iter().filter(told).filter(|write| !got.contains(*write)).collect();
    assert!(missed.is_empty(), "{reader} missed {} of {}: {missed:?}", missed.len(), ledger.len());
    let unknown: Vec<&Write> = got.iter().filter(|write| !ledger.contains(*write)).collect();
    assert!(unknown.is_empty(), "{reader} got what nobody wrote: {unknown:?}");
}

on_both_engines! {
    async fn eight_writers_and_every_reader_has_every_write(engine) {
        let app = App::start(engine).await;
        let (mia, max) = (app.token("mia").await, app.token("max").await);
        let since = end(&app, &mia).await;
        let readers = [
            ("by long polls", tokio::spawn(follow(mia.clone(), since, "limit=1000&wait=30"))),
            ("page by page", tokio::spawn(follow(max.clone(), since, "limit=97"))),
            ("as a stream", tokio::spawn(listen(mia.clone(), since))),
        ];
        let (written, wanted) = (Arc::<AtomicU64>::default(), wanted());
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| tokio::spawn(write(mia.clone(), writer, Arc::clone(&written), wanted)))
            .collect();
        let mut ledger = BTreeSet::new();
        for writer in writers {
            ledger.extend(writer.await.unwrap());
        }
        ledger.insert((person(&mia, LAST).await, 1));
        assert!(u64::try_from(ledger.len()).unwrap() > wanted);
        for (reader, entries) in readers {
            compare(reader, &entries.await.unwrap(), &ledger);
        }
        app.stop().await;
    }
}

#[test]
fn one_loss_among_fifty_thousand_is_seen() {
    let entry = |number: u64| json!({"seq": number + 1, "id": number.to_string(), "version": 1, "event": "party.created"});
    let mut entries: Vec<Json> = (0..50_000).map(entry).collect();
    let ledger: BTreeSet<Write> = entries.iter().map(|entry| read(entry).1).collect();
    compare("all of it", &entries, &ledger);
    let lost = entries.remove(31_415);
    let missed = std::panic::catch_unwind(|| compare("one less", &entries, &ledger)).unwrap_err();
    let said = missed.downcast_ref::<String>().unwrap();
    assert!(said.starts_with("one less missed 1 of 50000") && said.contains("31415"), "{said}");
    entries.insert(0, lost);
    assert!(std::panic::catch_unwind(|| compare("out of order", &entries, &ledger)).is_err());
}
