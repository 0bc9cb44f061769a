//! Times, and what they come to.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Times of one case, sorted.
#[derive(Clone, Debug)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Times that were taken elsewhere.
    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// Does a thing often enough to know how long it takes: a tenth more at first, not counted.
    pub fn take(rounds: usize, mut act: impl FnMut(usize) -> Result<()>) -> Result<Self> {
        for round in 0..rounds.div_ceil(10) {
            act(round)?;
        }
        let mut times = Vec::with_capacity(rounds);
        for round in 0..rounds {
            let began = Instant::now();
            act(round)?;
            times.push(began.elapsed());
        }
        Ok(Self::of(times))
    }

    /// The time that so many of a thousand stayed below.
    pub fn below(&self, per_mille: usize) -> Duration {
        let place = (self.0.len().saturating_sub(1)) * per_mille / 1_000;
        self.0.get(place).copied().unwrap_or_default()
    }

    /// How many were taken.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// Milliseconds with two digits.
pub fn ms(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_slowest_are_told() {
        let times = Times::of((1..=1_000).rev().map(Duration::from_millis).collect());
        assert_eq!(ms(times.below(500)), "500.00");
        assert_eq!(ms(times.below(990)), "990.00");
        assert_eq!(times.len(), 1_000);
    }
}
