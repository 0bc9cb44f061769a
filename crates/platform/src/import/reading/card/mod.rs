//! The rows of vCards (2.1, 3.0 and 4.0): card after card, each a record that names its own
//! columns.
//!
//! *Source*: vCard 2.1 (versit), RFC 2426, RFC 6350, RFC 6868, RFC 9554; what phones write beside
//! them.

mod date;
mod entry;
mod line;
mod said;
mod text;

use std::io::Read;

use encoding_rs::Encoding;
use kernel::Refusal;

use super::pieces::{Cut, Pieces};
use super::records::Names;
use super::{Fault, MAX_ROW_BYTES, Row};

/// Reads card after card.
pub struct Cards<R> {
    pieces: Pieces<R>,
    names: Names,
    /// Cards so far.
    number: u64,
    line: String,
    /// The first line of the next card was read already.
    has_begun: bool,
}

/// How a card ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Whole,
    /// Its first or last line is missing.
    Half,
    TooLong,
}

/// Whether a text begins as a card does.
pub fn begins(text: &str) -> bool {
    text.split(['\r', '\n']).map(str::trim).find(|line| !line.is_empty()).is_some_and(is_begin)
}

fn is_begin(line: &str) -> bool {
    line.replace(' ', "").eq_ignore_ascii_case("BEGIN:VCARD")
}

fn is_end(line: &str) -> bool {
    line.replace(' ', "").eq_ignore_ascii_case("END:VCARD")
}

impl<R: Read> Cards<R> {
    /// Begins at the first one; `names` are the columns that are known already.
    pub fn new(source: R, encoding: &'static Encoding, names: Names) -> Self {
        let pieces = Pieces::new(source, encoding);
        Self { pieces, names, number: 0, line: String::new(), has_begun: false }
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
        let mut raw = String::new();
        let Some(end) = self.card(&mut raw)? else {
            return Ok(false);
        };
        self.number += 1;
        row.begin(self.number);
        row.keep_raw(&raw);
        match end {
            End::Half => row.refuse(Refusal::new("import-card-half")),
            End::TooLong => row.refuse(Refusal::new("import-record-too-long")),
            End::Whole => match said::said(&line::properties(&raw)) {
                Ok(said) => self.names.fill(row, said)?,
                Err(refusal) => row.refuse(refusal),
            },
        }
        Ok(true)
    }

    /// The lines of the next card.
    fn card(&mut self, raw: &mut String) -> Result<Option<End>, Fault> {
        let has_first = std::mem::take(&mut self.has_begun);
        if has_first {
            raw.push_str("BEGIN:VCARD\r\n");
        }
        let (mut is_open, mut is_too_long, mut within) = (has_first, false, 0_u32);
        while let Some(cut) = self.pieces.line(&mut self.line)? {
            let line = self.line.as_str();
            let plain = line.trim();
            if plain.is_empty() && raw.is_empty() {
                continue;
            }
            if is_begin(plain) && !raw.is_empty() && !hangs_on(raw) {
                self.has_begun = true;
                return Ok(Some(End::Half));
            }
            within += u32::from(is_begin(plain) && !raw.is_empty());
            is_open |= raw.is_empty() && is_begin(plain);
            is_too_long |= cut == Cut::TooLong || raw.len() + line.len() > MAX_ROW_BYTES;
            if !is_too_long {
                raw.push_str(line);
                raw.push_str("\r\n");
            }
            if is_end(plain) {
                if within == 0 {
                    let whole = if is_open { End::Whole } else { End::Half };
                    return Ok(Some(if is_too_long { End::TooLong } else { whole }));
                }
                within -= 1;
            }
        }
        Ok((!raw.is_empty()).then_some(End::Half))
    }
}

/// Whether the card ends with a property whose value is a card of its own.
fn hangs_on(raw: &str) -> bool {
    let last = raw.lines().last().unwrap_or_default().trim().to_ascii_uppercase();
    last.starts_with("AGENT") && last.ends_with(':')
}

#[cfg(test)]
mod tests;
