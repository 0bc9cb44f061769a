//! Brings a backup into an empty workspace, of either engine.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use kernel::catalog::Catalog;
use kernel::{Error, Result};
use serde_json::Value as Json;
use uuid::Uuid;

use super::layout::SEQUENCER;
use super::layout::{Table, tables};
use super::{FORMAT, MANIFEST, Manifest, Moved, cell, key_mark, tar};
use crate::config::StoreConfig;
use crate::sql_value::SqlValue;
use crate::store::Store;
use crate::tx::Tx;

/// Rows of one transaction.
const CHUNK: usize = 2_000;
/// Largest manifest that is read, in bytes.
const LARGEST_MANIFEST: u64 = 64 * 1_024 * 1_024;

/// Restores a backup. Everything is compared with the manifest before anything is written.
///
/// # Errors
/// [`Error::Broken`] with a sentence: the file is damaged or newer than this program, the place is
/// not empty, or its key is another.
pub async fn restore(config: StoreConfig, path: &Path) -> Result<Moved> {
    let manifest = check(path)?;
    if manifest.schema > config.migrations.newest() {
        return Err(Error::broken(
            "the backup was made by a newer Rapport; restore it with that version or a later one",
        ));
    }
    // The tables as they were, and the steps since then over them, as any upgrade does.
    let then = StoreConfig {
        migrations: config.migrations.clone().up_to(manifest.schema),
        ..config.clone()
    };
    check_names(&manifest, &tables(&then.migrations))?;
    let store = Store::open(then).await?;
    let moved = fill(&store, path, &manifest).await;
    store.close().await;
    let moved = moved?;
    Store::open(config).await?.close().await;
    Ok(moved)
}

/// Reads the whole file and compares it with its manifest.
fn check(path: &Path) -> Result<Manifest> {
    let mut reader = open(path)?;
    let mut found = BTreeMap::new();
    let mut manifest = None;
    while let Some(entry) = reader.next().map_err(|error| unreadable(&error))? {
        if entry.name == MANIFEST && entry.size <= LARGEST_MANIFEST {
            let mut bytes = Vec::new();
            reader.copy(&entry, &mut bytes).map_err(|error| unreadable(&error))?;
            let read: Manifest = serde_json::from_slice(&bytes)
                .map_err(|error| damaged(&format!("its manifest cannot be read: {error}")))?;
            manifest = Some(read);
            continue;
        }
        let hash = reader.copy(&entry, &mut io::sink()).map_err(|error| unreadable(&error))?;
        if found.insert(entry.name.clone(), hash).is_some() {
            return Err(damaged(&format!("it holds {} twice", entry.name)));
        }
    }
    let manifest = manifest.ok_or_else(|| damaged("it has no manifest"))?;
    if manifest.format != FORMAT {
        let format = manifest.format;
        return Err(Error::broken(format!(
            "the backup is of format {format}; this Rapport reads format {FORMAT}"
        )));
    }
    for (name, hash) in &found {
        if manifest.entries.get(name) != Some(hash) {
            return Err(damaged(&format!("{name} is not what was written")));
        }
    }
    match manifest.entries.keys().find(|name| !found.contains_key(*name)) {
        Some(missing) => Err(damaged(&format!("{missing} is missing"))),
        None => Ok(manifest),
    }
}

/// Only tables of the schema and attachments; no name is ever taken for a path.
fn check_names(manifest: &Manifest, layout: &[Table]) -> Result<()> {
    for name in manifest.entries.keys() {
        let known = match name.split_once('/') {
            Some(("tables", rest)) => rest
                .split_once('/')
                .is_some_and(|(table, _)| layout.iter().any(|known| known.name == table)),
            Some(("files", id)) => Uuid::try_parse(id).is_ok(),
            _ => false,
        };
        if !known {
            return Err(Error::broken(format!("the backup holds {name}, which belongs in none")));
        }
    }
    Ok(())
}

fn damaged(what: &str) -> Error {
    Error::broken(format!("the backup is damaged: {what}"))
}

fn unreadable(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => damaged("it ends too early"),
        _ => damaged(&error.to_string()),
    }
}

fn open(path: &Path) -> Result<tar::Reader<BufReader<File>>> {
    let file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
    Ok(tar::Reader::new(BufReader::new(file)))
}

async fn fill(store: &Store, path: &Path, manifest: &Manifest) -> Result<Moved> {
    if key_mark(store.sealer()) != manifest.key {
        return Err(Error::broken(
            "this place has another workspace key; put the secret.key of the workspace into the \
             data folder, or set RAPPORT_SECRET_KEY, and restore again",
        ));
    }
    require_empty(store).await?;
    let layout = tables(&store.config().migrations);
    clear(store, &layout).await?;
    let mut reader = open(path)?;
    let mut moved = Moved::default();
    while let Some(entry) = reader.next().context("reading the backup")? {
        if let Some(name) = entry.name.strip_prefix("tables/") {
            let name = name.split('/').next().unwrap_or_default();
            let table = layout.iter().find(|table| table.name == name);
            let table =
                table.ok_or_else(|| Error::broken(format!("the backup has a table {name}")))?;
            let mut lines = Vec::new();
            reader.copy(&entry, &mut lines).context("reading the backup")?;
            moved.rows += fill_table(store, table, &lines).await?;
        } else if let Some(id) = entry.name.strip_prefix("files/") {
            restore_file(store, &mut reader, &entry, id).await?;
            moved.files += 1;
        } else {
            reader.copy(&entry, &mut io::sink()).context("reading the backup")?;
        }
    }
    Ok(moved)
}

/// A restoration adds nothing to what is there.
async fn require_empty(store: &Store) -> Result<()> {
    let taken = store
        .read(|tx| {
            Box::pin(async move {
                let sql = r#"select 1 from "change_set" union all select 1 from "setting" limit 1"#;
                Ok(tx.query_opt(sql, &[]).await?.is_some())
            })
        })
        .await?;
    if taken {
        return Err(Error::broken(
            "this workspace holds data; restore into an empty folder or schema",
        ));
    }
    Ok(())
}

/// The rows that migrations begin a workspace with give way to those that were kept.
async fn clear(store: &Store, layout: &[Table]) -> Result<()> {
    let names: Vec<String> = layout.iter().map(|table| table.name.clone()).collect();
    store
        .write(move |tx| {
            let names = names.clone();
            Box::pin(async move {
                for name in names.iter().rev().filter(|name| *name != SEQUENCER) {
                    tx.execute(&format!(r#"delete from "{name}""#), &[]).await?;
                }
                Ok(())
            })
        })
        .await
}

async fn restore_file(
    store: &Store,
    reader: &mut tar::Reader<BufReader<File>>,
    entry: &tar::Entry,
    id: &str,
) -> Result<()> {
    let id =
        Uuid::try_parse(id).map_err(|_| Error::broken("the backup has a file without an id"))?;
    let draft = store.files().draft(id);
    let mut file = File::create(&draft).context("restoring an attachment")?;
    reader.copy(entry, &mut file).context("restoring an attachment")?;
    file.sync_all().context("restoring an attachment")?;
    store.files().admit(id).await
}

async fn fill_table(store: &Store, table: &Table, lines: &[u8]) -> Result<u64> {
    let mut rows = Vec::new();
    for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let cells: Vec<Json> = serde_json::from_slice(line).map_err(anyhow::Error::from)?;
        if cells.len() != table.columns.len() {
            return Err(Error::broken(format!("a row of {} has other columns", table.name)));
        }
        let row: Vec<SqlValue> = cells
            .into_iter()
            .zip(&table.columns)
            .map(|(json, column)| cell::read(json, column.held))
            .collect::<Result<_>>()?;
        rows.push(row);
    }
    let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let table = Arc::new(table.clone());
    for chunk in rows.chunks(CHUNK) {
        let (table, chunk) = (Arc::clone(&table), Arc::new(chunk.to_vec()));
        store
            .write(move |tx| {
                let (table, chunk) = (Arc::clone(&table), Arc::clone(&chunk));
                Box::pin(async move { insert(tx, &table, chunk.to_vec()).await })
            })
            .await?;
    }
    Ok(count)
}

async fn insert(tx: &mut Tx, table: &Table, rows: Vec<Vec<SqlValue>>) -> Result<()> {
    if table.name == SEQUENCER {
        // The row that a new workspace begins with gives way to the one that was kept.
        tx.execute(r#"delete from "sequencer""#, &[]).await?;
    }
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    tx.insert_rows(&table.name, &columns, rows).await
}

/// Notes every living record for the search, which a backup does not hold.
///
/// # Errors
/// When the database fails.
pub async fn queue_for_search(tx: &mut Tx, catalog: &Catalog) -> Result<()> {
    for object in catalog.objects().filter(|object| object.journaled) {
        let key = object.key;
        let sql = format!(
            r#"insert into "search_queue" ("record", "object")
            select "id", '{key}' from "{key}" where "deleted_at" is null
            on conflict do nothing"#
        );
        tx.execute(&sql, &[]).await?;
    }
    Ok(())
}
