//! The rows of a table as RFC 4180 and spreadsheets write them: quotation marks, line ends of all
//! systems, a `sep=` line. Strict where a value could be lost, lenient where none can.

use std::io::Read;

use encoding_rs::Encoding;

use super::utf8::Utf8;
use super::{Fault, MAX_COLUMNS, MAX_ROW_BYTES, Row};

const QUOTE: u8 = b'"';
/// Bytes of `sep=;` with its end.
const LONGEST_SEPARATOR_LINE: usize = 7;

/// Reads row after row.
pub struct Rows<R> {
    source: Utf8<R>,
    delimiter: u8,
    block: String,
    at: usize,
    number: u64,
    /// The last row ended with a carriage return, whose line feed may follow.
    after_return: bool,
    begun: bool,
}

/// Where in a row the reader stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    CellStart,
    Plain,
    Quoted,
    /// Behind a quotation mark within quotation marks: the end, or the first of two.
    AfterQuote,
}

impl<R: Read> Rows<R> {
    /// Begins at the first row; the delimiter is an ASCII character.
    pub fn new(source: R, encoding: &'static Encoding, delimiter: u8) -> Self {
        Self {
            source: Utf8::new(source, encoding),
            delimiter,
            block: String::new(),
            at: 0,
            number: 0,
            after_return: false,
            begun: false,
        }
    }

    /// Puts the next row in the place of the last; false at the end of the file.
    ///
    /// # Errors
    /// A quotation mark that never closes, a row or a number of columns beyond all bounds.
    pub fn next(&mut self, row: &mut Row) -> Result<bool, Fault> {
        if !self.begun {
            self.begun = true;
            self.skip_separator_line()?;
        }
        row.begin(self.number + 1);
        let mut place = Place::CellStart;
        loop {
            let Some(byte) = self.peek()? else {
                return self.end_of_file(row, place);
            };
            if std::mem::take(&mut self.after_return) && byte == b'\n' {
                self.at += 1;
                continue;
            }
            place = match place {
                Place::CellStart if byte == QUOTE => {
                    self.at += 1;
                    Place::Quoted
                }
                Place::Quoted => self.quoted(row)?,
                Place::AfterQuote if byte == QUOTE => {
                    self.at += 1;
                    row.push("\"");
                    Place::Quoted
                }
                Place::CellStart | Place::Plain | Place::AfterQuote => {
                    if self.plain(row)? {
                        self.number += 1;
                        return Ok(true);
                    }
                    self.after_delimiter()
                }
            };
            if row.size() > MAX_ROW_BYTES {
                return Err(Fault::in_row("import-row-too-long", row.number));
            }
        }
    }

    /// Text up to the next quotation mark.
    fn quoted(&mut self, row: &mut Row) -> Result<Place, Fault> {
        let rest = self.rest();
        let end = rest.bytes().position(|byte| byte == QUOTE);
        row.push(rest.get(..end.unwrap_or(rest.len())).unwrap_or_default());
        self.at += end.map_or(rest.len(), |end| end + 1);
        Ok(if end.is_some() { Place::AfterQuote } else { Place::Quoted })
    }

    /// Text up to the end of the cell; true when the row ends with it.
    fn plain(&mut self, row: &mut Row) -> Result<bool, Fault> {
        let delimiter = self.delimiter;
        let rest = self.rest();
        let stops = |byte: u8| byte == delimiter || byte == b'\n' || byte == b'\r';
        let end = rest.bytes().position(stops);
        row.push(rest.get(..end.unwrap_or(rest.len())).unwrap_or_default());
        let stop = end.and_then(|end| rest.as_bytes().get(end)).copied();
        self.at += end.map_or(rest.len(), |end| end + 1);
        match stop {
            None => Ok(false),
            Some(stop) => {
                row.end_cell();
                if row.len() > MAX_COLUMNS {
                    return Err(Fault::in_row("import-too-many-columns", row.number));
                }
                self.after_return = stop == b'\r';
                Ok(stop != delimiter)
            }
        }
    }

    /// A cell has begun anew only behind a delimiter; the end of a block is none.
    fn after_delimiter(&self) -> Place {
        let before = self.at.checked_sub(1).and_then(|at| self.block.as_bytes().get(at));
        if before == Some(&self.delimiter) { Place::CellStart } else { Place::Plain }
    }

    fn end_of_file(&mut self, row: &mut Row, place: Place) -> Result<bool, Fault> {
        match place {
            Place::Quoted => Err(Fault::in_row("import-open-quote", row.number)),
            Place::CellStart if row.is_empty() => Ok(false),
            _ => {
                row.end_cell();
                self.number += 1;
                Ok(true)
            }
        }
    }

    fn rest(&self) -> &str {
        self.block.get(self.at..).unwrap_or_default()
    }

    fn peek(&mut self) -> Result<Option<u8>, Fault> {
        if self.at >= self.block.len() {
            self.at = 0;
            if !self.source.next(&mut self.block)? {
                return Ok(None);
            }
        }
        Ok(self.block.as_bytes().get(self.at).copied())
    }

    /// A first line `sep=;` is a note to spreadsheets and no row.
    fn skip_separator_line(&mut self) -> Result<(), Fault> {
        self.peek()?;
        let mut more = String::new();
        while self.block.len() < LONGEST_SEPARATOR_LINE
            && !self.block.contains(['\r', '\n'])
            && self.source.next(&mut more)?
        {
            self.block.push_str(&more);
        }
        if let Some((_, length)) = separator_line(&self.block) {
            self.at = length;
            self.after_return = self.block.get(..length).is_some_and(|line| line.ends_with('\r'));
        }
        Ok(())
    }
}

/// The delimiter that a first line `sep=;` names, and the length of that line with its end.
pub(super) fn separator_line(text: &str) -> Option<(u8, usize)> {
    let line = text.split(['\r', '\n']).next()?;
    let name = line.get(..4)?;
    let mut said = line.get(4..)?.bytes();
    let (delimiter, None) = (said.next()?, said.next()) else {
        return None;
    };
    if !name.eq_ignore_ascii_case("sep=") || !delimiter.is_ascii() {
        return None;
    }
    let end = match text.get(line.len()..)? {
        rest if rest.starts_with("\r\n") => 2,
        "" => 0,
        _ => 1,
    };
    Some((delimiter, line.len() + end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::UTF_8;

    /// Gives out one byte at a time, so that every block ends in the middle of something.
    struct Trickle<'a>(&'a [u8]);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else {
                return Ok(0);
            };
            buffer[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    fn read(text: &str, delimiter: u8) -> Result<Vec<Vec<String>>, Fault> {
        let whole = all(Rows::new(text.as_bytes(), UTF_8, delimiter));
        let slowly = all(Rows::new(Trickle(text.as_bytes()), UTF_8, delimiter));
        assert_eq!(format!("{whole:?}"), format!("{slowly:?}"));
        whole
    }

    fn all<R: Read>(mut rows: Rows<R>) -> Result<Vec<Vec<String>>, Fault> {
        let (mut all, mut row) = (Vec::new(), Row::default());
        while rows.next(&mut row)? {
            all.push(row.cells().map(str::to_owned).collect());
        }
        Ok(all)
    }

    #[test]
    fn quotation_marks_protect_delimiters_line_ends_and_themselves() {
        let rows = read("a,\"b,\"\"c\"\"\nd\",e\n\"\",,x\n", b',').unwrap();
        assert_eq!(rows, [vec!["a", "b,\"c\"\nd", "e"], vec!["", "", "x"]]);
    }

    #[test]
    fn line_ends_of_all_systems_end_a_row() {
        for text in ["a;b\r\nc;d\r\n", "a;b\rc;d\r", "a;b\nc;d\n", "a;b\nc;d"] {
            assert_eq!(read(text, b';').unwrap(), [["a", "b"], ["c", "d"]], "{text:?}");
        }
        assert_eq!(read("a\r\n\r\nb", b',').unwrap(), [["a"], [""], ["b"]]);
    }

    #[test]
    fn a_stray_quotation_mark_loses_nothing() {
        let rows = read("5\" pipe,\"x\"y,z\n", b',').unwrap();
        assert_eq!(rows, [["5\" pipe", "xy", "z"]]);
    }

    #[test]
    fn an_open_quotation_mark_is_told_with_its_row() {
        match read("a,b\nc,\"d\ne,f\n", b',') {
            Err(Fault::Unreadable(refusal)) => {
                assert_eq!(refusal.code, "import-open-quote");
                assert_eq!(refusal.values, [("row", "2".to_owned())]);
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_separator_line_is_no_row() {
        assert_eq!(read("sep=;\r\na;b\r\n", b';').unwrap(), [["a", "b"]]);
        assert_eq!(separator_line("SEP=\t\nx"), Some((b'\t', 6)));
        assert_eq!(separator_line("separate,things\n"), None);
        assert_eq!(separator_line("sep=;;\n"), None);
    }

    #[test]
    fn a_row_beyond_all_bounds_ends_the_reading() {
        let long = format!("a\n\"{}", "x".repeat(MAX_ROW_BYTES + 70_000));
        let rows = all(Rows::new(long.as_bytes(), UTF_8, b','));
        assert!(
            matches!(rows, Err(Fault::Unreadable(refusal)) if refusal.code == "import-row-too-long")
        );
        let wide = ",".repeat(MAX_COLUMNS + 1);
        let rows = all(Rows::new(wide.as_bytes(), UTF_8, b','));
        assert!(
            matches!(rows, Err(Fault::Unreadable(refusal)) if refusal.code == "import-too-many-columns")
        );
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_does() {
        let mut rows = Rows::new("sep=,\nh\n\"two\nlines\"\n\nx\n".as_bytes(), UTF_8, b',');
        let (mut row, mut numbers) = (Row::default(), Vec::new());
        while rows.next(&mut row).unwrap() {
            numbers.push((row.number, row.is_blank()));
        }
        assert_eq!(numbers, [(1, false), (2, false), (3, true), (4, false)]);
    }
}
