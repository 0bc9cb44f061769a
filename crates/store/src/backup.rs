//! Copies of an SQLite database that are whole while others write.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use jiff::Timestamp;
use kernel::Result;
use rusqlite::Connection;

use crate::config::StoreConfig;
use crate::sqlite::{Access, fault, open};

/// Automatic copies that are kept.
const KEPT: usize = 5;

const PREFIX: &str = "before-";

/// Copies the database into a new file; the file appears whole or not at all.
///
/// # Errors
/// When the copy cannot be written; a half copy is removed.
pub(crate) fn copy_to(connection: &Connection, target: &Path) -> Result<()> {
    let draft = target.with_extension("part");
    let copied = write_copy(connection, &draft, target);
    if copied.is_err() {
        // The error of the copy is the one to tell.
        let _ = fs::remove_file(&draft);
    }
    Ok(copied.with_context(|| format!("copying the database to {}", target.display()))?)
}

/// Copies the database of a store that is open.
///
/// # Errors
/// As [`copy_to`].
pub(crate) fn copy_file(config: &StoreConfig, target: &Path) -> Result<()> {
    let (connection, _) = open(config, Access::Write)?;
    copy_to(&connection, target)
}

/// The copy that is made before a migration changes a database.
///
/// # Errors
/// As [`copy_to`].
pub(crate) fn before_migration(
    connection: &Connection,
    data_dir: &Path,
    version: i64,
) -> Result<PathBuf> {
    let folder = data_dir.join("backups");
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let stamp = Timestamp::now().strftime("%Y%m%dT%H%M%S%6f");
    let target = folder.join(format!("{PREFIX}{version:04}-{stamp}.db"));
    copy_to(connection, &target)?;
    remove_old(&folder).with_context(|| format!("tidying {}", folder.display()))?;
    Ok(target)
}

fn write_copy(connection: &Connection, draft: &Path, target: &Path) -> anyhow::Result<()> {
    let name = draft.to_str().context("the path is not UTF-8")?;
    let sql = "vacuum into ?1";
    connection.execute(sql, [name]).map_err(|error| fault::meaning(error, sql))?;
    File::open(draft)?.sync_all()?;
    fs::rename(draft, target)?;
    if let Some(folder) = target.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Versions and instants sort by name.
fn remove_old(folder: &Path) -> std::io::Result<()> {
    let mut copies: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            name.is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(".db"))
        })
        .collect();
    copies.sort();
    let surplus = copies.len().saturating_sub(KEPT);
    copies.into_iter().take(surplus).try_for_each(fs::remove_file)
}
