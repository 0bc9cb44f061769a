//! What people and programs do with exports that are prepared: ask for one, watch it, fetch its
//! file, let it go.

use kernel::access::Scope;
use kernel::{Error, Refusal, Result};
use store::jobs::{NewJob, enqueue};
use store::query::{self, Asking};
use tokio::fs::File;
use uuid::Uuid;
use web::App;

use super::Manner;
use super::job::WriteExport;
use super::kept::{self, Held, Kept};
use super::source::Source;
use super::stream::{Export, check};

/// Somebody who has so many unfinished waits for them.
const MOST_WAITING: i64 = 10;

/// Whether so many records had better be prepared than streamed to somebody who waits.
///
/// # Errors
/// As the list.
pub async fn is_large(app: &App, scope: &Scope, export: &Export) -> Result<bool> {
    let (catalog, scope, request) = (app.catalog(), scope.clone(), export.request.clone());
    let count = app
        .store()
        .read(move |tx| {
            let (catalog, scope) = (std::sync::Arc::clone(&catalog), scope.clone());
            let request = request.clone();
            Box::pin(async move {
                query::count(tx, Asking { catalog: &catalog, scope: &scope }, &request).await
            })
        })
        .await?;
    // Counting ends at 10,000: what is not exact there is more.
    Ok(!count.exact)
}

/// Asks for a file. What is wrong with the conditions is told at once.
///
/// # Errors
/// Those of [`Source::export`]; [`Error::Forbidden`] without the right to export;
/// [`Error::Refused`] when too many of one's own wait.
pub async fn begin(
    app: &App,
    scope: &Scope,
    id: Uuid,
    (source, manner): (Source, Manner),
) -> Result<()> {
    let user = scope.user().ok_or(Error::NotFound)?;
    let held = match &source {
        Source::Workspace if !scope.rights.administer => {
            return Err(Error::Forbidden(Refusal::new("no-right")));
        }
        Source::Workspace => Held::by(scope, None),
        source => {
            let export = source.export(app, scope, manner).await?;
            check(scope, &export)?;
            Held::by(scope, Some(export.request.object.key))
        }
    };
    let scope = scope.clone();
    app.store()
        .write(move |tx| {
            let (scope, source, held) = (scope.clone(), source.clone(), held.clone());
            Box::pin(async move {
                if kept::unfinished(tx, user, MOST_WAITING).await? >= MOST_WAITING {
                    let refusal = Refusal::new("export-too-many").with("limit", MOST_WAITING);
                    return Err(Error::Refused(kernel::Refusals::one(refusal)));
                }
                kept::insert(tx, &scope, id, (&source, manner, &held)).await?;
                let job = NewJob::new(&WriteExport { export: id }, scope.now)?;
                enqueue(tx, &job).await.map(drop)
            })
        })
        .await
}

/// One's own export.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, scope: &Scope, id: Uuid) -> Result<Kept> {
    let scope = scope.clone();
    app.store()
        .read(move |tx| {
            let scope = scope.clone();
            Box::pin(async move { kept::find(tx, &scope, id).await })
        })
        .await
}

/// One's own exports, the newest first.
///
/// # Errors
/// When the store fails.
pub async fn list(app: &App, scope: &Scope, limit: i64, before: Option<Uuid>) -> Result<Vec<Kept>> {
    let scope = scope.clone();
    app.store()
        .read(move |tx| {
            let scope = scope.clone();
            Box::pin(async move { kept::newest(tx, &scope, limit, before).await })
        })
        .await
}

/// The file, while it lives and while the asker may do what they could when it was made.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn file(app: &App, scope: &Scope, id: Uuid) -> Result<(Kept, File)> {
    let kept = get(app, scope, id).await?;
    let ready = kept.is_ready(app.clock().now()) && kept.held.still(scope);
    let file = kept.file.filter(|_| ready).ok_or(Error::NotFound)?;
    let reader = app.store().files().reader(file).await?;
    Ok((kept, reader))
}

/// Ends an export, finished or not: its file is gone.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn let_go(app: &App, scope: &Scope, id: Uuid) -> Result<()> {
    let file = get(app, scope, id).await?.file;
    app.store().write(move |tx| Box::pin(async move { kept::forget(tx, id).await })).await?;
    match file {
        Some(file) => app.store().files().remove(file).await,
        None => Ok(()),
    }
}
