//! Clears away what was delivered, or not, a month ago.

use jiff::SignedDuration;
use kernel::Result;
use serde::{Deserialize, Serialize};
use store::jobs::{Job, JobContext, JobRegistry, Outcome, Schedule};

use crate::delivery;

/// Messages are kept this long, to be sent again.
pub const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Messages of one transaction.
const CHUNK: u32 = 500;

/// Registers the chore and when it comes.
pub fn register(registry: &mut JobRegistry) {
    registry.register::<SweepWebhooks>();
    registry.schedule(Schedule {
        key: "integrations-sweep-webhooks",
        cron: "37 * * * *".to_owned(),
        zone: "UTC".to_owned(),
        kind: SweepWebhooks::KIND,
        payload: serde_json::json!({}),
    });
}

/// The chore.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct SweepWebhooks {}

impl Job for SweepWebhooks {
    const KIND: &'static str = "integrations-sweep-webhooks";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let before = context.now() - KEPT;
        loop {
            let swept =
                context.store().write(move |tx| Box::pin(delivery::sweep(tx, before, CHUNK)));
            if swept.await? == 0 {
                return Ok(Outcome::Done);
            }
            if context.should_stop() {
                return Ok(Outcome::Again(std::time::Duration::from_secs(1)));
            }
        }
    }
}
