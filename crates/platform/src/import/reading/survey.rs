//! One pass over a file before anything is written: what it is, its headings, samples, and what
//! its dates and numbers say about themselves.

use std::io::{Read, Seek};

use encoding_rs::Encoding;
use kernel::Refusal;
use kernel::country::Country;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::dates::DateHints;
use super::dialect::{self, Dialect, Wished};
use super::numbers::NumberHints;
use super::utf8::Utf8;
use super::workbook::{self, Open, Workbook};
use super::{Fault, MAX_ROWS, Mark, Records, Row, Table, encoding};

/// Samples of a column.
const SAMPLES: usize = 8;
/// Characters of a sample.
const SAMPLE_CHARS: usize = 200;
/// Sheets that are looked into for the first that holds rows.
const SHEETS_TRIED: usize = 10;

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    /// As the standard names it: `UTF-8`, `gb18030`, `windows-1252`.
    pub encoding: String,
    pub delimiter: char,
    /// Whether the first row holds headings.
    pub heading: bool,
    /// Rows that hold something, without the headings.
    pub rows: u64,
    pub columns: Vec<Column>,
    /// When it is no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workbook: Option<Workbook>,
    /// When its records name their own columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<Records>,
}

/// A column, and what is known of its cells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Unlike all others of the file.
    pub heading: String,
    pub filled: u64,
    pub samples: Vec<String>,
    pub dates: DateHints,
    pub numbers: NumberHints,
    /// Whether cells are records with their ids.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_linked: bool,
}

impl Survey {
    /// As files of its kind are called: `csv`, `xlsx`, `jsonl`.
    pub fn format(&self) -> &'static str {
        match (&self.workbook, self.records) {
            (Some(_), _) => "xlsx",
            (None, Some(records)) => records.key(),
            (None, None) => "csv",
        }
    }

    /// Whether its first row is read over: it holds the headings.
    pub const fn has_heading_row(&self) -> bool {
        self.heading && self.records.is_none()
    }

    /// How the rows are read.
    ///
    /// # Errors
    /// When the encoding is not known.
    pub fn dialect(&self) -> Result<Dialect, Fault> {
        let delimiter =
            u8::try_from(self.delimiter).map_err(|_| Fault::of("import-unknown-delimiter"))?;
        Ok(Dialect { encoding: dialect::chosen_encoding(&self.encoding)?, delimiter })
    }

    pub fn headings(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.heading.as_str())
    }
}

/// Looks through a whole file; `open` gives it from its beginning each time.
///
/// # Errors
/// When it is no table: of another kind, empty, with an open quotation mark, too wide or too long.
pub fn survey<R: Read + Seek>(
    open: impl Fn() -> std::io::Result<R>,
    wished: &Wished,
    country: Option<Country>,
) -> Result<Survey, Fault> {
    match workbook::kind(open()?)? {
        workbook::Kind::Text => of_text(&open, wished, country),
        workbook::Kind::Workbook => of_workbook(&open, wished),
    }
}

fn of_text<R: Read + Seek>(
    open: &impl Fn() -> std::io::Result<R>,
    wished: &Wished,
    country: Option<Country>,
) -> Result<Survey, Fault> {
    let found = encoding::detect(open()?, country)?;
    let encoding = match &wished.encoding {
        Some(label) => dialect::chosen_encoding(label)?,
        None => found,
    };
    if let Some(records) = records_of(open()?, encoding)? {
        return of_records(open, (records, encoding));
    }
    let delimiter = match wished.delimiter {
        Some(chosen) => u8::try_from(chosen)
            .ok()
            .filter(|byte| byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r'))
            .ok_or_else(|| Fault::of("import-unknown-delimiter"))?,
        None => dialect::delimiter(open()?, encoding)?,
    };
    let survey = Survey {
        encoding: encoding.name().to_owned(),
        delimiter: char::from(delimiter),
        ..Survey::default()
    };
    survey.through(Table::open(open, &survey)?, wished.heading)
}

/// What the beginning of a text is told by.
fn records_of(source: impl Read, encoding: &'static Encoding) -> Result<Option<Records>, Fault> {
    let mut text = String::new();
    Utf8::new(source, encoding).next(&mut text)?;
    Ok(Records::of(&text))
}

/// Records name their columns one by one.
fn of_records<R: Read + Seek>(
    open: &impl Fn() -> std::io::Result<R>,
    (records, encoding): (Records, &'static Encoding),
) -> Result<Survey, Fault> {
    let mut survey = Survey {
        encoding: encoding.name().to_owned(),
        delimiter: ',',
        heading: true,
        records: Some(records),
        ..Survey::default()
    };
    let (mut table, mut row) = (Table::open(open, &survey)?, Row::default());
    let mut wrong = None;
    while table.next(&mut row)? {
        for name in table.names().iter().skip(survey.columns.len()) {
            survey.columns.push(Column { heading: name.clone(), ..Column::default() });
        }
        wrong = wrong.or_else(|| row.fault().cloned());
        if !row.is_blank() {
            survey.note(&row);
        }
        if survey.rows > MAX_ROWS {
            return Err(Fault::of("import-too-many-rows"));
        }
    }
    match (survey.rows, survey.columns.is_empty(), wrong) {
        (0, _, _) => Err(Fault::of("import-empty-file")),
        (_, true, Some(refusal)) => {
            Err(Fault::Unreadable(Refusal { field: Some("file".to_owned()), ..refusal }))
        }
        _ => Ok(survey),
    }
}

/// The sheet that was chosen, or the first that people see and that holds rows. What goes out
/// again goes out as UTF-8 with commas.
fn of_workbook<R: Read + Seek>(
    open: &impl Fn() -> std::io::Result<R>,
    wished: &Wished,
) -> Result<Survey, Fault> {
    let workbook = Open::read(open)?;
    let sheets = workbook.sheets();
    let tried: Vec<&str> = match &wished.sheet {
        Some(name) => vec![name],
        None => workbook.seen().take(SHEETS_TRIED).collect(),
    };
    for name in tried {
        let rows = Table::Sheet(Box::new(workbook.rows(open, name)?));
        let found = Workbook { sheets: sheets.clone(), sheet: name.to_owned() };
        let survey = Survey {
            encoding: encoding_rs::UTF_8.name().to_owned(),
            delimiter: ',',
            workbook: Some(found),
            ..Survey::default()
        };
        match survey.through(rows, wished.heading) {
            Err(fault) if fault.is("import-empty-file") => {}
            found => return found,
        }
    }
    Err(Fault::of("import-empty-file"))
}

impl Survey {
    /// Looks through all rows.
    fn through<R: Read + Seek>(
        &self,
        mut rows: Table<R>,
        heading: Option<bool>,
    ) -> Result<Self, Fault> {
        let mut row = Row::default();
        loop {
            if !rows.next(&mut row)? {
                return Err(Fault::of("import-empty-file"));
            }
            if !row.is_blank() {
                break;
            }
        }
        let heading = heading.unwrap_or_else(|| !looks_like_data(&row));
        let columns = columns(&row, heading);
        let mut survey = Self { heading, columns, ..self.clone() };
        if !heading {
            survey.note(&row);
        }
        while rows.next(&mut row)? {
            if !row.is_blank() {
                survey.note(&row);
            }
            if survey.rows > MAX_ROWS {
                return Err(Fault::of("import-too-many-rows"));
            }
        }
        if survey.rows == 0 { Err(Fault::of("import-empty-file")) } else { Ok(survey) }
    }

    fn note(&mut self, row: &Row) {
        self.rows += 1;
        for (at, (column, cell)) in self.columns.iter_mut().zip(row.cells()).enumerate() {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            column.filled += 1;
            match row.mark_of(at) {
                Some(Mark::Nested) => {
                    column.note_nested(cell);
                    continue;
                }
                Some(Mark::Exact) => column.numbers.note_exact(cell),
                _ => column.numbers.note(cell),
            }
            column.dates.note(cell);
            column.sample(cell);
        }
    }
}

impl Column {
    fn sample(&mut self, cell: &str) {
        if self.samples.len() < SAMPLES {
            let sample: String = cell.chars().take(SAMPLE_CHARS).collect();
            if !self.samples.contains(&sample) {
                self.samples.push(sample);
            }
        }
    }

    /// Nested cells are shown as people say them.
    fn note_nested(&mut self, cell: &str) {
        if self.samples.len() < SAMPLES
            && let Ok(nested) = serde_json::from_str::<Json>(cell)
        {
            self.is_linked |= nested.get("id").is_some() && nested.get("title").is_some();
            self.sample(&super::json::shown(&nested));
        }
    }
}

/// A first row with an address, a number or a day among its cells is no row of headings.
fn looks_like_data(row: &Row) -> bool {
    row.cells().map(str::trim).any(|cell| {
        let is_address = cell.contains('@') && cell.contains('.') && !cell.contains(' ');
        let figures = cell.chars().filter(char::is_ascii_digit).count();
        let is_number = figures >= 5 && figures * 2 >= cell.chars().count();
        is_address || is_number || super::dates::read(cell, None).is_ok()
    })
}

/// The columns, each with a heading of its own: an empty one is called by its letter, one that
/// stood before gets a number.
fn columns(row: &Row, heading: bool) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::with_capacity(row.len());
    for (at, cell) in row.cells().enumerate() {
        let cell = cell.trim().trim_start_matches('\u{FEFF}');
        let name = if heading && !cell.is_empty() { cell.to_owned() } else { letter(at) };
        let is_new = |name: &str| !columns.iter().any(|known| known.heading == name);
        let unique = if is_new(&name) {
            name
        } else {
            let numbered = (2..).map(|number: u32| format!("{name} ({number})"));
            let mut free = numbered.filter(|name| is_new(name));
            free.next().unwrap_or_default()
        };
        columns.push(Column { heading: unique, ..Column::default() });
    }
    columns
}

/// `A` to `Z`, then `AA`: as spreadsheets call columns.
fn letter(at: usize) -> String {
    let last = char::from_u32(65 + u32::try_from(at % 26).unwrap_or_default()).unwrap_or('?');
    match (at / 26).checked_sub(1) {
        Some(before) => format!("{}{last}", letter(before)),
        None => last.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::DateOrder;
    use super::*;

    fn of(text: &str) -> Result<Survey, Fault> {
        survey(|| Ok(Cursor::new(text)), &Wished::default(), None)
    }

    #[test]
    fn a_file_is_looked_through_once() {
        let found = of("Name;Born;Born;\nAna;25/04/1980;;x\n\nBo;03/04/1981;1;\n").unwrap();
        let headings: Vec<&str> = found.headings().collect();
        assert_eq!(headings, ["Name", "Born", "Born (2)", "D"]);
        assert_eq!((found.rows, found.delimiter, found.heading), (2, ';', true));
        let born = &found.columns[1];
        assert_eq!((born.filled, born.dates.order()), (2, Some(DateOrder::DayFirst)));
        assert_eq!(born.samples, ["25/04/1980", "03/04/1981"]);
    }

    #[test]
    fn a_table_without_headings_is_known_by_its_first_row() {
        let found = of("Ana García,ana@acme.es\nBo,bo@acme.es\n").unwrap();
        assert!(!found.heading);
        assert_eq!(found.rows, 2);
        assert_eq!(found.headings().collect::<Vec<_>>(), ["A", "B"]);
        let heads = Wished { heading: Some(true), ..Wished::default() };
        assert_eq!(survey(|| Ok(Cursor::new("a@b.c\nx\n")), &heads, None).unwrap().rows, 1);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for (text, code) in [
            ("", "import-empty-file"),
            ("\n\n", "import-empty-file"),
            ("name\n", "import-empty-file"),
            ("name\n\"Ana", "import-open-quote"),
        ] {
            match of(text) {
                Err(Fault::Unreadable(refusal)) => assert_eq!(refusal.code, code, "{text:?}"),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn columns_without_a_name_are_called_by_letters() {
        assert_eq!([letter(0), letter(25), letter(26), letter(701)], ["A", "Z", "AA", "ZZ"]);
    }
}
