//! The journal as one asker may know it: what left their sight is told as removed.

use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;

use kernel::Result;
use kernel::access::{Act, Scope};
use kernel::catalog::Catalog;
use kernel::record::Record;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Entry, entries_since};
use crate::query::{self, Asking};
use crate::tx::Tx;

/// What one asker may know of the feed.
#[derive(Clone, Debug)]
pub struct FeedPage {
    pub items: Vec<FeedItem>,
    /// Ask for what comes after this.
    pub next: i64,
}

/// An entry as the asker may know it.
#[derive(Clone, Debug)]
pub struct FeedItem {
    pub entry: Entry,
    /// `created`, `updated`, `deleted`, `restored`, or `removed` when it left the asker's sight.
    pub action: String,
    /// The record as it is now, while the asker may see it.
    pub record: Option<Record>,
}

/// The journal one may see, in order, without gaps.
///
/// # Errors
/// When the database fails.
pub async fn changes_since(
    tx: &mut Tx,
    scope: &Scope,
    catalog: &Catalog,
    since: i64,
    limit: i64,
) -> Result<FeedPage> {
    let read = entries_since(tx, since, limit).await?;
    let next = read.last().and_then(|entry| entry.seq).unwrap_or(since);
    let visible = visible_records(tx, scope, catalog, &read).await?;
    let mut items = Vec::with_capacity(read.len());
    for entry in read {
        let Some(object) = catalog.object(&entry.object) else {
            continue;
        };
        if !object.in_api {
            continue;
        }
        let record = visible.get(&entry.record).cloned();
        let saw = |owner, team| scope.covers(object.key, Act::See, owner, team);
        let action = match (&record, entry.action.as_str()) {
            (Some(_), action) => action.to_owned(),
            (None, "deleted") if saw(entry.owner, entry.team) => "deleted".to_owned(),
            (None, "deleted") => continue,
            (None, _) if saw(entry.owner, entry.team) => continue,
            (None, _) if saw_before(&entry, &saw) => "removed".to_owned(),
            (None, _) => continue,
        };
        items.push(FeedItem { entry, action, record });
    }
    Ok(FeedPage { items, next })
}

fn saw_before(entry: &Entry, saw: &impl Fn(Option<Uuid>, Option<Uuid>) -> bool) -> bool {
    let Some(fields) = &entry.fields else {
        return false;
    };
    let before = |key: &str, now: Option<Uuid>| match fields.get(key) {
        Some((Json::String(id), _)) => Uuid::from_str(id).ok(),
        Some(_) => None,
        None => now,
    };
    let moved = fields.contains_key("owner") || fields.contains_key("team");
    moved && saw(before("owner", entry.owner), before("team", entry.team))
}

async fn visible_records(
    tx: &mut Tx,
    scope: &Scope,
    catalog: &Catalog,
    entries: &[Entry],
) -> Result<HashMap<Uuid, Record>> {
    let mut wanted: BTreeMap<&str, Vec<Uuid>> = BTreeMap::new();
    for entry in entries {
        let ids = wanted.entry(&entry.object).or_default();
        if !ids.contains(&entry.record) {
            ids.push(entry.record);
        }
    }
    let mut visible = HashMap::new();
    for (key, ids) in wanted {
        let Some(object) = catalog.object(key) else {
            continue;
        };
        for chunk in ids.chunks(500) {
            for record in
                query::get_many(tx, Asking { catalog, scope }, object, chunk, Act::See).await?
            {
                visible.insert(record.id(), record);
            }
        }
    }
    Ok(visible)
}
