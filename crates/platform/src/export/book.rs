//! Records as rows of a workbook, each cell of the type that spreadsheets know it by. Rows go to a
//! temporary file as they come, so a book of a million rows takes no more memory than one of ten.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Seek as _, SeekFrom};

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use kernel::kind::Kind;
use kernel::money::Money;
use kernel::number::format_decimal;
use kernel::object::Field;
use kernel::record::Record;
use kernel::value::Value;
use kernel::{Error, Result};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use store::query::Titles;

use super::sheet::text_of;

/// Records of one sheet; spreadsheets end at 1,048,576 rows.
const ROWS_OF_A_SHEET: u32 = 1_000_000;
/// Most characters of a cell that spreadsheets open.
const LONGEST_TEXT: usize = 32_767;
/// Numbers up to here are exact in a spreadsheet, which computes in binary floating point.
const EXACT: i64 = 1 << 53;
/// The first year that spreadsheets know.
const FIRST_YEAR: i16 = 1900;

/// A workbook that is being written.
pub struct Book {
    workbook: Workbook,
    columns: Vec<Field>,
    zone: TimeZone,
    styles: Styles,
    /// Sheets so far, and rows of the last one.
    sheets: usize,
    row: u32,
}

impl Book {
    /// A book without rows, for a reader in this time zone.
    ///
    /// # Errors
    /// When its temporary file cannot be written.
    pub fn new(columns: Vec<Field>, zone: TimeZone) -> Result<Self> {
        let mut book = Self {
            workbook: Workbook::new(),
            columns,
            zone,
            styles: Styles::new(),
            sheets: 0,
            row: 0,
        };
        book.turn_over().map_err(Error::broken)?;
        Ok(book)
    }

    /// Adds a row for each record.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn rows(&mut self, records: &[Record], titles: &Titles) -> Result<()> {
        for record in records {
            if self.row > ROWS_OF_A_SHEET {
                self.turn_over().map_err(Error::broken)?;
            }
            let sheet = self.workbook.worksheet_from_index(self.sheets - 1);
            let sheet = sheet.map_err(Error::broken)?;
            for (column, field) in (0..).zip(&self.columns) {
                let value = record.value(field.position);
                let cell = Cell::of(field, &value, (titles, &self.zone));
                cell.write(sheet, (self.row, column), &mut self.styles).map_err(Error::broken)?;
            }
            self.row += 1;
        }
        Ok(())
    }

    /// The file, from its beginning.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<File> {
        let mut file = tempfile::tempfile().map_err(Error::broken)?;
        self.workbook.save_to_writer(&mut file).map_err(Error::broken)?;
        file.seek(SeekFrom::Start(0)).map_err(Error::broken)?;
        Ok(file)
    }

    /// A further sheet with the headings.
    fn turn_over(&mut self) -> Result<(), XlsxError> {
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, field) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(0, column, field.key, &self.styles.heading)?;
        }
        self.sheets += 1;
        self.row = 1;
        Ok(())
    }
}

/// What a cell holds.
#[derive(Debug, PartialEq)]
enum Cell {
    Blank,
    Text(String),
    Number(f64),
    Flag(bool),
    Money(Money),
    Date(Date),
    /// A wall-clock time of the reader.
    Time(DateTime),
}

impl Cell {
    /// Text, where spreadsheets have no type that holds the value exactly.
    fn of(field: &Field, value: &Value, (titles, zone): (&Titles, &TimeZone)) -> Self {
        Self::typed(field.kind, value, zone)
            .unwrap_or_else(|| Self::Text(text_of(field, value, titles)))
    }

    fn typed(kind: Kind, value: &Value, zone: &TimeZone) -> Option<Self> {
        match (kind, value) {
            (_, Value::Null) => Some(Self::Blank),
            (Kind::Whole, Value::Int(number)) => scaled(*number, 0).map(Self::Number),
            (Kind::Decimal { scale }, Value::Int(number)) => {
                scaled(*number, scale).map(Self::Number)
            }
            (Kind::Percent, Value::Int(number)) => scaled(*number, 2).map(Self::Number),
            (Kind::Money, Value::Money(money)) => {
                scaled(money.minor, 0).map(|_| Self::Money(*money))
            }
            (Kind::YesNo, Value::Bool(flag)) => Some(Self::Flag(*flag)),
            (Kind::Date, Value::Date(date)) => {
                (date.year() >= FIRST_YEAR).then_some(Self::Date(*date))
            }
            (Kind::Instant, Value::Instant(at)) => {
                let wall = at.to_zoned(zone.clone()).datetime();
                (wall.year() >= FIRST_YEAR).then_some(Self::Time(wall))
            }
            _ => None,
        }
    }

    fn write(
        self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        styles: &mut Styles,
    ) -> Result<(), XlsxError> {
        match self {
            Self::Blank => return Ok(()),
            Self::Text(text) => sheet.write_string(row, column, shortened(text))?,
            Self::Number(number) => sheet.write_number(row, column, number)?,
            Self::Flag(flag) => sheet.write_boolean(row, column, flag)?,
            Self::Money(money) => {
                let amount: f64 = money.amount().parse().unwrap_or_default();
                sheet.write_number_with_format(row, column, amount, styles.money(money))?
            }
            Self::Date(date) => {
                let day = excel(date)?;
                sheet.write_datetime_with_format(row, column, day, &styles.date)?
            }
            Self::Time(wall) => {
                let (hour, minute, second) = (wall.hour(), wall.minute(), wall.second());
                let [hour, minute, second] = [hour, minute, second].map(i8::unsigned_abs);
                let time = excel(wall.date())?.and_hms(u16::from(hour), minute, second)?;
                sheet.write_datetime_with_format(row, column, time, &styles.time)?
            }
        };
        Ok(())
    }
}

/// A number of which so many digits stand behind the point, when it is exact.
fn scaled(number: i64, scale: u8) -> Option<f64> {
    let exact = number.checked_abs().is_some_and(|size| size < EXACT);
    if exact { format_decimal(number, scale).parse().ok() } else { None }
}

fn excel(date: Date) -> Result<ExcelDateTime, XlsxError> {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    ExcelDateTime::from_ymd(date.year().unsigned_abs(), month, day)
}

/// The beginning of a text that no cell can hold; the mark says that there is more.
fn shortened(text: String) -> String {
    if text.chars().count() <= LONGEST_TEXT {
        return text;
    }
    text.chars().take(LONGEST_TEXT - 1).chain(['…']).collect()
}

/// How cells are shown.
struct Styles {
    heading: Format,
    date: Format,
    time: Format,
    /// By currency.
    money: HashMap<String, Format>,
}

impl Styles {
    fn new() -> Self {
        Self {
            heading: Format::new().set_bold(),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            money: HashMap::new(),
        }
    }

    fn money(&mut self, money: Money) -> &Format {
        let code = money.currency.to_string();
        self.money.entry(code).or_insert_with_key(|code| {
            let decimals = "0".repeat(usize::from(money.currency.digits()));
            let point = if decimals.is_empty() { "" } else { "." };
            Format::new().set_num_format(format!("#,##0{point}{decimals} \"{code}\""))
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn cell(kind: Kind, value: &Value) -> Option<Cell> {
        Cell::typed(kind, value, &TimeZone::UTC)
    }

    #[test]
    fn what_spreadsheets_cannot_hold_exactly_is_text() {
        assert_eq!(cell(Kind::Whole, &Value::Int(7)), Some(Cell::Number(7.0)));
        assert_eq!(cell(Kind::Whole, &Value::Int(i64::MIN)), None);
        assert_eq!(cell(Kind::Percent, &Value::Int(-1_250)), Some(Cell::Number(-12.5)));
        let (early, late) = (date(1850, 1, 31), date(1980, 2, 29));
        assert_eq!(cell(Kind::Date, &Value::Date(early)), None);
        assert_eq!(cell(Kind::Date, &Value::Date(late)), Some(Cell::Date(late)));
        assert_eq!(shortened("字".repeat(40_000)).chars().count(), LONGEST_TEXT);
    }
}
