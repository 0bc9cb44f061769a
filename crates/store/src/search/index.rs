//! Writing the documents: in the transaction of the save, or queued when many records are written
//! at once.

use std::collections::{BTreeSet, HashMap};

use kernel::Result;
use kernel::access::Scope;
use kernel::catalog::Catalog;
use kernel::object::Object;
use kernel::record::Record;
use uuid::Uuid;

use super::document::{Document, is_silent};
use crate::dialect::Dialect;
use crate::query::{self, Asking, Binds};
use crate::sql_value::SqlValue;
use crate::tx::Tx;

/// Rows of one statement.
const CHUNK: usize = 500;

/// Keeps the documents of records up to date: of those in the trash, and of those that say nothing,
/// there is none. `bulk` only notes them for [`index_queued`].
///
/// # Errors
/// When the database fails.
pub async fn index_records(
    tx: &mut Tx,
    _catalog: &Catalog,
    records: &[(&Object, &Record)],
    bulk: bool,
) -> Result<()> {
    let told =
        records.iter().filter(|(object, record)| !is_new(record) || !is_silent(object, record));
    let records: Vec<(&Object, &Record)> = told.copied().collect();
    if bulk {
        return queue(tx, &records).await;
    }
    for chunk in records.chunks(CHUNK) {
        write(tx, chunk, is_new).await?;
    }
    Ok(())
}

/// Indexes up to `limit` of the records that were queued; how many those were. A job calls it until
/// that is none.
///
/// # Errors
/// When the database fails.
pub async fn index_queued(
    tx: &mut Tx,
    catalog: &Catalog,
    scope: &Scope,
    limit: u32,
) -> Result<usize> {
    let sql = format!(
        "select \"record\", \"object\" from \"search_queue\" order by \"record\" limit $1{}",
        tx.dialect().skip_locked()
    );
    let rows = tx.query(&sql, &[limit.into()]).await?;
    let mut ids_of: HashMap<String, Vec<Uuid>> = HashMap::new();
    for row in &rows {
        ids_of.entry(row.text(1)?.to_owned()).or_default().push(row.id(0)?);
    }
    let asking = Asking { catalog, scope };
    for (key, ids) in &ids_of {
        if let Some(object) = catalog.object(key) {
            let act = kernel::access::Act::See;
            let living = query::get_many(tx, asking, object, ids, act).await?;
            let records: Vec<(&Object, &Record)> =
                living.iter().map(|record| (&**object, record)).collect();
            for chunk in records.chunks(CHUNK) {
                // One may wait to be written anew, whatever its version is.
                write(tx, chunk, |_| false).await?;
            }
            let known: BTreeSet<Uuid> = living.iter().map(Record::id).collect();
            let gone: Vec<Uuid> = ids.iter().copied().filter(|id| !known.contains(id)).collect();
            remove(tx, &gone).await?;
        }
        for chunk in ids.chunks(CHUNK) {
            let mut binds = Binds::new(tx.dialect());
            let marks = binds.list(chunk.iter().copied());
            let sql = format!("delete from \"search_queue\" where \"record\" in ({marks})");
            tx.execute(&sql, binds.values()).await?;
        }
    }
    Ok(rows.len())
}

/// Whether records wait for [`index_queued`].
///
/// # Errors
/// When the database fails.
pub async fn has_queued(tx: &mut Tx) -> Result<bool> {
    Ok(tx.query_opt("select \"object\" from \"search_queue\" limit 1", &[]).await?.is_some())
}

/// A record of its first version has no document yet.
const fn is_new(record: &Record) -> bool {
    record.envelope.version == 1
}

async fn queue(tx: &mut Tx, records: &[(&Object, &Record)]) -> Result<()> {
    let rows = records.iter().map(|(object, record)| vec![record.id().into(), object.key.into()]);
    let sql = |rows: &str| {
        format!(
            "insert into \"search_queue\" (\"record\", \"object\") values {rows} \
             on conflict do nothing"
        )
    };
    tx.execute_rows(sql, rows.collect()).await
}

/// Writes documents; those of records that are `fresh` are not looked for.
async fn write(
    tx: &mut Tx,
    records: &[(&Object, &Record)],
    fresh: fn(&Record) -> bool,
) -> Result<()> {
    let (gone, living): (Vec<_>, Vec<_>) = records.iter().partition(|(object, record)| {
        record.envelope.deleted_at.is_some() || is_silent(object, record)
    });
    let gone: Vec<Uuid> = gone.iter().map(|(_, record)| record.id()).collect();
    remove(tx, &gone).await?;
    if living.is_empty() {
        return Ok(());
    }
    let documents: Vec<Document> =
        living.iter().map(|(object, record)| Document::of(object, record)).collect();
    write_words(tx, &documents).await?;
    match tx.dialect() {
        Dialect::Sqlite => write_sqlite(tx, &living, documents, fresh).await,
        Dialect::Postgres => write_postgres(tx, &living, documents).await,
    }
}

/// The numbers of documents that are there already.
async fn numbers(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, i64>> {
    let mut numbers = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let mut binds = Binds::new(tx.dialect());
        let sql = format!(
            "select \"record\", \"number\" from \"search_document\" where \"record\" in ({})",
            binds.list(chunk.iter().copied())
        );
        for row in tx.query(&sql, binds.values()).await? {
            numbers.insert(row.id(0)?, row.int(1)?);
        }
    }
    Ok(numbers)
}

/// A document is taken out of the text table and put in anew under its number.
async fn write_sqlite(
    tx: &mut Tx,
    living: &[(&Object, &Record)],
    documents: Vec<Document>,
    fresh: fn(&Record) -> bool,
) -> Result<()> {
    let older = living.iter().filter(|(_, record)| !fresh(record));
    let ids: Vec<Uuid> = older.map(|(_, record)| record.id()).collect();
    let known = numbers(tx, &ids).await?;
    let last = "select coalesce(max(\"number\"), 0) from \"search_document\"";
    let mut number = tx.query_one(last, &[]).await?.int(0)?;
    let mut added = Vec::new();
    let mut texts = Vec::with_capacity(documents.len());
    for ((object, record), document) in living.iter().zip(documents) {
        let at = match known.get(&record.id()) {
            Some(known) => {
                let sql = "delete from \"search_text\" where rowid = $1";
                tx.execute(sql, &[SqlValue::Int(*known)]).await?;
                *known
            }
            None => {
                number += 1;
                added.push(vec![number.into(), object.key.into(), record.id().into()]);
                number
            }
        };
        texts.push(vec![at.into(), document.tokens.joined().into()]);
    }
    tx.insert_rows("search_document", &["number", "object", "record"], added).await?;
    tx.insert_rows("search_text", &["rowid", "tokens"], texts).await
}

async fn write_postgres(
    tx: &mut Tx,
    living: &[(&Object, &Record)],
    documents: Vec<Document>,
) -> Result<()> {
    let mut binds = Binds::new(tx.dialect());
    let rows: Vec<String> = living
        .iter()
        .zip(documents)
        .map(|((object, record), document)| {
            let (key, id) = (binds.add(object.key), binds.add(record.id()));
            let tokens = binds.add(SqlValue::Texts(document.tokens.words));
            format!("({key}, {id}, array_to_tsvector({tokens}))")
        })
        .collect();
    let sql = format!(
        "insert into \"search_document\" (\"object\", \"record\", \"tokens\") values {} \
         on conflict (\"record\") do update set \"tokens\" = excluded.\"tokens\"",
        rows.join(", ")
    );
    tx.execute(&sql, binds.values()).await.map(drop)
}

async fn remove(tx: &mut Tx, ids: &[Uuid]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let numbers = numbers(tx, ids).await?;
    for number in numbers.into_values() {
        if tx.dialect() == Dialect::Sqlite {
            tx.execute("delete from \"search_text\" where rowid = $1", &[number.into()]).await?;
        }
        tx.execute("delete from \"search_document\" where \"number\" = $1", &[number.into()])
            .await?;
    }
    Ok(())
}

/// New words, in one order everywhere, so that two writers never wait for each other in a ring.
async fn write_words(tx: &mut Tx, documents: &[Document]) -> Result<()> {
    let words: BTreeSet<&str> =
        documents.iter().flat_map(|document| &document.words).map(String::as_str).collect();
    let rows = words.into_iter().map(|word| {
        let reversed: String = word.chars().rev().collect();
        vec![word.into(), reversed.into()]
    });
    let sql = |rows: &str| {
        format!(
            "insert into \"search_word\" (\"word\", \"reversed\") values {rows} \
             on conflict do nothing"
        )
    };
    tx.execute_rows(sql, rows.collect()).await
}
