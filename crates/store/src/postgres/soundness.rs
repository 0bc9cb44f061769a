//! Refuses a server that would lose acknowledged records or cannot hold our text.

use std::time::Duration;

use kernel::{Error, Result};
use tokio_postgres::Client;

use super::{Target, fault};
use crate::config::Durability;

const OLDEST: i64 = 140_000;
const WITHIN: Duration = Duration::from_secs(4);

/// Looks at the server before anything is written to it.
///
/// # Errors
/// [`Error::Broken`] with a sentence that says what to set; [`Error::Unavailable`].
pub(crate) async fn require_sound(target: &Target, durability: Durability) -> Result<()> {
    let reached = target.connect(WITHIN).await;
    let (client, _connection) = reached.map_err(|error| fault::meaning(error, "connecting"))?;
    let version: i64 = setting(&client, "server_version_num").await?.parse().unwrap_or_default();
    if version < OLDEST {
        return Err(Error::broken("PostgreSQL 14 or newer is needed"));
    }
    let encoding = setting(&client, "server_encoding").await?;
    if encoding != "UTF8" {
        return Err(Error::broken(format!(
            "the database is encoded in {encoding}; make one with encoding UTF8"
        )));
    }
    if durability == Durability::None {
        return Ok(());
    }
    for name in ["synchronous_commit", "fsync", "full_page_writes"] {
        if setting(&client, name).await? == "off" {
            return Err(Error::broken(format!(
                "PostgreSQL runs with {name} = off and would lose acknowledged records at a power \
                 cut; set {name} = on and start again"
            )));
        }
    }
    Ok(())
}

async fn setting(client: &Client, name: &str) -> Result<String> {
    let sql = "select current_setting($1)";
    let row = client.query_one(sql, &[&name]).await.map_err(|error| fault::meaning(error, sql))?;
    row.try_get(0).map_err(|error| fault::meaning(error, sql))
}
