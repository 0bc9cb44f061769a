//! The rows of JSON Lines, and of arrays of JSON objects.

use std::io::Read;

use encoding_rs::Encoding;
use kernel::Refusal;

use super::json::Members;
use super::pieces::{Cut, Pieces};
use super::records::{Names, Records};
use super::{Fault, Row};

/// Reads object after object.
pub struct Lines<R> {
    pieces: Pieces<R>,
    records: Records,
    names: Names,
    /// Lines, or objects of an array.
    number: u64,
    piece: String,
}

impl<R: Read> Lines<R> {
    /// Begins at the first one; `names` are the columns that are known already.
    pub fn new(source: R, encoding: &'static Encoding, (records, names): (Records, Names)) -> Self {
        let pieces = Pieces::new(source, encoding);
        Self { pieces, records, names, number: 0, piece: String::new() }
    }

    /// The columns so far.
    pub fn names(&self) -> &[String] {
        self.names.all()
    }

    /// Puts the next row in the place of the last; false at the end.
    ///
    /// # Errors
    /// More columns than there may be.
    pub fn next(&mut self, row: &mut Row) -> Result<bool, Fault> {
        loop {
            let cut = match self.records {
                Records::Array => self.pieces.value(&mut self.piece)?,
                Records::Lines | Records::Cards => self.pieces.line(&mut self.piece)?,
            };
            let Some(cut) = cut else {
                return Ok(false);
            };
            self.number += 1;
            let text = self.piece.trim();
            let text = match self.records {
                Records::Lines => text.trim_end_matches(',').trim_end(),
                Records::Array | Records::Cards => text,
            };
            if !matches!(text, "" | "[" | "]") {
                row.begin(self.number);
                row.keep_raw(text);
                read(row, (text, cut), &mut self.names)?;
                return Ok(true);
            }
        }
    }
}

fn read(row: &mut Row, (text, cut): (&str, Cut), names: &mut Names) -> Result<(), Fault> {
    if cut == Cut::TooLong {
        row.refuse(Refusal::new("import-record-too-long"));
        return Ok(());
    }
    match Members::read(text) {
        Ok(members) => names.fill(row, members.said()),
        Err(refusal) => {
            row.refuse(refusal);
            Ok(())
        }
    }
}
