//! Refuses a server that would lose acknowledged records or cannot hold our text.

use kernel::{Error, Result};

use crate::config::Durability;
use crate::tx::Tx;

const OLDEST: i64 = 140_000;

/// # Errors
/// [`Error::Broken`] with a sentence that says what to set.
pub(super) async fn require(tx: &mut Tx, durability: Durability) -> Result<()> {
    let version: i64 = setting(tx, "server_version_num")
        .await?
        .parse()
        .unwrap_or_default();
    if version < OLDEST {
        return Err(Error::broken("PostgreSQL 14 or newer is needed"));
    }
    let encoding = setting(tx, "server_encoding").await?;
    if encoding != "UTF8" {
        return Err(Error::broken(format!(
            "the database is encoded in {encoding}; make one with encoding UTF8"
        )));
    }
    if durability == Durability::None {
        return Ok(());
    }
    for name in ["synchronous_commit", "fsync", "full_page_writes"] {
        if setting(tx, name).await? == "off" {
            return Err(Error::broken(format!(
                "PostgreSQL runs with {name} = off and would lose acknowledged records at a power \
                 cut; set {name} = on and start again"
            )));
        }
    }
    Ok(())
}

async fn setting(tx: &mut Tx, name: &str) -> Result<String> {
    let row = tx
        .query_one("select current_setting($1)", &[name.into()])
        .await?;
    Ok(row.text(0)?.to_owned())
}
