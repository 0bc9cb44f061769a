//! The rows of a file of any kind.

use std::io::{Read, Seek};

use super::card::Cards;
use super::lines::Lines;
use super::records::{Names, Records};
use super::workbook::{self, Open, SheetRows};
use super::{Fault, Row, Rows, Survey};

/// Rows of a text, of the sheet of a workbook, or records that name their own columns.
pub enum Table<R> {
    Lines(Box<Lines<R>>),
    Cards(Box<Cards<R>>),
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
        if let Some(records) = survey.records {
            let names = Names::of(survey.headings());
            let encoding = survey.dialect()?.encoding;
            if records == Records::Cards {
                return Ok(Self::Cards(Box::new(Cards::new(open()?, encoding, names))));
            }
            return Ok(Self::Lines(Box::new(Lines::new(open()?, encoding, (records, names)))));
        }
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
            Self::Lines(rows) => rows.next(row),
            Self::Cards(rows) => rows.next(row),
        }
    }

    /// The columns that records have named so far.
    pub fn names(&self) -> &[String] {
        match self {
            Self::Lines(rows) => rows.names(),
            Self::Cards(rows) => rows.names(),
            Self::Text(_) | Self::Sheet(_) => &[],
        }
    }
}
