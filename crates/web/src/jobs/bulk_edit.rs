//! One act on all records of a list, in the name of who asked for it.

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use store::jobs::{Job, JobContext, Outcome};
use uuid::Uuid;

use crate::app::App;
use crate::screens::bulk::{Bulk, BulkAct};

/// The chore. A second run changes only what the first left.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BulkEdit {
    pub user: Uuid,
    pub slug: String,
    /// The list's conditions, as its address says them.
    pub query: String,
    pub act: BulkAct,
    pub change_set: Uuid,
}

impl Job for BulkEdit {
    const KIND: &'static str = "bulk-edit";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let app: &App = context.app()?;
        let scope = app.gate().scope_of(app, self.user).await?.ok_or(Error::NotFound)?;
        let bulk = Bulk::new(app, scope, &self.slug, (self.act.clone(), self.change_set))?;
        let ids = bulk.ids(&self.query).await?;
        let total = u64::try_from(ids.len()).ok();
        let mut done = 0;
        for chunk in ids.chunks(Bulk::CHUNK) {
            bulk.write(chunk).await?;
            done += u64::try_from(chunk.len()).unwrap_or_default();
            context.progress(done, total).await?;
        }
        Ok(Outcome::Done)
    }
}
