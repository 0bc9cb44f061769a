//! Postal addresses, written as the country of the address does it.

use serde::{Deserialize, Deserializer, Serialize};

use crate::country::Country;
use crate::language::Language;
use crate::text::fold::fold;
use crate::text::reading::is_han;

/// A postal address; empty parts are empty texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Address {
    #[serde(deserialize_with = "text_or_null", skip_serializing_if = "String::is_empty")]
    pub street: String,
    #[serde(deserialize_with = "text_or_null", skip_serializing_if = "String::is_empty")]
    pub street_2: String,
    #[serde(deserialize_with = "text_or_null", skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// State, province, region.
    #[serde(deserialize_with = "text_or_null", skip_serializing_if = "String::is_empty")]
    pub state: String,
    #[serde(deserialize_with = "text_or_null", skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
}

/// The order of the line with the city.
enum Layout {
    /// `28001 Madrid`: most of Europe and Latin America.
    CodeCity,
    /// `Springfield, IL 62701`: North America, Australia, India.
    CityStateCode,
    /// `London`, and `SW1A 1AA` below it.
    CityThenCode,
    /// `広东省深圳市…` from large to small, when the address is written in Han.
    LargeToSmall,
}

impl Address {
    pub fn is_empty(&self) -> bool {
        self.country.is_none() && self.texts().iter().all(|text| text.trim().is_empty())
    }

    /// The lines of an envelope, with the country's name in the reader's language.
    pub fn lines(&self, language: Language) -> Vec<String> {
        let country = self.country.map(|country| country.name(language).to_owned());
        let layout = self.layout();
        if matches!(layout, Layout::LargeToSmall) {
            return self.large_to_small(country);
        }
        let mut lines = vec![self.street.clone(), self.street_2.clone()];
        lines.extend(self.city_lines(&layout));
        lines.extend(country);
        tidy(lines)
    }

    /// The address in one line.
    pub fn one_line(&self, language: Language) -> String {
        let separator = match self.layout() {
            Layout::LargeToSmall => " ",
            _ => ", ",
        };
        self.lines(language).join(separator)
    }

    /// Its lines as they are searched: all but the country.
    pub fn texts(&self) -> [&str; 5] {
        [&self.street, &self.street_2, &self.city, &self.state, &self.postal_code]
    }

    fn layout(&self) -> Layout {
        let is_in_han =
            [&self.street, &self.city, &self.state].iter().any(|text| text.chars().any(is_han));
        if is_in_han {
            return Layout::LargeToSmall;
        }
        match self.country.map(Country::code) {
            Some("GB" | "IE" | "GI" | "MT" | "HK" | "SG") => Layout::CityThenCode,
            Some(
                "US" | "CA" | "AU" | "IN" | "CN" | "TW" | "JP" | "KR" | "TH" | "NG" | "PK" | "BR",
            ) => Layout::CityStateCode,
            _ => Layout::CodeCity,
        }
    }

    fn city_lines(&self, layout: &Layout) -> Vec<String> {
        let (city, state, code) = (&self.city, &self.state, &self.postal_code);
        // Madrid lies in Madrid.
        let state = match fold(state) == fold(city) {
            true => "",
            false => state.as_str(),
        };
        match layout {
            Layout::CityStateCode => vec![joined(&[&joined(&[city, state], ", "), code], " ")],
            Layout::CityThenCode => vec![city.clone(), state.to_owned(), code.clone()],
            Layout::CodeCity | Layout::LargeToSmall => {
                vec![joined(&[code, city], " "), state.to_owned()]
            }
        }
    }

    /// Country and postal code, then everything from the province to the door.
    fn large_to_small(&self, country: Option<String>) -> Vec<String> {
        let city = match self.state.ends_with(self.city.as_str()) {
            true => "",
            false => self.city.as_str(),
        };
        let region = joined(&[&self.state, city], "");
        let place = joined(&[&region, &self.street, &self.street_2], "");
        let country = country.unwrap_or_default();
        tidy(vec![joined(&[&country, &self.postal_code], " "), place])
    }
}

fn text_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::<String>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// The parts that are not empty, trimmed, with a separator between.
fn joined(parts: &[&str], separator: &str) -> String {
    let parts: Vec<&str> =
        parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    parts.join(separator)
}

fn tidy(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(parts: [&str; 5], country: &str) -> Address {
        let [street, street_2, city, state, postal_code] = parts.map(str::to_owned);
        Address { street, street_2, city, state, postal_code, country: Country::from_code(country) }
    }

    #[test]
    fn a_spanish_address_has_the_code_before_the_city() {
        let madrid = address(["Calle Mayor 1", "2º B", "Madrid", "MADRID", "28001"], "ES");
        let lines = ["Calle Mayor 1", "2º B", "28001 Madrid", "España"];
        assert_eq!(madrid.lines(Language::Es), lines);
        let gava = address(["Rambla 3", "", "Gavà", "Barcelona", "08850"], "ES");
        assert_eq!(gava.one_line(Language::En), "Rambla 3, 08850 Gavà, Barcelona, Spain");
    }

    #[test]
    fn a_chinese_address_goes_from_large_to_small() {
        let shenzhen = address(["南山区科技路1号", "5楼", "深圳市", "广东省", "518057"], "CN");
        let lines = ["中国 518057", "广东省深圳市南山区科技路1号5楼"];
        assert_eq!(shenzhen.lines(Language::Zh), lines);
        let beijing = address(["朝阳区建国路93号", "", "北京市", "北京市", ""], "CN");
        assert_eq!(beijing.one_line(Language::Zh), "中国 北京市朝阳区建国路93号");
        let latin = address(["1 Keji Road", "", "Shenzhen", "Guangdong", "518057"], "CN");
        let lines = ["1 Keji Road", "Shenzhen, Guangdong 518057", "China"];
        assert_eq!(latin.lines(Language::En), lines);
    }

    #[test]
    fn american_and_british_addresses_have_their_own_order() {
        let us = address(["1 Main St", "", "Springfield", "IL", "62701"], "US");
        let lines = ["1 Main St", "Springfield, IL 62701", "Estados Unidos"];
        assert_eq!(us.lines(Language::Es), lines);
        let gb = address(["10 Downing St", "", "London", "", "SW1A 2AA"], "GB");
        let lines = ["10 Downing St", "London", "SW1A 2AA", "United Kingdom"];
        assert_eq!(gb.lines(Language::En), lines);
    }

    #[test]
    fn missing_parts_leave_no_gaps() {
        assert!(Address::default().lines(Language::En).is_empty());
        assert!(Address::default().is_empty());
        assert!(address([" ", "", "", "", ""], "").is_empty());
        let city = address(["", "", "Lima", "", ""], "PE");
        assert!(!city.is_empty());
        assert_eq!(city.one_line(Language::Zh), "Lima, 秘鲁");
    }

    #[test]
    fn json_holds_what_is_there() {
        let city = address(["", "", "Lima", "", ""], "PE");
        let json = serde_json::to_string(&city).unwrap();
        assert_eq!(json, r#"{"city":"Lima","country":"PE"}"#);
        assert_eq!(serde_json::from_str::<Address>(&json).unwrap(), city);
        let nulls = r#"{"city":"Lima","street":null,"country":"Perú"}"#;
        assert_eq!(serde_json::from_str::<Address>(nulls).unwrap(), city);
        assert!(serde_json::from_str::<Address>(r#"{"town":"Lima"}"#).is_err());
    }
}
