//! How long ago, and how soon.
//!
//! *Source*: the relative dates of CLDR 47, kept here because the library's own are not stable yet.

use icu::plurals::PluralCategory;
use jiff::Timestamp;
use jiff::civil::Date;

use super::Format;
use crate::language::Language;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
/// An instant on the day before is told in hours up to here.
const NEAR_HOURS: i64 = 6;

/// What is counted.
#[derive(Clone, Copy)]
enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl Format {
    /// `2 days ago` · `hace 2 días` · `2天前`; `in 5 minutes`, `yesterday`, `now`. Days are those
    /// of the calendar in the zone.
    pub fn relative(&self, at: Timestamp, now: Timestamp) -> String {
        let seconds = at.as_second().saturating_sub(now.as_second());
        let away = seconds.abs();
        let days = days_between(self.day_of(now), self.day_of(at));
        if away < MINUTE {
            return match self.language() {
                Language::En => "now",
                Language::Es => "ahora",
                Language::Zh => "现在",
            }
            .to_owned();
        }
        if away < HOUR {
            return self.counted(seconds / MINUTE, Unit::Minute);
        }
        if days == 0 || away < NEAR_HOURS * HOUR {
            return self.counted(seconds / HOUR, Unit::Hour);
        }
        self.days_away(days)
    }

    /// A day as seen from today: `tomorrow`, `in 3 days`, `hace 2 semanas`.
    pub fn relative_date(&self, date: Date, today: Date) -> String {
        self.days_away(days_between(today, date))
    }

    fn days_away(&self, days: i64) -> String {
        if let Some(word) = named_day(self.language(), days) {
            return word.to_owned();
        }
        match days.abs() {
            0..=13 => self.counted(days, Unit::Day),
            14..=59 => self.counted(days / 7, Unit::Week),
            60..=364 => self.counted(days / 30, Unit::Month),
            _ => self.counted(days / 365, Unit::Year),
        }
    }

    fn counted(&self, count: i64, unit: Unit) -> String {
        let amount = count.unsigned_abs();
        let number = self.whole(count.saturating_abs());
        let is_one = self.inner.plural.category_for(amount) == PluralCategory::One;
        let unit = unit.word(self.language(), is_one);
        match (self.language(), count < 0) {
            (Language::En, true) => format!("{number} {unit} ago"),
            (Language::En, false) => format!("in {number} {unit}"),
            (Language::Es, true) => format!("hace {number} {unit}"),
            (Language::Es, false) => format!("dentro de {number} {unit}"),
            (Language::Zh, true) => format!("{number}{unit}前"),
            (Language::Zh, false) => format!("{number}{unit}后"),
        }
    }
}

impl Unit {
    const fn word(self, language: Language, is_one: bool) -> &'static str {
        match (language, self, is_one) {
            (Language::En, Self::Minute, true) => "minute",
            (Language::En, Self::Minute, false) => "minutes",
            (Language::En, Self::Hour, true) => "hour",
            (Language::En, Self::Hour, false) => "hours",
            (Language::En, Self::Day, true) => "day",
            (Language::En, Self::Day, false) => "days",
            (Language::En, Self::Week, true) => "week",
            (Language::En, Self::Week, false) => "weeks",
            (Language::En, Self::Month, true) => "month",
            (Language::En, Self::Month, false) => "months",
            (Language::En, Self::Year, true) => "year",
            (Language::En, Self::Year, false) => "years",
            (Language::Es, Self::Minute, true) => "minuto",
            (Language::Es, Self::Minute, false) => "minutos",
            (Language::Es, Self::Hour, true) => "hora",
            (Language::Es, Self::Hour, false) => "horas",
            (Language::Es, Self::Day, true) => "día",
            (Language::Es, Self::Day, false) => "días",
            (Language::Es, Self::Week, true) => "semana",
            (Language::Es, Self::Week, false) => "semanas",
            (Language::Es, Self::Month, true) => "mes",
            (Language::Es, Self::Month, false) => "meses",
            (Language::Es, Self::Year, true) => "año",
            (Language::Es, Self::Year, false) => "años",
            (Language::Zh, Self::Minute, _) => "分钟",
            (Language::Zh, Self::Hour, _) => "小时",
            (Language::Zh, Self::Day, _) => "天",
            (Language::Zh, Self::Week, _) => "周",
            (Language::Zh, Self::Month, _) => "个月",
            (Language::Zh, Self::Year, _) => "年",
        }
    }
}

/// The days that have a name.
const fn named_day(language: Language, days: i64) -> Option<&'static str> {
    Some(match (language, days) {
        (Language::En, 0) => "today",
        (Language::En, 1) => "tomorrow",
        (Language::En, -1) => "yesterday",
        (Language::Es, 0) => "hoy",
        (Language::Es, 1) => "mañana",
        (Language::Es, -1) => "ayer",
        (Language::Zh, 0) => "今天",
        (Language::Zh, 1) => "明天",
        (Language::Zh, -1) => "昨天",
        _ => return None,
    })
}

fn days_between(from: Date, to: Date) -> i64 {
    let hours = from.duration_until(to).as_hours();
    hours / 24
}
