//! Tax and identity numbers, checked where their check digits are public.

use jiff::civil::Date;

use crate::country::Country;
use crate::text::fold::half_width;

/// Longest number, in characters.
const LENGTH: usize = 40;

/// Why a text is no tax number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaxIdError {
    #[error("write the number")]
    Empty,
    #[error("a tax number has at most 40 characters")]
    TooLong,
    #[error("a tax number of this country has another form")]
    WrongForm,
    #[error("the check digit does not match: look for a typing error")]
    WrongCheck,
}

impl TaxIdError {
    /// The stable name of the refusal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "tax-id-empty",
            Self::TooLong => "tax-id-too-long",
            Self::WrongForm => "tax-id-form",
            Self::WrongCheck => "tax-id-check",
        }
    }
}

/// Checks a number and gives it its one form: capitals, no spaces, points or hyphens for Spain and
/// China; trimmed for other countries, whose numbers are free.
///
/// # Errors
/// When the form or the check digit is wrong for the country.
pub fn check_tax_id(country: Country, text: &str) -> Result<String, TaxIdError> {
    let text: String = text.trim().chars().map(half_width).collect();
    if text.is_empty() {
        return Err(TaxIdError::Empty);
    }
    if text.chars().nth(LENGTH).is_some() {
        return Err(TaxIdError::TooLong);
    }
    match country {
        Country::ES => spanish(&compact(&text)),
        Country::CN => chinese(&compact(&text)),
        _ if text.chars().any(char::is_control) => Err(TaxIdError::WrongForm),
        _ => Ok(text),
    }
}

fn compact(text: &str) -> String {
    text.chars()
        .filter(|character| !matches!(character, ' ' | '.' | '-' | '/' | '\u{00A0}'))
        .flat_map(char::to_uppercase)
        .collect()
}

/// NIF of persons (DNI, NIE, K, L, M) and of organizations (formerly CIF), with or without the
/// `ES` of a VAT number.
///
/// *Source*: Real Decreto 1065/2007, art. 18–22; Orden EHA/451/2008; the control letter of Orden
/// INT/2058/2008.
fn spanish(compact: &str) -> Result<String, TaxIdError> {
    let number = match compact.strip_prefix("ES") {
        Some(rest) if rest.len() == 9 => rest,
        _ => compact,
    };
    let (Some(head), Some(check)) = (number.get(..8), number.get(8..)) else {
        return Err(TaxIdError::WrongForm);
    };
    let check = single(check)?;
    let first = head.chars().next().ok_or(TaxIdError::WrongForm)?;
    let rest = head.get(1..).ok_or(TaxIdError::WrongForm)?;
    let is_right = match first {
        '0'..='9' => check == person_letter(head)?,
        'X' => check == person_letter(rest)?,
        'Y' => check == person_letter(&format!("1{rest}"))?,
        'Z' => check == person_letter(&format!("2{rest}"))?,
        'K' | 'L' | 'M' => check == person_letter(rest)?,
        'A'..='J' | 'N' | 'P'..='S' | 'U'..='W' if first != 'I' => {
            is_organization(first, rest, check)?
        }
        _ => return Err(TaxIdError::WrongForm),
    };
    match is_right {
        true => Ok(number.to_owned()),
        false => Err(TaxIdError::WrongCheck),
    }
}

fn single(text: &str) -> Result<char, TaxIdError> {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(TaxIdError::WrongForm),
    }
}

fn digits(text: &str) -> Result<Vec<u32>, TaxIdError> {
    text.chars().map(|character| character.to_digit(10).ok_or(TaxIdError::WrongForm)).collect()
}

fn nth(alphabet: &str, at: u32) -> Result<char, TaxIdError> {
    let at = usize::try_from(at).map_err(|_| TaxIdError::WrongForm)?;
    alphabet.chars().nth(at).ok_or(TaxIdError::WrongForm)
}

/// The control letter of a person's number: the number modulo 23.
fn person_letter(number: &str) -> Result<char, TaxIdError> {
    let value = digits(number)?.iter().fold(0_u32, |value, digit| value * 10 + digit);
    nth("TRWAGMYFPDXBNJZSQVHLCKE", value % 23)
}

/// Whether the control of an organization's number is right: a digit for companies, a letter for
/// public bodies and foreign ones, either for the others.
fn is_organization(first: char, number: &str, check: char) -> Result<bool, TaxIdError> {
    let sum: u32 = digits(number)?
        .iter()
        .enumerate()
        .map(|(at, digit)| match at % 2 {
            0 => digit * 2 / 10 + digit * 2 % 10,
            _ => *digit,
        })
        .sum();
    let control = (10 - sum % 10) % 10;
    let is_letter = check == nth("JABCDEFGHI", control)?;
    let is_digit = check == nth("0123456789", control)?;
    Ok(match first {
        'A' | 'B' | 'E' | 'H' => is_digit,
        'N' | 'P' | 'Q' | 'R' | 'S' | 'W' => is_letter,
        _ => is_digit || is_letter,
    })
}

/// The unified social credit code of organizations or the identity number of residents.
fn chinese(compact: &str) -> Result<String, TaxIdError> {
    if compact.chars().count() != 18 {
        return Err(TaxIdError::WrongForm);
    }
    let resident = is_resident(compact);
    match (resident, is_credit_code(compact)) {
        (Ok(true), _) | (_, Ok(true)) => Ok(compact.to_owned()),
        (Err(error), Err(_)) => Err(error),
        _ => Err(TaxIdError::WrongCheck),
    }
}

/// *Source*: GB 32100-2015, 4.7: weights are the powers of 3 modulo 31.
fn is_credit_code(code: &str) -> Result<bool, TaxIdError> {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut weight = 1_usize;
    let mut sum = 0_usize;
    let mut check = 0_usize;
    for (at, character) in code.chars().enumerate() {
        let value = ALPHABET.find(character).ok_or(TaxIdError::WrongForm)?;
        if at < 17 {
            sum += value * weight;
            weight = weight * 3 % 31;
        } else {
            check = value;
        }
    }
    Ok((sum + check).is_multiple_of(31))
}

/// *Source*: GB 11643-1999: ISO 7064 MOD 11-2 over region, date of birth and sequence.
fn is_resident(number: &str) -> Result<bool, TaxIdError> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let (Some(head), Some(check)) = (number.get(..17), number.get(17..)) else {
        return Err(TaxIdError::WrongForm);
    };
    let values = digits(head)?;
    let born = head.get(6..14).unwrap_or_default();
    if Date::strptime("%Y%m%d", born).is_err() {
        return Err(TaxIdError::WrongForm);
    }
    let sum: u32 = values.iter().zip(WEIGHTS).map(|(a, b)| a * b).sum();
    Ok(single(check)? == nth("10X98765432", sum % 11)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn es(text: &str) -> Result<String, TaxIdError> {
        check_tax_id(Country::ES, text)
    }

    fn cn(text: &str) -> Result<String, TaxIdError> {
        check_tax_id(Country::CN, text)
    }

    #[test]
    fn spanish_numbers_get_one_form() {
        for (text, stored) in [
            ("12345678Z", "12345678Z"),
            ("12.345.678-z", "12345678Z"),
            ("X1234567L", "X1234567L"),
            ("Y1234567X", "Y1234567X"),
            ("Z1234567R", "Z1234567R"),
            ("A58818501", "A58818501"),
            ("ES-A58818501", "A58818501"),
            ("P2807900B", "P2807900B"),
            ("Q2818002D", "Q2818002D"),
            ("Ｂ６５４１００１１", "B65410011"),
        ] {
            assert_eq!(es(text).as_deref(), Ok(stored), "{text}");
        }
    }

    #[test]
    fn a_wrong_spanish_number_is_refused() {
        for text in ["12345678A", "X1234567A", "A58818502", "P28079002", "A5881850A"] {
            assert_eq!(es(text), Err(TaxIdError::WrongCheck), "{text}");
        }
        for text in ["1234567", "I1234567A", "O12345678", "12345678ZZ", "1234567ñZ", "ESES"] {
            assert_eq!(es(text), Err(TaxIdError::WrongForm), "{text}");
        }
    }

    #[test]
    fn chinese_numbers_are_checked() {
        for text in ["91440300708461136T", "914403001922038216", "11010519491231002X"] {
            assert_eq!(cn(text).as_deref(), Ok(text));
        }
        assert_eq!(cn("11010519491231002x").as_deref(), Ok("11010519491231002X"));
        for text in ["91440300708461136U", "110105194912310021", "91440300708461316T"] {
            assert_eq!(cn(text), Err(TaxIdError::WrongCheck), "{text}");
        }
        for text in ["9144030070846113", "110105194913310021I", "营业执照"] {
            assert_eq!(cn(text), Err(TaxIdError::WrongForm), "{text}");
        }
    }

    #[test]
    fn numbers_of_other_countries_are_free_but_bounded() {
        let de = Country::from_code("DE").unwrap();
        assert_eq!(check_tax_id(de, " DE 123 456 ").as_deref(), Ok("DE 123 456"));
        assert_eq!(check_tax_id(de, "  "), Err(TaxIdError::Empty));
        assert_eq!(check_tax_id(de, "a\0b"), Err(TaxIdError::WrongForm));
        assert_eq!(check_tax_id(de, &"9".repeat(41)), Err(TaxIdError::TooLong));
    }

    proptest! {
        #[test]
        fn every_single_wrong_digit_of_a_dni_is_seen(number in 0_u32..100_000_000, at in 0_usize..8, by in 1_u32..10) {
            let text = format!("{number:08}");
            let letter = person_letter(&text).unwrap();
            let right = format!("{text}{letter}");
            prop_assert!(es(&right).is_ok());
            let wrong: String = right.chars().enumerate().map(|(place, c)| match c.to_digit(10) {
                Some(digit) if place == at => char::from_digit((digit + by) % 10, 10).unwrap(),
                _ => c,
            }).collect();
            prop_assert_eq!(es(&wrong), Err(TaxIdError::WrongCheck));
        }

        #[test]
        fn any_text_is_survived(text in any::<String>(), shaped in "[A-Z0-9]{9,18}") {
            for text in [text, shaped] {
                let _answers = (es(&text), cn(&text), check_tax_id(Country::US, &text));
            }
        }
    }
}
