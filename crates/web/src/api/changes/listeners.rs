//! How many streams are open, in all and by each user.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::Refusal;
use uuid::Uuid;

use crate::config::Limits;
use crate::error::Failure;

/// Seconds after which somebody who found no place may come back.
const RETRY_AFTER_S: u32 = 10;

/// The places of those who listen.
#[derive(Clone, Debug)]
pub struct Listeners {
    in_all: usize,
    each: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    in_all: usize,
    by_user: HashMap<Uuid, usize>,
}

/// A listener's place; free again when dropped.
#[derive(Debug)]
pub(super) struct Place {
    user: Uuid,
    listeners: Listeners,
}

impl Listeners {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { in_all: limits.streams, each: limits.streams_per_user, taken: Arc::default() }
    }

    /// A place for a user.
    ///
    /// # Errors
    /// 429 when they have too many, or all are taken.
    pub(super) fn seat(&self, user: Uuid) -> Result<Place, Failure> {
        let mut taken = self.taken();
        let own = taken.by_user.get(&user).copied().unwrap_or_default();
        if own >= self.each {
            let refusal = Refusal::new("too-many-streams").with("limit", self.each);
            return Err(Failure::too_many(refusal, RETRY_AFTER_S));
        }
        if taken.in_all >= self.in_all {
            return Err(Failure::too_many(Refusal::new("no-stream-left"), RETRY_AFTER_S));
        }
        taken.in_all += 1;
        taken.by_user.insert(user, own + 1);
        Ok(Place { user, listeners: self.clone() })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.listeners.taken();
        taken.in_all -= 1;
        if let Some(own) = taken.by_user.get_mut(&self.user) {
            *own -= 1;
            if *own == 0 {
                taken.by_user.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_user_cannot_take_every_place_and_places_come_back() {
        let limits = Limits { streams: 3, streams_per_user: 2, ..Limits::default() };
        let listeners = Listeners::new(&limits);
        let (ada, max, sol) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let first = listeners.seat(ada).unwrap();
        let _second = listeners.seat(ada).unwrap();
        let refused = listeners.seat(ada).unwrap_err();
        assert_eq!((refused.status().as_u16(), refused.all_refusals().len()), (429, 1));
        let _third = listeners.seat(max).unwrap();
        assert_eq!(listeners.seat(sol).unwrap_err().all_refusals()[0].code, "no-stream-left");
        drop(first);
        let _fourth = listeners.seat(sol).unwrap();
        assert!(listeners.seat(ada).is_err());
        drop((_second, _third, _fourth));
        assert!(listeners.taken().by_user.is_empty());
    }
}
