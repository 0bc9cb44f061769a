//! Backups: everything of a workspace in one file, the same for both engines, so that a backup of
//! one can be restored into the other.
//!
//! A tar of `tables/NAME/00001.jsonl` (a row a line), `files/ID` and, last, `manifest.json` with
//! the hash of everything before it. The workspace key is not in it.

mod cell;
mod layout;
mod read;
mod tar;
mod write;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::secret::{Purpose, Sealer};

pub use read::{queue_for_search, restore};
pub use write::{keep, write};

const MANIFEST: &str = "manifest.json";
const FORMAT: u32 = 1;

/// Tables that a backup leaves out: what is made again from the rest, and what must not come
/// back to life.
const LEFT_OUT: [&str; 6] =
    ["search_document", "search_word", "search_queue", "session", "one_time_link", "export"];

/// What a backup or a restoration moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    pub rows: u64,
    pub files: u64,
}

/// What the file says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Manifest {
    format: u32,
    /// The schema's version.
    schema: i64,
    made_at: String,
    /// Tells whether a key is the workspace's without telling the key.
    key: String,
    tables: BTreeMap<String, u64>,
    /// SHA-256 of each entry before this one, in hex.
    entries: BTreeMap<String, String>,
}

fn key_mark(sealer: &Sealer) -> String {
    hex(&sealer.mac(Purpose::Link, b"which key is this"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
