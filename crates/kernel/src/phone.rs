//! Telephone numbers: stored as E.164, shown as people of the place write them.

use phonenumber::Mode;

use crate::country::Country;
use crate::text::fold::half_width;

/// Longest input that is looked at, in characters.
const INPUT_LENGTH: usize = 50;
/// Longest extension, in digits.
const EXTENSION_LENGTH: usize = 8;
/// Words and signs that begin an extension, in lower case.
const EXTENSION_WORDS: [&str; 9] =
    [";ext=", "extension", "extensión", "ext.", "ext", "分机", "转", "x", "#"];

/// Why a text is no telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("write a telephone number")]
    Empty,
    #[error("a telephone number has digits, spaces and the signs + - ( ) alone")]
    NotANumber,
    #[error("begin with + and the code of the country")]
    CountryMissing,
    #[error("there is no such telephone number in this country")]
    Impossible,
}

impl PhoneError {
    /// The stable name of the refusal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "phone-empty",
            Self::NotANumber => "phone-invalid",
            Self::CountryMissing => "phone-country-missing",
            Self::Impossible => "phone-impossible",
        }
    }
}

/// Reads a number into E.164, with `;ext=12` after it when it has an extension (RFC 3966). Without
/// `+` or `00` it is a number of the given country.
///
/// # Errors
/// When the text is no number, or no number of its country has this form.
pub fn parse_phone(text: &str, country: Option<Country>) -> Result<String, PhoneError> {
    let (number, extension) = parts(text)?;
    let is_international = number.starts_with('+');
    if !is_international && country.is_none() {
        return Err(PhoneError::CountryMissing);
    }
    let region = match is_international {
        true => None,
        false => country.and_then(|country| country.code().parse().ok()),
    };
    let parsed = phonenumber::parse(region, &number).map_err(|_| PhoneError::Impossible)?;
    if !phonenumber::is_valid(&parsed) {
        return Err(PhoneError::Impossible);
    }
    let e164 = parsed.format().mode(Mode::E164).to_string();
    Ok(match extension.is_empty() {
        true => e164,
        false => format!("{e164};ext={extension}"),
    })
}

/// A stored number in the usual groups: without the code of the country for those who live there.
/// What cannot be read is given back as it is.
pub fn format_phone(e164: &str, country: Option<Country>) -> String {
    let (number, extension) = e164.split_once(";ext=").unwrap_or((e164, ""));
    let Ok(parsed) = phonenumber::parse(None, number) else {
        return e164.to_owned();
    };
    let here = country.and_then(|country| country.code().parse().ok());
    let mode = match here.is_some() && parsed.country().id() == here {
        true => Mode::National,
        false => Mode::International,
    };
    let shown = parsed.format().mode(mode).to_string();
    match extension.is_empty() {
        true => shown,
        false => format!("{shown} #{extension}"),
    }
}

/// The country of a stored number, if it belongs to one.
pub fn phone_country(e164: &str) -> Option<Country> {
    let number = e164.split(';').next()?;
    let parsed = phonenumber::parse(None, number).ok()?;
    Country::from_code(parsed.country().id()?.as_ref())
}

/// The digits of the number, with `+` before an international one, and those of the extension.
fn parts(text: &str) -> Result<(String, String), PhoneError> {
    let text = text.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text);
    if text.is_empty() {
        return Err(PhoneError::Empty);
    }
    if text.chars().nth(INPUT_LENGTH).is_some() {
        return Err(PhoneError::NotANumber);
    }
    let plain: String = text
        .chars()
        .map(half_width)
        .flat_map(char::to_lowercase)
        .filter(|character| !is_invisible(*character))
        .collect();
    let (number, extension) = split_extension(&plain)?;
    // "+44 (0)20": the zero is for calls from inside.
    let number = match number.starts_with(['+', '0']) {
        true => number.replacen("(0)", "", 1),
        false => number.to_owned(),
    };
    let digits = digits(&number)?;
    let international = digits.strip_prefix("00").filter(|_| !number.starts_with('+'));
    let number = match international {
        Some(rest) => format!("+{rest}"),
        None if number.starts_with('+') => format!("+{digits}"),
        None => digits,
    };
    Ok((number, extension))
}

/// Direction marks and the like, which come with numbers copied from elsewhere.
fn is_invisible(character: char) -> bool {
    matches!(
        u32::from(character),
        0x00AD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFEFF
    )
}

fn split_extension(plain: &str) -> Result<(&str, String), PhoneError> {
    let found = EXTENSION_WORDS.iter().find_map(|word| plain.split_once(word));
    let Some((number, extension)) = found else {
        return Ok((plain, String::new()));
    };
    let digits = digits(extension.trim_start_matches([':', '.', ' ']))?;
    match digits.is_empty() || digits.len() > EXTENSION_LENGTH {
        true => Err(PhoneError::NotANumber),
        false => Ok((number.trim().trim_end_matches(','), digits)),
    }
}

/// The digits of a text that holds digits and the signs of numbers alone.
fn digits(text: &str) -> Result<String, PhoneError> {
    let mut digits = String::new();
    for (at, character) in text.trim().chars().enumerate() {
        match character {
            '0'..='9' => digits.push(character),
            '+' if at == 0 => {}
            ' ' | '\u{00A0}' | '\u{202F}' | '\t' | '-' | '‐' | '‑' | '–' | '—' | '.' | '('
            | ')' | '/' | '·' => {}
            _ => return Err(PhoneError::NotANumber),
        }
    }
    Ok(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn country(code: &str) -> Option<Country> {
        Country::from_code(code)
    }

    #[test]
    fn numbers_are_read_as_people_of_the_place_write_them() {
        for (text, place, e164) in [
            ("915 55 12 34", "ES", "+34915551234"),
            ("(91) 555-12-34", "ES", "+34915551234"),
            ("+34 915 55 12 34", "CN", "+34915551234"),
            ("0034915551234", "CN", "+34915551234"),
            ("138 0013 8000", "CN", "+8613800138000"),
            ("010-6552 9988", "CN", "+861065529988"),
            ("０１０－６５５２９９８８", "CN", "+861065529988"),
            ("020 7946 0018", "GB", "+442079460018"),
            ("+44 (0)20 7946 0018", "ES", "+442079460018"),
            ("06 698 12345", "IT", "+390669812345"),
            ("(212) 736-5000", "US", "+12127365000"),
            ("tel:+1-212-736-5000", "ES", "+12127365000"),
            ("\u{202A}+34 915 551 234\u{202C}", "ES", "+34915551234"),
        ] {
            assert_eq!(parse_phone(text, country(place)).as_deref(), Ok(e164), "{text}");
        }
    }

    #[test]
    fn an_extension_is_kept_apart() {
        for text in [
            "915551234 ext. 12",
            "915551234x12",
            "915551234, extensión 12",
            "915551234 # 12",
            "915551234转12",
            "915551234;ext=12",
            "915551234 分机：12",
            "915551234 EXT 12",
        ] {
            let read = parse_phone(text, country("ES"));
            assert_eq!(read.as_deref(), Ok("+34915551234;ext=12"), "{text}");
        }
        assert_eq!(format_phone("+34915551234;ext=12", country("ES")), "915 55 12 34 #12");
    }

    #[test]
    fn what_is_no_number_is_refused_by_name() {
        for (text, error) in [
            ("", PhoneError::Empty),
            ("call me", PhoneError::NotANumber),
            ("1-800-FLOWERS", PhoneError::NotANumber),
            ("915551234 ext", PhoneError::NotANumber),
            ("91555+1234", PhoneError::NotANumber),
            ("12", PhoneError::Impossible),
            ("+99915551234", PhoneError::Impossible),
            ("9155512345678", PhoneError::Impossible),
            ("+", PhoneError::Impossible),
        ] {
            assert_eq!(parse_phone(text, country("ES")), Err(error), "{text}");
        }
        assert_eq!(parse_phone("915551234", None), Err(PhoneError::CountryMissing));
    }

    #[test]
    fn a_number_is_shown_short_at_home_and_whole_abroad() {
        assert_eq!(format_phone("+34915551234", country("ES")), "915 55 12 34");
        assert_eq!(format_phone("+34915551234", country("CN")), "+34 915 55 12 34");
        assert_eq!(format_phone("+8613800138000", None), "+86 138 0013 8000");
        assert_eq!(format_phone("not a number", None), "not a number");
        assert_eq!(phone_country("+34915551234"), country("ES"));
        assert_eq!(phone_country("x"), None);
    }

    proptest! {
        #[test]
        fn a_stored_number_is_read_back(tail in 10_000_000_u64..99_999_999) {
            if let Ok(stored) = parse_phone(&format!("9{tail}"), country("ES")) {
                prop_assert_eq!(parse_phone(&stored, None), Ok(stored.clone()));
                let shown = format_phone(&stored, country("ES"));
                prop_assert_eq!(parse_phone(&shown, country("ES")), Ok(stored));
            }
        }

        #[test]
        fn any_text_is_survived(text in any::<String>(), signs in "[-+0-9()x#;=., ]{0,30}") {
            for text in [text, signs] {
                for place in ["ES", "US", "CN", "IT", "AR"] {
                    let _answer = parse_phone(&text, country(place));
                }
                let _shown = format_phone(&text, None);
            }
        }
    }
}
