//! How many requests each API token may send: an allowance that refills all the time, in the memory
//! of the process. What is left is said with every answer, as `RateLimit` and `RateLimit-Policy` of
//! draft-ietf-httpapi-ratelimit-headers-10 (September 2025).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use http::{HeaderMap, HeaderName, HeaderValue};
use kernel::Refusal;
use uuid::Uuid;

use crate::error::Failure;

/// The time in which a spent allowance is whole again.
const WINDOW_S: u64 = 60;
const SECOND_NS: u64 = 1_000_000_000;
const WINDOW_NS: u64 = WINDOW_S * SECOND_NS;
/// Tokens that are remembered; whoever used none of their allowance needs no memory.
const REMEMBERED: usize = 20_000;

/// The allowances of all tokens.
#[derive(Debug)]
pub struct Allowances {
    /// Requests in a minute; without a number as many as one likes.
    per_minute: Option<u32>,
    began: Instant,
    /// When each token's allowance is whole again, in nanoseconds after the beginning.
    whole_at: Mutex<HashMap<Uuid, u64>>,
}

/// What is left after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    per_minute: u32,
    remaining: u64,
    /// Seconds until it is whole again; of a spent one, until the next request is taken.
    seconds: u64,
    spent: bool,
}

impl Allowances {
    pub(crate) fn new(per_minute: u32) -> Self {
        let per_minute = Some(per_minute).filter(|requests| *requests > 0);
        Self { per_minute, began: Instant::now(), whole_at: Mutex::default() }
    }

    /// Counts a request of a token; `None` where nothing is counted.
    pub(crate) fn take(&self, token: Uuid) -> Option<Left> {
        let now = u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.take_at(token, now)
    }

    fn take_at(&self, token: Uuid, now: u64) -> Option<Left> {
        let per_minute = self.per_minute?;
        let one = WINDOW_NS / u64::from(per_minute).max(1);
        let mut whole_at = self.whole_at.lock().unwrap_or_else(PoisonError::into_inner);
        let before = whole_at.get(&token).copied().unwrap_or_default().max(now);
        let after = before.saturating_add(one);
        if let Some(wait) = after.checked_sub(now + WINDOW_NS).filter(|wait| *wait > 0) {
            let seconds = wait.div_ceil(SECOND_NS);
            return Some(Left { per_minute, remaining: 0, seconds, spent: true });
        }
        if whole_at.len() >= REMEMBERED && !whole_at.contains_key(&token) {
            forget(&mut whole_at, now);
        }
        whole_at.insert(token, after);
        drop(whole_at);
        let used = after - now;
        let remaining = (WINDOW_NS - used) / one;
        Some(Left { per_minute, remaining, seconds: used.div_ceil(SECOND_NS), spent: false })
    }
}

/// Makes room: first those that are whole; all of them when nobody is.
fn forget(whole_at: &mut HashMap<Uuid, u64>, now: u64) {
    whole_at.retain(|_, at| *at > now);
    if whole_at.len() >= REMEMBERED {
        whole_at.clear();
    }
}

impl Left {
    /// The refusal of a request that was one too many.
    pub(crate) fn refusal(self) -> Option<Failure> {
        let refusal = || Refusal::new("allowance-spent").with("limit", self.per_minute);
        let seconds = u32::try_from(self.seconds).unwrap_or(u32::MAX);
        self.spent.then(|| Failure::too_many(refusal(), seconds))
    }

    /// Says it in the headers of an answer.
    pub(crate) fn tell(self, headers: &mut HeaderMap) {
        let policy = format!("\"token\";q={};w={WINDOW_S}", self.per_minute);
        let left = format!("\"token\";r={};t={}", self.remaining, self.seconds);
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", left)] {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: Uuid = Uuid::from_u128(1);

    #[test]
    fn an_allowance_is_spent_and_refills() {
        let allowances = Allowances::new(6);
        let take = |second: u64| allowances.take_at(ADA, second * SECOND_NS).unwrap();
        for remaining in (0..6).rev() {
            let left = take(100);
            assert_eq!(
                (left.remaining, left.seconds, left.spent),
                (remaining, (6 - remaining) * 10, false)
            );
        }
        for (second, wait) in [(100, 10), (103, 7), (109, 1)] {
            let left = take(second);
            assert_eq!((left.remaining, left.seconds, left.spent), (0, wait, true));
            assert_eq!(left.refusal().unwrap().status().as_u16(), 429);
        }
        assert!(!take(110).spent, "a refused request costs nothing");
        assert!(take(110).spent);
        assert_eq!(take(1_000).remaining, 5);
        assert!(take(1_000).refusal().is_none());
    }

    #[test]
    fn each_token_has_its_own_and_none_is_counted_without_a_limit() {
        let allowances = Allowances::new(1);
        assert!(!allowances.take_at(ADA, 0).unwrap().spent);
        assert!(allowances.take_at(ADA, 0).unwrap().spent);
        assert!(!allowances.take_at(Uuid::from_u128(2), 0).unwrap().spent);
        assert_eq!(Allowances::new(0).take(ADA), None);
    }

    #[test]
    fn what_is_left_is_said_as_structured_fields() {
        let mut headers = HeaderMap::new();
        Allowances::new(6_000).take_at(ADA, 5).unwrap().tell(&mut headers);
        assert_eq!(headers["ratelimit-policy"], r#""token";q=6000;w=60"#);
        assert_eq!(headers["ratelimit"], r#""token";r=5999;t=1"#);
    }

    #[test]
    fn memory_is_bounded() {
        let allowances = Allowances::new(60);
        for number in 0..100_000_u128 {
            allowances.take_at(Uuid::from_u128(number), 0).unwrap();
        }
        assert!(allowances.whole_at.lock().unwrap().len() <= REMEMBERED);
        allowances.take_at(ADA, 0).unwrap();
        allowances.take_at(Uuid::from_u128(7), 60 * SECOND_NS).unwrap();
        assert!(!allowances.take_at(ADA, 0).unwrap().spent);
    }
}
