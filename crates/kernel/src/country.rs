//! Countries by their ISO 3166-1 codes.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::country_table::{OTHER_NAMES, ROWS};
use crate::language::Language;
use crate::text::fold::fold;

/// Longest name that is looked up, in bytes.
const NAME_BYTES: usize = 120;

/// A country, by its alpha-2 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(&'static str);

impl Country {
    pub const CN: Self = Self("CN");
    pub const ES: Self = Self("ES");
    pub const US: Self = Self("US");

    /// Every country, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| Self(row.0))
    }

    /// The country of an alpha-2 code in either case.
    pub fn from_code(code: &str) -> Option<Self> {
        let upper = code.to_ascii_uppercase();
        let at = ROWS.binary_search_by(|row| row.0.cmp(&upper)).ok()?;
        ROWS.get(at).map(|row| Self(row.0))
    }

    /// Reads an alpha-2 or alpha-3 code, or a name in English, Spanish or Chinese, in any case and
    /// with or without accents.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > NAME_BYTES {
            return None;
        }
        Self::from_code(text).or_else(|| NAMES.get(&name_key(text)).copied())
    }

    /// The alpha-2 code.
    pub const fn code(self) -> &'static str {
        self.0
    }

    /// The alpha-3 code.
    pub fn alpha_3(self) -> &'static str {
        self.row().map_or(self.0, |row| row.1)
    }

    pub fn name(self, language: Language) -> &'static str {
        self.row().map_or(self.0, |row| match language {
            Language::En => row.2,
            Language::Es => row.3,
            Language::Zh => row.4,
        })
    }

    fn row(self) -> Option<&'static crate::country_table::Row> {
        let at = ROWS.binary_search_by(|row| row.0.cmp(self.0)).ok()?;
        ROWS.get(at)
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0)
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("no country has this code or name"))
    }
}

/// Folded names and alpha-3 codes.
static NAMES: LazyLock<HashMap<String, Country>> = LazyLock::new(|| {
    let mut names = HashMap::with_capacity(ROWS.len() * 5);
    for row in ROWS {
        for name in [row.1, row.2, row.3, row.4] {
            names.insert(name_key(name), Country(row.0));
        }
    }
    for (name, code) in OTHER_NAMES {
        if let Some(country) = Country::from_code(code) {
            names.insert(name_key(name), country);
        }
    }
    names
});

/// A name folded, with one space for any signs: `EE. UU.` is `ee uu`.
fn name_key(name: &str) -> String {
    let folded = fold(name);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_table_is_sorted_and_whole() {
        assert!(ROWS.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(ROWS.len(), 249);
        for country in [Country::CN, Country::ES, Country::US] {
            assert_eq!(Country::from_code(country.code()), Some(country));
        }
        for (name, code) in OTHER_NAMES {
            assert!(Country::from_code(code).is_some(), "{name}");
        }
    }

    #[test]
    fn every_name_in_every_language_is_read_back() {
        for country in Country::all() {
            for language in Language::ALL {
                let name = country.name(language);
                assert_eq!(Country::parse(name), Some(country), "{name}");
            }
            assert_eq!(Country::parse(country.alpha_3()), Some(country));
        }
    }

    #[test]
    fn people_write_countries_in_many_ways() {
        for (text, code) in [
            ("es", "ES"),
            ("ESP", "ES"),
            ("espana", "ES"),
            ("España ", "ES"),
            ("CHINA", "CN"),
            ("中国", "CN"),
            ("中國", "CN"),
            ("EE. UU.", "US"),
            ("U.S.A.", "US"),
            ("UK", "GB"),
            ("Turkey", "TR"),
            ("Hong Kong", "HK"),
        ] {
            assert_eq!(Country::parse(text).map(Country::code), Some(code), "{text}");
        }
        for text in ["", "XX", "Atlantis", "-"] {
            assert_eq!(Country::parse(text), None, "{text}");
        }
    }

    #[test]
    fn json_holds_the_code() {
        assert_eq!(serde_json::to_string(&Country::ES).unwrap(), "\"ES\"");
        let read: Country = serde_json::from_str("\"Spain\"").unwrap();
        assert_eq!(read, Country::ES);
        assert!(serde_json::from_str::<Country>("\"XX\"").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            let _answer = Country::parse(&text);
        }
    }
}
