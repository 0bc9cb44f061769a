//! Days as cards write them.

use jiff::civil::Date;

/// A whole day: `1980-02-03`, `19800203`, with a time behind it or not. Days without a year are
/// none.
pub fn day(text: &str) -> Option<Date> {
    let day = text.trim().split(['T', ' ']).next()?;
    let figures: String = day.chars().filter(|sign| *sign != '-').collect();
    let is_plain = figures.len() == 8 && figures.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain || !(day == figures || (day.len() == 10 && !day.starts_with('-'))) {
        return None;
    }
    let number = |from: usize, to: usize| figures.get(from..to)?.parse::<i16>().ok();
    let small = |from, to| i8::try_from(number(from, to)?).ok();
    Date::new(number(0, 4)?, small(4, 6)?, small(6, 8)?).ok()
}
