//! Opens a connection with the settings on which the promises rest.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use kernel::Result;
use kernel::text::fold::fold;
use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};

use super::deadline::Deadline;
use crate::config::{Durability, StoreConfig};

/// What the one writing connection may keep of the database in memory. A chunk of an import
/// dirties some thousand pages of a dozen indexes; a page that does not fit is written twice.
const CACHE_KIB: u32 = 48_000;
/// What a reading connection may keep: searches and filters look thousands of rows up, all over the
/// table, and a page that is not kept is copied from the system again for each.
const READER_CACHE_KIB: u32 = 16_000;
/// Pages in the log before they are brought home: many an index page is changed by each chunk, and
/// is brought home once for all of them.
const CHECKPOINT_PAGES: u32 = 16_000;

/// Marks a file as ours ("RAPP").
const APPLICATION_ID: i64 = 0x5241_5050;

/// Virtual machine steps between two looks at the clock: some ten microseconds.
const STEPS_PER_LOOK: i32 = 2_000;

/// What a connection may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Write,
    Read,
}

/// The database file of a data folder.
pub(crate) fn database_file(data_dir: &Path) -> PathBuf {
    data_dir.join("workspace.db")
}

/// A connection ready for use, and the deadline that its statements obey.
///
/// # Errors
/// `Broken` when the file is not ours, is damaged, or cannot be written durably.
pub(crate) fn open(config: &StoreConfig, access: Access) -> Result<(Connection, Arc<Deadline>)> {
    let file = database_file(&config.data_dir);
    let opened = connect(&file, config.durability, access)
        .with_context(|| format!("opening the database {}", file.display()))?;
    Ok(opened)
}

fn connect(
    file: &Path,
    durability: Durability,
    access: Access,
) -> anyhow::Result<(Connection, Arc<Deadline>)> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX
        | match access {
            Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        };
    let mut connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    require_ours(&connection)?;
    match access {
        Access::Write => prepare_writing(&connection, durability)?,
        Access::Read => {
            let cache = format!("pragma query_only = on; pragma cache_size = -{READER_CACHE_KIB};");
            connection.execute_batch(&cache)?
        }
    }
    connection.execute_batch(
        "pragma foreign_keys = on; pragma temp_store = memory; pragma cell_size_check = on;
         pragma mmap_size = 0;",
    )?;
    // Else each new value bound makes a statement be planned anew, in case another plan fits it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(256);
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("fold", 1, flags, |call| {
        let text: Option<String> = call.get(0)?;
        Ok(text.map(|text| fold(&text)))
    })?;
    let deadline = Arc::new(Deadline::new());
    let watched = Arc::clone(&deadline);
    connection.progress_handler(STEPS_PER_LOOK, Some(move || watched.is_over()))?;
    Ok((connection, deadline))
}

/// A file of another program is left alone.
fn require_ours(connection: &Connection) -> anyhow::Result<()> {
    let id: i64 = connection
        .query_row("select application_id from pragma_application_id", [], |row| row.get(0))
        .map_err(|error| anyhow!(super::fault::meaning(error, "pragma application_id")))?;
    let tables: i64 =
        connection.query_row("select count(*) from sqlite_schema", [], |row| row.get(0))?;
    if id != APPLICATION_ID && tables > 0 {
        bail!("the file is an SQLite database of another program; name another data folder");
    }
    Ok(())
}

fn prepare_writing(connection: &Connection, durability: Durability) -> anyhow::Result<()> {
    let mode: String = connection.query_row("pragma journal_mode = wal", [], |row| row.get(0))?;
    if !mode.eq_ignore_ascii_case("wal") {
        bail!(
            "the file system cannot hold a write-ahead log (journal mode {mode}); \
             put the data folder on a local disk"
        );
    }
    let synchronous = match durability {
        Durability::Full => "full",
        Durability::None => "off",
    };
    connection.execute_batch(&format!(
        "pragma synchronous = {synchronous}; pragma cache_size = -{CACHE_KIB};
         pragma wal_autocheckpoint = {CHECKPOINT_PAGES};
         pragma journal_size_limit = 67108864; pragma application_id = {APPLICATION_ID};"
    ))?;
    let level: i64 = connection.query_row("pragma synchronous", [], |row| row.get(0))?;
    if durability == Durability::Full && level < 2 {
        bail!("SQLite does not wait for the disk (synchronous = {level})");
    }
    Ok(())
}
