//! The rows of a sheet, numbered as the spreadsheet numbers them.

use std::io::{Read, Seek};

use quick_xml::events::Event;

use super::super::row::{Mark, Row};
use super::super::{Fault, MAX_COLUMNS, MAX_ROW_BYTES};
use super::archive::Unpacked;
use super::cell::{Cell, Kind, whole};
use super::look::Look;
use super::number;
use super::strings::{Strings, restored};
use super::xml::{Xml, attribute, broken};

/// The last row that a sheet can have.
const LAST_ROW: u64 = 1_048_576;

/// Reads row after row.
pub struct SheetRows<R> {
    xml: Xml<Unpacked<R>>,
    strings: Strings,
    looks: Vec<Look>,
    is_1904: bool,
    number: u64,
    is_in_cells: bool,
    is_over: bool,
    cell: Cell,
}

impl<R: Read + Seek> SheetRows<R> {
    pub(super) fn new(
        xml: Xml<Unpacked<R>>,
        strings: Strings,
        (looks, is_1904): (Vec<Look>, bool),
    ) -> Self {
        let cell = Cell::default();
        let (is_in_cells, is_over) = (false, false);
        Self { xml, strings, looks, is_1904, number: 0, is_in_cells, is_over, cell }
    }

    /// Puts the next row in the place of the last; false at the end of the sheet.
    ///
    /// # Errors
    /// When the sheet is broken or beyond all bounds.
    pub fn next(&mut self, row: &mut Row) -> Result<bool, Fault> {
        while !self.is_over {
            match self.xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    b"sheetData" => self.is_in_cells = true,
                    b"row" if self.is_in_cells => {
                        let said = attribute(&tag, "r")?;
                        self.number = following(self.number, said.as_deref())?;
                        row.begin(self.number);
                        self.read(row)?;
                        return Ok(true);
                    }
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == b"sheetData" => self.is_over = true,
                Event::Eof => return Err(broken()),
                _ => {}
            }
        }
        Ok(false)
    }

    /// The cells of a row up to its end.
    fn read(&mut self, row: &mut Row) -> Result<(), Fault> {
        let mut next = 0;
        loop {
            match self.xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == b"c" => {
                    self.cell.begin(&tag)?;
                    self.cell.read(&mut self.xml)?;
                    let column = self.cell.column.unwrap_or(next);
                    if column < next {
                        return Err(broken());
                    }
                    next = column + 1;
                    self.put(row, column)?;
                }
                Event::End(tag) if tag.local_name().as_ref() == b"row" => return Ok(()),
                Event::Eof => return Err(broken()),
                _ => {}
            }
        }
    }

    /// Puts the cell into its column; one without a value only has looks.
    fn put(&self, row: &mut Row, column: usize) -> Result<(), Fault> {
        let cell = &self.cell;
        if !cell.has_value && cell.formula.is_empty() {
            return Ok(());
        }
        if column >= MAX_COLUMNS {
            return Err(Fault::in_row("import-too-many-columns", row.number));
        }
        while row.len() < column {
            row.end_cell();
        }
        if cell.has_value {
            self.say(row)?;
        } else {
            row.push(&cell.formula);
            row.mark(Mark::NotReckoned);
        }
        row.end_cell();
        if row.size() > MAX_ROW_BYTES {
            return Err(Fault::in_row("import-row-too-long", row.number));
        }
        Ok(())
    }

    fn say(&self, row: &mut Row) -> Result<(), Fault> {
        let stored = self.cell.text.as_str();
        match self.cell.kind.unwrap_or(Kind::Number) {
            Kind::Number if stored.is_empty() => {}
            Kind::Number => {
                let look = self.looks.get(self.cell.style).copied().unwrap_or_default();
                row.push(&number::text(stored, look, self.is_1904));
                row.mark(Mark::Exact);
            }
            Kind::Shared if stored.is_empty() => {}
            Kind::Shared => {
                let text = whole(stored.as_bytes()).and_then(|at| self.strings.get(at));
                row.push(&restored(text.ok_or_else(broken)?));
            }
            Kind::Text => row.push(&restored(stored)),
            Kind::Truth => {
                row.push(if matches!(stored.trim(), "1" | "true") { "true" } else { "false" })
            }
            Kind::Mistake => {
                row.push(stored);
                row.mark(Mark::Mistake);
            }
        }
        Ok(())
    }
}

/// The number of a row: what it says, which is behind the last one, or the next.
fn following(last: u64, said: Option<&str>) -> Result<u64, Fault> {
    let number = match said {
        Some(said) => said.trim().parse().map_err(|_| broken())?,
        None => last + 1,
    };
    if number > LAST_ROW {
        return Err(Fault::of("import-too-many-rows"));
    }
    if number > last { Ok(number) } else { Err(broken()) }
}
