//! Undoes a change set that is too large to wait for.

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use store::jobs::{Job, JobContext, Outcome};
use store::undo;
use uuid::Uuid;

use crate::app::App;

/// The chore. A second run finds what is undone already as it was and goes on.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct TakeBack {
    /// In whose name.
    pub user: Uuid,
    pub change_set: Uuid,
    /// The change set of the undo.
    pub by: Uuid,
}

impl Job for TakeBack {
    const KIND: &'static str = "take-back";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let app: &App = context.app()?;
        let scope = app.gate().scope_of(app, self.user).await?.ok_or(Error::NotFound)?;
        let saving = app.saving(scope, self.by);
        undo::undo(app.store(), &saving, self.change_set, |_| {}).await?;
        Ok(Outcome::Done)
    }
}
