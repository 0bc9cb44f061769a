//! One cell of a sheet: where it stands, what it is, and its text.

use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::super::{Fault, MAX_ROW_BYTES};
use super::strings::Piece;
use super::xml::{Xml, broken, push_text};

/// Characters of a formula that are told.
const FORMULA_CHARS: usize = 200;

/// What a cell is said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    /// A place in the table of strings.
    Shared,
    Text,
    Truth,
    /// What its formula came to grief with.
    Mistake,
}

/// A cell, read.
#[derive(Debug, Default)]
pub(super) struct Cell {
    /// Its column from 0, when it says so.
    pub column: Option<usize>,
    pub style: usize,
    pub kind: Option<Kind>,
    /// The value as it is stored.
    pub text: String,
    /// The formula of a cell without a value.
    pub formula: String,
    pub has_value: bool,
}

impl Cell {
    /// Reads a cell behind its opening tag.
    pub fn read<R: Read>(&mut self, xml: &mut Xml<R>) -> Result<(), Fault> {
        let (mut place, mut piece) = (Place::Between, Piece::default());
        loop {
            match xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    b"v" => (place, self.has_value) = (Place::Value, true),
                    b"is" => (place, self.has_value) = (Place::Inline, true),
                    b"f" => {
                        place = Place::Formula;
                        self.formula.push('=');
                    }
                    name => piece.begin(name),
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    b"c" => return Ok(()),
                    b"v" | b"is" | b"f" => place = Place::Between,
                    name => piece.end(name),
                },
                event => match place {
                    Place::Value => push_text(&event, &mut self.text)?,
                    Place::Inline if piece.is_text() => push_text(&event, &mut self.text)?,
                    Place::Formula if self.formula.chars().count() < FORMULA_CHARS => {
                        push_text(&event, &mut self.formula)?;
                    }
                    Place::Between | Place::Inline | Place::Formula => {}
                },
            }
            if self.text.len() > MAX_ROW_BYTES {
                return Err(Fault::of("import-workbook-too-large"));
            }
        }
    }

    /// Begins with what an opening tag says; the memory of the last cell is used again.
    pub fn begin(&mut self, tag: &BytesStart<'_>) -> Result<(), Fault> {
        self.text.clear();
        self.formula.clear();
        (self.column, self.style, self.has_value) = (None, 0, false);
        self.kind = Some(Kind::Number);
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| broken())?;
            match attribute.key.as_ref() {
                b"r" => self.column = Some(column(&attribute.value)?),
                b"s" => self.style = whole(&attribute.value).unwrap_or_default(),
                b"t" => self.kind = Some(kind(&attribute.value)),
                _ => {}
            }
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Place {
    Between,
    Value,
    Inline,
    Formula,
}

fn kind(said: &[u8]) -> Kind {
    match said {
        b"n" => Kind::Number,
        b"s" => Kind::Shared,
        b"b" => Kind::Truth,
        b"e" => Kind::Mistake,
        _ => Kind::Text,
    }
}

/// A number without a sign.
pub(super) fn whole(text: &[u8]) -> Option<usize> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

/// The column of a place such as `AB12`, from 0.
fn column(place: &[u8]) -> Result<usize, Fault> {
    let letters = place.iter().take_while(|sign| sign.is_ascii_alphabetic());
    let mut column = 0_usize;
    for letter in letters {
        let value = usize::from(letter.to_ascii_uppercase() - b'A') + 1;
        column =
            column.checked_mul(26).and_then(|left| left.checked_add(value)).ok_or_else(broken)?;
    }
    column.checked_sub(1).ok_or_else(broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (place, expected) in [("A1", 0), ("z9", 25), ("AA1", 26), ("XFD1048576", 16_383)] {
            assert_eq!(column(place.as_bytes()).unwrap(), expected, "{place}");
        }
        assert!(column(b"12").is_err() && column(&[b'Z'; 400]).is_err());
    }
}
