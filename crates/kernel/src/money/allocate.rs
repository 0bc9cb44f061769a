//! Sharing a rounded total over parts, so that the parts add up.

use rust_decimal::Decimal;

use super::{Money, MoneyError};

impl Money {
    /// Shares the amount in proportion to the weights, by the largest remainder: each part is its
    /// exact share cut to the minor unit, and the units left over go to the largest remainders,
    /// ties to the earlier part. The parts always add up to the amount.
    ///
    /// # Errors
    /// When a weight is negative, all are zero though there is something to share, or a product
    /// does not fit.
    pub fn allocate(self, weights: &[Decimal]) -> Result<Vec<Self>, MoneyError> {
        if self.minor == 0 {
            return Ok(weights.iter().map(|_| self).collect());
        }
        let total = total_weight(weights)?;
        let mut parts = Vec::with_capacity(weights.len());
        for (at, weight) in weights.iter().enumerate() {
            parts.push(part(self.minor, *weight, total, at)?);
        }
        share_rest(self.minor, &mut parts)?;
        parts.sort_by_key(|part| part.at);
        Ok(parts.into_iter().map(|part| Self::new(part.minor, self.currency)).collect())
    }
}

/// A part on its way: its minor units so far, and what was cut off.
struct Part {
    at: usize,
    minor: i64,
    remainder: Decimal,
}

fn total_weight(weights: &[Decimal]) -> Result<Decimal, MoneyError> {
    let mut total = Decimal::ZERO;
    for weight in weights {
        if weight.is_sign_negative() && !weight.is_zero() {
            return Err(MoneyError::NoWeights);
        }
        total = total.checked_add(*weight).ok_or(MoneyError::TooLarge)?;
    }
    match total.is_zero() {
        true => Err(MoneyError::NoWeights),
        false => Ok(total),
    }
}

fn part(minor: i64, weight: Decimal, total: Decimal, at: usize) -> Result<Part, MoneyError> {
    let exact = Decimal::from(minor)
        .checked_mul(weight)
        .and_then(|product| product.checked_div(total))
        .ok_or(MoneyError::TooLarge)?;
    let cut = exact.trunc();
    Ok(Part {
        at,
        minor: i64::try_from(cut).map_err(|_| MoneyError::TooLarge)?,
        remainder: (exact - cut).abs(),
    })
}

/// Gives the units left over to the parts with the largest remainders.
fn share_rest(minor: i64, parts: &mut [Part]) -> Result<(), MoneyError> {
    let given: i128 = parts.iter().map(|part| i128::from(part.minor)).sum();
    let rest = i128::from(minor) - given;
    parts.sort_by(|a, b| b.remainder.cmp(&a.remainder).then(a.at.cmp(&b.at)));
    let step = if rest < 0 { -1 } else { 1 };
    let count = usize::try_from(rest.unsigned_abs()).map_err(|_| MoneyError::TooLarge)?;
    for part in parts.iter_mut().take(count) {
        part.minor += step;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Currency;
    use super::*;
    use proptest::prelude::*;

    fn shares(minor: i64, weights: &[i64]) -> Result<Vec<i64>, MoneyError> {
        let weights: Vec<Decimal> = weights.iter().map(|w| Decimal::from(*w)).collect();
        let parts = Money::new(minor, Currency::EUR).allocate(&weights)?;
        Ok(parts.into_iter().map(|part| part.minor).collect())
    }

    #[test]
    fn a_cent_left_over_goes_to_the_largest_remainder() {
        assert_eq!(shares(100, &[1, 1, 1]), Ok(vec![34, 33, 33]));
        assert_eq!(shares(-100, &[1, 1, 1]), Ok(vec![-34, -33, -33]));
        assert_eq!(shares(5, &[3, 7]), Ok(vec![2, 3]));
        assert_eq!(shares(1, &[0, 1]), Ok(vec![0, 1]));
        assert_eq!(shares(0, &[0, 0]), Ok(vec![0, 0]));
    }

    #[test]
    fn nothing_to_share_by_is_refused() {
        assert_eq!(shares(1, &[]), Err(MoneyError::NoWeights));
        assert_eq!(shares(1, &[0, 0]), Err(MoneyError::NoWeights));
        assert_eq!(shares(1, &[2, -1]), Err(MoneyError::NoWeights));
    }

    proptest! {
        #[test]
        fn parts_add_up(minor in -1_000_000_000_i64..1_000_000_000, weights in prop::collection::vec(1_i64..1_000_000, 1..20)) {
            let parts = shares(minor, &weights).unwrap();
            prop_assert_eq!(parts.iter().sum::<i64>(), minor);
            prop_assert_eq!(parts.len(), weights.len());
        }

        #[test]
        fn any_weights_are_survived(minor in any::<i64>(), weights in prop::collection::vec(any::<i64>(), 0..5)) {
            let _answer = shares(minor, &weights);
        }
    }
}
