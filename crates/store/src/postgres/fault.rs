//! What an error of PostgreSQL means to the one who asked.

use deadpool_postgres::PoolError;
use kernel::{Error, Refusal};
use tokio_postgres::error::{DbError, SqlState};

/// What to do about an error besides telling it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    None,
    /// Another transaction stood in the way: run the body again.
    RunAgain,
    /// The connection is gone: nothing was committed, take another one.
    Reconnect,
}

pub(super) fn remedy(error: &tokio_postgres::Error) -> Remedy {
    match error.as_db_error() {
        Some(db) if *db.code() == SqlState::T_R_SERIALIZATION_FAILURE => Remedy::RunAgain,
        Some(db) if *db.code() == SqlState::T_R_DEADLOCK_DETECTED => Remedy::RunAgain,
        Some(db) if is_going_away(db) => Remedy::Reconnect,
        Some(_) => Remedy::None,
        None if is_connection(error) => Remedy::Reconnect,
        None => Remedy::None,
    }
}

/// The meaning of an error of a statement.
pub(crate) fn meaning(error: tokio_postgres::Error, sql: &str) -> Error {
    let Some(db) = error.as_db_error() else {
        if is_connection(&error) {
            return unavailable(2, &format!("the database cannot be reached: {error}"));
        }
        return Error::Broken(anyhow::Error::new(error).context(format!("running {sql}")));
    };
    let code = db.code();
    if *code == SqlState::UNIQUE_VIOLATION {
        let constraint = db.constraint().unwrap_or_default();
        return Error::Conflict(Refusal::new("taken").with("constraint", constraint));
    }
    if [SqlState::DISK_FULL].contains(code) {
        return Error::StorageFull;
    }
    if *code == SqlState::QUERY_CANCELED {
        return unavailable(5, "a statement took too long");
    }
    if remedy(&error) == Remedy::RunAgain || *code == SqlState::LOCK_NOT_AVAILABLE {
        return unavailable(1, "too many writes touch the same records");
    }
    if is_going_away(db) || code.code().starts_with("53") || code.code().starts_with("58") {
        return unavailable(2, &format!("the database refuses: {}", db.message()));
    }
    let message = format!("running {sql}: {}", db.message());
    Error::Broken(anyhow::Error::new(error).context(message))
}

/// The meaning of a pool that has no connection.
pub(super) fn pool(error: PoolError) -> Error {
    match error {
        PoolError::Timeout(_) => unavailable(1, "all connections to the database are busy"),
        PoolError::Backend(error) => match meaning(error, "connecting") {
            Error::Broken(error) => {
                unavailable(5, &format!("the database cannot be reached: {error:#}"))
            }
            other => other,
        },
        other => unavailable(2, &format!("the database cannot be reached: {other}")),
    }
}

pub(super) fn unavailable(retry_after_s: u32, detail: &str) -> Error {
    Error::Unavailable { retry_after_s, detail: detail.to_owned() }
}

/// Shutting down, starting up, or a connection that was ended.
fn is_going_away(db: &DbError) -> bool {
    let code = db.code().code();
    code.starts_with("57P") || code.starts_with("08")
}

fn is_connection(error: &tokio_postgres::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if cause.is::<std::io::Error>() {
            return true;
        }
        source = cause.source();
    }
    error.is_closed()
}
