//! SQL, the one path to write, journal, search, jobs, files and migrations.

pub mod archive;
mod backup;
pub mod change_set;
pub mod columns;
pub mod config;
mod counted;
pub mod dialect;
pub mod files;
pub mod jobs;
pub mod journal;
pub mod migrate;
mod postgres;
pub mod query;
pub mod row;
pub mod save;
pub mod search;
pub mod secret;
pub mod sequencer;
mod signals;
pub mod sql_value;
mod sqlite;
pub mod store;
pub mod tx;
pub mod undo;
pub mod verify;
pub mod workspace;

pub use config::{Database, Durability, StoreConfig};
pub use dialect::Dialect;
pub use files::{Files, StoredFile};
pub use row::Row;
pub use secret::{Purpose, Sealer};
pub use sql_value::SqlValue;
pub use store::Store;
pub use tx::{AfterCommit, Statement, Tx, TxFuture};
