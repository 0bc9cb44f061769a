//! The table of the strings that a workbook keeps once, in one piece of memory.

use std::io::Read;

use quick_xml::events::Event;

use super::super::Fault;
use super::xml::{Xml, broken, push_text};

/// Most bytes of all strings.
const MAX_BYTES: usize = 256 * 1024 * 1024;
const MAX_STRINGS: usize = 20_000_000;

#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Strings {
    pub fn read<R: Read>(mut xml: Xml<R>) -> Result<Self, Fault> {
        let mut strings = Self::default();
        let mut piece = Piece::default();
        loop {
            match xml.next()? {
                Event::Start(tag) => piece.begin(tag.local_name().as_ref()),
                Event::End(tag) if tag.local_name().as_ref() == b"si" => strings.end()?,
                Event::End(tag) => piece.end(tag.local_name().as_ref()),
                Event::Eof => return Ok(strings),
                event if piece.is_text() => push_text(&event, &mut strings.text)?,
                _ => {}
            }
            if strings.text.len() > MAX_BYTES {
                return Err(Fault::of("import-workbook-too-large"));
            }
        }
    }

    fn end(&mut self) -> Result<(), Fault> {
        if self.ends.len() >= MAX_STRINGS {
            return Err(Fault::of("import-workbook-too-large"));
        }
        self.ends.push(u32::try_from(self.text.len()).map_err(|_| broken())?);
        Ok(())
    }

    pub fn get(&self, at: usize) -> Option<&str> {
        let place = |at: usize| self.ends.get(at).and_then(|end| usize::try_from(*end).ok());
        let from = match at.checked_sub(1) {
            Some(before) => place(before)?,
            None => 0,
        };
        self.text.get(from..place(at)?)
    }
}

/// Which element of a string is read: `t` is its text, unless that tells how it is pronounced.
#[derive(Debug, Default)]
pub(super) struct Piece {
    is_text: bool,
    is_reading: bool,
}

impl Piece {
    pub const fn is_text(&self) -> bool {
        self.is_text && !self.is_reading
    }

    pub fn begin(&mut self, name: &[u8]) {
        self.is_text |= name == b"t";
        self.is_reading |= name == b"rPh";
    }

    pub fn end(&mut self, name: &[u8]) {
        self.is_text &= name != b"t";
        self.is_reading &= name != b"rPh";
    }
}

/// `_x000D_` stands for a character that XML cannot hold, `_x005F_` for the sign that begins one.
pub(super) fn restored(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, behind) = rest.split_at(at);
        plain.push_str(before);
        let hidden = behind.get(2..6).filter(|_| behind.get(6..7) == Some("_"));
        let hidden = hidden.and_then(|figures| u32::from_str_radix(figures, 16).ok());
        let (sign, length) = match hidden.and_then(char::from_u32) {
            Some(sign) => (sign, 7),
            None => ('_', 1),
        };
        plain.push(sign);
        rest = behind.get(length..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_xml_cannot_hold_come_back() {
        assert_eq!(restored("a_x000D_b_x005F_x0041_ _xyz_ 张_x"), "a\rb_x0041_ _xyz_ 张_x");
    }
}
