//! Clears away sessions and links that have ended, and notifications that are old.

use jiff::SignedDuration;
use kernel::Result;
use serde::{Deserialize, Serialize};
use store::jobs::{Job, JobContext, Outcome};

use crate::{notification, one_time_link, session};

/// Notifications are kept this long.
const NOTIFICATIONS: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The chore.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const KIND: &'static str = "platform-sweep";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let now = context.now();
        context
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    session::sweep(tx, now).await?;
                    one_time_link::sweep(tx, now).await?;
                    notification::sweep(tx, now - NOTIFICATIONS).await.map(drop)
                })
            })
            .await?;
        Ok(Outcome::Done)
    }
}
