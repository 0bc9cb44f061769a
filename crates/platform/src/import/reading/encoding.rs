//! Which encoding a file is in.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};
use kernel::country::Country;

use super::Fault;

const BLOCK_BYTES: usize = 64 * 1024;
/// Bytes at the beginning that tell marks, signatures and zero bytes.
const HEAD_BYTES: usize = 4 * 1024;
/// Bytes beyond ASCII text that the guess between encodings looks at.
const GUESS_BYTES: usize = 1024 * 1024;

/// Finds the encoding: by its mark, by where zero bytes stand, because all of it is UTF-8, else
/// the likeliest in the given country.
///
/// # Errors
/// When the file is of another kind altogether: a PDF, a picture, a page.
pub fn detect(mut source: impl Read, country: Option<Country>) -> Result<&'static Encoding, Fault> {
    let mut look = Look::new();
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        let bytes = fill(&mut source, &mut block)?;
        if bytes.is_empty() {
            break;
        }
        look.at(bytes);
        if look.is_enough() {
            break;
        }
    }
    refuse_other_kinds(&look.head)?;
    Ok(look.verdict(country))
}

/// The encoding of a name that somebody chose; `GBK` and `GB2312` are read as GB18030.
pub fn of_label(label: &str) -> Option<&'static Encoding> {
    let known = Encoding::for_label(label.as_bytes())?;
    Some(if known == GBK { GB18030 } else { known })
}

fn fill<'a>(source: &mut impl Read, block: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let mut filled = 0;
    while let Some(rest) = block.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(block.get(..filled).unwrap_or_default())
}

struct Look {
    head: Vec<u8>,
    /// The first bytes of a character whose rest comes with the next block.
    begun: Vec<u8>,
    is_utf8: bool,
    detector: EncodingDetector,
    guessed_on: usize,
}

impl Look {
    fn new() -> Self {
        Self {
            head: Vec::new(),
            begun: Vec::new(),
            is_utf8: true,
            detector: EncodingDetector::new(Iso2022JpDetection::Deny),
            guessed_on: 0,
        }
    }

    fn at(&mut self, bytes: &[u8]) {
        if self.head.len() < HEAD_BYTES {
            let missing = HEAD_BYTES - self.head.len();
            self.head.extend(bytes.iter().take(missing));
        }
        if self.is_utf8 {
            self.check_utf8(bytes);
        }
        if !bytes.is_ascii() && self.guessed_on < GUESS_BYTES {
            self.detector.feed(bytes, false);
            self.guessed_on += bytes.len();
        }
    }

    fn check_utf8(&mut self, bytes: &[u8]) {
        self.begun.extend_from_slice(bytes);
        let valid = match std::str::from_utf8(&self.begun) {
            Ok(_) => self.begun.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => {
                self.is_utf8 = false;
                0
            }
        };
        self.begun.drain(..valid);
    }

    fn is_enough(&self) -> bool {
        Encoding::for_bom(&self.head).is_some()
            || self.head.contains(&0)
            || (!self.is_utf8 && self.guessed_on >= GUESS_BYTES)
    }

    fn verdict(mut self, country: Option<Country>) -> &'static Encoding {
        if let Some((marked, _)) = Encoding::for_bom(&self.head) {
            return marked;
        }
        if let Some(wide) = by_zero_bytes(&self.head) {
            return wide;
        }
        if self.is_utf8 && self.begun.is_empty() {
            return UTF_8;
        }
        self.detector.feed(&[], true);
        let home = country.map(|country| top_domain(country.code()));
        let guess = self.detector.guess(home.as_deref().map(str::as_bytes), Utf8Detection::Deny);
        if guess == GBK { GB18030 } else { guess }
    }
}

/// Even Chinese text has commas, digits and line ends, whose upper byte is zero in UTF-16. A stray
/// zero byte among single bytes is no sign of it: rows refuse that cell.
fn by_zero_bytes(head: &[u8]) -> Option<&'static Encoding> {
    let zeros_at = |odd: usize| {
        head.iter().enumerate().filter(|(at, byte)| at % 2 == odd && **byte == 0).count()
    };
    let (even, odd) = (zeros_at(0), zeros_at(1));
    let (wide, zeros) = match (even, odd) {
        (0, 0) => return None,
        (even, odd) if odd > even.saturating_mul(8) => (UTF_16LE, odd),
        (even, odd) if even > odd.saturating_mul(8) => (UTF_16BE, even),
        _ => return None,
    };
    let is_wide = if is_utf8(head) {
        zeros * 4 >= head.len()
    } else {
        zeros * 100 >= head.len() && has_wide_sign(head, wide)
    };
    is_wide.then_some(wide)
}

/// Whether nothing speaks against UTF-8 but a character that the end cuts.
fn is_utf8(head: &[u8]) -> bool {
    std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true)
}

/// Whether a delimiter or a line end stands there as two bytes.
fn has_wide_sign(head: &[u8], wide: &'static Encoding) -> bool {
    head.chunks_exact(2).any(|pair| {
        let (low, high) = match (pair, wide == UTF_16LE) {
            ([low, high], true) | ([high, low], false) => (*low, *high),
            _ => return false,
        };
        high == 0 && matches!(low, b',' | b';' | b'\t' | b'|' | b'\n' | b'\r')
    })
}

fn top_domain(code: &str) -> String {
    match code {
        "GB" => "uk".to_owned(),
        other => other.to_ascii_lowercase(),
    }
}

fn refuse_other_kinds(head: &[u8]) -> Result<(), Fault> {
    let begins = |mark: &[u8]| head.starts_with(mark);
    let text: Vec<u8> = head.iter().take(64).map(u8::to_ascii_lowercase).collect();
    let page = text.trim_ascii_start();
    let is_other = begins(b"%PDF")
        || begins(b"{\\rtf")
        || begins(&[0x1F, 0x8B])
        || begins(b"\x89PNG")
        || begins(&[0xFF, 0xD8, 0xFF])
        || page.starts_with(b"<!doctype")
        || page.starts_with(b"<html")
        || page.starts_with(b"<?xml");
    if is_other { Err(Fault::of("import-is-no-table")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::WINDOWS_1252;

    fn found(bytes: &[u8]) -> &'static Encoding {
        detect(bytes, None).unwrap()
    }

    fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn encodings_are_told_apart_with_and_without_marks() {
        assert_eq!(found("name\nAna García\n".as_bytes()), UTF_8);
        assert_eq!(found(b"\xEF\xBB\xBFname\nAna\n"), UTF_8);
        assert_eq!(found(&wide("\u{FEFF}name\nAna\n", u16::to_le_bytes)), UTF_16LE);
        assert_eq!(found(&wide("姓名,公司\n张伟,远洋\n", u16::to_le_bytes)), UTF_16LE);
        assert_eq!(found(&wide("姓名,公司\n张伟,远洋\n", u16::to_be_bytes)), UTF_16BE);
        let (chinese, _, _) = GB18030.encode("姓名,公司\n张伟,远洋贸易有限公司\n欧阳静,长江机械\n");
        assert_eq!(found(&chinese), GB18030);
        let (western, _, _) =
            WINDOWS_1252.encode("nombre;ciudad\nJosé Muñoz;Málaga\nBegoña Íñigo;Cádiz\n");
        assert_eq!(detect(&*western, Country::from_code("ES")).unwrap(), WINDOWS_1252);
    }

    #[test]
    fn a_stray_zero_byte_is_no_second_half() {
        assert_eq!(found(b"name,city\nNul\0name,Lima\nAfter,Lima\n"), UTF_8);
        assert_eq!(found(b"name,city\nab\0,Lima\n"), UTF_8);
        let western = b"nombre;ciudad\nJos\xE9\0 Mu\xF1oz;M\xE1laga\n";
        assert_eq!(detect(&western[..], Country::from_code("ES")).unwrap(), WINDOWS_1252);
        let long = format!("姓名,备注\n张伟,{}\n", "很好".repeat(60));
        assert_eq!(found(&wide(&long, u16::to_le_bytes)), UTF_16LE);
    }

    #[test]
    fn a_character_cut_between_two_blocks_is_still_utf8() {
        let text = format!("{}é\n", "a".repeat(BLOCK_BYTES - 1));
        assert_eq!(found(text.as_bytes()), UTF_8);
    }

    #[test]
    fn a_byte_at_the_end_of_a_long_file_settles_it() {
        let mut bytes = "plain\n".repeat(50_000).into_bytes();
        bytes.extend_from_slice(b"Jos\xE9 Mu\xF1oz\n");
        assert_eq!(detect(&*bytes, Country::from_code("ES")).unwrap(), WINDOWS_1252);
    }

    #[test]
    fn other_files_in_disguise_are_refused_by_name() {
        for (bytes, code) in [
            (&b"%PDF-1.7"[..], "import-is-no-table"),
            (b"{\\rtf1", "import-is-no-table"),
            (b"  <!DOCTYPE html>", "import-is-no-table"),
        ] {
            match detect(bytes, None) {
                Err(Fault::Unreadable(refusal)) => assert_eq!(refusal.code, code),
                other => panic!("{other:?}"),
            }
        }
    }
}
