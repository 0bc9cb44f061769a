//! Migrations of a file: a lock file beside it, a copy of it first.

use std::fs::{self, File};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use kernel::Result;
use rusqlite::{Connection, params};
use tracing::info;

use super::{APPLIED, Applied, Migration, RECORD, TABLE, checksum, failed, missing, script};
use crate::backup;
use crate::config::StoreConfig;
use crate::dialect::Dialect;
use crate::sqlite::{Access, open};

const LONGEST_WAIT: Duration = Duration::from_secs(600);

pub(super) fn migrate(config: &StoreConfig) -> Result<()> {
    fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("making the data folder {}", config.data_dir.display()))?;
    let _lock = lock(config)?;
    let (connection, _) = open(config, Access::Write)?;
    connection.execute_batch("pragma foreign_keys = off").context("preparing the migration")?;
    let applied = applied(&connection).context("reading the schema's version")?;
    let missing = missing(&config.migrations, &applied)?;
    if let (Some(first), false) = (missing.first(), applied.is_empty()) {
        let copy = backup::before_migration(&connection, &config.data_dir, first.version)?;
        info!("Copied the database to {} before changing its schema", copy.display());
    }
    for migration in missing {
        apply(&connection, migration)?;
        info!("Applied migration {:04}_{}", migration.version, migration.name);
    }
    Ok(())
}

/// Held until the file is closed, which a dead process does too.
fn lock(config: &StoreConfig) -> anyhow::Result<File> {
    let path = config.data_dir.join("migrate.lock");
    let file = File::create(&path).with_context(|| format!("making {}", path.display()))?;
    let started = Instant::now();
    while let Err(error) = file.try_lock() {
        if started.elapsed() > LONGEST_WAIT {
            bail!("another process has been migrating this workspace for too long: {error}");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(file)
}

fn applied(connection: &Connection) -> anyhow::Result<Applied> {
    connection.execute_batch(&Dialect::Sqlite.migration(TABLE)?)?;
    let mut statement = connection.prepare(APPLIED)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whole or not at all: the connection rolls back when it is not committed.
fn apply(connection: &Connection, migration: &Migration) -> Result<()> {
    let script = script(migration, Dialect::Sqlite)?;
    let applied = (|| {
        let transaction = connection.unchecked_transaction()?;
        transaction.execute_batch(&script)?;
        let mut check = transaction.prepare("select count(*) from pragma_foreign_key_check")?;
        let dangling: i64 = check.query_row([], |row| row.get(0))?;
        drop(check);
        if dangling > 0 {
            bail!("{dangling} rows would point to nothing");
        }
        let sql = Dialect::Sqlite.parameters(RECORD);
        let now = Timestamp::now().as_microsecond();
        transaction
            .execute(&sql, params![migration.version, migration.name, checksum(migration), now])?;
        Ok(transaction.commit()?)
    })();
    applied.map_err(|error: anyhow::Error| failed(migration, &error))
}
