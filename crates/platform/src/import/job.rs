//! The chore: works on an import until its end, wherever the one before it stopped.

use std::time::Duration;

use jiff::SignedDuration;
use kernel::{Error, Refusal, Refusals, Result};
use serde::{Deserialize, Serialize};
use store::jobs::{Job, JobContext, Outcome};
use uuid::Uuid;
use web::App;

use super::record::{self, Import, State};
use super::work::Work;

/// Somebody else who works on an import is thought dead after this.
const SILENCE: SignedDuration = SignedDuration::from_secs(20);
const WAIT: Duration = Duration::from_secs(10);

/// Works on an import; a second run finds it where the first one left it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ImportRows {
    pub import: Uuid,
}

impl Job for ImportRows {
    const KIND: &'static str = "platform-import";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let app: &App = context.app()?;
        let id = self.import;
        let import = app.store().read(move |tx| Box::pin(record::load(tx, id))).await?;
        let heard = import.worked_at.map(|at| context.now().duration_since(at));
        if context.attempt() <= 1
            && import.state.is_busy()
            && heard.is_some_and(|since| since < SILENCE && !since.is_negative())
        {
            return Ok(Outcome::Again(WAIT));
        }
        match self.work(app, context).await {
            // Somebody else is at it, or it was cancelled: the next look tells.
            Err(Error::Conflict(_)) => Ok(Outcome::Again(WAIT)),
            other => other,
        }
    }
}

impl ImportRows {
    async fn work(&self, app: &App, context: &JobContext) -> Result<Outcome> {
        let mut work = match Work::take_up(app, self.import).await {
            Ok(Some(work)) => work,
            Ok(None) => return Ok(Outcome::Done),
            Err(error) => return give_up(app, self.import, error).await,
        };
        loop {
            match work.step().await {
                Ok(true) => {
                    let (done, total) = work.import().progress();
                    context.progress(done, Some(total)).await?;
                }
                Ok(false) => return Ok(Outcome::Done),
                Err(error) => return give_up(app, self.import, error).await,
            }
            if context.should_stop() {
                let id = self.import;
                app.store().write(move |tx| Box::pin(record::rest(tx, id))).await?;
                return Ok(Outcome::Again(Duration::ZERO));
            }
        }
    }
}

/// What is wrong with the file or the settings ends the import; the machine's faults are tried
/// again.
async fn give_up(app: &App, id: Uuid, error: Error) -> Result<Outcome> {
    let faults = match error {
        Error::Refused(faults) | Error::Invalid(faults) => faults,
        Error::Forbidden(fault) => Refusals::one(fault),
        Error::NotFound => Refusals::one(Refusal::field("file", "import-file-gone")),
        other => return Err(other),
    };
    let now = app.clock().now();
    app.store()
        .write(move |tx| {
            let faults = faults.clone();
            Box::pin(async move {
                let import = record::load(tx, id).await?;
                if import.state.is_busy() {
                    record::end(tx, &import, (State::Failed, &faults), now).await?;
                }
                Ok(())
            })
        })
        .await?;
    Ok(Outcome::Done)
}

/// Works on an import in this process, step by step; for commands.
pub struct Worker {
    app: App,
    id: Uuid,
    work: Option<Work>,
}

impl Worker {
    /// Takes an import up where it stands.
    ///
    /// # Errors
    /// When the machine fails; what is wrong with the file is told by the import itself.
    pub async fn take_up(app: &App, id: Uuid) -> Result<Self> {
        let work = match Work::take_up(app, id).await {
            Ok(work) => work,
            Err(error) => give_up(app, id, error).await.map(|_| None)?,
        };
        Ok(Self { app: app.clone(), id, work })
    }

    /// Deals with the next rows and tells how it stands; `None` at its end.
    ///
    /// # Errors
    /// As [`Self::take_up`].
    pub async fn step(&mut self) -> Result<Option<&Import>> {
        let Some(work) = &mut self.work else {
            return Ok(None);
        };
        match work.step().await {
            Ok(true) => Ok(Some(work.import())),
            // Cancelled, or a job went on with it: the import itself tells.
            Ok(false) | Err(Error::Conflict(_)) => Ok(None),
            Err(error) => give_up(&self.app, self.id, error).await.map(|_| None),
        }
    }
}
