//! Stops a statement that takes too long, or that nobody waits for any more.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Shared between a connection's progress handler and whoever runs statements on it.
#[derive(Debug)]
pub(crate) struct Deadline {
    origin: Instant,
    /// Microseconds after the origin; 0 for none.
    until_us: AtomicU64,
    run: AtomicU64,
    abandoned_run: AtomicU64,
    /// Looks that may still be taken.
    ration: AtomicU64,
}

/// What a run may take without a ration.
const UNRATIONED: u64 = u64::MAX;

impl Deadline {
    pub(crate) fn new() -> Self {
        Self {
            origin: Instant::now(),
            until_us: AtomicU64::new(0),
            run: AtomicU64::new(0),
            abandoned_run: AtomicU64::new(u64::MAX),
            ration: AtomicU64::new(UNRATIONED),
        }
    }

    /// Begins a run; its number serves to abandon it.
    pub(crate) fn begin_run(&self) -> u64 {
        self.run.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Nobody waits for that run: its statement is stopped when it is still the current one.
    pub(crate) fn abandon(&self, run: u64) {
        self.abandoned_run.store(run, Ordering::SeqCst);
    }

    /// The statements from here on end within `limit`.
    pub(crate) fn arm(&self, limit: Duration) {
        let until = self.origin.elapsed().saturating_add(limit);
        let until_us = u64::try_from(until.as_micros()).unwrap_or(u64::MAX);
        self.until_us.store(until_us.max(1), Ordering::Relaxed);
    }

    /// No limit, as for a migration.
    pub(crate) fn disarm(&self) {
        self.until_us.store(0, Ordering::Relaxed);
    }

    /// All statements from here on end within so many looks; without, they may take any number.
    pub(crate) fn ration(&self, looks: Option<u64>) {
        self.ration.store(looks.unwrap_or(UNRATIONED), Ordering::Relaxed);
    }

    /// Whether a statement was stopped because the ration was used up.
    pub(crate) fn is_ration_spent(&self) -> bool {
        self.ration.load(Ordering::Relaxed) == 0
    }

    /// Takes a look.
    pub(crate) fn is_over(&self) -> bool {
        match self.ration.load(Ordering::Relaxed) {
            UNRATIONED => {}
            0 | 1 => {
                self.ration.store(0, Ordering::Relaxed);
                return true;
            }
            left => self.ration.store(left - 1, Ordering::Relaxed),
        }
        if self.abandoned_run.load(Ordering::Relaxed) == self.run.load(Ordering::Relaxed) {
            return true;
        }
        let until = self.until_us.load(Ordering::Relaxed);
        until != 0 && self.origin.elapsed().as_micros() > u128::from(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ration_ends_after_its_looks_and_no_other_run() {
        let deadline = Deadline::new();
        deadline.ration(Some(3));
        assert_eq!([(); 4].map(|()| deadline.is_over()), [false, false, true, true]);
        assert!(deadline.is_ration_spent());
        deadline.ration(None);
        assert!(!deadline.is_over() && !deadline.is_ration_spent());
    }
}
