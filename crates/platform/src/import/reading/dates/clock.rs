//! The time behind a day: `9:30`, `09:30:00.25 PM`, `下午3:05`, `T12:00:00+02:00`.

use jiff::civil::Time;
use jiff::tz::Offset;

use super::DateFault;

/// A time of day, and how far it is from UTC when that was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub time: Time,
    pub offset: Option<Offset>,
}

const MORNING: [&str; 2] = ["上午", "凌晨"];
const AFTERNOON: [&str; 2] = ["下午", "晚上"];

/// Cuts the time from behind the day; the time begins with its hour, or with a Chinese half day.
pub(super) fn cut(text: &str) -> (&str, Option<&str>) {
    let Some(colon) = text.find(':') else {
        return (text, None);
    };
    let head = text.get(..colon).unwrap_or_default();
    let day = head.trim_end_matches(|c: char| c.is_ascii_digit());
    let day = day.trim_end();
    let half = MORNING.iter().chain(&AFTERNOON).find_map(|half| day.strip_suffix(half));
    let day = half.unwrap_or(day);
    let clock = text.get(day.len()..).map(str::trim);
    (day.trim_end_matches(['T', 't', ' ', ',']), clock)
}

pub(super) fn read(text: &str) -> Result<Clock, DateFault> {
    let text = text.trim_start_matches(['T', 't', ' ', ',']);
    let (half, text) = chinese_half(text);
    let end = text.find(|c: char| !matches!(c, '0'..='9' | ':' | '.')).unwrap_or(text.len());
    let (figures, rest) = text.split_at(end);
    let (half, rest) = match half {
        Some(half) => (Some(half), rest.trim()),
        None => latin_half(rest.trim()),
    };
    let mut parts = figures.trim_end_matches('.').splitn(3, ':');
    let mut number = |most: i8| {
        let part = parts.next()?;
        part.parse::<i8>().ok().filter(|value| (0..=most).contains(value) && part.len() <= 2)
    };
    let (hour, minute) = (number(23), number(59));
    let (Some(hour), Some(minute)) = (hour, minute) else {
        return Err(DateFault::NotADate);
    };
    let (second, nanosecond) = seconds(parts.next())?;
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) && hour != 0 => return Err(DateFault::NotADate),
        Some(Half::Morning) => hour % 12,
        Some(Half::Afternoon) => hour % 12 + 12,
    };
    let time = Time::new(hour, minute, second, nanosecond).map_err(|_| DateFault::NotADate)?;
    Ok(Clock { time, offset: offset(rest)? })
}

#[derive(Clone, Copy)]
enum Half {
    Morning,
    Afternoon,
}

fn chinese_half(text: &str) -> (Option<Half>, &str) {
    for (names, half) in [(MORNING, Half::Morning), (AFTERNOON, Half::Afternoon)] {
        if let Some(rest) = names.iter().find_map(|name| text.strip_prefix(name)) {
            return (Some(half), rest.trim_start());
        }
    }
    (None, text)
}

/// `PM`, `p. m.`, and what stands behind it.
fn latin_half(text: &str) -> (Option<Half>, &str) {
    let bare: String =
        text.chars().filter(|c| c.is_ascii_alphabetic()).map(|c| c.to_ascii_lowercase()).collect();
    let only_half = text.chars().all(|c| c.is_ascii_alphabetic() || c == '.' || c == ' ');
    match bare.as_str() {
        "am" if only_half => (Some(Half::Morning), ""),
        "pm" if only_half => (Some(Half::Afternoon), ""),
        _ => (None, text),
    }
}

fn seconds(part: Option<&str>) -> Result<(i8, i32), DateFault> {
    let Some(part) = part else { return Ok((0, 0)) };
    let (whole, fraction) = part.split_once('.').unwrap_or((part, ""));
    let second: i8 = whole.parse().map_err(|_| DateFault::NotADate)?;
    let padded: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    let nanosecond: i32 = padded.parse().map_err(|_| DateFault::NotADate)?;
    if (0..60).contains(&second) { Ok((second, nanosecond)) } else { Err(DateFault::NotADate) }
}

/// `Z`, `UTC`, `+02:00`, `+0200`, `-05`.
fn offset(text: &str) -> Result<Option<Offset>, DateFault> {
    if text.is_empty() {
        return Ok(None);
    }
    if ["z", "utc", "gmt"].iter().any(|name| text.eq_ignore_ascii_case(name)) {
        return Ok(Some(Offset::UTC));
    }
    let text = text.strip_prefix("UTC").or(text.strip_prefix("GMT")).unwrap_or(text).trim();
    let (sign, figures) = match (text.strip_prefix('+'), text.strip_prefix(['-', '−'])) {
        (Some(figures), _) => (1, figures.replace(':', "")),
        (_, Some(figures)) => (-1, figures.replace(':', "")),
        _ => return Err(DateFault::NotADate),
    };
    let part =
        |from: usize, to: usize| figures.get(from..to).and_then(|part| part.parse::<i32>().ok());
    let seconds = match (figures.len(), part(0, 2), part(2, 4)) {
        (2, Some(hours), _) => hours * 3_600,
        (4, Some(hours), Some(minutes)) => hours * 3_600 + minutes * 60,
        _ => return Err(DateFault::NotADate),
    };
    Offset::from_seconds(sign * seconds).map(Some).map_err(|_| DateFault::NotADate)
}

#[cfg(test)]
mod tests {
    use super::super::read as read_moment;

    fn at(text: &str) -> Option<String> {
        let moment = read_moment(text, None).ok()?;
        let offset = moment.offset.map(|offset| offset.to_string()).unwrap_or_default();
        Some(format!("{}T{}{offset}", moment.date, moment.time?))
    }

    #[test]
    fn times_of_three_languages_and_programs_are_read() {
        for (text, expected) in [
            ("2026-04-03 09:30", "2026-04-03T09:30:00"),
            ("2026-04-03T09:30:15.25Z", "2026-04-03T09:30:15.25+00"),
            ("2026-04-03T09:30:00+02:00", "2026-04-03T09:30:00+02"),
            ("2026-04-03 09:30:00 -0530", "2026-04-03T09:30:00-05:30"),
            ("25/04/2026, 3:05 PM", "2026-04-25T15:05:00"),
            ("25/04/2026 12:05 a. m.", "2026-04-25T00:05:00"),
            ("2026年4月3日 下午3:05", "2026-04-03T15:05:00"),
            ("2026年4月3日上午9:30", "2026-04-03T09:30:00"),
        ] {
            assert_eq!(at(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn times_that_do_not_exist_are_none() {
        for text in
            ["2026-04-03 25:00", "2026-04-03 9:61", "2026-04-03 9:30 XM", "2026-04-03 13:00 PM"]
        {
            assert_eq!(at(text), None, "{text}");
        }
    }
}
