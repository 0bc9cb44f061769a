//! Bytes that no file and no picture is made of any more lose their row; the store's sweeper then
//! removes them. Those of the trash and of pictures that an undo may bring back stay a while.

use jiff::SignedDuration;
use kernel::Result;
use serde::{Deserialize, Serialize};
use store::files;
use store::jobs::{Job, JobContext, Outcome};

/// How long bytes are kept after they were last needed.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 35);
/// Files of one run.
const MOST: i64 = 1_000;

/// Forgets what nothing is made of.
#[derive(Serialize, Deserialize)]
pub struct ForgetFiles {}

impl Job for ForgetFiles {
    const KIND: &'static str = "customers.forget-files";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let before = context.now() - KEPT;
        let count = context
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let sql = format!(
                        r#"
                        select s."id" from "stored_file" s
                        where s."created_at" < $1
                        and not exists (select 1 from "file" f where f."content" = s."id")
                        and not exists (select 1 from "party" p where p."photo" = s."id")
                        and not exists (select 1 from "user" u where u."photo" = s."id")
                        and not exists (select 1 from "import" i where i."file" = s."id")
                        order by s."id"
                        limit {MOST}"#
                    );
                    let rows = tx.query(&sql, &[before.into()]).await?;
                    for row in &rows {
                        files::forget(tx, row.id(0)?).await?;
                    }
                    Ok(rows.len())
                })
            })
            .await?;
        Ok(if count == 0 { Outcome::Done } else { Outcome::DoneWith(count.to_string()) })
    }
}
