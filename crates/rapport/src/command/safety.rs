//! `rapport backup` and `rapport verify`.

use std::path::Path;

use store::{archive, verify};
use web::app::App;

use crate::console::Console;
use crate::problem::Problem;

/// Writes a backup, while others work.
pub async fn backup(file: &Path, app: &App, console: &mut Console) -> Result<(), Problem> {
    let path = console.path(file);
    // What is committed shall have its number, so that the backup is whole in itself.
    app.store().settle().await?;
    let moved = archive::write(app.store(), &path).await?;
    let shown = path.display().to_string();
    let values = [
        ("file", shown.into()),
        ("rows", count(moved.rows).into()),
        ("files", count(moved.files).into()),
    ];
    let text = console.text("command-backed-up", &values);
    console.line(&text).await;
    let key = console.text("command-keep-the-key", &[]);
    console.note(&key).await;
    Ok(())
}

/// Verifies the workspace.
pub async fn verify(app: &App, console: &mut Console) -> Result<(), Problem> {
    let sound = verify::verify(app.store()).await?;
    let values = [
        ("transactions", count(sound.transactions).into()),
        ("entries", count(sound.entries).into()),
        ("files", count(sound.files).into()),
    ];
    let text = console.text("command-sound", &values);
    console.line(&text).await;
    Ok(())
}

/// A count as the words take it.
pub fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
