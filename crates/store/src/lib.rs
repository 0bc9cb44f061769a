//! SQL, the one path to write, journal, search, jobs, files and migrations.

mod backup;
pub mod config;
pub mod dialect;
pub mod files;
pub mod jobs;
pub mod migrate;
mod postgres;
pub mod row;
pub mod secret;
pub mod sequencer;
mod signals;
pub mod sql_value;
mod sqlite;
pub mod store;
pub mod tx;
pub mod workspace;

pub use config::{Database, Durability, StoreConfig};
pub use dialect::Dialect;
pub use files::{Files, StoredFile};
pub use row::Row;
pub use secret::{Purpose, Sealer};
pub use sql_value::SqlValue;
pub use store::Store;
pub use tx::{AfterCommit, Tx, TxFuture};
