//! Stretches of days named from today: `7d`, `last-30d`, `this-month`, `fiscal-quarter`.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

/// Most units that a period counts, so that dates stay within the calendar.
const COUNT_LIMIT: i32 = 9_999;

/// The open beginning of a period; dates before it are not known to every database.
pub const FIRST_DAY: Date = date(1, 1, 1);
/// The open end of a period.
pub const LAST_DAY: Date = Date::MAX;

/// A stretch of whole days, told from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    Today,
    Yesterday,
    Tomorrow,
    /// So many days, weeks, months or years that end with today: `7d`, `last-7d`.
    Last(i32, Unit),
    /// So many that begin with today: `next-7d`.
    Next(i32, Unit),
    /// Everything before them: `older-than-90d` is "not for 90 days".
    OlderThan(i32, Unit),
    /// A whole week, month, quarter or year: the one of today, the one before, the one after.
    Whole(Which, Unit),
    /// A quarter or year of the business year.
    Fiscal(Which, Unit),
    /// Everything before today.
    Past,
    /// Everything after today.
    Future,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Which {
    Last,
    This,
    Next,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    Day,
    /// From Monday.
    Week,
    Month,
    Quarter,
    Year,
}

/// A text that names no period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no period is called so: write 7d, last-30d, this-month, fiscal-quarter …")]
pub struct UnknownPeriod;

impl UnknownPeriod {
    /// The stable name of the refusal.
    pub const fn code(self) -> &'static str {
        "period-unknown"
    }
}

impl Period {
    /// Periods worth offering.
    pub const EXAMPLES: &'static [&'static str] = &[
        "today",
        "yesterday",
        "tomorrow",
        "7d",
        "last-30d",
        "last-12m",
        "next-7d",
        "next-30d",
        "this-week",
        "this-month",
        "this-quarter",
        "this-year",
        "last-week",
        "last-month",
        "last-quarter",
        "last-year",
        "next-week",
        "next-month",
        "next-quarter",
        "next-year",
        "fiscal-quarter",
        "fiscal-year",
        "last-fiscal-quarter",
        "last-fiscal-year",
        "next-fiscal-quarter",
        "next-fiscal-year",
        "older-than-30d",
        "older-than-90d",
        "past",
        "future",
    ];

    /// The days of the period from the first to the one after the last. An open side is
    /// [`FIRST_DAY`] or [`LAST_DAY`]. A business year begins with the given month, 1 to 12.
    pub fn range(self, today: Date, fiscal_start_month: u8) -> (Date, Date) {
        let after_today = moved(today, 1.day());
        match self {
            Self::Today => (today, after_today),
            Self::Yesterday => (moved(today, (-1).day()), today),
            Self::Tomorrow => (after_today, moved(today, 2.days())),
            Self::Last(count, unit) => (moved(after_today, unit.times(-count)), after_today),
            Self::Next(count, unit) => (today, moved(today, unit.times(count))),
            Self::OlderThan(count, unit) => (FIRST_DAY, moved(today, unit.times(-count))),
            Self::Whole(which, unit) => whole(which, unit, today, 1),
            Self::Fiscal(which, unit) => whole(which, unit, today, fiscal_start_month),
            Self::Past => (FIRST_DAY, today),
            Self::Future => (after_today, LAST_DAY),
        }
    }

    /// Reads the name of a period in lower case.
    ///
    /// # Errors
    /// When nothing is called so.
    pub fn parse(text: &str) -> Result<Self, UnknownPeriod> {
        let parsed = match text {
            "today" => Some(Self::Today),
            "yesterday" => Some(Self::Yesterday),
            "tomorrow" => Some(Self::Tomorrow),
            "past" => Some(Self::Past),
            "future" => Some(Self::Future),
            _ => counted(text).or_else(|| named(text)),
        };
        parsed.ok_or(UnknownPeriod)
    }
}

/// Reads the name of a period.
///
/// # Errors
/// When nothing is called so.
pub fn parse(text: &str) -> Result<Period, UnknownPeriod> {
    Period::parse(text)
}

impl FromStr for Period {
    type Err = UnknownPeriod;

    fn from_str(text: &str) -> Result<Self, UnknownPeriod> {
        Self::parse(text)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Today => out.write_str("today"),
            Self::Yesterday => out.write_str("yesterday"),
            Self::Tomorrow => out.write_str("tomorrow"),
            Self::Past => out.write_str("past"),
            Self::Future => out.write_str("future"),
            Self::Last(count, unit) => write!(out, "last-{count}{}", unit.letter()),
            Self::Next(count, unit) => write!(out, "next-{count}{}", unit.letter()),
            Self::OlderThan(count, unit) => write!(out, "older-than-{count}{}", unit.letter()),
            Self::Whole(which, unit) => write!(out, "{}-{}", which.word(), unit.word()),
            Self::Fiscal(Which::This, unit) => write!(out, "fiscal-{}", unit.word()),
            Self::Fiscal(which, unit) => write!(out, "{}-fiscal-{}", which.word(), unit.word()),
        }
    }
}

impl Which {
    const fn word(self) -> &'static str {
        match self {
            Self::Last => "last",
            Self::This => "this",
            Self::Next => "next",
        }
    }

    const fn steps(self) -> i32 {
        match self {
            Self::Last => -1,
            Self::This => 0,
            Self::Next => 1,
        }
    }
}

impl Unit {
    const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    const fn letter(self) -> char {
        match self {
            Self::Day => 'd',
            Self::Week => 'w',
            Self::Month => 'm',
            Self::Quarter => 'q',
            Self::Year => 'y',
        }
    }

    fn times(self, count: i32) -> Span {
        match self {
            Self::Day => count.days(),
            Self::Week => (count * 7).days(),
            Self::Month => count.months(),
            Self::Quarter => (count * 3).months(),
            Self::Year => (count * 12).months(),
        }
    }
}

/// `7d`, `last-30d`, `next-7d`, `older-than-90d`.
fn counted(text: &str) -> Option<Period> {
    let (make, rest): (fn(i32, Unit) -> Period, &str) =
        if let Some(rest) = text.strip_prefix("next-") {
            (Period::Next, rest)
        } else if let Some(rest) = text.strip_prefix("older-than-") {
            (Period::OlderThan, rest)
        } else {
            (Period::Last, text.strip_prefix("last-").unwrap_or(text))
        };
    let letter = rest.chars().next_back()?;
    let units = [Unit::Day, Unit::Week, Unit::Month, Unit::Quarter, Unit::Year];
    let unit = units.into_iter().find(|unit| unit.letter() == letter)?;
    let digits = rest.get(..rest.len() - letter.len_utf8())?;
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.len() <= 4;
    let count = digits.parse().ok().filter(|_| is_plain)?;
    (1..=COUNT_LIMIT).contains(&count).then(|| make(count, unit))
}

/// `this-month`, `fiscal-quarter`, `last-fiscal-year`.
fn named(text: &str) -> Option<Period> {
    let (which, rest) = match text.split_once('-')? {
        ("last", rest) => (Which::Last, rest),
        ("this", rest) => (Which::This, rest),
        ("next", rest) => (Which::Next, rest),
        _ => (Which::This, text),
    };
    let (is_fiscal, unit) = match rest.strip_prefix("fiscal-") {
        Some(unit) => (true, unit),
        None => (false, rest),
    };
    match (is_fiscal, unit) {
        (false, "week") => Some(Period::Whole(which, Unit::Week)),
        (false, "month") => Some(Period::Whole(which, Unit::Month)),
        (false, "quarter") => Some(Period::Whole(which, Unit::Quarter)),
        (false, "year") => Some(Period::Whole(which, Unit::Year)),
        (true, "quarter") => Some(Period::Fiscal(which, Unit::Quarter)),
        (true, "year") => Some(Period::Fiscal(which, Unit::Year)),
        _ => None,
    }
}

/// The whole unit that holds today, or its neighbour; years and quarters count from a month.
fn whole(which: Which, unit: Unit, today: Date, first_month: u8) -> (Date, Date) {
    let month_start = today.first_of_month();
    let from_start = (today.month() - i8::try_from(first_month).unwrap_or(1)).rem_euclid(12);
    let start = match unit {
        Unit::Day => today,
        Unit::Week => moved(today, (-i32::from(today.weekday().to_monday_zero_offset())).days()),
        Unit::Month => month_start,
        Unit::Quarter => moved(month_start, (-i32::from(from_start % 3)).months()),
        Unit::Year => moved(month_start, (-i32::from(from_start)).months()),
    };
    let start = moved(start, unit.times(which.steps()));
    (start, moved(start, unit.times(1)))
}

/// A date so much later, kept within the calendar.
fn moved(date: Date, span: Span) -> Date {
    date.saturating_add(span).max(FIRST_DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A Wednesday.
    const TODAY: Date = date(2026, 4, 15);

    fn range(text: &str) -> (String, String) {
        let (from, to) = Period::parse(text).unwrap().range(TODAY, 7);
        (from.to_string(), to.to_string())
    }

    fn days(from: &str, to: &str) -> (String, String) {
        (from.to_owned(), to.to_owned())
    }

    #[test]
    fn counted_days_hold_today() {
        assert_eq!(range("7d"), days("2026-04-09", "2026-04-16"));
        assert_eq!(range("last-7d"), range("7d"));
        assert_eq!(range("next-7d"), days("2026-04-15", "2026-04-22"));
        assert_eq!(range("2w"), days("2026-04-02", "2026-04-16"));
        assert_eq!(range("last-12m"), days("2025-04-16", "2026-04-16"));
        assert_eq!(range("today"), days("2026-04-15", "2026-04-16"));
        assert_eq!(range("yesterday"), days("2026-04-14", "2026-04-15"));
        assert_eq!(range("tomorrow"), days("2026-04-16", "2026-04-17"));
    }

    #[test]
    fn not_for_ninety_days_has_an_open_beginning() {
        assert_eq!(range("older-than-90d"), days("0001-01-01", "2026-01-15"));
        assert_eq!(range("past").1, "2026-04-15");
        assert_eq!(range("future").0, "2026-04-16");
    }

    #[test]
    fn whole_units_begin_where_the_calendar_says() {
        assert_eq!(range("this-week"), days("2026-04-13", "2026-04-20"));
        assert_eq!(range("last-month"), days("2026-03-01", "2026-04-01"));
        assert_eq!(range("this-quarter"), days("2026-04-01", "2026-07-01"));
        assert_eq!(range("last-quarter"), days("2026-01-01", "2026-04-01"));
        assert_eq!(range("next-year"), days("2027-01-01", "2028-01-01"));
    }

    #[test]
    fn a_business_year_begins_with_its_month() {
        assert_eq!(range("fiscal-year"), days("2025-07-01", "2026-07-01"));
        assert_eq!(range("last-fiscal-year"), days("2024-07-01", "2025-07-01"));
        assert_eq!(range("fiscal-quarter"), days("2026-04-01", "2026-07-01"));
        let february = Period::parse("fiscal-quarter").unwrap().range(TODAY, 2);
        assert_eq!(february, (date(2026, 2, 1), date(2026, 5, 1)));
    }

    #[test]
    fn every_example_is_read_back() {
        for text in Period::EXAMPLES {
            let period = Period::parse(text).unwrap();
            assert_eq!(Period::parse(&period.to_string()), Ok(period), "{text}");
        }
    }

    #[test]
    fn unknown_periods_are_refused() {
        for text in [
            "",
            "d",
            "0d",
            "-7d",
            "7",
            "7x",
            "99999d",
            "+7d",
            "last-",
            "this",
            "fiscal",
            "this-fiscal",
            "fiscal-month",
            "last-ñ",
            "TODAY",
            "next-older-than-7d",
        ] {
            assert_eq!(Period::parse(text), Err(UnknownPeriod), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_and_day_are_survived(text in any::<String>(), shaped in "(last-|next-|older-than-)?[0-9]{1,5}[dwmqy]", year in 1_i16..=9999, month in any::<u8>()) {
            let today = date(year, 12, 31);
            for text in [text, shaped] {
                if let Ok(period) = Period::parse(&text) {
                    let (from, to) = period.range(today, month);
                    prop_assert!(from <= to);
                }
            }
        }
    }
}
