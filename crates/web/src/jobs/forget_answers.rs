//! Forgets what was answered under idempotency keys more than a day ago.

use kernel::Result;
use serde::{Deserialize, Serialize};
use store::jobs::{Job, JobContext, Outcome};

use crate::api::idempotency::forget_old;

/// The chore.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ForgetAnswers {}

impl Job for ForgetAnswers {
    const KIND: &'static str = "forget-answers";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let now = context.now();
        context.store().write(move |tx| Box::pin(forget_old(tx, now))).await?;
        Ok(Outcome::Done)
    }
}
