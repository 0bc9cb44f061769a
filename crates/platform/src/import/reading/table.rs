//! The rows of a file of any kind.

use std::io::{Read, Seek};

use super::workbook::{self, Open, SheetRows};
use super::{Fault, Row, Rows, Survey};

/// Rows of a text, or of the sheet of a workbook.
pub enum Table<R> {
    Text(Box<Rows<R>>),
    Sheet(Box<SheetRows<R>>),
}

impl<R: Read + Seek> Table<R> {
    /// The rows of a file that was looked through before; `open` gives it from its beginning each
    /// time.
    ///
    /// # Errors
    /// When it is not what it was.
    pub fn open(open: impl Fn() -> std::io::Result<R>, survey: &Survey) -> Result<Self, Fault> {
        match &survey.workbook {
            None => Ok(Self::Text(Box::new(survey.dialect()?.rows(open()?)))),
            Some(found) => {
                workbook::kind(open()?)?;
                let rows = Open::read(&open)?.rows(&open, &found.sheet)?;
                Ok(Self::Sheet(Box::new(rows)))
            }
        }
    }

    /// Puts the next row in the place of the last; false at the end.
    ///
    /// # Errors
    /// As those of its kind.
    pub fn next(&mut self, row: &mut Row) -> Result<bool, Fault> {
        match self {
            Self::Text(rows) => rows.next(row),
            Self::Sheet(rows) => rows.next(row),
        }
    }
}
