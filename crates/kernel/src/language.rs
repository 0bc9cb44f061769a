//! The three languages that Rapport speaks.

use icu::locale::{Locale, locale};
use serde::{Deserialize, Serialize};

/// How many entries of an `Accept-Language` header are looked at.
const ACCEPT_LIMIT: usize = 20;

/// A language of the screens, the sorting and the formats.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    En,
    Es,
    /// Simplified Chinese.
    Zh,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::En, Self::Es, Self::Zh];

    /// The two letters that stand for it in settings, addresses and catalogues.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
            Self::Zh => "zh",
        }
    }

    /// The value of a page's `lang`, with the script where it matters.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
            Self::Zh => "zh-Hans",
        }
    }

    /// What the language calls itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Español",
            Self::Zh => "简体中文",
        }
    }

    pub const fn locale(self) -> Locale {
        match self {
            Self::En => locale!("en"),
            Self::Es => locale!("es"),
            Self::Zh => locale!("zh-Hans"),
        }
    }

    /// Reads a code or a longer tag: `es`, `es-MX`, `zh_Hans_CN`.
    pub fn parse(tag: &str) -> Option<Self> {
        let first = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(first))
    }

    /// The language a browser likes best among ours.
    ///
    /// *Source*: RFC 9110, 12.5.4; entries beyond the twentieth are not read.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(Self, u16)> = None;
        for entry in header.split(',').take(ACCEPT_LIMIT) {
            let mut parts = entry.split(';');
            let Some(language) = parts.next().and_then(Self::parse) else {
                continue;
            };
            let weight = parts.find_map(weight).unwrap_or(1000);
            if weight > 0 && best.is_none_or(|(_, other)| weight > other) {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
    }
}

/// Thousandths of `q=0.8`; what cannot be read counts as unwanted.
fn weight(parameter: &str) -> Option<u16> {
    let value = parameter.trim().strip_prefix("q=")?.trim();
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let thousandths: String = fraction.chars().chain("000".chars()).take(3).collect();
    let read = match (whole, thousandths.parse::<u16>()) {
        ("0", Ok(part)) => part,
        ("1", Ok(0)) => 1000,
        _ => 0,
    };
    Some(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_browser_gets_what_it_likes_best_among_ours() {
        let ask = Language::from_accept_language;
        assert_eq!(ask("fr-FR,fr;q=0.9,es;q=0.8,en;q=0.7"), Some(Language::Es));
        assert_eq!(ask("en;q=0.5, zh-CN;q=0.75"), Some(Language::Zh));
        assert_eq!(ask("es-MX"), Some(Language::Es));
        assert_eq!(ask("en;q=0, fr"), None);
        assert_eq!(ask(""), None);
    }

    #[test]
    fn the_first_of_equals_wins_and_long_headers_are_cut() {
        let ask = Language::from_accept_language;
        assert_eq!(ask("es, en"), Some(Language::Es));
        assert_eq!(ask(&format!("{}en", "fr,".repeat(10_000))), None);
    }

    #[test]
    fn codes_are_the_same_in_json() {
        for language in Language::ALL {
            let json = serde_json::to_string(&language).unwrap();
            assert_eq!(json, format!("\"{}\"", language.code()));
            assert_eq!(Language::parse(language.code()), Some(language));
            assert_eq!(Language::parse(language.tag()), Some(language));
        }
        assert_eq!(Language::parse("english"), None);
    }

    proptest! {
        #[test]
        fn any_header_is_survived(header in ".{0,200}") {
            let _answer = Language::from_accept_language(&header);
        }
    }
}
