//! Days and times as files write them: figures in any order, names of months in English and
//! Spanish, Chinese dates. What has two readings is ambiguous until somebody says the order.

mod clock;
mod months;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

/// Longest text that is looked at.
const MOST_BYTES: usize = 64;
/// Two-digit years from here on are of the last century.
const LAST_CENTURY_FROM: i16 = 50;

/// In which order figures stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateOrder {
    #[serde(rename = "dmy")]
    DayFirst,
    #[serde(rename = "mdy")]
    MonthFirst,
    #[serde(rename = "ymd")]
    YearFirst,
}

impl DateOrder {
    pub const ALL: [Self; 3] = [Self::DayFirst, Self::MonthFirst, Self::YearFirst];

    pub const fn key(self) -> &'static str {
        match self {
            Self::DayFirst => "dmy",
            Self::MonthFirst => "mdy",
            Self::YearFirst => "ymd",
        }
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.key() == key)
    }
}

/// Why a text is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFault {
    NotADate,
    /// The day may be the month.
    Ambiguous,
}

/// What the dates of a column say about their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateHints {
    /// Dates that can only have the day first.
    pub day_first: u64,
    pub month_first: u64,
    /// Dates such as `03/04/2026`.
    pub either: u64,
}

impl DateHints {
    pub fn note(&mut self, text: &str) {
        let begins = text.trim_start().chars().next();
        let may_be_one = begins.is_some_and(|c| c.is_ascii_digit()) && text.len() <= MOST_BYTES;
        if !may_be_one || read(text, None) == Err(DateFault::NotADate) {
            return;
        }
        let day_first = read(text, Some(DateOrder::DayFirst)).ok();
        let month_first = read(text, Some(DateOrder::MonthFirst)).ok();
        match (day_first, month_first) {
            (Some(_), None) => self.day_first += 1,
            (None, Some(_)) => self.month_first += 1,
            (Some(day), Some(month)) if day != month => self.either += 1,
            _ => {}
        }
    }

    /// The order that the column uses; `None` when nothing or both speak for it.
    pub const fn order(&self) -> Option<DateOrder> {
        match (self.day_first, self.month_first) {
            (0, 0) => None,
            (_, 0) => Some(DateOrder::DayFirst),
            (0, _) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    /// Whether somebody must say which order is meant.
    pub const fn must_be_asked(&self) -> bool {
        self.either > 0 && self.order().is_none()
    }
}

/// A day with the time that stood behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub date: Date,
    pub time: Option<Time>,
    pub offset: Option<Offset>,
}

/// Reads a day, and a time if there is one.
///
/// # Errors
/// When it is none, or may be two.
pub fn read(text: &str, order: Option<DateOrder>) -> Result<Moment, DateFault> {
    if text.len() > MOST_BYTES {
        return Err(DateFault::NotADate);
    }
    let text: String = text.trim().chars().map(kernel::text::fold::half_width).collect();
    let (day, clock) = clock::cut(&text);
    let date = read_day(day, order)?;
    let clock = clock.map(clock::read).transpose()?;
    Ok(Moment {
        date,
        time: clock.map(|clock| clock.time),
        offset: clock.and_then(|clock| clock.offset),
    })
}

/// A piece of a written day.
#[derive(Clone, Copy, Debug)]
enum Piece {
    /// A number and how many figures it has.
    Figures(i16, usize),
    Month(i8),
}

fn read_day(text: &str, order: Option<DateOrder>) -> Result<Date, DateFault> {
    use Piece::{Figures, Month};
    let pieces = pieces(text).ok_or(DateFault::NotADate)?;
    match pieces.as_slice() {
        [Figures(_, 8)] => eight_figures(text),
        [Figures(year, 4), Figures(month, 1..=2), Figures(day, 1..=2)] => made(*year, *month, *day),
        [Figures(a, 1..=2), Figures(b, 1..=2), Figures(c, len @ (2 | 4))] => {
            in_order((*a, *b, *c), *len, order)
        }
        [Figures(day, 1..=2), Month(month), Figures(year, len @ (2 | 4))]
        | [Month(month), Figures(day, 1..=2), Figures(year, len @ (2 | 4))] => {
            made(full_year(*year, *len), i16::from(*month), *day)
        }
        [Figures(year, 4), Month(month), Figures(day, 1..=2)] => {
            made(*year, i16::from(*month), *day)
        }
        _ => Err(DateFault::NotADate),
    }
}

fn eight_figures(text: &str) -> Result<Date, DateFault> {
    let part =
        |from: usize, to: usize| text.trim().get(from..to).and_then(|part| part.parse().ok());
    match (part(0, 4), part(4, 6), part(6, 8)) {
        (Some(year), Some(month), Some(day)) => made(year, month, day),
        _ => Err(DateFault::NotADate),
    }
}

fn in_order(
    (a, b, c): (i16, i16, i16),
    last_len: usize,
    order: Option<DateOrder>,
) -> Result<Date, DateFault> {
    let year = full_year(c, last_len);
    let (day_first, month_first) = (made(year, b, a), made(year, a, b));
    match order {
        Some(DateOrder::DayFirst) => day_first,
        Some(DateOrder::MonthFirst) => month_first,
        Some(DateOrder::YearFirst) if last_len == 2 => made(full_year(a, 2), b, c),
        Some(DateOrder::YearFirst) | None => match (day_first, month_first) {
            (Ok(day), Ok(month)) if day == month => Ok(day),
            (Ok(_), Ok(_)) => Err(DateFault::Ambiguous),
            (Ok(only), Err(_)) | (Err(_), Ok(only)) => Ok(only),
            (Err(fault), Err(_)) => Err(fault),
        },
    }
}

const fn full_year(year: i16, len: usize) -> i16 {
    match len {
        2 if year >= LAST_CENTURY_FROM => 1900 + year,
        2 => 2000 + year,
        _ => year,
    }
}

fn made(year: i16, month: i16, day: i16) -> Result<Date, DateFault> {
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
        return Err(DateFault::NotADate);
    };
    if year < 1 {
        return Err(DateFault::NotADate);
    }
    Date::new(year, month, day).map_err(|_| DateFault::NotADate)
}

/// Cuts a written day into figures and names of months; `None` when there is anything else.
fn pieces(text: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let is_kin = |c: char| match first.is_ascii_digit() {
            true => c.is_ascii_digit(),
            false => first.is_alphabetic() && c.is_alphabetic() && !is_han_mark(c),
        };
        let length =
            if is_han_mark(first) { 0 } else { rest.find(|c| !is_kin(c)).unwrap_or(rest.len()) };
        let (run, behind) = rest.split_at(length.max(first.len_utf8()));
        if first.is_ascii_digit() {
            pieces.push(figures(run)?);
        } else if first.is_alphabetic() && !is_han_mark(first) {
            if let Some(month) = months::number(run) {
                pieces.push(Piece::Month(month));
            } else if !months::is_filler(run) {
                return None;
            }
        } else if !is_han_mark(first) && !matches!(first, '/' | '.' | '-' | ' ' | ',') {
            return None;
        }
        if pieces.len() > 3 {
            return None;
        }
        rest = behind;
    }
    Some(pieces)
}

fn figures(run: &str) -> Option<Piece> {
    match run.len() {
        8 => Some(Piece::Figures(0, 8)),
        1..=4 => Some(Piece::Figures(run.parse().ok()?, run.len())),
        _ => None,
    }
}

const fn is_han_mark(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '号')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str, order: Option<DateOrder>) -> Result<String, DateFault> {
        read(text, order).map(|moment| moment.date.to_string())
    }

    #[test]
    fn a_day_is_read_however_it_is_written() {
        for text in [
            "2026-04-03",
            "2026/4/3",
            "2026年4月3日",
            "20260403",
            "3 Apr 2026",
            "April 3, 2026",
            "3 de abril de 2026",
            "3-abr-26",
            "03.04.2026",
            "3rd of April 2026",
            "2026-Apr-03",
        ] {
            assert_eq!(day(text, Some(DateOrder::DayFirst)), Ok("2026-04-03".to_owned()), "{text}");
        }
        assert_eq!(day("04/03/26", Some(DateOrder::MonthFirst)), Ok("2026-04-03".to_owned()));
        assert_eq!(day("26/04/03", Some(DateOrder::YearFirst)), Ok("2026-04-03".to_owned()));
    }

    #[test]
    fn what_has_two_readings_waits_for_an_answer() {
        assert_eq!(day("03/04/2026", None), Err(DateFault::Ambiguous));
        assert_eq!(day("13/04/2026", None), Ok("2026-04-13".to_owned()));
        assert_eq!(day("04/13/2026", None), Ok("2026-04-13".to_owned()));
        assert_eq!(day("04/04/2026", None), Ok("2026-04-04".to_owned()));
    }

    #[test]
    fn days_that_do_not_exist_are_none() {
        for text in [
            "31/02/2026",
            "0000-00-00",
            "2026-13-01",
            "soon",
            "12345",
            "",
            "1e308",
            "1/2",
            "0000-01-01",
        ] {
            assert_eq!(day(text, Some(DateOrder::DayFirst)), Err(DateFault::NotADate), "{text}");
        }
    }

    #[test]
    fn a_column_tells_its_order_by_the_days_beyond_twelve() {
        let mut hints = DateHints::default();
        hints.note("03/04/2026");
        assert!(hints.must_be_asked());
        hints.note("25/04/2026 10:30");
        assert_eq!(hints.order(), Some(DateOrder::DayFirst));
        hints.note("04/25/2026");
        assert_eq!(hints.order(), None);
        assert!(hints.must_be_asked());
    }

    #[test]
    fn numbers_and_names_are_no_hints() {
        let mut hints = DateHints::default();
        for text in ["555.123.4567", "12", "Acme", "2026-01-02", "1.234"] {
            hints.note(text);
        }
        assert_eq!(hints, DateHints::default());
    }
}
