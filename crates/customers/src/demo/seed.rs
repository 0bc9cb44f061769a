//! Chance that always falls the same way: ids and choices derive from names alone.

use uuid::Uuid;

/// The namespace of the demo company's ids.
const NAMESPACE: Uuid = Uuid::from_u128(0x8d1f_2a07_6c5e_4f1b_9e0a_31c7_52b8_d64e);

/// The id of a thing of the demo company: `id("party/nervion")`.
pub fn id(name: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, name.as_bytes())
}

/// A die that a name has thrown.
///
/// *Source*: SplitMix64 of Steele, Lea and Flood (2014).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn of(name: &str) -> Self {
        let (high, low) = id(name).as_u64_pair();
        Self(high ^ low)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to one below the bound; 0 for a bound below one.
    pub fn below(&mut self, bound: i64) -> i64 {
        let bound = u64::try_from(bound).unwrap_or(1).max(1);
        i64::try_from(self.next() % bound).unwrap_or_default()
    }

    /// A number between two, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(high - low + 1)
    }

    pub fn chance(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }

    /// One of several; `None` of none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let length = i64::try_from(from.len()).ok()?;
        from.get(usize::try_from(self.below(length)).ok()?)
    }

    /// A pattern with a digit for each `x`.
    pub fn digits(&mut self, pattern: &str) -> String {
        let digit = |character| match character {
            'x' => char::from_digit(u32::try_from(self.below(10)).unwrap_or_default(), 10)
                .unwrap_or('0'),
            other => other,
        };
        pattern.chars().map(digit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_always_throws_the_same() {
        let throw = |name| {
            let mut dice = Dice::of(name);
            (0..5).map(|_| dice.below(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(throw("a"), throw("a"));
        assert_ne!(throw("a"), throw("b"));
        assert_eq!(id("party/x"), id("party/x"));
    }
}
