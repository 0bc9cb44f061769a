//! The refused rows as a file, piece by piece: the columns of the file that was brought, in its
//! encoding and with its delimiter, and one more with the reasons; or its records, each with the
//! reason within.

mod again;

use std::sync::Arc;

use bytes::Bytes;
use encoding_rs::{Encoding, UTF_8};
use futures_util::{Stream, TryStreamExt as _, stream};
use kernel::language::Language;
use kernel::words::Words;
use kernel::{Error, Result};
use store::Store;
use uuid::Uuid;

use super::reading::{Dialect, Records, Row, Survey, written};
use super::refused::{self, RefusedCell};
use super::sheet_file::Reader;
use crate::export::formula;

/// The file on its way.
pub(super) struct Pieces {
    store: Store,
    import: Uuid,
    pen: Pen,
    width: usize,
    /// Written before the first row.
    head: Option<Vec<u8>>,
    reader: Reader,
}

impl Pieces {
    pub fn new(
        store: Store,
        (import, language): (Uuid, Language),
        (survey, reader): (&Survey, Reader),
    ) -> Result<Self> {
        let pen = Pen { dialect: survey.dialect()?, records: survey.records, language };
        let is_marked = pen.records.is_none() || pen.encoding() != UTF_8;
        let mut head = if is_marked { written::mark(pen.encoding()).to_vec() } else { Vec::new() };
        if survey.has_heading_row() {
            let reason = pen.told(|language| Words::get().text(language, "import-reason-column"));
            let headings = survey.headings().map(str::to_owned).chain([reason]);
            head.extend(pen.write([headings.collect()])?);
        }
        let width = survey.columns.len();
        Ok(Self { store, import, pen, width, head: Some(head), reader })
    }

    /// The file as it is written.
    pub fn stream(self) -> impl Stream<Item = Result<Bytes>> + Send + 'static + use<> {
        stream::try_unfold(Some(self), |pieces| async move {
            match pieces {
                Some(pieces) => pieces.next().await,
                None => Ok(None),
            }
        })
        .try_filter(|bytes: &Bytes| std::future::ready(!bytes.is_empty()))
    }

    /// The next piece, and what comes behind it.
    async fn next(mut self) -> Result<Option<(Bytes, Option<Self>)>> {
        let mut piece = self.head.take().unwrap_or_default();
        let (reader, rows, _) = self.reader.chunk(Arc::new(Row::clone)).await?;
        self.reader = reader;
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Ok((!piece.is_empty()).then(|| (piece.into(), None)));
        };
        let places = (first.number, last.number);
        let refused = refused::between(&self.store, self.import, places).await?;
        if let Some(records) = self.pen.records {
            let told = rows.iter().filter_map(|row| Some((row, refused.get(&row.number)?)));
            let again = told.map(|(row, cells)| self.pen.again(records, row, cells));
            piece.extend(again.flatten());
            return Ok(Some((piece.into(), Some(self))));
        }
        let lines = rows.iter().filter_map(|row| {
            let reason = self.pen.reason(refused.get(&row.number)?);
            let width = self.width.max(row.len());
            let cells = (0..width).map(|at| row.cell(at).to_owned());
            Some(cells.chain([reason]).collect())
        });
        piece.extend(self.pen.write(lines)?);
        Ok(Some((piece.into(), Some(self))))
    }
}

/// Writes as the file was written.
struct Pen {
    dialect: Dialect,
    records: Option<Records>,
    language: Language,
}

impl Pen {
    const fn encoding(&self) -> &'static Encoding {
        self.dialect.encoding
    }

    /// Words of the reader's language, or else English ones, when the encoding lacks its letters.
    fn told(&self, words: impl Fn(Language) -> String) -> String {
        let told = words(self.language);
        if written::holds(self.encoding(), &told) { told } else { words(Language::En) }
    }

    fn reason(&self, cells: &[RefusedCell]) -> String {
        let told = self.told(|language| refused::told(cells, language));
        formula::harmless(&told).into_owned()
    }

    /// A record that names its own columns.
    fn again(&self, records: Records, row: &Row, cells: &[RefusedCell]) -> Vec<u8> {
        let reason = self.told(|language| refused::told(cells, language));
        written::encoded(self.encoding(), &again::record(records, row.raw(), &reason))
    }

    fn write(&self, lines: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.dialect.delimiter)
            .flexible(true)
            .from_writer(Vec::new());
        for line in lines {
            writer.write_record(&line).map_err(Error::broken)?;
        }
        let bytes = writer.into_inner().map_err(Error::broken)?;
        let text = String::from_utf8(bytes).map_err(Error::broken)?;
        Ok(written::encoded(self.encoding(), &text))
    }
}
