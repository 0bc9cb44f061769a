//! Currencies by their ISO 4217 codes.

use std::fmt;

use iso_currency::Currency as Iso;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::MoneyError;
use crate::country::Country;

/// A currency in which things are sold: no metals, no test codes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(Iso);

impl Currency {
    pub const CNY: Self = Self(Iso::CNY);
    pub const EUR: Self = Self(Iso::EUR);
    pub const USD: Self = Self(Iso::USD);

    /// Reads a code in either case.
    ///
    /// # Errors
    /// When there is no such currency, or nothing is sold in it.
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        let upper = code.trim().to_ascii_uppercase();
        Iso::from_code(&upper)
            .filter(|iso| iso.exponent().is_some() && !iso.is_special() && !iso.is_fund())
            .map(Self)
            .ok_or(MoneyError::CurrencyUnknown)
    }

    /// The currency that a country uses today; the first by code when it uses several.
    pub fn of_country(country: Country) -> Option<Self> {
        let iso: iso_currency::Country = country.code().parse().ok()?;
        Iso::from_country(iso)
            .into_iter()
            .filter(|currency| currency.is_superseded().is_none())
            .find_map(|currency| Self::parse(currency.code()).ok())
    }

    /// The three letters.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many digits the minor unit has: 2 for the euro, 0 for the yen, 3 for the dinar.
    pub fn digits(self) -> u8 {
        let digits = self.0.exponent().unwrap_or_default();
        u8::try_from(digits).unwrap_or_default()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_know_their_minor_unit() {
        for (code, digits) in [("EUR", 2), ("cny", 2), ("JPY", 0), ("KWD", 3), ("CLP", 0)] {
            assert_eq!(Currency::parse(code).map(Currency::digits), Ok(digits), "{code}");
        }
    }

    #[test]
    fn what_nothing_is_sold_in_is_no_currency() {
        for code in ["", "E", "EURO", "XXX", "XAU", "XTS", "€"] {
            assert_eq!(Currency::parse(code), Err(MoneyError::CurrencyUnknown), "{code}");
        }
    }

    #[test]
    fn a_country_has_a_currency() {
        for (country, code) in [("ES", "EUR"), ("CN", "CNY"), ("MX", "MXN"), ("US", "USD")] {
            let country = Country::from_code(country).unwrap();
            assert_eq!(Currency::of_country(country).map(Currency::code), Some(code));
        }
    }
}
