//! `rapport export`.

use std::pin::pin;

use futures_util::{Stream, TryStreamExt as _};
use platform::export::{Manner, Piece, everything_of, export as pieces_of};
use web::app::App;

use super::{count, whole_file};
use crate::arguments::{Export, Format};
use crate::console::Console;
use crate::problem::Problem;

/// Writes every record that meets the conditions, to a file or to standard output.
pub async fn export(asked: &Export, app: &App, console: &mut Console) -> Result<(), Problem> {
    let format = match asked.format {
        Format::Csv => platform::export::Format::Csv,
        Format::Json => platform::export::Format::Json,
        Format::Jsonl => platform::export::Format::Jsonl,
        Format::Xlsx => platform::export::Format::Xlsx,
        Format::Vcard => platform::export::Format::Vcard,
    };
    let bom = asked.bom.then_some("true");
    let manner = Manner::read(Some(format.key()), bom, false)?;
    let scope = app.robot("operator");
    let wanted = everything_of(app, &scope, (&asked.object, &asked.filter), manner)?;
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
    let mut rows = 0;
    let pieces = pieces.map_ok(|piece| {
        rows += piece.rows;
        piece.bytes
    });
    whole_file::write(pieces, &path).await?;
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
