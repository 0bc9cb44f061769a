//! Migrations of a schema: an advisory lock keeps other processes waiting.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use kernel::{Error, Result};
use tokio_postgres::Client;
use tracing::info;

use super::{APPLIED, Applied, Migration, RECORD, TABLE, checksum, failed, missing, script};
use crate::config::StoreConfig;
use crate::dialect::Dialect;
use crate::postgres::{Target, advisory_key, meaning};

const LONGEST_WAIT: Duration = Duration::from_secs(600);

pub(super) async fn migrate(config: &StoreConfig, target: &Target) -> Result<()> {
    let wrong = |error| meaning(error, "preparing the migration");
    let (mut client, _connection) = target.connect(Duration::ZERO).await.map_err(wrong)?;
    // The lock ends with the connection.
    lock(&client, target.schema()).await?;
    make_schema(&client, target.schema()).await.map_err(wrong)?;
    let applied = applied(&client).await.map_err(wrong)?;
    for migration in missing(&config.migrations, &applied)? {
        apply(&mut client, migration).await?;
        info!("Applied migration {:04}_{}", migration.version, migration.name);
    }
    Ok(())
}

async fn lock(client: &Client, schema: &str) -> Result<()> {
    let key = advisory_key(schema, "migrate");
    let started = Instant::now();
    loop {
        let sql = "select pg_try_advisory_lock($1)";
        let row = client.query_one(sql, &[&key]).await.map_err(|error| meaning(error, sql))?;
        if row.try_get(0).map_err(|error| meaning(error, sql))? {
            return Ok(());
        }
        if started.elapsed() > LONGEST_WAIT {
            return Err(Error::broken(
                "another process has been migrating this workspace for too long",
            ));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Made only when it is not there: many users may use a schema but not make one.
async fn make_schema(client: &Client, schema: &str) -> Result<(), tokio_postgres::Error> {
    let sql = "select 1 from pg_namespace where nspname = $1";
    if client.query_opt(sql, &[&schema]).await?.is_none() {
        client.batch_execute(&format!("create schema \"{schema}\"")).await?;
    }
    Ok(())
}

async fn applied(client: &Client) -> Result<Applied, tokio_postgres::Error> {
    let table = Dialect::Postgres.migration(TABLE).unwrap_or_default();
    client.batch_execute(&format!("set client_min_messages = warning; {table}")).await?;
    let rows = client.query(APPLIED, &[]).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

async fn apply(client: &mut Client, migration: &Migration) -> Result<()> {
    let script = script(migration, Dialect::Postgres)?;
    let now = Timestamp::now().as_microsecond();
    let applied = async {
        let transaction = client.transaction().await?;
        transaction.batch_execute(&script).await?;
        let (name, checksum) = (migration.name.as_ref(), checksum(migration));
        transaction.execute(RECORD, &[&migration.version, &name, &checksum, &now]).await?;
        transaction.commit().await
    };
    applied.await.map_err(|error: tokio_postgres::Error| match error.as_db_error() {
        Some(db) => failed(migration, &db),
        None => failed(migration, &error),
    })
}
