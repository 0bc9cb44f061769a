//! The chores: writing a file that somebody asked for, and clearing away those that ended.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::TryStreamExt as _;
use kernel::access::Scope;
use kernel::{Error, Refusal, Refusals, Result};
use serde::{Deserialize, Serialize};
use store::archive;
use store::change_set;
use store::files::StoredFile;
use store::jobs::{Job, JobContext, Outcome};
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use tokio_util::io::StreamReader;
use uuid::Uuid;
use web::App;

use super::kept::{self, Kept};
use super::source::Source;
use super::stream::{Export, export as pieces_of};
use crate::notification::{Notice, notify};

/// How far it came is noted so often.
const NOTED_EVERY: Duration = Duration::from_millis(500);
/// Exports that one transaction clears away.
const CHUNK: i64 = 100;

/// Writes an export's file. A second run begins it anew.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct WriteExport {
    pub export: Uuid,
}

impl Job for WriteExport {
    const KIND: &'static str = "platform-export";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let app: &App = context.app()?;
        let id = self.export;
        let kept = match app.store().read(move |tx| Box::pin(kept::load(tx, id))).await {
            Err(Error::NotFound) => return Ok(Outcome::Done),
            other => other?,
        };
        if !kept.state.is_busy() {
            return Ok(Outcome::Done);
        }
        match self.write(app, context, &kept).await {
            Ok((file, rows)) => {
                let ended = end(app, &kept, (file.clone(), rows)).await;
                if ended.is_err() {
                    app.store().files().remove(file.id).await?;
                }
                match ended {
                    // Let go in the meantime.
                    Err(Error::Conflict(_)) => Ok(Outcome::Done),
                    other => other.map(|()| Outcome::Done),
                }
            }
            Err(Error::Conflict(_)) => Ok(Outcome::Done),
            Err(_) if context.should_stop() => Ok(Outcome::Again(Duration::ZERO)),
            Err(error) => give_up(app, &kept, error).await,
        }
    }
}

impl WriteExport {
    async fn write(
        &self,
        app: &App,
        context: &JobContext,
        kept: &Kept,
    ) -> Result<(StoredFile, u64)> {
        let user = kept.actor.user().ok_or(Error::NotFound)?;
        let scope = app.gate().scope_of(app, user).await?.ok_or(Error::NotFound)?;
        let scope = Scope { actor: kept.actor.clone(), ..scope };
        if !kept.held.still(&scope) {
            return Err(Error::Forbidden(Refusal::new("no-right")));
        }
        note(app, kept.id, 0).await?;
        if kept.source == Source::Workspace {
            return whole(app, &scope, kept).await;
        }
        let export = kept.source.export(app, &scope, kept.manner).await?;
        let export = Export { act: kept.id, ..export };
        records(app, context, (&scope, kept), export).await
    }
}

/// A list into a file, noting how far it is.
async fn records(
    app: &App,
    context: &JobContext,
    (scope, kept): (&Scope, &Kept),
    export: Export,
) -> Result<(StoredFile, u64)> {
    let (rows, id) = (Arc::new(AtomicU64::new(0)), kept.id);
    let (counted, noting, stopping) = (Arc::clone(&rows), app.clone(), context.clone());
    let failure = Arc::new(std::sync::Mutex::new(None));
    let told = Arc::clone(&failure);
    let mut noted_at = Instant::now();
    let pieces = pieces_of(app, scope, export).await?;
    let pieces = pieces
        .try_filter_map(move |piece| {
            let done = counted.fetch_add(piece.rows, Ordering::Relaxed) + piece.rows;
            let is_due = noted_at.elapsed() >= NOTED_EVERY;
            if is_due {
                noted_at = Instant::now();
            }
            let (app, context) = (noting.clone(), stopping.clone());
            async move {
                if context.should_stop() {
                    return Err(stopped());
                }
                if is_due {
                    note(&app, id, done).await?;
                }
                Ok((!piece.bytes.is_empty()).then_some(piece.bytes))
            }
        })
        .map_err(move |error| {
            *told.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(error);
            io::Error::other("the export broke off")
        });
    let reader = StreamReader::new(Box::pin(pieces));
    let put = app.store().files().put(reader, u64::MAX).await;
    let failed = failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
    match failed {
        Some(error) => Err(error),
        None => Ok((put?, rows.load(Ordering::Relaxed))),
    }
}

fn stopped() -> Error {
    Error::Unavailable { retry_after_s: 1, detail: "the export was stopped".to_owned() }
}

/// The whole workspace, as `rapport backup` writes it.
async fn whole(app: &App, scope: &Scope, kept: &Kept) -> Result<(StoredFile, u64)> {
    let store = app.store().clone();
    // It writes to the disk in large pieces, which would hold others up.
    let keeping = spawn_blocking(move || Handle::current().block_on(archive::keep(&store)));
    let (file, moved) = keeping.await.map_err(Error::broken)??;
    let label = serde_json::json!({
        "object": "workspace",
        "format": "archive",
        "columns": [],
        "asked": "",
        "rows": moved.rows,
        "whole": true,
    });
    let (scope, id) = (scope.clone(), kept.id);
    app.store()
        .write(move |tx| {
            let (scope, label) = (scope.clone(), label.clone());
            Box::pin(async move {
                change_set::begin_as(tx, &scope, id, ("export", &label)).await?;
                change_set::relabel(tx, id, &label).await
            })
        })
        .await?;
    Ok((file, moved.rows))
}

async fn note(app: &App, id: Uuid, rows: u64) -> Result<()> {
    app.store().write(move |tx| Box::pin(async move { kept::note(tx, id, rows).await })).await
}

/// The file, and the line behind the bell that leads to it.
async fn end(app: &App, kept: &Kept, (file, rows): (StoredFile, u64)) -> Result<()> {
    let now = app.clock().now();
    let notice = notice(kept, "notice-export-ready");
    let id = kept.id;
    app.store()
        .write(move |tx| {
            let (file, notice) = (file.clone(), notice.clone());
            Box::pin(async move {
                kept::finish(tx, id, (&file, rows), now).await?;
                match notice {
                    Some(notice) => notify(tx, &notice, now).await.map(drop),
                    None => Ok(()),
                }
            })
        })
        .await
}

fn notice(kept: &Kept, text: &'static str) -> Option<Notice> {
    Some(Notice {
        user: kept.actor.user()?,
        kind: "export",
        about: Some(("export", kept.id, "settings/exports")),
        text,
        values: vec![("name", kept.file_name())],
    })
}

/// What is wrong with what was asked ends it; the machine's faults are tried again.
async fn give_up(app: &App, kept: &Kept, error: Error) -> Result<Outcome> {
    let faults = match error {
        Error::Refused(faults) | Error::Invalid(faults) => faults,
        Error::Forbidden(fault) => Refusals::one(fault),
        Error::NotFound => Refusals::one(Refusal::new("no-right")),
        other => return Err(other),
    };
    let (id, now) = (kept.id, app.clock().now());
    let notice = notice(kept, "notice-export-failed");
    app.store()
        .write(move |tx| {
            let (faults, notice) = (faults.clone(), notice.clone());
            Box::pin(async move {
                kept::fail(tx, id, &faults, now).await?;
                match notice {
                    Some(notice) => notify(tx, &notice, now).await.map(drop),
                    None => Ok(()),
                }
            })
        })
        .await?;
    Ok(Outcome::Done)
}

/// Clears exports away whose time is over, with their files.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ClearExports {}

impl Job for ClearExports {
    const KIND: &'static str = "platform-clear-exports";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let (app, now): (&App, _) = (context.app()?, context.now());
        loop {
            let ended = app
                .store()
                .write(move |tx| Box::pin(async move { kept::clear(tx, now, CHUNK).await }))
                .await?;
            for file in ended.iter().flatten() {
                app.store().files().remove(*file).await?;
            }
            if i64::try_from(ended.len()).is_ok_and(|count| count < CHUNK) || context.should_stop()
            {
                return Ok(Outcome::Done);
            }
        }
    }
}
