//! The journal: who changed what, from what to what, in the order of the sequencer. Audit trail,
//! field history, undo, events, change feed and live screens all read it.

mod feed;

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::access::{Act, Actor, Scope};
use kernel::catalog::Catalog;
use kernel::kind_rules::to_json;
use kernel::object::Object;
use kernel::record::Record;
use kernel::{Error, Result};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::query::{self, Asking};
use crate::row::Row;
use crate::save::Saved;
use crate::sql_value::SqlValue;
use crate::tx::Tx;

pub use feed::{FeedItem, FeedPage, changes_since};

/// Before and after of each changed field, by its key.
pub type Fields = BTreeMap<String, (Json, Json)>;

/// One entry: what happened to one record.
#[derive(Clone, Debug)]
pub struct Entry {
    pub header: Uuid,
    pub number: i64,
    /// `None` until the sequencer has given it; of feeds always known.
    pub seq: Option<i64>,
    pub at: Timestamp,
    pub change_set: Uuid,
    pub actor: Actor,
    pub object: String,
    pub record: Uuid,
    /// `created`, `updated`, `deleted`, `restored`.
    pub action: String,
    pub version: i64,
    pub events: Vec<String>,
    pub owner: Option<Uuid>,
    pub team: Option<Uuid>,
    /// `None` when it was erased.
    pub fields: Option<Fields>,
}

/// The entries of one transaction, numbered as they are added.
#[derive(Debug)]
pub struct Header {
    id: Uuid,
    change_set: Uuid,
    at: Timestamp,
    entries: i64,
    digest: Sha256,
}

const ENTRY_COLUMNS: [&str; 13] = [
    "header",
    "number",
    "change_set",
    "object",
    "record",
    "action",
    "version",
    "events",
    "owner",
    "team",
    "payload",
    "salt",
    "digest",
];

impl Header {
    /// Begins the entries of a change set at an instant.
    pub(crate) fn begin(change_set: Uuid, at: Timestamp) -> Self {
        Self { id: Uuid::now_v7(), change_set, at, entries: 0, digest: Sha256::new() }
    }

    /// Writes an entry for each record.
    pub(crate) async fn add(
        &mut self,
        tx: &mut Tx,
        object: &Object,
        saved: &[&Saved],
    ) -> Result<()> {
        let mut rows = Vec::with_capacity(saved.len());
        for saved in saved {
            rows.push(self.row(object, saved)?);
        }
        if rows.is_empty() {
            return Ok(());
        }
        tx.insert_rows("journal", &ENTRY_COLUMNS, rows).await
    }

    fn row(&mut self, object: &Object, saved: &Saved) -> Result<Vec<SqlValue>> {
        let fields = changed_fields(object, saved.before.as_ref(), &saved.record);
        let payload = serde_json::to_string(&fields).map_err(anyhow::Error::from)?;
        let mut salt = [0u8; 16];
        getrandom::fill(&mut salt)
            .map_err(|error| Error::broken(format!("no randomness: {error}")))?;
        let digest = Sha256::new().chain_update(salt).chain_update(&payload).finalize();
        self.digest.update(digest);
        let number = self.entries;
        self.entries += 1;
        let envelope = &saved.record.envelope;
        Ok(vec![
            self.id.into(),
            number.into(),
            self.change_set.into(),
            object.key.into(),
            saved.id().into(),
            saved.write.action().into(),
            envelope.version.into(),
            saved.events.join(" ").into(),
            envelope.owner.into(),
            envelope.team.into(),
            payload.into(),
            SqlValue::Bytes(salt.to_vec()),
            SqlValue::Bytes(digest.to_vec()),
        ])
    }

    /// Writes the header, when there is anything below it, and counts it for its change set.
    pub(crate) async fn finish(self, tx: &mut Tx) -> Result<()> {
        if self.entries == 0 {
            return Ok(());
        }
        let transaction = tx.transaction_id().await?;
        let sql = r#"
            insert into "journal_header" ("id", "transaction_id", "epoch", "change_set", "entries", "digest", "at")
            select $1, $2, coalesce((select "epoch" from "sequencer" where "name" = 'journal'), 1), $3, $4, $5, $6"#;
        let params = [
            self.id.into(),
            transaction.into(),
            self.change_set.into(),
            self.entries.into(),
            SqlValue::Bytes(self.digest.finalize().to_vec()),
            self.at.into(),
        ];
        tx.execute(sql, &params).await?;
        let sql = r#"update "change_set" set "entries" = "entries" + $1 where "id" = $2"#;
        tx.execute(sql, &[self.entries.into(), self.change_set.into()]).await?;
        Ok(())
    }
}

/// What differs, by field; secrets never stand in the journal.
fn changed_fields(object: &Object, before: Option<&Record>, after: &Record) -> Fields {
    let mut fields = Fields::new();
    for field in &object.fields {
        let journaled =
            !field.secret && (!field.system || field.key == "owner" || field.key == "team");
        if !journaled {
            continue;
        }
        let new = after.peek(field.position);
        let old = before.map(|before| before.peek(field.position)).unwrap_or_default();
        if new != old {
            fields.insert(
                field.key.to_owned(),
                (to_json(field.kind, &old), to_json(field.kind, &new)),
            );
        }
    }
    fields
}

const SELECT: &str = r#"
    select j."header", j."number", h."first_seq", h."at", j."change_set", c."actor", j."object",
           j."record", j."action", j."version", j."events", j."owner", j."team", j."payload"
    from "journal" j
    join "journal_header" h on h."id" = j."header"
    join "change_set" c on c."id" = j."change_set""#;

fn entry(row: &Row) -> Result<Entry> {
    let number = row.int(1)?;
    let fields = match row.opt_text(13)? {
        Some(text) => Some(serde_json::from_str(text).map_err(anyhow::Error::from)?),
        None => None,
    };
    Ok(Entry {
        header: row.id(0)?,
        number,
        seq: row.opt_int(2)?.map(|first| first + number),
        at: row.instant(3)?,
        change_set: row.id(4)?,
        actor: serde_json::from_str(row.text(5)?).map_err(anyhow::Error::from)?,
        object: row.text(6)?.to_owned(),
        record: row.id(7)?,
        action: row.text(8)?.to_owned(),
        version: row.int(9)?,
        events: row
            .text(10)?
            .split(' ')
            .filter(|event| !event.is_empty())
            .map(str::to_owned)
            .collect(),
        owner: row.opt_id(11)?,
        team: row.opt_id(12)?,
        fields,
    })
}

fn entries(rows: &[Row]) -> Result<Vec<Entry>> {
    rows.iter().map(entry).collect()
}

/// The entries after `since`, in order and without gaps, whoever may see them: for consumers
/// inside Rapport. At most `limit` of them.
///
/// # Errors
/// When the database fails.
pub async fn entries_since(tx: &mut Tx, since: i64, limit: i64) -> Result<Vec<Entry>> {
    let sql = format!(
        r#"{SELECT}
        where h."first_seq" >= coalesce((select max(p."first_seq") from "journal_header" p
                                         where p."first_seq" <= $1 + 1), 0)
          and h."first_seq" <= $1 + $2
          and h."first_seq" + j."number" > $1
        order by h."first_seq", j."number"
        limit $2"#
    );
    let rows = tx.query(&sql, &[since.into(), limit.into()]).await?;
    entries(&rows)
}

/// The highest sequence number that the sequencer has given; 0 at first.
///
/// # Errors
/// When the database fails.
pub async fn last_seq(tx: &mut Tx) -> Result<i64> {
    let sql = r#"
        select "first_seq" + "entries" - 1 from "journal_header"
        where "first_seq" is not null
        order by "first_seq" desc
        limit 1"#;
    Ok(tx.query_opt(sql, &[]).await?.map(|row| row.int(0)).transpose()?.unwrap_or_default())
}

/// Which part of a record's history is asked for.
#[derive(Clone, Copy, Debug)]
pub struct HistoryOf<'a> {
    pub object: &'a str,
    pub record: Uuid,
    /// Only what is older than the entries of this header.
    pub before: Option<Uuid>,
    pub limit: i64,
}

/// The entries of one record that the asker may see, newest first.
///
/// # Errors
/// [`Error::NotFound`] when the asker may not see the record.
pub async fn history(
    tx: &mut Tx,
    scope: &Scope,
    catalog: &Catalog,
    of: HistoryOf<'_>,
) -> Result<Vec<Entry>> {
    let HistoryOf { object: key, record: id, before, limit } = of;
    let object = catalog.object(key).ok_or(Error::NotFound)?;
    if query::get_many(tx, Asking { catalog, scope }, object, &[id], Act::See).await?.is_empty() {
        return Err(Error::NotFound);
    }
    let sql = format!(
        r#"{SELECT}
        where j."record" = $1 and j."header" < $2
        order by j."header" desc, j."number" desc
        limit $3"#
    );
    let before = before.unwrap_or(Uuid::max());
    let rows = tx.query(&sql, &[id.into(), before.into(), limit.into()]).await?;
    let mut found = entries(&rows)?;
    found.retain(|entry| entry.object == key);
    Ok(found)
}

/// The entries of a change set, newest first, from before a place in it.
pub(crate) async fn of_change_set(
    tx: &mut Tx,
    change_set: Uuid,
    before: Option<(Uuid, i64)>,
    limit: i64,
) -> Result<Vec<Entry>> {
    let (header, number) = before.unwrap_or((Uuid::max(), i64::MAX));
    let sql = format!(
        r#"{SELECT}
        where j."change_set" = $1
          and (j."header" < $2 or (j."header" = $2 and j."number" < $3))
        order by j."header" desc, j."number" desc
        limit $4"#
    );
    let rows =
        tx.query(&sql, &[change_set.into(), header.into(), number.into(), limit.into()]).await?;
    entries(&rows)
}

/// Entries of a record that are younger than a given one, and of another change set.
pub(crate) async fn later_of_record(
    tx: &mut Tx,
    record: Uuid,
    after: (Uuid, i64),
    not_in: Uuid,
) -> Result<Vec<Entry>> {
    let sql = format!(
        r#"{SELECT}
        where j."record" = $1
          and (j."header" > $2 or (j."header" = $2 and j."number" > $3))
          and j."change_set" <> $4
        order by j."header" desc, j."number" desc
        limit 200"#
    );
    let rows =
        tx.query(&sql, &[record.into(), after.0.into(), after.1.into(), not_in.into()]).await?;
    entries(&rows)
}
