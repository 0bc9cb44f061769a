//! Reads the journal in its order and makes a delivery for each endpoint and event. The place it
//! has come to moves in the transaction of the deliveries: each is made exactly once, whichever
//! process gets there first.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kernel::Result;
use kernel::access::Scope;
use kernel::catalog::Catalog;
use serde_json::{Value as Json, json};
use store::journal::{self, FeedItem};
use store::query::Asking;
use store::tx::Tx;
use uuid::Uuid;
use web::api::change_sets::{actor_json, fields_json};
use web::api::changes;
use web::app::App;

use crate::delivery::{self, Message};
use crate::webhook::{self, Off, Webhook, matches};

/// Entries that are read together.
const PAGE: i64 = 200;

/// What a page of the journal makes.
#[derive(Clone, Debug, Default)]
struct Told {
    messages: Vec<Message>,
    /// Endpoint, message, event.
    ways: Vec<(Uuid, Uuid, String)>,
}

/// Follows the journal by one page; false when there was nothing new.
///
/// # Errors
/// When the database fails.
pub async fn follow(app: &App) -> Result<bool> {
    let Some((from, webhooks)) = standing(app).await? else {
        return Ok(false);
    };
    let mut told = Told::default();
    let mut by_user: BTreeMap<Uuid, Vec<&Webhook>> = BTreeMap::new();
    for webhook in &webhooks {
        by_user.entry(webhook.user).or_default().push(webhook);
    }
    let begin = webhooks.iter().map(|webhook| webhook.since).min().unwrap_or(from).max(from);
    let Some((next, heard)) = peek(app, begin).await? else {
        return Ok(false);
    };
    for (user, own) in by_user {
        if !own.iter().any(|webhook| heard.iter().any(|event| matches(&webhook.events, event))) {
            continue;
        }
        let Some(scope) = app.gate().scope_of(app, user).await? else {
            without_user(app, &own).await?;
            continue;
        };
        tell(app, (begin, next), (user, scope), &own, &mut told).await?;
    }
    keep(app, (from, next), told).await?;
    Ok(true)
}

/// Whoever may not sign in has no rights to hear by.
async fn without_user(app: &App, webhooks: &[&Webhook]) -> Result<()> {
    let webhooks: Vec<Webhook> = webhooks.iter().map(|webhook| (*webhook).clone()).collect();
    let now = app.clock().now();
    app.store()
        .write(move |tx| {
            let webhooks = webhooks.clone();
            Box::pin(async move {
                for webhook in &webhooks {
                    webhook::end(tx, webhook, Off::User, now).await?;
                }
                Ok(())
            })
        })
        .await
}

/// How far the journal was followed, and who hears; none when nobody does.
async fn standing(app: &App) -> Result<Option<(i64, Vec<Webhook>)>> {
    app.store()
        .read(|tx| {
            Box::pin(async move {
                let webhooks = webhook::active(tx).await?;
                if webhooks.is_empty() {
                    return Ok(None);
                }
                let sql = r#"select "seq" from "webhook_cursor" where "name" = 'journal'"#;
                Ok(Some((tx.query_one(sql, &[]).await?.int(0)?, webhooks)))
            })
        })
        .await
}

/// The end of the next page and the events in it; none when there is no next one.
async fn peek(app: &App, from: i64) -> Result<Option<(i64, BTreeSet<String>)>> {
    app.store()
        .read(move |tx| {
            Box::pin(async move {
                let entries = journal::entries_since(tx, from, PAGE).await?;
                let Some(next) = entries.last().and_then(|entry| entry.seq) else {
                    return Ok(None);
                };
                let mut events = BTreeSet::new();
                for entry in entries {
                    events.insert(format!("{}.{}", entry.object, entry.action));
                    events.insert(format!("{}.removed", entry.object));
                    events.extend(entry.events);
                }
                Ok(Some((next, events)))
            })
        })
        .await
}

/// What one user may know of a page, for their endpoints.
async fn tell(
    app: &App,
    page: (i64, i64),
    (user, scope): (Uuid, Scope),
    webhooks: &[&Webhook],
    told: &mut Told,
) -> Result<()> {
    let catalog = app.catalog();
    let heard: Vec<String> = webhooks.iter().flat_map(|one| one.events.clone()).collect();
    let items = app.store().read(move |tx| {
        let (catalog, scope, heard) = (catalog.clone(), scope.clone(), heard.clone());
        Box::pin(async move { read(tx, page, (&catalog, &scope), &heard).await })
    });
    for (sequence, events, about, data) in items.await? {
        for event in events {
            let hearing: Vec<&&Webhook> = webhooks
                .iter()
                .filter(|one| one.since < sequence && matches(&one.events, &event))
                .collect();
            if hearing.is_empty() {
                continue;
            }
            let id = Uuid::now_v7();
            let payload = payload(&event, Some(sequence), &data);
            let way = |webhook: &&&Webhook| (webhook.id, id, event.clone());
            told.ways.extend(hearing.iter().map(way));
            let (about, sequence) = (about.clone(), Some(sequence));
            told.messages.push(Message { id, event, sequence, about, user, payload });
        }
    }
    Ok(())
}

type Item = (i64, Vec<String>, Option<(String, Uuid)>, (Timestamp, Json));

async fn read(
    tx: &mut Tx,
    (from, to): (i64, i64),
    (catalog, scope): (&Catalog, &Scope),
    heard: &[String],
) -> Result<Vec<Item>> {
    let found = journal::changes_since(tx, scope, catalog, from, PAGE).await?;
    let mut items = Vec::new();
    for item in &found.items {
        let Some(sequence) = item.entry.seq.filter(|seq| *seq <= to) else {
            continue;
        };
        let events = events(item);
        if !events.iter().any(|event| matches(heard, event)) {
            continue;
        }
        let record = changes::record(tx, Asking { catalog, scope }, item).await?;
        let about = item.record.is_some().then(|| (item.entry.object.clone(), item.entry.record));
        items.push((sequence, events, about, (item.entry.at, data(item, record))));
    }
    Ok(items)
}

/// What happened to the record, and what that meant.
fn events(item: &FeedItem) -> Vec<String> {
    let mut events = vec![format!("{}.{}", item.entry.object, item.action)];
    if item.record.is_some() {
        events.extend(item.entry.events.iter().filter(|event| event.contains('.')).cloned());
        events.dedup();
    }
    events
}

/// As the feed tells it: whoever lost sight of a record learns that it went, not what became of it.
fn data(item: &FeedItem, record: Json) -> Json {
    let entry = &item.entry;
    let seen = item.record.is_some();
    json!({
        "object": entry.object,
        "id": entry.record,
        "version": seen.then_some(entry.version),
        "change_set": entry.change_set,
        "actor": seen.then(|| actor_json(&entry.actor)),
        "fields": if seen { fields_json(entry) } else { Json::Null },
        "record": record,
    })
}

/// The body of a message.
pub fn payload(event: &str, sequence: Option<i64>, (at, data): &(Timestamp, Json)) -> String {
    json!({"type": event, "timestamp": at.to_string(), "data": data, "sequence": sequence})
        .to_string()
}

/// Moves on and keeps what was made, unless another process was faster.
async fn keep(app: &App, (from, next): (i64, i64), told: Told) -> Result<()> {
    let now = app.clock().now();
    app.store()
        .write(move |tx| {
            let told = told.clone();
            Box::pin(async move {
                let sql = r#"
                    update "webhook_cursor" set "seq" = $1 where "name" = 'journal' and "seq" = $2"#;
                if tx.execute(sql, &[next.into(), from.into()]).await? == 0 {
                    return Ok(());
                }
                delivery::insert_messages(tx, &told.messages, now).await?;
                delivery::insert(tx, &told.ways, now).await
            })
        })
        .await
}
