//! How a table is written down: encoding, delimiter, whether the first row holds headings.

use std::io::Read;

use encoding_rs::{Encoding, UTF_8};
use serde::{Deserialize, Serialize};

use super::rows::separator_line;
use super::utf8::Utf8;
use super::{Fault, Row, Rows, encoding};

/// Delimiters that are looked for, the commonest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows that the delimiter is told from.
const LOOKED_AT: usize = 100;

/// What somebody chose; what is `None` is found out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wished {
    /// `utf-8`, `windows-1252`, `gb18030` …
    pub encoding: Option<String>,
    pub delimiter: Option<char>,
    pub heading: Option<bool>,
    /// Of a workbook.
    pub sheet: Option<String>,
}

/// How the rows of a file are read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dialect {
    pub encoding: &'static Encoding,
    pub delimiter: u8,
}

impl Dialect {
    /// The rows of a file.
    pub fn rows<R: Read>(self, source: R) -> Rows<R> {
        Rows::new(source, self.encoding, self.delimiter)
    }
}

/// The delimiter of a text: what a `sep=` line says, else the one that cuts the most rows into as
/// many cells as the first.
pub fn delimiter(source: impl Read, encoding: &'static Encoding) -> Result<u8, Fault> {
    let (mut utf8, mut text) = (Utf8::new(source, encoding), String::new());
    utf8.next(&mut text)?;
    if let Some((said, _)) = separator_line(&text) {
        return Ok(said);
    }
    let best = DELIMITERS
        .into_iter()
        .map(|delimiter| (score(&text, delimiter), delimiter))
        .fold((0, b','), |best, next| if next.0 > best.0 { next } else { best });
    Ok(best.1)
}

/// Rows that agree with the first, weighed by its cells; zero when there is one cell only.
fn score(text: &str, delimiter: u8) -> usize {
    let mut rows = Rows::new(text.as_bytes(), UTF_8, delimiter);
    let mut row = Row::default();
    let (mut first, mut alike, mut read) = (0, 0, 0);
    while read < LOOKED_AT && matches!(rows.next(&mut row), Ok(true)) {
        if row.is_blank() {
            continue;
        }
        read += 1;
        if first == 0 {
            first = row.len();
        }
        alike += usize::from(row.len() == first);
    }
    let cells = first.saturating_sub(1).min(50);
    (alike * 1_000).checked_div(read).unwrap_or_default().pow(2) * cells
}

/// The encoding that was chosen.
///
/// # Errors
/// When there is none of that name.
pub fn chosen_encoding(label: &str) -> Result<&'static Encoding, Fault> {
    encoding::of_label(label).ok_or_else(|| Fault::of("import-unknown-encoding"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> char {
        char::from(delimiter(text.as_bytes(), UTF_8).unwrap())
    }

    #[test]
    fn the_delimiter_is_the_one_that_all_rows_agree_on() {
        assert_eq!(found("name,city\nAcme; Sons,Madrid\n"), ',');
        assert_eq!(found("name;price\nAcme, S.A.;1,5\nBeta;2,5\n"), ';');
        assert_eq!(found("name\tcity\nAcme, S.A.\tMadrid, ES\n"), '\t');
        assert_eq!(found("name|city|note\na|b|\"x,y\"\n"), '|');
        assert_eq!(found("e-mail\nana@acme.es\n"), ',');
        assert_eq!(found(""), ',');
    }

    #[test]
    fn a_separator_line_settles_it() {
        assert_eq!(found("sep=|\r\na,b|c,d\r\n"), '|');
    }
}
