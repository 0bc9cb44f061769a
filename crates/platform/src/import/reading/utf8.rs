//! The text of a file in any encoding, block by block.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding};

const BLOCK_BYTES: usize = 64 * 1024;

/// Decodes a file as it is read. What the encoding cannot mean becomes `U+FFFD`, which rows refuse.
pub struct Utf8<R> {
    source: R,
    decoder: Decoder,
    bytes: Vec<u8>,
    /// What of `bytes` is still to be decoded.
    from: usize,
    until: usize,
    has_ended: bool,
    /// The decoder has given its last.
    is_over: bool,
}

impl<R: Read> Utf8<R> {
    pub fn new(source: R, encoding: &'static Encoding) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            bytes: vec![0; BLOCK_BYTES],
            from: 0,
            until: 0,
            has_ended: false,
            is_over: false,
        }
    }

    /// Puts the next block in the place of the text; false at the end of the file.
    pub fn next(&mut self, text: &mut String) -> io::Result<bool> {
        text.clear();
        text.reserve(BLOCK_BYTES);
        while text.is_empty() && !self.is_over {
            if self.from == self.until && !self.has_ended {
                self.from = 0;
                self.until = self.source.read(&mut self.bytes)?;
                self.has_ended = self.until == 0;
            }
            let bytes = self.bytes.get(self.from..self.until).unwrap_or_default();
            let (result, read, _) = self.decoder.decode_to_string(bytes, text, self.has_ended);
            self.from += read;
            self.is_over = self.has_ended && result == CoderResult::InputEmpty;
        }
        Ok(!text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{GB18030, UTF_16LE};

    fn read(bytes: &[u8], encoding: &'static Encoding) -> String {
        let mut utf8 = Utf8::new(bytes, encoding);
        let (mut all, mut block) = (String::new(), String::new());
        while utf8.next(&mut block).unwrap() {
            all.push_str(&block);
        }
        all
    }

    #[test]
    fn long_files_are_decoded_whole_and_without_their_mark() {
        let text = "张伟,García,😀\n".repeat(20_000);
        let (chinese, _, _) = GB18030.encode(&text);
        assert!(read(&chinese, GB18030) == text);
        let wide: Vec<u8> =
            format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(read(&wide, UTF_16LE) == text);
        assert_eq!(read(b"", GB18030), "");
    }

    #[test]
    fn bytes_without_meaning_leave_a_mark() {
        assert_eq!(read(b"a\xFF", encoding_rs::UTF_8), "a\u{FFFD}");
    }
}
