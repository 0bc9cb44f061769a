//! What the planner knows of tables that grow faster than the server looks at them: an import fills
//! a new workspace within the minute between two looks of autovacuum, and until then each of its
//! statements would walk through the tables that were empty when it was planned. And what waits to be
//! put into the text index is put there: until then each search reads all of it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use deadpool_postgres::{Pool, PoolError};
use tokio_util::sync::CancellationToken;
use tracing::debug;

use crate::signals::Signals;

/// Between two looks, while anything is written.
const EVERY: Duration = Duration::from_secs(1);

/// Looks after the last write: a connection tells what it wrote when it was idle for ten seconds.
const LOOKS: u32 = 15;

/// Our tables of which a third and some thousand rows are new since they were last looked at.
const GROWN: &str = r#"
    select "relname" from "pg_stat_user_tables"
    where "schemaname" = current_schema()
    and "n_mod_since_analyze" > 1000
    and "n_mod_since_analyze" > "n_live_tup" / 3"#;

/// A sample of 9,000 rows; autovacuum takes a larger one later.
const SAMPLE: &str = "set local default_statistics_target = 30";

/// Puts what was written into the text index. Without this four megabytes of it wait there.
const TIDY: &str = "select gin_clean_pending_list('search_document_tokens')";

/// Looks between two tidyings.
const TIDY_EVERY: u32 = 5;

/// What the task needs.
pub(super) struct Task {
    pub(super) pool: Pool,
    pub(super) signals: Signals,
    pub(super) stop: CancellationToken,
}

/// Runs until it is told to stop. A look that fails costs speed alone.
pub(super) async fn run(task: Task) {
    // What another process wrote, which has ended, is looked at too.
    let (mut seen, mut looks) = (0, LOOKS);
    let mut looked: u32 = 0;
    loop {
        tokio::select! {
            () = task.stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        let commits = task.signals.commits.load(Ordering::Relaxed);
        if commits != seen {
            (seen, looks) = (commits, LOOKS);
        }
        if looks > 0 {
            looks -= 1;
            looked = looked.wrapping_add(1);
            let tidies = looked.is_multiple_of(TIDY_EVERY);
            if let Err(error) = look(&task.pool, tidies).await {
                debug!("The planner's statistics are old: {error}");
            }
        }
    }
}

/// Looks at the tables that have grown; one that another process looks at is left to it.
async fn look(pool: &Pool, tidies: bool) -> Result<(), PoolError> {
    let mut client = pool.get().await?;
    if tidies {
        client.batch_execute(TIDY).await?;
    }
    let grown = client.query(GROWN, &[]).await?;
    for table in grown {
        let table: String = table.get(0);
        let transaction = client.transaction().await?;
        transaction.batch_execute(&format!("{SAMPLE}; analyze (skip_locked) \"{table}\"")).await?;
        transaction.commit().await?;
    }
    Ok(())
}
