//! Indexes the records whose documents a bulk write left for later.

use std::sync::Arc;

use kernel::Result;
use serde::{Deserialize, Serialize};
use store::jobs::{Job, JobContext, Outcome};
use store::search;

use crate::app::App;

/// Documents of one transaction.
const CHUNK: u32 = 500;

/// The chore.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct IndexSearch {}

impl Job for IndexSearch {
    const KIND: &'static str = "index-search";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let app: &App = context.app()?;
        while index_some(app).await? > 0 && !context.should_stop() {}
        Ok(Outcome::Done)
    }
}

async fn index_some(app: &App) -> Result<usize> {
    let (catalog, scope) = (app.catalog(), app.robot("search"));
    app.store()
        .write(move |tx| {
            let (catalog, scope) = (Arc::clone(&catalog), scope.clone());
            Box::pin(async move { search::index_queued(tx, &catalog, &scope, CHUNK).await })
        })
        .await
}
