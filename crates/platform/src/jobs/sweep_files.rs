//! Clears away bytes that no row knows: what a process left behind that died while it wrote.

use std::time::Duration;

use kernel::Result;
use serde::{Deserialize, Serialize};
use store::files;
use store::jobs::{Job, JobContext, Outcome};

/// Younger ones may still get their row; a file that waits to be fetched has ended by then.
const OLD: Duration = Duration::from_secs(25 * 60 * 60);

/// The chore.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct SweepFiles {}

impl Job for SweepFiles {
    const KIND: &'static str = "platform-sweep-files";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        files::sweep(context.store(), OLD).await?;
        Ok(Outcome::Done)
    }
}
