//! What an error of SQLite means to the one who asked.

use kernel::{Error, Refusal};
use rusqlite::{Connection, ErrorCode, ffi};

/// The meaning of an error; the connection serves to find the name of a violated constraint.
pub(crate) fn explain(connection: &Connection, sql: &str, error: rusqlite::Error) -> Error {
    match unique_columns(&error) {
        Some((table, columns)) => taken(&constraint_name(connection, &table, &columns)),
        None => meaning(error, sql),
    }
}

/// The meaning of an error of which nothing more is to be found out.
pub(crate) fn meaning(error: rusqlite::Error, sql: &str) -> Error {
    let code = error.sqlite_error_code();
    match code {
        Some(ErrorCode::DiskFull) => Error::StorageFull,
        Some(ErrorCode::OperationInterrupted) => unavailable(5, "a statement took too long"),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            unavailable(1, "the database is busy")
        }
        Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::OutOfMemory) => {
            unavailable(5, &format!("the database cannot be read or written: {error}"))
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Error::Broken(
            anyhow::Error::new(error)
                .context("the database file is damaged; restore the last backup (rapport restore)"),
        ),
        _ => Error::Broken(anyhow::Error::new(error).context(format!("running {sql}"))),
    }
}

/// A unique value that is taken; the constraint's name is the same on both engines.
pub(crate) fn taken(constraint: &str) -> Error {
    Error::Conflict(Refusal::new("taken").with("constraint", constraint))
}

/// Whether the disk refused to make a commit durable; after that no write can be trusted.
pub(crate) fn is_failed_sync(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| {
        [ffi::SQLITE_IOERR_FSYNC, ffi::SQLITE_IOERR_DIR_FSYNC].contains(&error.extended_code)
    })
}

fn unavailable(retry_after_s: u32, detail: &str) -> Error {
    Error::Unavailable { retry_after_s, detail: detail.to_owned() }
}

/// Table and columns from “UNIQUE constraint failed: t.a, t.b”, or an index from “… index 'x'”.
fn unique_columns(error: &rusqlite::Error) -> Option<(String, Vec<String>)> {
    let rusqlite::Error::SqliteFailure(failure, Some(message)) = error else {
        return None;
    };
    let is_unique = [
        ffi::SQLITE_CONSTRAINT_UNIQUE,
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
        ffi::SQLITE_CONSTRAINT_ROWID,
    ];
    if !is_unique.contains(&failure.extended_code) {
        return None;
    }
    let named = message.split_once("failed: ")?.1;
    if let Some(index) = named.strip_prefix("index '") {
        return Some((String::new(), vec![index.trim_end_matches('\'').to_owned()]));
    }
    let pairs: Vec<(&str, &str)> =
        named.split(", ").filter_map(|column| column.split_once('.')).collect();
    let table = pairs.first()?.0.to_owned();
    Some((table, pairs.into_iter().map(|(_, column)| column.to_owned()).collect()))
}

fn constraint_name(connection: &Connection, table: &str, columns: &[String]) -> String {
    if table.is_empty() {
        return columns.concat();
    }
    let indexes = unique_indexes(connection, table).unwrap_or_default();
    let found = indexes.into_iter().find(|(_, _, indexed)| indexed == columns);
    match found {
        Some((name, origin, _)) if origin == "c" => name,
        Some((_, origin, _)) if origin == "u" => format!("{table}_{}_key", columns.join("_")),
        _ => format!("{table}_pkey"),
    }
}

type UniqueIndex = (String, String, Vec<String>);

fn unique_indexes(connection: &Connection, table: &str) -> rusqlite::Result<Vec<UniqueIndex>> {
    let mut list = connection
        .prepare(r#"select "name", "origin" from pragma_index_list(?1) where "unique" = 1"#)?;
    let names = list
        .query_map([table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut info =
        connection.prepare(r#"select "name" from pragma_index_info(?1) order by "seqno""#)?;
    names
        .into_iter()
        .map(|(name, origin)| {
            let columns = info
                .query_map([&name], |row| row.get::<_, Option<String>>(0))?
                .map(|column| column.map(Option::unwrap_or_default))
                .collect::<rusqlite::Result<Vec<_>>>()?;
            Ok((name, origin, columns))
        })
        .collect()
}
