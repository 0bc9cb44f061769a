//! Makes a backup from one snapshot, while others write.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use kernel::{Error, Result};
use serde_json::Value as Json;
use uuid::Uuid;

use super::layout::{Column, Table, tables};
use super::{FORMAT, MANIFEST, Manifest, Moved, cell, key_mark, tar};
use crate::files::StoredFile;
use crate::row::Row;
use crate::sql_value::SqlValue;
use crate::store::Store;
use crate::tx::Tx;

/// Rows of one statement.
const PAGE: usize = 5_000;
/// Bytes of one entry, about.
const ENTRY: usize = 4 * 1_024 * 1_024;
/// How long one statement may take: nobody waits for it but the backup.
const PATIENCE: Duration = Duration::from_secs(120);

type Archive = tar::Writer<BufWriter<File>>;

/// Everything that a snapshot gave.
#[derive(Clone, Debug, Default)]
struct Taken {
    tables: BTreeMap<String, u64>,
    files: Vec<StoredFile>,
}

/// Writes a backup of the workspace to a file, which appears whole or not at all.
///
/// # Errors
/// When the file cannot be written, or the database or an attachment not be read.
pub async fn write(store: &Store, path: &Path) -> Result<Moved> {
    let draft = draft_of(path);
    let made = make(store, &draft).await;
    match made {
        Ok(moved) => {
            std::fs::rename(&draft, path).context("giving the backup its name")?;
            sync_folder(path)?;
            Ok(moved)
        }
        Err(error) => {
            // The error of the writing is the one to tell.
            let _ = std::fs::remove_file(&draft);
            Err(error)
        }
    }
}

/// Makes a backup within the folder of the files. It has no row: give its id to whoever may fetch
/// it, and remove it in time.
///
/// # Errors
/// As [`write`].
pub async fn keep(store: &Store) -> Result<(StoredFile, Moved)> {
    let (files, id) = (store.files(), Uuid::new_v4());
    let draft = files.draft(id);
    match make(store, &draft).await {
        Ok(moved) => Ok((files.admit_whole(id).await?, moved)),
        Err(error) => {
            // The error of the writing is the one to tell.
            let _ = std::fs::remove_file(&draft);
            Err(error)
        }
    }
}

fn draft_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

fn sync_folder(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = File::open(folder.unwrap_or(Path::new("."))).context("opening the folder")?;
    Ok(folder.sync_all().context("keeping the backup")?)
}

async fn make(store: &Store, draft: &Path) -> Result<Moved> {
    let archive = Arc::new(Mutex::new(None));
    let layout = Arc::new(tables(&store.config().migrations));
    let (shared, path) = (Arc::clone(&archive), draft.to_owned());
    let taken = store
        .read_within(PATIENCE, move |tx| {
            let (shared, path, layout) = (Arc::clone(&shared), path.clone(), Arc::clone(&layout));
            Box::pin(async move {
                // A body may run again; the file then begins again.
                *lock(&shared) = Some(begin(&path)?);
                take(tx, &layout, &shared).await
            })
        })
        .await?;
    let archive =
        lock(&archive).take().ok_or_else(|| Error::broken("a backup without its file"))?;
    finish(store, archive, taken).await
}

fn begin(path: &Path) -> Result<Archive> {
    let file = File::create(path).with_context(|| format!("writing {}", path.display()))?;
    Ok(tar::Writer::new(BufWriter::new(file)))
}

type Shared = Mutex<Option<Archive>>;

fn lock(shared: &Shared) -> std::sync::MutexGuard<'_, Option<Archive>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn put(shared: &Shared, name: &str, bytes: &[u8]) -> Result<()> {
    let mut archive = lock(shared);
    let archive = archive.as_mut().ok_or_else(|| Error::broken("a backup without its file"))?;
    Ok(archive.entry(name, bytes).context("writing the backup")?)
}

async fn take(tx: &mut Tx, layout: &[Table], shared: &Shared) -> Result<Taken> {
    let mut taken = Taken::default();
    for table in layout {
        let rows = take_table(tx, table, shared).await?;
        taken.tables.insert(table.name.clone(), rows);
    }
    let sql = r#"select "id", "size", "sha256" from "stored_file" order by "id" limit 100000"#;
    for row in tx.query(sql, &[]).await? {
        let sha256 = row.bytes(2)?.try_into();
        taken.files.push(StoredFile {
            id: row.id(0)?,
            size: u64::try_from(row.int(1)?).unwrap_or_default(),
            sha256: sha256.map_err(|_| Error::broken("a file's hash has not 32 bytes"))?,
        });
    }
    Ok(taken)
}

async fn take_table(tx: &mut Tx, table: &Table, shared: &Shared) -> Result<u64> {
    let (mut count, mut part, mut lines) = (0u64, 0u32, Vec::new());
    let mut flush = |lines: &mut Vec<u8>| -> Result<()> {
        part += 1;
        let name = format!("tables/{}/{part:05}.jsonl", table.name);
        put(shared, &name, lines)?;
        lines.clear();
        Ok(())
    };
    let mut last: Option<Row> = None;
    loop {
        let rows = page(tx, table, last.as_ref(), count).await?;
        let full = rows.len() == PAGE;
        for row in &rows {
            let cells: Vec<Json> = (0..)
                .zip(&table.columns)
                .map(|(at, column)| cell::write(row, at, column.held))
                .collect::<Result<_>>()?;
            serde_json::to_writer(&mut lines, &cells).map_err(anyhow::Error::from)?;
            lines.push(b'\n');
            count += 1;
        }
        if lines.len() > ENTRY {
            flush(&mut lines)?;
        }
        last = rows.into_iter().last().or(last);
        if !full {
            if !lines.is_empty() {
                flush(&mut lines)?;
            }
            return Ok(count);
        }
    }
}

/// The rows behind the last one, in the order of the key; without a key in the order of all
/// columns, counted.
async fn page(tx: &mut Tx, table: &Table, last: Option<&Row>, count: u64) -> Result<Vec<Row>> {
    let quoted = |names: &[String]| {
        names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    };
    let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let columns = quoted(&names);
    if table.key.is_empty() {
        let sql = format!(
            "select {columns} from \"{}\" order by {columns} limit {PAGE} offset {count}",
            table.name
        );
        return tx.query(&sql, &[]).await;
    }
    let key = quoted(&table.key);
    let (after, values) = match last {
        None => (String::new(), Vec::new()),
        Some(row) => {
            let marks: Vec<String> = (1..=table.key.len()).map(|n| format!("${n}")).collect();
            (format!("where ({key}) > ({})", marks.join(", ")), key_values(table, row)?)
        }
    };
    let sql =
        format!("select {columns} from \"{}\" {after} order by {key} limit {PAGE}", table.name);
    tx.query(&sql, &values).await
}

fn key_values(table: &Table, row: &Row) -> Result<Vec<SqlValue>> {
    table
        .key
        .iter()
        .map(|key| {
            let place = table.columns.iter().position(|column: &Column| column.name == *key);
            let place =
                place.ok_or_else(|| Error::broken(format!("{} has no {key}", table.name)))?;
            let held =
                table.columns.get(place).map_or(super::layout::Held::Text, |column| column.held);
            cell::read(cell::write(row, place, held)?, held)
        })
        .collect()
}

/// Adds the attachments and the manifest, and makes it last.
async fn finish(store: &Store, mut archive: Archive, taken: Taken) -> Result<Moved> {
    for stored in &taken.files {
        let mut file = store.files().reader(stored.id).await?.into_std().await;
        let name = format!("files/{}", stored.id.simple());
        archive.copy(&name, stored.size, &mut file).context("writing an attachment")?;
        if archive.hashes.get(&name) != Some(&super::hex(&stored.sha256)) {
            return Err(Error::broken(format!("the attachment {} was damaged", stored.id)));
        }
    }
    let manifest = Manifest {
        format: FORMAT,
        schema: store.config().migrations.newest(),
        made_at: Timestamp::now().to_string(),
        key: key_mark(store.sealer()),
        tables: taken.tables.clone(),
        entries: archive.hashes.clone(),
    };
    let manifest = serde_json::to_vec_pretty(&manifest).map_err(anyhow::Error::from)?;
    archive.entry(MANIFEST, &manifest).context("writing the backup")?;
    let mut file = archive.finish().context("writing the backup")?;
    file.flush().context("writing the backup")?;
    file.get_ref().sync_all().context("keeping the backup")?;
    Ok(Moved {
        rows: taken.tables.values().sum(),
        files: u64::try_from(taken.files.len()).unwrap_or(u64::MAX),
    })
}
