//! Workbooks (XLSX): the rows of a sheet as a spreadsheet shows them, read as they are unpacked.
//! Of the whole workbook only the table of its strings is held.

mod archive;
mod book;
mod cell;
mod compound;
mod look;
mod number;
mod rows;
mod strings;
mod xml;

use std::io::{Read, Seek};

use serde::{Deserialize, Serialize};

use self::archive::Archive;
use self::book::Book;
use self::strings::Strings;
use super::Fault;

pub use rows::SheetRows;

/// Most bytes that one sheet, or the table of strings, may hold unpacked.
const MAX_UNPACKED_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// A workbook, and which of its sheets is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workbook {
    /// The sheets that hold cells, in their order.
    pub sheets: Vec<String>,
    pub sheet: String,
}

/// What the first bytes of a file say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Workbook,
}

/// Tells workbooks from everything else by their content.
///
/// # Errors
/// Workbooks of other kinds than XLSX, and those with a password.
pub fn kind(mut source: impl Read + Seek) -> Result<Kind, Fault> {
    let mut head = Vec::new();
    source.by_ref().take(8).read_to_end(&mut head)?;
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Workbook);
    }
    if head.starts_with(&compound::MARK) {
        return Err(compound::fault(source)?);
    }
    Ok(Kind::Text)
}

/// A workbook that is open for reading.
#[derive(Debug)]
pub struct Open {
    archive: Archive,
    book: Book,
}

impl Open {
    /// Reads what the workbook consists of; `open` gives it from its beginning each time.
    ///
    /// # Errors
    /// When it is none, or beyond all bounds.
    pub fn read<R: Read + Seek>(open: impl Fn() -> std::io::Result<R>) -> Result<Self, Fault> {
        let archive = Archive::read(open()?)?;
        let book = Book::read(&archive, open)?;
        Ok(Self { archive, book })
    }

    /// The names of the sheets.
    pub fn sheets(&self) -> Vec<String> {
        self.book.sheets.iter().map(|sheet| sheet.name.clone()).collect()
    }

    /// The sheets that are tried when nobody says which: those that people see, in their order.
    pub fn seen(&self) -> impl Iterator<Item = &str> {
        let is_any_seen = self.book.sheets.iter().any(|sheet| !sheet.is_hidden);
        let seen = self.book.sheets.iter().filter(move |sheet| !sheet.is_hidden || !is_any_seen);
        seen.map(|sheet| sheet.name.as_str())
    }

    /// The rows of a sheet.
    ///
    /// # Errors
    /// When there is no sheet of that name.
    pub fn rows<R: Read + Seek>(
        &self,
        open: impl Fn() -> std::io::Result<R>,
        name: &str,
    ) -> Result<SheetRows<R>, Fault> {
        let sheet = self.book.sheets.iter().find(|sheet| sheet.name == name);
        let sheet = sheet.ok_or_else(|| Fault::of("import-unknown-sheet"))?;
        let strings = match self.book.strings.as_ref() {
            Some(part) => Strings::read(self.archive.xml(open()?, part, MAX_UNPACKED_BYTES)?)?,
            None => Strings::default(),
        };
        let xml = self.archive.xml(open()?, &sheet.part, MAX_UNPACKED_BYTES)?;
        Ok(SheetRows::new(xml, strings, (self.book.looks.clone(), self.book.is_1904)))
    }
}
