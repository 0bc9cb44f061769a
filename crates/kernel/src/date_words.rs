//! Days and times in the words people use: `mañana 9:30`, `下周三下午`, `next friday 3pm`.

use jiff::ToSpan;
use jiff::civil::{Date, Time, Weekday};

mod token;

use token::{Part, Token, tokens};

use crate::language::Language;
use crate::period::Unit;

/// How much of the input is read, in bytes.
const INPUT_BYTES: usize = 120;

/// Reads a day, and a time if there is one, in words or figures of any of the three languages;
/// the language settles whether `3/4` is in March or April. A time alone is today's. A weekday
/// alone is the next one after today. What is not understood whole is `None`: nothing is guessed.
pub fn parse_date_words(
    input: &str,
    today: Date,
    language: Language,
) -> Option<(Date, Option<Time>)> {
    let head = input.get(..input.floor_char_boundary(INPUT_BYTES))?;
    let tokens = tokens(head)?;
    let mut reader = Reader { today, language, ..Reader::default() };
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        let used = reader.step(rest)?;
        rest = rest.get(used..)?;
    }
    reader.result(!tokens.is_empty())
}

/// What has been understood so far.
#[derive(Default)]
struct Reader {
    today: Date,
    language: Language,
    date: Option<Date>,
    hour: Option<i8>,
    minute: i8,
    part: Option<Part>,
}

impl Reader {
    /// Understands the next tokens and says how many they were.
    fn step(&mut self, rest: &[Token]) -> Option<usize> {
        if let [Token::Comma, ..] = rest {
            return Some(1);
        }
        if let Some((date, used)) = self.read_date(rest) {
            self.set_date(date)?;
            return Some(used);
        }
        self.read_time(rest)
    }

    fn read_date(&self, rest: &[Token]) -> Option<(Date, usize)> {
        self.figures(rest)
            .or_else(|| self.with_month(rest))
            .or_else(|| self.weekday(rest))
            .or_else(|| self.distance(rest))
    }

    /// `2026-04-15`, `15/4/2026`, `15.4.26`, `2026年4月15日`, `4月15日`.
    fn figures(&self, rest: &[Token]) -> Option<(Date, usize)> {
        use Token::{ChineseDay, ChineseMonth, ChineseYear, Dash, Dot, Number, Slash};
        match rest {
            [Number(y), Dash | Slash | Dot, Number(m), Dash | Slash | Dot, Number(d), ..]
                if *y > 99 =>
            {
                Some((day(*y, *m, *d)?, 5))
            }
            [Number(a), Dash | Slash | Dot, Number(b), Dash | Slash | Dot, Number(y), ..] => {
                let (d, m) = self.day_and_month(*a, *b);
                Some((day(full_year(*y), m, d)?, 5))
            }
            [Number(a), Slash, Number(b), ..] => {
                let (d, m) = self.day_and_month(*a, *b);
                Some((self.coming(m, d)?, 3))
            }
            [Number(y), ChineseYear, Number(m), ChineseMonth, Number(d), tail @ ..] => {
                let marked = usize::from(matches!(tail, [ChineseDay, ..]));
                Some((day(full_year(*y), *m, *d)?, 5 + marked))
            }
            [Number(m), ChineseMonth, Number(d), tail @ ..] => {
                let marked = usize::from(matches!(tail, [ChineseDay, ..]));
                Some((self.coming(*m, *d)?, 3 + marked))
            }
            _ => None,
        }
    }

    /// `5 de mayo de 2026`, `May 5, 2026`, `may 5th`.
    fn with_month(&self, rest: &[Token]) -> Option<(Date, usize)> {
        use Token::{Comma, Month, Number};
        match rest {
            [Number(d), Month(m), Number(y), ..] if *y > 99 => Some((day(*y, *m, *d)?, 3)),
            [Month(m), Number(d), Comma, Number(y), ..] if *y > 99 => Some((day(*y, *m, *d)?, 4)),
            [Month(m), Number(d), Number(y), ..] if *y > 99 => Some((day(*y, *m, *d)?, 3)),
            [Number(d), Month(m), ..] | [Month(m), Number(d), ..] => {
                Some((self.coming(*m, *d)?, 2))
            }
            _ => None,
        }
    }

    /// `el próximo lunes`, `last friday`, `下周三`, `周日`.
    fn weekday(&self, rest: &[Token]) -> Option<(Date, usize)> {
        use Token::{Last, Named, Next, This};
        let week = |weeks: i64, name: &Weekday| {
            let back = i64::from(self.today.weekday().to_monday_zero_offset());
            let forth = i64::from(name.to_monday_zero_offset());
            self.days(weeks * 7 + forth - back)
        };
        match rest {
            [Token::Weeks(weeks), Named(name), ..] => Some((week(*weeks, name)?, 2)),
            [Next, Named(name), ..] | [Named(name), Next, ..] => Some((self.after(*name)?, 2)),
            [Last, Named(name), ..] | [Named(name), Last, ..] => {
                Some((self.today.nth_weekday(-1, *name).ok()?, 2))
            }
            [This, Named(name), ..] if self.today.weekday() == *name => Some((self.today, 2)),
            [This, Named(name), ..] => Some((self.after(*name)?, 2)),
            [Named(name), ..] => Some((self.after(*name)?, 1)),
            _ => None,
        }
    }

    /// `mañana`, `in 3 days`, `dentro de 2 semanas`, `三天后`, `la semana que viene`.
    fn distance(&self, rest: &[Token]) -> Option<(Date, usize)> {
        use Token::{After, Ago, Days, In, Last, Next, Number, Since, UnitOf};
        let (count, unit, used) = match rest {
            [Days(days), ..] => return Some((self.days(*days)?, 1)),
            [In, Number(count), UnitOf(unit), ..] => (i64::from(*count), unit, 3),
            [Since, Number(count), UnitOf(unit), ..] => (-i64::from(*count), unit, 3),
            [Number(count), UnitOf(unit), After, ..] => (i64::from(*count), unit, 3),
            [Number(count), UnitOf(unit), Ago, ..] => (-i64::from(*count), unit, 3),
            [Next, UnitOf(unit), ..] | [UnitOf(unit), Next, ..] => (1, unit, 2),
            [Last, UnitOf(unit), ..] | [UnitOf(unit), Last, ..] => (-1, unit, 2),
            [Token::Weeks(weeks), ..] => (*weeks, &Unit::Week, 1),
            _ => return None,
        };
        let span = match unit {
            Unit::Day => count.days(),
            Unit::Week => count.weeks(),
            Unit::Month => count.months(),
            Unit::Quarter => (count * 3).months(),
            Unit::Year => count.years(),
        };
        Some((self.today.checked_add(span).ok()?, used))
    }

    /// `9:30`, `3pm`, `a las 9`, `下午3点半`, `noon`, `por la tarde`.
    fn read_time(&mut self, rest: &[Token]) -> Option<usize> {
        use Token::{At, ChineseMinute, Colon, Half, HourSign, Number, PartOf};
        match rest {
            [At, tail @ ..] => match tail {
                [Number(_), Colon | HourSign | PartOf(_), ..] | [PartOf(_), ..] => {
                    Some(1 + self.read_time(tail)?)
                }
                [Number(h), ..] => self.set_time(*h, 0, 2),
                _ => None,
            },
            [Number(h), Colon, Number(m), ..] => self.set_time(*h, *m, 3),
            [Number(h), HourSign, Half, ..] => self.set_time(*h, 30, 3),
            [Number(h), HourSign, Number(m), ChineseMinute, ..] => self.set_time(*h, *m, 4),
            [Number(h), HourSign, Number(m), ..] => self.set_time(*h, *m, 3),
            [Number(h), HourSign, ..] => self.set_time(*h, 0, 2),
            [Number(h), PartOf(_), ..] => self.set_time(*h, 0, 1),
            [PartOf(part), ..] if self.part.is_none() => {
                self.part = Some(*part);
                Some(1)
            }
            _ => None,
        }
    }

    fn set_date(&mut self, date: Date) -> Option<()> {
        self.date.replace(date).is_none().then_some(())
    }

    fn set_time(&mut self, hour: u32, minute: u32, used: usize) -> Option<usize> {
        let is_right = hour < 24 && minute < 60 && self.hour.is_none();
        self.hour = Some(i8::try_from(hour).ok()?);
        self.minute = i8::try_from(minute).ok()?;
        is_right.then_some(used)
    }

    fn result(&self, is_something: bool) -> Option<(Date, Option<Time>)> {
        let hour = match (self.hour, self.part) {
            (None, None) => None,
            (None, Some(part)) => Some(part.usual_hour()),
            (Some(hour), None) => Some(hour),
            (Some(hour), Some(part)) => Some(part.on_the_clock(hour)?),
        };
        let time = match hour {
            Some(hour) => Some(Time::new(hour, self.minute, 0, 0).ok()?),
            None => None,
        };
        is_something.then_some((self.date.unwrap_or(self.today), time))
    }

    /// The day and month of two figures, as the language orders them unless only one order fits.
    fn day_and_month(&self, first: u32, second: u32) -> (u32, u32) {
        let is_day_first = self.language == Language::Es && second <= 12 || first > 12;
        match is_day_first {
            true => (first, second),
            false => (second, first),
        }
    }

    /// The next such day of the year, today included.
    fn coming(&self, month: u32, of_month: u32) -> Option<Date> {
        let year = u32::try_from(self.today.year()).ok()?;
        (0..=8)
            .filter_map(|later| day(year + later, month, of_month))
            .find(|date| *date >= self.today)
    }

    fn after(&self, weekday: Weekday) -> Option<Date> {
        self.today.nth_weekday(1, weekday).ok()
    }

    fn days(&self, days: i64) -> Option<Date> {
        self.today.checked_add(days.days()).ok()
    }
}

fn full_year(year: u32) -> u32 {
    if year < 100 { 2000 + year } else { year }
}

fn day(year: u32, month: u32, of_month: u32) -> Option<Date> {
    let year = i16::try_from(year).ok()?;
    let month = i8::try_from(month).ok()?;
    Date::new(year, month, i8::try_from(of_month).ok()?).ok()
}

#[cfg(test)]
mod tests;
