//! As much of the tar format as a backup needs: plain files, each with its hash noted.
//!
//! *Source*: POSIX.1-2001, `pax`, "ustar Interchange Format".

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use sha2::{Digest as _, Sha256};

use super::hex;

const BLOCK: usize = 512;

/// Writes entries one after the other.
#[derive(Debug)]
pub(super) struct Writer<W> {
    to: W,
    /// SHA-256 of each entry by its name.
    pub hashes: BTreeMap<String, String>,
}

impl<W: Write> Writer<W> {
    pub(super) const fn new(to: W) -> Self {
        Self { to, hashes: BTreeMap::new() }
    }

    /// An entry whose bytes are known.
    pub(super) fn entry(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.copy(name, size, &mut &*bytes)
    }

    /// An entry of so many bytes from a reader.
    pub(super) fn copy(&mut self, name: &str, size: u64, from: &mut impl Read) -> io::Result<()> {
        self.to.write_all(&header(name, size)?)?;
        let mut hash = Sha256::new();
        let mut left = size;
        let mut buffer = vec![0; 64 * 1_024];
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            let count = from.read(buffer.get_mut(..most).unwrap_or_default())?;
            if count == 0 {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, name.to_owned()));
            }
            let piece = buffer.get(..count).unwrap_or_default();
            hash.update(piece);
            self.to.write_all(piece)?;
            left = left.saturating_sub(u64::try_from(count).unwrap_or(left));
        }
        self.to.write_all(padding(size))?;
        self.hashes.insert(name.to_owned(), hex(&hash.finalize()));
        Ok(())
    }

    /// Ends the archive and gives back what it was written to.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.to.write_all(&[0; BLOCK * 2])?;
        self.to.flush()?;
        Ok(self.to)
    }
}

/// What fills the last block of an entry.
fn padding(size: u64) -> &'static [u8] {
    const ZEROS: [u8; BLOCK] = [0; BLOCK];
    let over = usize::try_from(size % 512).unwrap_or_default();
    if over == 0 { &[] } else { ZEROS.get(over..).unwrap_or_default() }
}

fn header(name: &str, size: u64) -> io::Result<[u8; BLOCK]> {
    let mut header = [0u8; BLOCK];
    let mut put = |at: usize, text: &str| {
        let bytes = text.as_bytes();
        if let Some(place) = header.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    };
    if name.len() > 100 || size >= 8_u64.pow(11) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, name.to_owned()));
    }
    put(0, name);
    put(100, "0000600\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{size:011o}\0"));
    put(136, "00000000000\0");
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\u{0}00");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    let sum = format!("{sum:06o}\0 ");
    if let Some(place) = header.get_mut(148..156) {
        place.copy_from_slice(sum.as_bytes());
    }
    Ok(header)
}

/// Reads entries in their order. Each must be read to its end before the next.
#[derive(Debug)]
pub(super) struct Reader<R> {
    from: R,
}

/// The head of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub name: String,
    pub size: u64,
}

impl<R: Read> Reader<R> {
    pub(super) const fn new(from: R) -> Self {
        Self { from }
    }

    /// The next entry; none at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Entry>> {
        let mut header = [0u8; BLOCK];
        self.from.read_exact(&mut header)?;
        if header.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        let text = |from: usize, to: usize| {
            let bytes = header.get(from..to).unwrap_or_default();
            let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
            String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).trim().to_owned()
        };
        let wrong = || io::Error::new(io::ErrorKind::InvalidData, "this is no backup");
        let sum: u32 = header
            .iter()
            .enumerate()
            .map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u32::from(*byte) })
            .sum();
        if u32::from_str_radix(&text(148, 156), 8).ok() != Some(sum) {
            return Err(wrong());
        }
        let size = u64::from_str_radix(&text(124, 136), 8).map_err(|_| wrong())?;
        Ok(Some(Entry { name: text(0, 100), size }))
    }

    /// Copies the bytes of an entry; answers their hash.
    pub(super) fn copy(&mut self, entry: &Entry, to: &mut impl Write) -> io::Result<String> {
        let mut hash = Sha256::new();
        let mut left = entry.size;
        let mut buffer = vec![0; 64 * 1_024];
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            let piece = buffer.get_mut(..most).unwrap_or_default();
            self.from.read_exact(piece)?;
            hash.update(&*piece);
            to.write_all(piece)?;
            left = left.saturating_sub(u64::try_from(most).unwrap_or(left));
        }
        let mut rest = vec![0; padding(entry.size).len()];
        self.from.read_exact(&mut rest)?;
        Ok(hex(&hash.finalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let mut writer = Writer::new(Vec::new());
        writer.entry("tables/party/00001.jsonl", b"[1]\n").unwrap();
        writer.entry("files/empty", b"").unwrap();
        writer.entry("files/block", &[7; 512]).unwrap();
        let hashes = writer.hashes.clone();
        let bytes = writer.finish().unwrap();
        assert_eq!(bytes.len() % BLOCK, 0);
        let mut reader = Reader::new(bytes.as_slice());
        let mut seen = Vec::new();
        while let Some(entry) = reader.next().unwrap() {
            let mut content = Vec::new();
            let hash = reader.copy(&entry, &mut content).unwrap();
            assert_eq!(hashes[&entry.name], hash);
            seen.push((entry.name, content.len()));
        }
        let expected = [("tables/party/00001.jsonl", 4), ("files/empty", 0), ("files/block", 512)];
        assert_eq!(seen, expected.map(|(name, size)| (name.to_owned(), size)));
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        assert!(Reader::new([1u8; 1_024].as_slice()).next().is_err());
        assert!(Reader::new([0u8; 10].as_slice()).next().is_err());
    }
}
