//! Which decimal sign a column uses, told by the numbers that can be read in one way only.

use kernel::number::{DecimalStyle, parse_decimal};
use serde::{Deserialize, Serialize};

/// Longest text that is looked at.
const MOST_BYTES: usize = 40;
const SCALE: u8 = 6;

/// What the numbers of a column say about its decimal sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberHints {
    /// Numbers that need a point to be decimal.
    pub point: u64,
    /// Numbers that need a comma.
    pub comma: u64,
    /// Numbers such as `1,234` that have two readings.
    pub either: u64,
}

impl NumberHints {
    pub fn note(&mut self, text: &str) {
        match meaning(text) {
            Some(Meaning::Point) => self.point += 1,
            Some(Meaning::Comma) => self.comma += 1,
            Some(Meaning::Either) => self.either += 1,
            None => {}
        }
    }

    /// Notes a number whose sign is known to be the point.
    pub fn note_exact(&mut self, text: &str) {
        self.point += u64::from(text.contains('.'));
    }

    /// The sign that the column uses; `None` when nothing or both speak for it.
    pub const fn style(&self) -> Option<DecimalStyle> {
        match (self.point, self.comma) {
            (0, 0) => None,
            (_, 0) => Some(DecimalStyle::Point),
            (0, _) => Some(DecimalStyle::Comma),
            _ => None,
        }
    }

    /// Whether somebody must say which sign is meant.
    pub const fn must_be_asked(&self) -> bool {
        self.either > 0 && self.style().is_none()
    }
}

/// Whether a number means one thing with a decimal point and another with a decimal comma.
pub fn is_ambiguous(text: &str) -> bool {
    meaning(text) == Some(Meaning::Either)
}

#[derive(PartialEq, Eq)]
enum Meaning {
    Point,
    Comma,
    Either,
}

fn meaning(text: &str) -> Option<Meaning> {
    let begins = text.trim_start().chars().next()?;
    let may_be_one = begins.is_ascii_digit() || "+-−€$¥£(".contains(begins);
    if !may_be_one || text.len() > MOST_BYTES || !text.contains(['.', ',']) {
        return None;
    }
    let figures = text.trim_matches(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '.' | ','));
    let point = parse_decimal(figures, DecimalStyle::Point, SCALE).ok();
    let comma = parse_decimal(figures, DecimalStyle::Comma, SCALE).ok();
    match (point, comma) {
        (Some(point), Some(comma)) if point == comma => None,
        (Some(_), Some(_)) => Some(Meaning::Either),
        (Some(_), None) => Some(Meaning::Point),
        (None, Some(_)) => Some(Meaning::Comma),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints(texts: &[&str]) -> NumberHints {
        let mut hints = NumberHints::default();
        texts.iter().for_each(|text| hints.note(text));
        hints
    }

    #[test]
    fn one_clear_number_settles_the_column() {
        assert_eq!(hints(&["1,234", "12.50"]).style(), Some(DecimalStyle::Point));
        assert_eq!(hints(&["1.234", "1.250,50 €"]).style(), Some(DecimalStyle::Comma));
        assert!(!hints(&["1,234", "12.50"]).must_be_asked());
    }

    #[test]
    fn without_a_clear_number_or_with_both_somebody_must_say() {
        assert!(hints(&["1,234", "5,678"]).must_be_asked());
        assert!(hints(&["1,234", "1.5", "1,5"]).must_be_asked());
        assert!(!hints(&["1234", "Acme, S.A.", "2026-01-02"]).must_be_asked());
    }

    #[test]
    fn ambiguous_is_what_both_readings_take() {
        assert!(is_ambiguous("1,234") && is_ambiguous("1.234 EUR"));
        assert!(!is_ambiguous("1234") && !is_ambiguous("1,234.5") && !is_ambiguous("x"));
    }
}
