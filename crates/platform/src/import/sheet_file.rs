//! The file of an import, read in chunks beside the work on the rows before.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};
use std::sync::Arc;

use kernel::country::Country;
use kernel::{Error, Result};
use store::Store;
use uuid::Uuid;

use super::reading::{self, Fault, Row, Survey, Table, Wished};

/// Rows of a chunk: one transaction.
pub(super) const CHUNK_ROWS: usize = 2_000;
const BUFFER_BYTES: usize = 256 * 1024;

/// Reads the rows that hold something, without the headings.
pub(super) struct Reader {
    rows: Table<BufReader<File>>,
    /// The last row that was read.
    position: u64,
    heading: bool,
    /// Rows that are wanted; all without.
    only: Option<Arc<BTreeSet<u64>>>,
}

/// Rows that follow each other.
pub(super) struct RowChunk {
    pub rows: Vec<Row>,
    /// The last row that was read, blank or not.
    pub position: u64,
}

async fn open(store: &Store, file: Uuid) -> Result<File> {
    Ok(store.files().reader(file).await?.into_std().await)
}

/// Looks through the file of an import.
pub(super) async fn survey(
    store: &Store,
    file: Uuid,
    (wished, country): (Wished, Option<Country>),
) -> Result<Survey> {
    let file = open(store, file).await?;
    let work = move || reading::survey(|| from_start(&file), &wished, country);
    Ok(in_background(work).await??)
}

/// The file from its beginning, for one reader at a time.
fn from_start(file: &File) -> std::io::Result<BufReader<File>> {
    let mut again = file.try_clone()?;
    again.seek(SeekFrom::Start(0))?;
    Ok(BufReader::with_capacity(BUFFER_BYTES, again))
}

impl Reader {
    /// Reads behind a row that was dealt with before.
    pub async fn open(store: &Store, file: Uuid, survey: &Survey, position: u64) -> Result<Self> {
        let file = open(store, file).await?;
        let survey = survey.clone();
        let work = move || {
            let rows = Table::open(|| from_start(&file), &survey)?;
            let heading = survey.has_heading_row();
            let mut reader = Self { rows, position: 0, heading, only: None };
            let mut row = Row::default();
            while reader.position < position && reader.next(&mut row)? {}
            Ok::<_, Fault>(reader)
        };
        Ok(in_background(work).await??)
    }

    /// Passes over all rows but these.
    pub fn only(self, rows: BTreeSet<u64>) -> Self {
        Self { only: Some(Arc::new(rows)), ..self }
    }

    /// The next chunk, made into something on the way; empty at the end.
    pub async fn chunk<T: Send + 'static>(
        mut self,
        each: Arc<dyn Fn(&Row) -> T + Send + Sync>,
    ) -> Result<(Self, Vec<T>, u64)> {
        let work = move || {
            let chunk = self.read()?;
            let made = chunk.rows.iter().map(|row| each(row)).collect();
            Ok::<_, Fault>((self, made, chunk.position))
        };
        Ok(in_background(work).await??)
    }

    fn read(&mut self) -> Result<RowChunk, Fault> {
        let mut rows = Vec::with_capacity(CHUNK_ROWS);
        let mut row = Row::default();
        while rows.len() < CHUNK_ROWS && self.next(&mut row)? {
            let is_wanted = self.only.as_ref().is_none_or(|only| only.contains(&row.number));
            if is_wanted && !row.is_blank() {
                rows.push(row.clone());
            }
        }
        Ok(RowChunk { rows, position: self.position })
    }

    /// The next row behind the headings.
    fn next(&mut self, row: &mut Row) -> Result<bool, Fault> {
        while self.rows.next(row)? {
            self.position = row.number;
            if self.heading && !row.is_blank() {
                self.heading = false;
                continue;
            }
            return Ok(true);
        }
        Ok(false)
    }
}

async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::broken)
}
