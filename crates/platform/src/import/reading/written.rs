//! Text in the encoding that a file came in.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// What stands before the text, so that it is taken for what it is: spreadsheets know UTF-8 and
/// UTF-16 by nothing else.
pub fn mark(encoding: &'static Encoding) -> &'static [u8] {
    match encoding {
        found if found == UTF_8 => b"\xEF\xBB\xBF",
        found if found == UTF_16LE => b"\xFF\xFE",
        found if found == UTF_16BE => b"\xFE\xFF",
        _ => b"",
    }
}

/// Whether the encoding has all letters of a text.
pub fn holds(encoding: &'static Encoding, text: &str) -> bool {
    !encoding.encode(text).2
}

/// The text; a letter that the encoding lacks becomes a question mark.
pub fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    // The library writes UTF-16 as UTF-8, as pages of the web are sent.
    if encoding == UTF_16LE {
        return text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    }
    if encoding == UTF_16BE {
        return text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    }
    let (bytes, _, has_lost) = encoding.encode(text);
    if !has_lost {
        return bytes.into_owned();
    }
    let mut letter = [0; 4];
    let known: String = text
        .chars()
        .map(|sign| if holds(encoding, sign.encode_utf8(&mut letter)) { sign } else { '?' })
        .collect();
    encoding.encode(&known).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, GB18030, WINDOWS_1252};

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let text = "nombre;motivo\nBegoña;«no»\n";
        for encoding in [UTF_8, UTF_16LE, UTF_16BE, GB18030, WINDOWS_1252] {
            let bytes = [mark(encoding), &encoded(encoding, text)].concat();
            assert_eq!(encoding.decode(&bytes).0, text, "{}", encoding.name());
        }
        assert_eq!(GB18030.decode(&encoded(GB18030, "张伟 😀 ñ")).0, "张伟 😀 ñ");
    }

    #[test]
    fn a_letter_that_is_not_there_is_no_escape() {
        assert_eq!(encoded(WINDOWS_1252, "é张x"), b"\xE9?x");
        assert!(holds(BIG5, "張偉") && !holds(BIG5, "ñ") && holds(UTF_16LE, "ñ张"));
    }
}
