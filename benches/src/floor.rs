//! The rows of a list as a bare prepared statement: less than this no program can take.

use std::time::Instant;

use anyhow::Result;

use crate::house::{Engine, House};
use crate::measure::Times;

/// What the list of people reads for a member of a team: the columns shown, in order.
const SQL: &str = r#"select "id", "version", "created_at", "updated_at", "owner", "team", "name",
    "organization", "job_title", "email", "phone", "city", "next_step_on", "last_activity_at"
    from "party" where "kind" = 'person' and "deleted_at" is null
    and "team" = (select "id" from "team" where "name" = 'Team 0')
    order by "sort_name_key", "id" limit 51"#;

/// Times of the statement, and the engine's version.
pub fn take(house: &House, rounds: usize) -> Result<(Times, String)> {
    match &house.engine {
        Engine::Sqlite => sqlite(house, rounds),
        Engine::Postgres(server) => postgres(server, rounds),
    }
}

fn sqlite(house: &House, rounds: usize) -> Result<(Times, String)> {
    let connection = rusqlite::Connection::open(house.database_file())?;
    let mut statement = connection.prepare(SQL)?;
    let times = Times::take(rounds, |_| {
        let mut rows = statement.query([])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            std::hint::black_box(row.get_ref(6)?);
            count += 1;
        }
        anyhow::ensure!(count == 51, "{count} rows");
        Ok(())
    })?;
    Ok((times, format!("SQLite {}", rusqlite::version())))
}

fn postgres(server: &str, rounds: usize) -> Result<(Times, String)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute(&format!("set search_path to {}", crate::house::schema())).await?;
        let version: String = client.query_one("show server_version", &[]).await?.get(0);
        let statement = client.prepare(SQL).await?;
        let mut times = Vec::with_capacity(rounds);
        for _ in 0..rounds {
            let began = Instant::now();
            let rows = client.query(&statement, &[]).await?;
            times.push(began.elapsed());
            anyhow::ensure!(rows.len() == 51, "{} rows", rows.len());
        }
        let version = version.split_whitespace().next().unwrap_or_default().to_owned();
        Ok((Times::of(times), format!("PostgreSQL {version}")))
    })
}
