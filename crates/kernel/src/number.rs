//! Numbers as people write them, and in their one canonical form.

use crate::language::Language;
use crate::text::fold::half_width;

/// Longest input that is looked at, in characters.
const INPUT_LENGTH: usize = 60;
/// Most digits after the decimal sign; ten to this power fits an `i64`.
pub const SCALE_LIMIT: u8 = 18;

/// Which sign parts the whole from the fraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DecimalStyle {
    /// Told by the number itself: of two signs the last is the decimal one, a repeated sign groups,
    /// a single point is decimal, and so is a single comma unless three digits follow.
    #[default]
    Auto,
    /// `1,250.50`
    Point,
    /// `1.250,50`
    Comma,
}

impl DecimalStyle {
    /// How people of a language write.
    pub const fn of(language: Language) -> Self {
        match language {
            Language::Es => Self::Comma,
            Language::En | Language::Zh => Self::Point,
        }
    }
}

/// Why a text is no number of the wanted form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    #[error("write a number")]
    Empty,
    #[error("this is not a number")]
    NotANumber,
    #[error("too many digits after the decimal sign")]
    TooManyDecimals,
    #[error("the number is too large")]
    TooLarge,
}

impl NumberError {
    /// The stable name of the refusal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "number-empty",
            Self::NotANumber => "number-invalid",
            Self::TooManyDecimals => "number-decimals",
            Self::TooLarge => "number-too-large",
        }
    }
}

/// Reads a number as an integer scaled by ten to the power of `scale`: `12.5` at scale 2 is 1250.
///
/// # Errors
/// When the text is no number, has more decimals than the scale (zeros at the end do not count),
/// or does not fit. Nothing is rounded.
pub fn parse_decimal(text: &str, style: DecimalStyle, scale: u8) -> Result<i64, NumberError> {
    let plain = plain(text)?;
    let (is_negative, digits) = sign(&plain);
    let (whole, fraction) = split(digits, style)?;
    let whole = without_groups(whole, style)?;
    let fraction = fraction.trim_end_matches('0');
    let missing = usize::from(scale.min(SCALE_LIMIT))
        .checked_sub(fraction.len())
        .ok_or(NumberError::TooManyDecimals)?;
    let sign = if is_negative { "-" } else { "" };
    let scaled = format!("{sign}{whole}{fraction}{}", "0".repeat(missing));
    scaled.parse().map_err(|_| NumberError::TooLarge)
}

/// Reads a whole number, with or without signs between the thousands; `1.250` and `1,250` are both
/// 1250 here unless the style says that the sign is decimal.
///
/// # Errors
/// When the text is no whole number or does not fit.
pub fn parse_whole(text: &str, style: DecimalStyle) -> Result<i64, NumberError> {
    let style = match style {
        DecimalStyle::Auto if text.contains('.') && is_ambiguous(text) => DecimalStyle::Comma,
        other => other,
    };
    parse_decimal(text, style, 0)
}

/// The canonical form: a point, all digits of the scale, no groups. 125050 at scale 2 is `1250.50`.
pub fn format_decimal(scaled: i64, scale: u8) -> String {
    let sign = if scaled < 0 { "-" } else { "" };
    let digits = scaled.unsigned_abs().to_string();
    let places = usize::from(scale.min(SCALE_LIMIT));
    if places == 0 {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    format!("{sign}{whole}.{fraction}")
}

/// The number as a field shows it for editing: no groups, the decimal sign of the style.
pub fn write_decimal(scaled: i64, scale: u8, style: DecimalStyle) -> String {
    let canonical = format_decimal(scaled, scale);
    match style {
        DecimalStyle::Comma => canonical.replace('.', ","),
        DecimalStyle::Auto | DecimalStyle::Point => canonical,
    }
}

/// Whether a number has two readings: one sign with three digits after it, `1,234` or `1.234`.
pub fn is_ambiguous(text: &str) -> bool {
    let Ok(plain) = plain(text) else {
        return false;
    };
    let (_, digits) = sign(&plain);
    let Some((whole, rest)) = digits.split_once(['.', ',']) else {
        return false;
    };
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&whole.len())
        && !whole.starts_with('0')
        && is_digits(whole)
        && rest.len() == 3
        && is_digits(rest)
}

/// The text in half width, trimmed, one kind of minus.
fn plain(text: &str) -> Result<String, NumberError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(NumberError::Empty);
    }
    if text.chars().nth(INPUT_LENGTH).is_some() {
        return Err(NumberError::TooLarge);
    }
    Ok(text
        .chars()
        .map(half_width)
        .map(|character| match character {
            '−' | '–' => '-',
            '\u{00A0}' | '\u{2009}' | '\u{202F}' => ' ',
            '’' | '٬' => '\'',
            other => other,
        })
        .collect())
}

fn sign(plain: &str) -> (bool, &str) {
    match plain.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, plain.strip_prefix('+').unwrap_or(plain).trim_start()),
    }
}

/// The whole part, still grouped, and the digits of the fraction.
fn split(digits: &str, style: DecimalStyle) -> Result<(&str, &str), NumberError> {
    let decimal = match style {
        DecimalStyle::Point => Some('.'),
        DecimalStyle::Comma => Some(','),
        DecimalStyle::Auto => decimal_sign(digits),
    };
    let parts = decimal.and_then(|sign| digits.split_once(sign));
    let (whole, fraction) = parts.unwrap_or((digits, ""));
    let is_bare = whole.is_empty() && fraction.is_empty();
    if is_bare || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NumberError::NotANumber);
    }
    Ok((whole, fraction))
}

/// The sign that must be the decimal one, if any.
fn decimal_sign(digits: &str) -> Option<char> {
    let last = digits.rfind(['.', ','])?;
    let sign = digits.get(last..)?.chars().next()?;
    let other = if sign == '.' { ',' } else { '.' };
    let is_repeated = digits.matches(sign).count() > 1;
    let is_group = !digits.contains(other) && sign == ',' && digits.len() - last == 4;
    (!is_repeated && !is_group).then_some(sign)
}

/// The digits of a whole part whose groups, if any, are of three and parted by one sign.
fn without_groups(whole: &str, style: DecimalStyle) -> Result<String, NumberError> {
    let group = whole.chars().find(|c| !c.is_ascii_digit());
    let Some(group) = group else {
        return Ok(whole.to_owned());
    };
    let allowed = match style {
        DecimalStyle::Point => ",' ",
        DecimalStyle::Comma => ".' ",
        DecimalStyle::Auto => ".,' ",
    };
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(group);
    let first = groups.next().unwrap_or_default();
    let is_first = (1..=3).contains(&first.len()) && is_digits(first);
    let are_rest = groups.all(|part| part.len() == 3 && is_digits(part));
    if !allowed.contains(group) || !is_first || !are_rest {
        return Err(NumberError::NotANumber);
    }
    Ok(whole.chars().filter(char::is_ascii_digit).collect())
}

#[cfg(test)]
mod tests {
    use super::DecimalStyle::{Auto, Comma, Point};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for (text, style, scaled) in [
            ("1250.50", Auto, 125_050),
            ("1,250.50", Auto, 125_050),
            ("1.250,50", Auto, 125_050),
            ("1.250.000", Auto, 125_000_000),
            ("1.250", Auto, 125),
            ("1,250", Auto, 125_000),
            ("1,25", Auto, 125),
            ("1.250", Comma, 125_000),
            ("1,250", Point, 125_000),
            ("1 250,5", Comma, 125_050),
            ("1\u{202F}250,5", Comma, 125_050),
            ("1'250.5", Point, 125_050),
            ("１２５０．５", Auto, 125_050),
            ("-3", Auto, -300),
            ("− 3,5", Comma, -350),
            ("+3", Auto, 300),
            (".5", Auto, 50),
            ("5.", Auto, 500),
            ("1.5000", Auto, 150),
            ("0", Auto, 0),
        ] {
            assert_eq!(parse_decimal(text, style, 2), Ok(scaled), "{text} {style:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused_by_name() {
        for (text, style, error) in [
            ("", Auto, NumberError::Empty),
            ("  ", Auto, NumberError::Empty),
            ("abc", Auto, NumberError::NotANumber),
            ("-", Auto, NumberError::NotANumber),
            (".", Auto, NumberError::NotANumber),
            ("1e5", Auto, NumberError::NotANumber),
            ("12,34,567", Auto, NumberError::NotANumber),
            ("1.25", Comma, NumberError::NotANumber),
            ("1,250.5", Comma, NumberError::NotANumber),
            ("1--2", Auto, NumberError::NotANumber),
            ("--1", Auto, NumberError::NotANumber),
            ("1.234", Point, NumberError::TooManyDecimals),
            ("99999999999999999999", Auto, NumberError::TooLarge),
        ] {
            assert_eq!(parse_decimal(text, style, 2), Err(error), "{text} {style:?}");
        }
        assert_eq!(parse_decimal(&"9".repeat(999_999), Auto, 2), Err(NumberError::TooLarge));
    }

    #[test]
    fn whole_numbers_may_be_grouped_by_either_sign() {
        assert_eq!(parse_whole("1.250", Auto), Ok(1250));
        assert_eq!(parse_whole("1,250", Auto), Ok(1250));
        assert_eq!(parse_whole("1250.0", Auto), Ok(1250));
        assert_eq!(parse_whole("1.5", Auto), Err(NumberError::TooManyDecimals));
        assert_eq!(parse_whole("1.250", Point), Err(NumberError::TooManyDecimals));
    }

    #[test]
    fn one_sign_with_three_digits_after_it_is_ambiguous() {
        for text in ["1,234", "1.234", "-12.345", "123,456"] {
            assert!(is_ambiguous(text), "{text}");
        }
        for text in ["1234", "1.23", "0.123", "1,234.5", "1.234.567", "1234,567", "", "x.123"] {
            assert!(!is_ambiguous(text), "{text}");
        }
    }

    #[test]
    fn the_canonical_form_has_all_digits() {
        assert_eq!(format_decimal(125_050, 2), "1250.50");
        assert_eq!(format_decimal(-5, 2), "-0.05");
        assert_eq!(format_decimal(7, 0), "7");
        assert_eq!(format_decimal(i64::MIN, 4), "-922337203685477.5808");
    }

    proptest! {
        #[test]
        fn the_canonical_form_is_read_back(scaled in any::<i64>(), scale in 0..=SCALE_LIMIT) {
            let text = format_decimal(scaled, scale);
            prop_assert_eq!(parse_decimal(&text, Point, scale), Ok(scaled));
            for language in Language::ALL {
                let style = DecimalStyle::of(language);
                let text = write_decimal(scaled, scale, style);
                prop_assert_eq!(parse_decimal(&text, style, scale), Ok(scaled));
            }
        }

        #[test]
        fn any_text_is_survived(text in any::<String>(), scale in any::<u8>()) {
            for style in [Auto, Point, Comma] {
                let _answer = (parse_decimal(&text, style, scale), parse_whole(&text, style));
            }
        }

        #[test]
        fn any_digits_and_signs_are_survived(text in "[-+0-9., ']{0,24}") {
            for style in [Auto, Point, Comma] {
                let _answer = parse_decimal(&text, style, 4);
            }
        }
    }
}
