//! Reading a table of any encoding and dialect, row by row: memory does not grow with the file.

mod card;
pub mod dates;
mod dialect;
mod encoding;
pub mod json;
mod lines;
mod numbers;
mod pieces;
mod records;
mod row;
mod rows;
mod survey;
mod table;
mod utf8;
mod workbook;
pub mod written;

pub use dates::{DateHints, DateOrder};
pub use dialect::{Dialect, Wished};
pub use numbers::{NumberHints, is_ambiguous};
pub use records::Records;
pub use row::{Mark, Row};
pub use rows::Rows;
pub use survey::{Column, Survey, survey};
pub use table::Table;
pub use workbook::Workbook;

use kernel::Refusal;

/// Most bytes of one row: an unclosed quotation mark swallows no more than this.
pub const MAX_ROW_BYTES: usize = 4 * 1024 * 1024;
/// Most columns.
pub const MAX_COLUMNS: usize = 1_000;
/// Most rows of one file.
pub const MAX_ROWS: u64 = 1_000_000;
/// Most bytes of one file.
pub const MAX_FILE_BYTES: usize = 500 * 1024 * 1024;

/// Why a file cannot be read as a table at all.
#[derive(Debug)]
pub enum Fault {
    /// The file's own fault, in a sentence for people.
    Unreadable(Refusal),
    /// The machine's.
    Disk(std::io::Error),
}

impl Fault {
    pub(crate) fn of(code: &'static str) -> Self {
        Self::Unreadable(Refusal::field("file", code))
    }

    /// Whether it is the file's own fault of that code.
    fn is(&self, code: &str) -> bool {
        matches!(self, Self::Unreadable(refusal) if refusal.code == code)
    }

    pub(crate) fn in_row(code: &'static str, row: u64) -> Self {
        Self::Unreadable(Refusal::field("file", code).with("row", row))
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(error)
    }
}

impl From<Fault> for kernel::Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unreadable(refusal) => Self::Refused(kernel::Refusals::one(refusal)),
            Fault::Disk(error) => {
                Self::Broken(anyhow::Error::new(error).context("reading the file of an import"))
            }
        }
    }
}

#[cfg(test)]
mod tests;
