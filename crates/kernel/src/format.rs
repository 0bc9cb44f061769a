//! Numbers, money, dates and times as the reader's language writes them.
//!
//! *Source*: the patterns of the Unicode CLDR, by ICU4X; the spaces in `1.234,50 €` and
//! `3:04 PM` are the no-break spaces of CLDR.

use std::fmt;
use std::sync::Arc;

use icu::calendar::Gregorian;
use icu::datetime::fieldsets::{E, T, YM, YMD, YMDT};
use icu::datetime::input as icu_time;
use icu::datetime::{FixedCalendarDateTimeFormatter, NoCalendarFormatter};
use icu::decimal::DecimalFormatter;
use icu::decimal::input::Decimal;
use icu::decimal::options::DecimalFormatterOptions;
use icu::list::ListFormatter;
use icu::list::options::ListFormatterOptions;
use icu::plurals::PluralRules;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

mod relative;
mod symbol;

use crate::language::Language;
use crate::money::Money;

/// The formats of one language in one time zone. Built once, cheap to clone.
#[derive(Clone)]
pub struct Format {
    inner: Arc<Inner>,
}

struct Inner {
    language: Language,
    zone: TimeZone,
    decimal: DecimalFormatter,
    plural: PluralRules,
    list: ListFormatter,
    date: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    date_long: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    date_time: FixedCalendarDateTimeFormatter<Gregorian, YMDT>,
    month_year: FixedCalendarDateTimeFormatter<Gregorian, YM>,
    weekday: FixedCalendarDateTimeFormatter<Gregorian, E>,
    time: NoCalendarFormatter<T>,
}

impl Format {
    #[expect(
        clippy::expect_used,
        reason = "the data of the three languages is compiled in; each is built in a test"
    )]
    pub fn new(language: Language, zone: TimeZone) -> Self {
        let inner = Inner::build(language, zone).expect("the formats of a built-in language");
        Self { inner: Arc::new(inner) }
    }

    pub fn language(&self) -> Language {
        self.inner.language
    }

    pub fn zone(&self) -> &TimeZone {
        &self.inner.zone
    }

    /// `1,234` · `1.234`
    pub fn whole(&self, number: i64) -> String {
        self.figure(Decimal::from(number))
    }

    /// Bytes as kilobytes and megabytes, as file managers count them.
    pub fn size(&self, bytes: i64) -> String {
        match bytes {
            0..1_024 => format!("{} B", self.whole(bytes)),
            1_024..1_048_576 => format!("{} kB", self.whole(bytes / 1_024)),
            _ => format!("{} MB", self.decimal(bytes / 1_024 * 10 / 1_024, 1)),
        }
    }

    /// A number scaled by ten to the power of `scale`, without zeros at the end: `12.5` · `12,5`.
    pub fn decimal(&self, scaled: i64, scale: u8) -> String {
        let mut figure = decimal(scaled, scale);
        figure.trim_end();
        self.figure(figure)
    }

    /// A percentage, 0 to 100, scaled likewise: `12.5%` · `12,5 %`.
    pub fn percent(&self, scaled: i64, scale: u8) -> String {
        let space = match self.inner.language {
            Language::Es => "\u{A0}",
            Language::En | Language::Zh => "",
        };
        format!("{}{space}%", self.decimal(scaled, scale))
    }

    /// An amount with all digits of its currency: `€1,234.50` · `1.234,50 €` · `¥1,234.50`. A sign
    /// that several currencies share is replaced by a longer one or the code: `MX$5.00`.
    pub fn money(&self, money: &Money) -> String {
        let digits = money.currency.digits();
        let figure = self.figure(decimal(money.minor, digits));
        let symbol = symbol::symbol(self.inner.language, money.currency);
        if self.inner.language == Language::Es {
            return format!("{figure}\u{A0}{symbol}");
        }
        let (sign, figure) = match figure.strip_prefix('-') {
            Some(figure) => ("-", figure),
            None => ("", figure.as_str()),
        };
        let space = match symbol.ends_with(char::is_alphabetic) {
            true => "\u{A0}",
            false => "",
        };
        format!("{sign}{symbol}{space}{figure}")
    }

    /// `Apr 15, 2026` · `15 abr 2026` · `2026年4月15日`
    pub fn date(&self, date: Date) -> String {
        match gregorian(date) {
            Some(day) => self.inner.date.format(&day).to_string(),
            None => date.to_string(),
        }
    }

    /// `April 15, 2026` · `15 de abril de 2026` · `2026年4月15日`
    pub fn date_long(&self, date: Date) -> String {
        match gregorian(date) {
            Some(day) => self.inner.date_long.format(&day).to_string(),
            None => date.to_string(),
        }
    }

    /// `Apr 15, 2026, 3:04 PM` · `15 abr 2026, 15:04` · `2026年4月15日 15:04`, in the zone.
    pub fn date_time(&self, at: Timestamp) -> String {
        let civil = self.civil(at);
        match (gregorian(civil.date()), clock(civil)) {
            (Some(date), Some(time)) => {
                let moment = icu_time::DateTime { date, time };
                self.inner.date_time.format(&moment).to_string()
            }
            _ => civil.to_string(),
        }
    }

    /// `3:04 PM` · `15:04`, in the zone.
    pub fn time(&self, at: Timestamp) -> String {
        self.clock_time(self.civil(at).time())
    }

    /// A time of the day, of whatever zone.
    pub fn clock_time(&self, time: jiff::civil::Time) -> String {
        match clock(Date::default().to_datetime(time)) {
            Some(clock) => self.inner.time.format(&clock).to_string(),
            None => time.to_string(),
        }
    }

    /// `Wednesday` · `miércoles` · `星期三`
    pub fn weekday(&self, date: Date) -> String {
        match gregorian(date) {
            Some(day) => self.inner.weekday.format(&day).to_string(),
            None => date.to_string(),
        }
    }

    /// `April 2026` · `abril de 2026` · `2026年4月`
    pub fn month_year(&self, date: Date) -> String {
        match gregorian(date) {
            Some(day) => self.inner.month_year.format(&day).to_string(),
            None => date.to_string(),
        }
    }

    /// `A, B, and C` · `A, B y C` · `A、B和C`
    pub fn list(&self, items: &[String]) -> String {
        self.inner.list.format_to_string(items.iter())
    }

    /// The day of an instant in the zone.
    pub fn day_of(&self, at: Timestamp) -> Date {
        self.civil(at).date()
    }

    fn civil(&self, at: Timestamp) -> DateTime {
        self.inner.zone.to_datetime(at)
    }

    fn figure(&self, figure: Decimal) -> String {
        let text = self.inner.decimal.format_to_string(&figure);
        match self.inner.language {
            Language::Es => with_thousands(text),
            Language::En | Language::Zh => text,
        }
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Format")
            .field("language", &self.inner.language)
            .field("zone", &self.inner.zone.iana_name())
            .finish_non_exhaustive()
    }
}

impl Inner {
    fn build(language: Language, zone: TimeZone) -> anyhow::Result<Self> {
        let locale = language.locale();
        Ok(Self {
            language,
            zone,
            decimal: DecimalFormatter::try_new(
                (&locale).into(),
                DecimalFormatterOptions::default(),
            )?,
            plural: PluralRules::try_new_cardinal((&locale).into())?,
            list: ListFormatter::try_new_and((&locale).into(), ListFormatterOptions::default())?,
            date: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::medium())?,
            date_long: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::long())?,
            date_time: FixedCalendarDateTimeFormatter::try_new(
                (&locale).into(),
                YMD::medium().with_time_hm(),
            )?,
            month_year: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YM::long())?,
            weekday: FixedCalendarDateTimeFormatter::try_new((&locale).into(), E::long())?,
            time: NoCalendarFormatter::try_new((&locale).into(), T::hm())?,
        })
    }
}

fn decimal(scaled: i64, scale: u8) -> Decimal {
    let mut decimal = Decimal::from(scaled);
    decimal.multiply_pow10(-i16::from(scale));
    decimal
}

/// Spanish leaves four digits together in prose; in columns of amounts they are grouped like the
/// others.
fn with_thousands(text: String) -> String {
    let whole = text.split(',').next().unwrap_or_default();
    let digits = whole.trim_start_matches('-');
    let sign = whole.len() - digits.len();
    let is_four = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (Some(head), Some(tail)) = (text.get(..sign + 1), text.get(sign + 1..)) else {
        return text;
    };
    match is_four {
        true => format!("{head}.{tail}"),
        false => text,
    }
}

fn gregorian(date: Date) -> Option<icu_time::Date<Gregorian>> {
    let month = u8::try_from(date.month()).ok()?;
    let day = u8::try_from(date.day()).ok()?;
    icu_time::Date::try_new_gregorian(i32::from(date.year()), month, day).ok()
}

fn clock(civil: DateTime) -> Option<icu_time::Time> {
    let [hour, minute, second] =
        [civil.hour(), civil.minute(), civil.second()].map(|part| u8::try_from(part).ok());
    icu_time::Time::try_new(hour?, minute?, second?, 0).ok()
}

#[cfg(test)]
mod tests;
