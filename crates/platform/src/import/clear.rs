//! The chore that clears away what imports leave: drafts that nobody came back to, and files of
//! those that ended. What they wrote, their reports and their change sets stay.

use jiff::{SignedDuration, Timestamp};
use kernel::Result;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::files;
use store::jobs::{Job, JobContext, Outcome};
use uuid::Uuid;
use web::App;

/// Files and drafts are kept so long.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Imports of one transaction.
const CHUNK: usize = 100;

/// Clears away, once a day.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ClearImports {}

impl Job for ClearImports {
    const KIND: &'static str = "platform-clear-imports";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let app: &App = context.app()?;
        let before = context.now() - KEPT;
        loop {
            let files = app.store().write(move |tx| Box::pin(clear(tx, before))).await?;
            for file in &files {
                app.store().files().remove(*file).await?;
            }
            if files.len() < CHUNK || context.should_stop() {
                return Ok(Outcome::Done);
            }
        }
    }
}

/// Forgets some drafts and files; answers the files whose bytes nobody needs.
async fn clear(tx: &mut Tx, before: Timestamp) -> Result<Vec<Uuid>> {
    let sql = r#"select "import"."id", "import"."file", "import"."change_set"
        from "import"
        join "stored_file" on "stored_file"."id" = "import"."file"
        where "import"."state" not in ('checking', 'running')
          and coalesce("import"."finished_at", "import"."worked_at", "import"."started_at",
            "import"."created_at") < $1
        order by "import"."id"
        limit $2"#;
    let limit = i64::try_from(CHUNK).unwrap_or(i64::MAX);
    let mut cleared = Vec::new();
    for row in tx.query(sql, &[before.into(), limit.into()]).await? {
        let file = row.id(1)?;
        files::forget(tx, file).await?;
        if row.opt_id(2)?.is_none() {
            let sql = r#"delete from "import" where "id" = $1"#;
            tx.execute(sql, &[row.id(0)?.into()]).await?;
        }
        cleared.push(file);
    }
    Ok(cleared)
}
