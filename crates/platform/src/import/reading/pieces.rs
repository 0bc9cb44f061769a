//! A text cut into lines, or into the values of a JSON array: none of them is held beyond a bound,
//! however long it is.

use std::io::Read;

use encoding_rs::Encoding;

use super::utf8::Utf8;
use super::{Fault, MAX_ROW_BYTES};

/// Bytes of a piece that is too long, kept to show which one it was.
const KEPT_OF_TOO_LONG: usize = 2_000;

/// How a piece ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    Whole,
    /// Longer than a row may be: its beginning.
    TooLong,
}

/// Cuts a text as it is read.
pub struct Pieces<R> {
    source: Utf8<R>,
    block: String,
    at: usize,
    /// The last line ended with a carriage return, whose line feed may follow.
    after_return: bool,
}

impl<R: Read> Pieces<R> {
    pub fn new(source: R, encoding: &'static Encoding) -> Self {
        let source = Utf8::new(source, encoding);
        Self { source, block: String::new(), at: 0, after_return: false }
    }

    /// Puts the next line in the place of the last, without its end; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn line(&mut self, line: &mut String) -> Result<Option<Cut>, Fault> {
        let mut piece = Bounded::begin(line);
        let mut is_any = false;
        while let Some(byte) = self.peek()? {
            if std::mem::take(&mut self.after_return) && byte == b'\n' {
                self.at += 1;
                continue;
            }
            is_any = true;
            let rest = self.rest();
            let end = rest.bytes().position(|byte| byte == b'\n' || byte == b'\r');
            piece.push(rest.get(..end.unwrap_or(rest.len())).unwrap_or_default());
            let stop = end.and_then(|end| rest.as_bytes().get(end)).copied();
            self.at += end.map_or(rest.len(), |end| end + 1);
            if let Some(stop) = stop {
                self.after_return = stop == b'\r';
                break;
            }
        }
        Ok(is_any.then(|| piece.cut()))
    }

    /// Puts the next value of an array, or of values one after the other, in the place of the
    /// last; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn value(&mut self, value: &mut String) -> Result<Option<Cut>, Fault> {
        let mut piece = Bounded::begin(value);
        let mut within = Within::default();
        while let Some(byte) = self.peek()? {
            let is_gap = within.is_outside() && is_between(byte);
            if is_gap && piece.is_empty() {
                self.at += 1;
                continue;
            }
            if is_gap || (within.is_outside() && !piece.is_empty() && byte == b'{') {
                return Ok(Some(piece.cut()));
            }
            let rest = self.rest();
            let mut ends = false;
            let taken = rest.bytes().take_while(|byte| {
                let stops = ends || (within.is_outside() && is_between(*byte));
                let goes_on = !stops;
                if goes_on {
                    ends = within.step(*byte);
                }
                goes_on
            });
            let taken = taken.count();
            piece.push(rest.get(..taken).unwrap_or_default());
            self.at += taken;
            if ends {
                return Ok(Some(piece.cut()));
            }
        }
        Ok((!piece.is_empty()).then(|| piece.cut()))
    }

    fn rest(&self) -> &str {
        self.block.get(self.at..).unwrap_or_default()
    }

    fn peek(&mut self) -> Result<Option<u8>, Fault> {
        if self.at >= self.block.len() {
            self.at = 0;
            if !self.source.next(&mut self.block)? {
                self.block.clear();
                return Ok(None);
            }
        }
        Ok(self.block.as_bytes().get(self.at).copied())
    }
}

/// What stands between the values of the outermost array.
const fn is_between(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']')
}

/// Where in a value the reader stands.
#[derive(Default)]
struct Within {
    depth: usize,
    is_text: bool,
    is_escaped: bool,
}

impl Within {
    const fn is_outside(&self) -> bool {
        self.depth == 0 && !self.is_text
    }

    /// Goes on by one byte; true when the value ends with it. No text goes over a line: what
    /// seems to is broken, and the next line may be whole.
    fn step(&mut self, byte: u8) -> bool {
        if self.is_text {
            match byte {
                _ if std::mem::take(&mut self.is_escaped) => {}
                b'\\' => self.is_escaped = true,
                b'"' => self.is_text = false,
                b'\n' => return true,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.is_text = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

/// Text of which no more is held than a row may have.
struct Bounded<'a> {
    text: &'a mut String,
    is_too_long: bool,
}

impl<'a> Bounded<'a> {
    fn begin(text: &'a mut String) -> Self {
        text.clear();
        Self { text, is_too_long: false }
    }

    fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    fn push(&mut self, more: &str) {
        if self.is_too_long {
            return;
        }
        self.text.push_str(more);
        if self.text.len() > MAX_ROW_BYTES {
            self.is_too_long = true;
            let end = self.text.floor_char_boundary(KEPT_OF_TOO_LONG);
            self.text.truncate(end);
            self.text.shrink_to(KEPT_OF_TOO_LONG);
        }
    }

    fn cut(self) -> Cut {
        if self.is_too_long { Cut::TooLong } else { Cut::Whole }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::UTF_8;

    fn lines(text: &str) -> Vec<String> {
        let (mut pieces, mut line, mut all) =
            (Pieces::new(text.as_bytes(), UTF_8), String::new(), vec![]);
        while pieces.line(&mut line).unwrap().is_some() {
            all.push(line.clone());
        }
        all
    }

    fn values(text: &str) -> Vec<String> {
        let (mut pieces, mut value, mut all) =
            (Pieces::new(text.as_bytes(), UTF_8), String::new(), vec![]);
        while pieces.value(&mut value).unwrap().is_some() {
            all.push(value.clone());
        }
        all
    }

    #[test]
    fn lines_end_as_on_all_systems() {
        assert_eq!(lines("a\r\nb\rc\n\nd"), ["a", "b", "c", "", "d"]);
        assert_eq!(lines("a\r\n"), ["a"]);
        assert!(lines("").is_empty());
    }

    #[test]
    fn values_of_an_array_are_cut_apart() {
        let two = ["{\"a\":[1,{\"b\":\"},]\\\"\"}]}", "{\"c\":2}"];
        for text in [
            format!("[{},{}]", two[0], two[1]),
            format!(" [\n {} ,\n{}\n ]\n", two[0], two[1]),
            format!("{}{}", two[0], two[1]),
        ] {
            assert_eq!(values(&text), two, "{text}");
        }
        assert_eq!(values("[1, \"x y\", null]"), ["1", "\"x y\"", "null"]);
        assert_eq!(
            values("[{\"a\":\"cut\n{\"b\":1},{\"c\":"),
            ["{\"a\":\"cut\n", "{\"b\":1}", "{\"c\":"]
        );
        assert!(values("[ ]").is_empty());
    }

    #[test]
    fn nothing_is_held_beyond_the_bound() {
        let long = format!("{}\nshort", "é".repeat(MAX_ROW_BYTES));
        let (mut pieces, mut line) = (Pieces::new(long.as_bytes(), UTF_8), String::new());
        assert_eq!(pieces.line(&mut line).unwrap(), Some(Cut::TooLong));
        assert!(line.len() <= KEPT_OF_TOO_LONG && line.starts_with('é'));
        assert_eq!(pieces.line(&mut line).unwrap(), Some(Cut::Whole));
        assert_eq!(line, "short");
    }
}
