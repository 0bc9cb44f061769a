//! Runs one leased job to its end and notes how it ended.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use kernel::Result;
use tracing::{error, info, warn};

use super::claim;
use super::context::JobContext;
use super::outcome::{Failure, Outcome};
use super::registry::JobRegistry;
use crate::tx::panic_message;

/// A cancelled job that does not stop by itself is dropped after this.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// Runs the job; an error of its own is noted with it, one of the database is answered.
///
/// # Errors
/// When the end could not be noted; the lease will run out and the job run again.
pub(super) async fn execute(context: JobContext, registry: &JobRegistry) -> Result<()> {
    let mut ended = run(&context, registry).await;
    if context.is_cancelled() && !matches!(ended, Ok(Outcome::Done | Outcome::DoneWith(_))) {
        ended = Err(Failure::new("cancelled", "cancelled", true));
    }
    tell(&context, &ended);
    let noted = context.clone();
    context
        .store
        .write(move |tx| {
            let (context, ended) = (noted.clone(), ended.clone());
            Box::pin(async move {
                claim::finish(tx, context.lease_now(), &context.job, &ended).await.map(drop)
            })
        })
        .await
}

async fn run(context: &JobContext, registry: &JobRegistry) -> Result<Outcome, Failure> {
    let Some(run) = registry.find(&context.job.kind) else {
        return Err(Failure::new("broken", "this kind of job is not known", false));
    };
    let work = AssertUnwindSafe(run(context.job.payload.clone(), context.clone())).catch_unwind();
    let too_late = async {
        context.cancelled().await;
        tokio::time::sleep(STOP_WITHIN).await;
    };
    tokio::select! {
        ended = work => match ended {
            Ok(outcome) => outcome.map_err(Failure::from),
            Err(panic) => Err(Failure::new("panic", panic_message(panic.as_ref()), false)),
        },
        () = too_late => Err(Failure::new("cancelled", "it did not stop by itself", true)),
    }
}

fn tell(context: &JobContext, ended: &Result<Outcome, Failure>) {
    let (id, kind, attempt) = (context.job.id, context.job.kind.as_str(), context.job.attempts);
    match ended {
        Ok(_) => info!(job.id = %id, job.kind = kind, "Job {kind} ended"),
        Err(failure) if failure.kind == "panic" || failure.kind == "broken" => {
            error!(job.id = %id, job.kind = kind, job.attempt = attempt,
                "Job {kind} failed: {}", failure.message);
        }
        Err(failure) => {
            warn!(job.id = %id, job.kind = kind, job.attempt = attempt,
                "Job {kind} did not end well ({}): {}", failure.kind, failure.message);
        }
    }
}
