//! `rapport export`.

use std::path::{Path, PathBuf};
use std::pin::pin;

use futures_util::{Stream, TryStreamExt as _};
use platform::export::{Piece, everything_of, export as pieces_of};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt as _;
use web::app::App;

use super::count;
use crate::arguments::{Export, Format};
use crate::console::Console;
use crate::problem::Problem;

/// Writes every record that meets the conditions, to a file or to standard output.
pub async fn export(asked: &Export, app: &App, console: &mut Console) -> Result<(), Problem> {
    let format = match asked.format {
        Format::Csv => platform::export::Format::Csv,
        Format::Json => platform::export::Format::Json,
        Format::Xlsx => return Err(Problem::failed("command-no-workbooks")),
    };
    let scope = app.robot("operator");
    let wanted = everything_of(app, &scope, (&asked.object, &asked.filter), format)?;
    let pieces = pieces_of(app, &scope, wanted).await?;
    let Some(file) = &asked.output else {
        let rows = to_console(pieces, console).await?;
        if console.is_terminal {
            let text = console.text("command-exported", &[("count", count(rows).into())]);
            console.note(&text).await;
        }
        return Ok(());
    };
    let path = console.path(file);
    let rows = to_file(pieces, &path).await?;
    let shown = path.display().to_string();
    let values = [("count", count(rows).into()), ("file", shown.into())];
    let text = console.text("command-exported-to", &values);
    console.note(&text).await;
    Ok(())
}

async fn to_console(
    pieces: impl Stream<Item = kernel::Result<Piece>>,
    console: &mut Console,
) -> Result<u64, Problem> {
    let mut pieces = pin!(pieces);
    let mut rows = 0;
    while let Some(piece) = pieces.try_next().await? {
        rows += piece.rows;
        console.bytes(piece.bytes.to_vec()).await;
    }
    Ok(rows)
}

/// The file gets its name when it is whole.
async fn to_file(
    pieces: impl Stream<Item = kernel::Result<Piece>>,
    path: &Path,
) -> Result<u64, Problem> {
    let part = PathBuf::from(format!("{}.part", path.display()));
    let written = fill(pieces, &part, path).await;
    if written.is_err() {
        // What is left of it is of no use; that it may not be there is no matter.
        drop(fs::remove_file(&part).await);
    }
    written
}

async fn fill(
    pieces: impl Stream<Item = kernel::Result<Piece>>,
    part: &Path,
    path: &Path,
) -> Result<u64, Problem> {
    let cannot = |error: std::io::Error| {
        Problem::failed("command-cannot-write").with("file", path.display()).with("why", error)
    };
    let mut file = File::create(part).await.map_err(cannot)?;
    let mut pieces = pin!(pieces);
    let mut rows = 0;
    while let Some(piece) = pieces.try_next().await? {
        rows += piece.rows;
        file.write_all(&piece.bytes).await.map_err(cannot)?;
    }
    file.sync_all().await.map_err(cannot)?;
    fs::rename(part, path).await.map_err(cannot)?;
    Ok(rows)
}
