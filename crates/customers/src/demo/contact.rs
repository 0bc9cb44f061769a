//! Telephone numbers, e-mail addresses and tax ids that are plausible and pass their checks.

use kernel::address::Address;
use kernel::country::Country;
use kernel::phone::parse_phone;
use kernel::tax_id::check_tax_id;
use kernel::text::fold::fold;
use kernel::text::reading::{is_han, name_syllables};
use kernel::value::Part;
use uuid::Uuid;

use super::seed::{self, Dice};
use super::tables::{City, Firm};

/// How often to throw for a number that its country knows.
const TRIES: usize = 60;

/// An entry of a list of parts.
pub fn part(owner: &str, value: String, label: &str, primary: bool) -> Part {
    let id = seed::id(&format!("{owner}/{label}/{value}"));
    Part { id, value, label: label.to_owned(), primary, ..Part::default() }
}

pub fn address(firm: &Firm) -> Part {
    let City { name, state, postal_code, country, .. } = firm.city;
    let address = Address {
        street: firm.street.to_owned(),
        city: (*name).to_owned(),
        state: (*state).to_owned(),
        postal_code: (*postal_code).to_owned(),
        country: Country::from_code(country),
        ..Address::default()
    };
    let id = seed::id(&format!("party/{}/address", firm.key));
    Part { id, label: "work".to_owned(), primary: true, address: Some(address), ..Part::default() }
}

/// A number of a pattern that its country may have given out.
pub fn phone(dice: &mut Dice, pattern: &str) -> Option<String> {
    (0..TRIES).find_map(|_| parse_phone(&dice.digits(pattern), None).ok())
}

/// Mobile numbers of a country, `x` for any digit.
pub fn mobile_pattern(city: &City) -> &'static str {
    match city.country {
        "ES" => "+346xxxxxxxx",
        "PT" => "+35191xxxxxxx",
        "FR" => "+336xxxxxxxx",
        "DE" => "+49151xxxxxxxx",
        "IT" => "+39347xxxxxxx",
        "GB" => "+447400xxxxxx",
        "PL" => "+48601xxxxxx",
        "TR" => "+90532xxxxxxx",
        "MA" => "+212661xxxxxx",
        "CO" => "+57310xxxxxxx",
        "PE" => "+519xxxxxxxx",
        "CL" => "+569xxxxxxxx",
        "AR" => "+54911xxxxxxxx",
        "EC" => "+59399xxxxxxx",
        "UY" => "+59894xxxxxx",
        "BR" => "+55119xxxxxxxx",
        "CN" => "+86138xxxxxxxx",
        "IN" => "+9198xxxxxxxx",
        "VN" => "+8490xxxxxxx",
        _ => city.phone,
    }
}

/// What stands before the sign: `ana.garcia`, `wei.zhang`.
pub fn mailbox(first: &str, last: &str) -> String {
    let word = |text: &str| -> String {
        let latin =
            if text.chars().any(is_han) { name_syllables(text).concat() } else { fold(text) };
        let dotless = latin.replace('ı', "i").replace('ł', "l").replace('đ', "d");
        dotless.chars().filter(char::is_ascii_alphanumeric).collect()
    };
    format!("{}.{}", word(first), word(last))
}

/// A tax id whose check digit is right, where we know how it is made.
pub fn tax_id(firm: &Firm) -> Option<Part> {
    let mut dice = Dice::of(&format!("tax/{}", firm.key));
    let (head, checks) = match firm.city.country {
        "ES" => {
            let letter = if firm.legal_name.ends_with("S.A.") { "A01xxxxx" } else { "B01xxxxx" };
            (dice.digits(letter), "0123456789")
        }
        "CN" => (dice.digits("91310000MA1xxxxxx"), "0123456789ABCDEFGHJKLMNPQRTUWXY"),
        _ => return None,
    };
    let country = Country::from_code(firm.city.country)?;
    let value =
        checks.chars().find_map(|check| check_tax_id(country, &format!("{head}{check}")).ok())?;
    let mut part = part(&format!("party/{}", firm.key), value, "tax_id", true);
    part.country = Some(country.code().to_owned());
    Some(part)
}

/// Two different things never share an id.
pub fn party_id(key: &str) -> Uuid {
    seed::id(&format!("party/{key}"))
}
