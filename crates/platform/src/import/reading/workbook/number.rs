//! Numbers as a spreadsheet shows them: at most fifteen figures, days and times as ISO 8601.

use jiff::Span;
use jiff::civil::Date;

use super::look::Look;

const DAY_MS: f64 = 86_400_000.0;
/// Figures that a spreadsheet knows of a number.
const FIGURES: usize = 15;
/// Larger and smaller numbers are written with a power of ten.
const MOST_PLACES: i32 = 30;

/// The text of a stored number; one that cannot be what it looks like is told as a number.
pub(super) fn text(stored: &str, look: Look, is_1904: bool) -> String {
    let stored = stored.trim();
    let Ok(number) = stored.parse::<f64>() else {
        return stored.to_owned();
    };
    if !number.is_finite() {
        return stored.to_owned();
    }
    // Zero has no sign.
    let number = if number == 0.0 { 0.0 } else { number };
    let told = match look {
        Look::Number => None,
        Look::Percent => Some(format!("{}%", plain(number * 100.0))),
        Look::Day => day_and_time(number, is_1904, false),
        Look::Time { with_day: false } if (0.0..1.0).contains(&number) => span(number),
        Look::Time { .. } => day_and_time(number, is_1904, true),
        Look::Duration => span(number),
    };
    told.unwrap_or_else(|| {
        if is_plain(stored) && number != 0.0 { stored.to_owned() } else { plain(number) }
    })
}

/// Whether a number is stored as it is shown: figures, and perhaps a point among them.
fn is_plain(stored: &str) -> bool {
    let figures = stored.strip_prefix('-').unwrap_or(stored);
    let (whole, fraction) = figures.split_once('.').unwrap_or((figures, "0"));
    let are_figures =
        |part: &str| !part.is_empty() && part.bytes().all(|sign| sign.is_ascii_digit());
    let begins_well = whole == "0" || !whole.starts_with('0');
    let ends_well = fraction == "0" && !figures.contains('.') || !fraction.ends_with('0');
    are_figures(whole)
        && are_figures(fraction)
        && figures.len() <= FIGURES
        && begins_well
        && ends_well
}

/// Fifteen figures of a number, without a power of ten where it can be told without.
fn plain(number: f64) -> String {
    let written = format!("{number:.*e}", FIGURES - 1);
    let (figures, power) = written.split_once('e').unwrap_or((&written, "0"));
    let power: i32 = power.parse().unwrap_or_default();
    let (sign, figures) = match figures.strip_prefix('-') {
        Some(figures) => ("-", figures),
        None => ("", figures),
    };
    let figures = figures.replace('.', "");
    let figures = figures.trim_end_matches('0');
    if figures.is_empty() {
        return "0".to_owned();
    }
    if power.abs() > MOST_PLACES {
        let (first, rest) = figures.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        return format!("{sign}{first}{point}{rest}E{power}");
    }
    let whole = usize::try_from(power + 1).unwrap_or_default();
    if whole == 0 {
        let zeros = "0".repeat(usize::try_from(-power - 1).unwrap_or_default());
        return format!("{sign}0.{zeros}{figures}");
    }
    match (figures.get(..whole), figures.get(whole..)) {
        (Some(whole), Some(fraction)) if !fraction.is_empty() => {
            format!("{sign}{whole}.{fraction}")
        }
        _ => format!("{sign}{figures:0<whole$}"),
    }
}

/// Whole days, and milliseconds of the day.
fn parts(number: f64) -> Option<(i64, i64)> {
    let whole = number.floor();
    let ms: i64 = format!("{:.0}", (number - whole) * DAY_MS).parse().ok()?;
    let days: i64 = format!("{whole:.0}").parse().ok()?;
    if ms >= 86_400_000 { Some((days + 1, 0)) } else { Some((days, ms)) }
}

fn day_and_time(number: f64, is_1904: bool, always_time: bool) -> Option<String> {
    let (days, ms) = parts(number)?;
    let day = day(days, is_1904)?;
    if ms == 0 && !always_time {
        Some(day.to_string())
    } else {
        Some(format!("{day} {}", clock(ms)))
    }
}

/// The day of a number. Spreadsheets count a 29 February 1900 that never was.
fn day(days: i64, is_1904: bool) -> Option<Date> {
    let first = match (is_1904, days) {
        (true, 0..) => Date::constant(1904, 1, 1),
        (false, 1..=59) => Date::constant(1899, 12, 31),
        (false, 61..) => Date::constant(1899, 12, 30),
        _ => return None,
    };
    first.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// Hours, minutes and seconds of a number of days.
fn span(number: f64) -> Option<String> {
    if number.abs() > 1e6 {
        return None;
    }
    let (days, ms) = parts(number.abs())?;
    let sign = if number < 0.0 { "-" } else { "" };
    Some(format!("{sign}{}", clock(days * 86_400_000 + ms)))
}

fn clock(ms: i64) -> String {
    let (seconds, rest) = (ms / 1_000, ms % 1_000);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let fraction = if rest == 0 { String::new() } else { format!(".{rest:03}") };
    format!("{hours:02}:{minutes:02}:{seconds:02}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(stored: &str, look: Look) -> String {
        text(stored, look, false)
    }

    #[test]
    fn numbers_have_no_artefacts() {
        for (stored, shown) in [
            ("34911234567", "34911234567"),
            ("3.4911234567E10", "34911234567"),
            ("0.30000000000000004", "0.3"),
            ("1234.5", "1234.5"),
            ("12.10", "12.1"),
            ("5.0", "5"),
            ("-7.0000000000000007E-2", "-0.07"),
            ("123456789012345678", "123456789012346000"),
            ("1.0000000000000001E-5", "0.00001"),
            ("1e308", "1E308"),
            ("0", "0"),
            ("-0", "0"),
            ("007", "7"),
            ("4.35", "4.35"),
            ("1E+21", "1000000000000000000000"),
            ("soon", "soon"),
            ("NaN", "NaN"),
        ] {
            assert_eq!(told(stored, Look::Number), shown, "{stored}");
        }
    }

    #[test]
    fn days_and_times_are_those_of_the_calendar() {
        for (stored, look, shown) in [
            ("46115", Look::Day, "2026-04-03"),
            ("1", Look::Day, "1900-01-01"),
            ("59", Look::Day, "1900-02-28"),
            ("60", Look::Day, "60"),
            ("61", Look::Day, "1900-03-01"),
            ("-3", Look::Day, "-3"),
            ("1e300", Look::Day, "1E300"),
            ("46115.4375", Look::Day, "2026-04-03 10:30:00"),
            ("46115", Look::Time { with_day: true }, "2026-04-03 00:00:00"),
            ("46114.999999999", Look::Time { with_day: true }, "2026-04-03 00:00:00"),
            ("0.4375", Look::Time { with_day: false }, "10:30:00"),
            ("1.0625", Look::Duration, "25:30:00"),
            ("-0.5", Look::Duration, "-12:00:00"),
            ("0.125", Look::Percent, "12.5%"),
            ("0.07", Look::Percent, "7%"),
        ] {
            assert_eq!(told(stored, look), shown, "{stored} {look:?}");
        }
        assert_eq!(text("44653", Look::Day, true), "2026-04-03");
        assert_eq!(text("0", Look::Day, true), "1904-01-01");
    }
}
