//! What time it is: the machine's clock, or one that tests set.

use std::fmt::Debug;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// Tells the time.
pub trait Clock: Debug + Send + Sync + 'static {
    /// The instant, in whole microseconds as the store keeps them.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct SetClock {
    microseconds: AtomicI64,
}

impl SetClock {
    /// Stands at an instant.
    pub fn at(instant: Timestamp) -> Self {
        Self { microseconds: AtomicI64::new(instant.as_microsecond()) }
    }

    /// Jumps to an instant.
    pub fn set(&self, instant: Timestamp) {
        self.microseconds.store(instant.as_microsecond(), Ordering::SeqCst);
    }

    /// Moves on, or back when negative.
    pub fn advance(&self, by: SignedDuration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.microseconds.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.microseconds.load(Ordering::SeqCst)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_clock_moves_only_when_told() {
        let start: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        let clock = SetClock::at(start);
        assert_eq!(clock.now(), start);
        clock.advance(SignedDuration::from_mins(90));
        assert_eq!(clock.now().to_string(), "2026-11-23T10:30:00Z");
        clock.set(start);
        assert_eq!(clock.now(), start);
    }

    #[test]
    fn the_machines_clock_has_whole_microseconds() {
        assert_eq!(SystemClock.now().subsec_nanosecond() % 1_000, 0);
    }
}
