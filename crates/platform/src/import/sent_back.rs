//! The refused rows as a file, piece by piece: the columns of the file that was brought, and one
//! more with the reasons.

use std::sync::Arc;

use bytes::Bytes;
use kernel::language::Language;
use kernel::words::Words;
use kernel::{Error, Result};
use store::Store;
use uuid::Uuid;

use super::reading::{Row, Survey};
use super::refused;
use super::sheet_file::Reader;

/// The file on its way.
pub(super) struct Pieces {
    store: Store,
    of: (Uuid, Language),
    delimiter: u8,
    width: usize,
    /// Written before the first row.
    headings: Option<Vec<u8>>,
    reader: Reader,
}

impl Pieces {
    pub fn new(
        store: Store,
        of: (Uuid, Language),
        (survey, reader): (&Survey, Reader),
    ) -> Result<Self> {
        let delimiter = survey.dialect()?.delimiter;
        let reason = Words::get().text(of.1, "import-reason-column");
        let headings = survey.headings().chain([reason.as_str()]);
        let line = write(delimiter, [headings.map(str::to_owned).collect()])?;
        // Spreadsheets take a file for UTF-8 by this mark alone.
        let headings = ["\u{FEFF}".as_bytes(), &line].concat();
        let width = survey.columns.len();
        Ok(Self { store, of, delimiter, width, headings: Some(headings), reader })
    }

    /// The next piece, and what comes behind it.
    pub async fn next(mut self) -> Result<Option<(Bytes, Option<Self>)>> {
        let mut piece = self.headings.take().unwrap_or_default();
        let (reader, rows, _) = self.reader.chunk(Arc::new(Row::clone)).await?;
        self.reader = reader;
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Ok((!piece.is_empty()).then(|| (piece.into(), None)));
        };
        let places = (first.number, last.number);
        let mut reasons = refused::reasons(&self.store, self.of, places).await?;
        let lines = rows.iter().filter_map(|row| {
            let reason = reasons.remove(&row.number)?;
            let width = self.width.max(row.len());
            let cells = (0..width).map(|at| row.cell(at).to_owned());
            Some(cells.chain([reason]).collect())
        });
        piece.extend(write(self.delimiter, lines)?);
        Ok(Some((piece.into(), Some(self))))
    }
}

fn write(delimiter: u8, lines: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let mut writer =
        csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
    for line in lines {
        writer.write_record(&line).map_err(Error::broken)?;
    }
    writer.into_inner().map_err(Error::broken)
}
