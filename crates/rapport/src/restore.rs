//! `rapport restore`: a backup into an empty place, whole or not at all.

use std::fs;
use std::path::Path;

use store::{StoreConfig, archive, search};
use web::app::App;
use web::config::ServeConfig;

use crate::command::count;
use crate::console::Console;
use crate::folder;
use crate::house;
use crate::problem::Problem;
use crate::settings::Settings;

/// Where SQLite is restored before it takes its place.
const DRAFT: &str = "restoring";
/// Search documents of one transaction.
const CHUNK: u32 = 500;

/// Restores a backup.
///
/// # Errors
/// When the file is damaged, the place is not empty, or its key is another.
pub async fn restore(
    file: &Path,
    settings: &Settings,
    (serving, console): (ServeConfig, &mut Console),
) -> Result<(), Problem> {
    let path = console.path(file);
    let data = settings.data();
    let Some(_lock) = folder::lock(&data)? else {
        return Err(Problem::failed("command-folder-taken").with("folder", data.display()));
    };
    let moved = if settings.database().is_some() {
        let config = settings.store();
        let moved = archive::restore(config.clone(), &path).await?;
        make_searchable(config, serving).await?;
        moved
    } else {
        if data.join("workspace.db").exists() {
            return Err(Problem::failed("command-not-empty").with("folder", data.display()));
        }
        let draft = data.join(DRAFT);
        let restored = restore_draft(&path, (&data, &draft), settings, serving).await;
        if restored.is_err() {
            // The error of the restoring is the one to tell.
            let _ = fs::remove_dir_all(&draft);
        }
        restored?
    };
    let values = [("rows", count(moved.rows).into()), ("files", count(moved.files).into())];
    let text = console.text("command-restored", &values);
    console.line(&text).await;
    Ok(())
}

/// Restores beside, then moves the files and, last, the database into their place.
async fn restore_draft(
    path: &Path,
    (data, draft): (&Path, &Path),
    settings: &Settings,
    serving: ServeConfig,
) -> Result<archive::Moved, Problem> {
    if draft.exists() {
        fs::remove_dir_all(draft)?;
    }
    fs::create_dir_all(draft)?;
    let key = data.join("secret.key");
    if key.exists() {
        fs::copy(&key, draft.join("secret.key"))?;
    }
    let config = StoreConfig { data_dir: draft.to_owned(), ..settings.store() };
    let moved = archive::restore(config.clone(), path).await?;
    make_searchable(config, serving).await?;
    if data.join("files").exists() {
        fs::remove_dir_all(data.join("files"))?;
    }
    fs::rename(draft.join("files"), data.join("files"))?;
    fs::rename(draft.join("workspace.db"), data.join("workspace.db"))?;
    fs::File::open(data)?.sync_all()?;
    fs::remove_dir_all(draft)?;
    Ok(moved)
}

/// The search is made from the records.
async fn make_searchable(config: StoreConfig, serving: ServeConfig) -> Result<(), Problem> {
    let app = house::open(config, serving).await?;
    let catalog = app.catalog();
    app.store()
        .write(move |tx| {
            let catalog = std::sync::Arc::clone(&catalog);
            Box::pin(async move { archive::queue_for_search(tx, &catalog).await })
        })
        .await?;
    while index_some(&app).await? > 0 {}
    app.store().clone().close().await;
    Ok(())
}

async fn index_some(app: &App) -> kernel::Result<usize> {
    let (catalog, scope) = (app.catalog(), app.robot("operator"));
    app.store()
        .write(move |tx| {
            let (catalog, scope) = (std::sync::Arc::clone(&catalog), scope.clone());
            Box::pin(async move { search::index_queued(tx, &catalog, &scope, CHUNK).await })
        })
        .await
}
