//! Where a store lies and how careful it is.

use std::path::PathBuf;
use std::time::Duration;

use crate::migrate::Migrations;

/// Which database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// `workspace.db` in the data folder.
    Sqlite,
    /// `postgres://user@host/name?schema=…&sslmode=…`; the schema is `rapport` unless named.
    Postgres { url: String },
}

/// What a power cut may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Nothing that was acknowledged.
    Full,
    /// Everything: for throw-away workspaces of tests, where waiting for the disk proves nothing.
    None,
}

/// How to open a [`crate::store::Store`].
#[derive(Clone, Debug)]
pub struct StoreConfig {
    /// Files, the secret key, backups, and the database when it is SQLite.
    pub data_dir: PathBuf,
    pub database: Database,
    pub durability: Durability,
    /// How long one statement may take before it is stopped; the answer is then "try again".
    pub statement_limit: Duration,
    /// Connections that read at the same time on SQLite.
    pub readers: usize,
    /// Connections to PostgreSQL at most.
    pub connections: usize,
    /// The workspace key in base64 (`RAPPORT_SECRET_KEY`); else the file in the data folder.
    pub secret_key: Option<String>,
    /// The schema of this program; other lists are for tests.
    pub migrations: Migrations,
}

impl StoreConfig {
    /// A workspace in a folder.
    pub fn sqlite(data_dir: impl Into<PathBuf>) -> Self {
        Self::new(data_dir.into(), Database::Sqlite)
    }

    /// A workspace in a schema of PostgreSQL; files and key lie in the folder.
    pub fn postgres(data_dir: impl Into<PathBuf>, url: impl Into<String>) -> Self {
        Self::new(data_dir.into(), Database::Postgres { url: url.into() })
    }

    fn new(data_dir: PathBuf, database: Database) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            data_dir,
            database,
            durability: Durability::Full,
            // A reader gives up before the five seconds after which nobody believes in an answer.
            statement_limit: Duration::from_millis(4_500),
            readers: cores.clamp(4, 16),
            connections: 16,
            secret_key: None,
            migrations: Migrations::embedded(),
        }
    }
}
