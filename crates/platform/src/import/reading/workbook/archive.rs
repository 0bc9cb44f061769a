//! The parts of a workbook's archive. They are unpacked as they are read, and what is bounded is
//! what comes out, not what the archive says of itself.

use std::collections::HashMap;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};

use flate2::read::DeflateDecoder;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::super::Fault;
use super::xml::{self, Xml};

/// Most parts.
const MAX_PARTS: usize = 10_000;
/// Most bytes that are read to learn of the parts.
const MAX_DIRECTORY_BYTES: u64 = 8 * 1024 * 1024;
const BUFFER_BYTES: usize = 64 * 1024;

/// Where the parts lie, by their names in small letters.
#[derive(Debug, Default)]
pub(super) struct Archive(HashMap<String, Part>);

#[derive(Clone, Copy, Debug)]
struct Part {
    start: u64,
    packed: u64,
    is_packed: bool,
}

impl Archive {
    pub fn read(source: impl Read + Seek) -> Result<Self, Fault> {
        let directory = Sparing { source, left: MAX_DIRECTORY_BYTES };
        let mut zip = ZipArchive::new(directory).map_err(of_archive)?;
        if zip.len() > MAX_PARTS {
            return Err(Fault::of("import-workbook-too-large"));
        }
        let mut parts = HashMap::new();
        for at in 0..zip.len() {
            let file = zip.by_index_raw(at).map_err(of_archive)?;
            if file.encrypted() {
                return Err(Fault::of("import-workbook-locked"));
            }
            let is_packed = match file.compression() {
                CompressionMethod::Stored => false,
                CompressionMethod::Deflated => true,
                _ => continue,
            };
            if let Some(start) = file.data_start() {
                let part = Part { start, packed: file.compressed_size(), is_packed };
                parts.insert(key(&String::from_utf8_lossy(file.name_raw())), part);
            }
        }
        Ok(Self(parts))
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(&key(name))
    }

    /// The text of a part, of at most so many bytes.
    pub fn xml<R: Read + Seek>(
        &self,
        mut source: R,
        name: &str,
        most: u64,
    ) -> Result<Xml<Unpacked<R>>, Fault> {
        let part = self.0.get(&key(name)).ok_or_else(|| Fault::of("import-workbook-broken"))?;
        source.seek(SeekFrom::Start(part.start))?;
        let packed = source.take(part.packed);
        let source = match part.is_packed {
            true => Source::Packed(Box::new(DeflateDecoder::new(packed))),
            false => Source::Plain(packed),
        };
        let unpacked = Unpacked { source, left: most };
        Ok(Xml::new(BufReader::with_capacity(BUFFER_BYTES, unpacked)))
    }
}

fn key(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

fn of_archive(error: ZipError) -> Fault {
    match error {
        ZipError::Io(error) => xml::of_io(error),
        _ => Fault::of("import-workbook-broken"),
    }
}

/// A part as it is unpacked.
pub struct Unpacked<R> {
    source: Source<R>,
    left: u64,
}

enum Source<R> {
    Plain(Take<R>),
    Packed(Box<DeflateDecoder<Take<R>>>),
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.source {
            Source::Plain(source) => source.read(buffer),
            Source::Packed(source) => source.read(buffer),
        }?;
        spend(&mut self.left, count)
    }
}

/// Gives out no more than so much, however often it is sought in.
struct Sparing<R> {
    source: R,
    left: u64,
}

impl<R: Read> Read for Sparing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        spend(&mut self.left, count)
    }
}

impl<R: Seek> Seek for Sparing<R> {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        self.source.seek(place)
    }
}

fn spend(left: &mut u64, count: usize) -> io::Result<usize> {
    let rest = u64::try_from(count).ok().and_then(|count| left.checked_sub(count));
    *left = rest.ok_or_else(xml::excess)?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use quick_xml::events::Event;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// Reads a part of many small elements to its end.
    fn read(most: u64) -> Result<(), Fault> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("a.xml", SimpleFileOptions::default()).unwrap();
        zip.write_all(format!("<a>{}</a>", "<b/>".repeat(100_000)).as_bytes()).unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        assert!(bytes.len() < 10_000);
        let mut xml =
            Archive::read(Cursor::new(&bytes))?.xml(Cursor::new(&bytes), "/A.XML", most)?;
        while xml.next()? != Event::Eof {}
        Ok(())
    }

    #[test]
    fn what_is_bounded_is_what_comes_out() {
        assert!(read(1_000_000).is_ok());
        assert!(read(300_000).is_err_and(|fault| fault.is("import-workbook-too-large")));
    }
}
