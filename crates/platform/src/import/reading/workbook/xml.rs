//! The text of a part, event by event: no event, no depth and no name beyond a bound, no document
//! types, and so no entities but those that every document has.

use std::io::{self, BufRead, BufReader, Read};

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::super::{Fault, MAX_ROW_BYTES};

/// Elements within elements: those of workbooks have about ten.
const MAX_DEPTH: u32 = 100;

/// What is more than anybody needs.
#[derive(Debug)]
struct Excess;

impl std::fmt::Display for Excess {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a workbook unpacks beyond all bounds")
    }
}

impl std::error::Error for Excess {}

/// The error of a reader that has given enough.
pub(super) fn excess() -> io::Error {
    io::Error::other(Excess)
}

pub(super) fn broken() -> Fault {
    Fault::of("import-workbook-broken")
}

/// Whether the workbook is at fault, or the machine.
pub(super) fn of_io(error: io::Error) -> Fault {
    if error.get_ref().is_some_and(|inner| inner.is::<Excess>()) {
        return Fault::of("import-workbook-too-large");
    }
    match error.kind() {
        io::ErrorKind::InvalidInput
        | io::ErrorKind::InvalidData
        | io::ErrorKind::UnexpectedEof
        | io::ErrorKind::Other => broken(),
        _ => Fault::Disk(error),
    }
}

fn of_xml(error: quick_xml::Error) -> Fault {
    match error {
        quick_xml::Error::Io(error) => {
            let is_excess = error.get_ref().is_some_and(|inner| inner.is::<Excess>());
            of_io(if is_excess { excess() } else { io::Error::from(error.kind()) })
        }
        _ => broken(),
    }
}

/// Events of a part.
pub(super) struct Xml<R> {
    reader: Reader<Paced<R>>,
    buffer: Vec<u8>,
    depth: u32,
}

impl<R: Read> Xml<R> {
    pub fn new(source: BufReader<R>) -> Self {
        let mut reader = Reader::from_reader(Paced { source, taken: 0 });
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
    }

    /// The next event.
    ///
    /// # Errors
    /// When the text is broken, or an event is larger than a row may be.
    pub fn next(&mut self) -> Result<Event<'_>, Fault> {
        self.buffer.clear();
        self.reader.get_mut().taken = 0;
        let event = self.reader.read_event_into(&mut self.buffer).map_err(of_xml)?;
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => return Err(broken()),
            Event::DocType(_) => return Err(broken()),
            _ => {}
        }
        if self.depth > MAX_DEPTH { Err(broken()) } else { Ok(event) }
    }
}

/// The bytes of one event are counted from its beginning.
struct Paced<R> {
    source: BufReader<R>,
    taken: usize,
}

impl<R: Read> Read for Paced<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.source.read(buffer)
    }
}

impl<R: Read> BufRead for Paced<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken > MAX_ROW_BYTES {
            return Err(excess());
        }
        self.source.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.taken = self.taken.saturating_add(count);
        self.source.consume(count);
    }
}

/// An attribute, whatever prefix it has.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, Fault> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| broken())?;
        if attribute.key.local_name().as_ref() == name.as_bytes() {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            return value.map(|value| Some(value.into_owned())).map_err(|_| broken());
        }
    }
    Ok(None)
}

/// Puts what an event says behind a text.
///
/// # Errors
/// When it is no text, or names an entity that not every document has.
pub(super) fn push_text(event: &Event<'_>, text: &mut String) -> Result<(), Fault> {
    match event {
        Event::Text(said) => text.push_str(&said.xml10_content().map_err(|_| broken())?),
        Event::CData(said) => text.push_str(&said.xml10_content().map_err(|_| broken())?),
        Event::GeneralRef(named) => text.push(character(named)?),
        _ => {}
    }
    Ok(())
}

fn character(named: &BytesRef<'_>) -> Result<char, Fault> {
    if let Some(sign) = named.resolve_char_ref().map_err(|_| broken())? {
        return Ok(sign);
    }
    let name: &[u8] = named;
    match name {
        b"lt" => Ok('<'),
        b"gt" => Ok('>'),
        b"amp" => Ok('&'),
        b"quot" => Ok('"'),
        b"apos" => Ok('\''),
        _ => Err(broken()),
    }
}
