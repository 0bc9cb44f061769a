//! How often passwords and codes may be tried: per account, per address and in all. A try is
//! counted before it is checked, so that fifty at once get no further than one after another.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

/// A bucket holds so many tries, and gets one back every so often.
#[derive(Clone, Copy, Debug)]
struct Limit {
    tries: u32,
    one_back: Duration,
}

const ACCOUNT: Limit = Limit { tries: 10, one_back: Duration::from_secs(30) };
const ADDRESS: Limit = Limit { tries: 30, one_back: Duration::from_secs(5) };
const EVERYONE: Limit = Limit { tries: 100, one_back: Duration::from_millis(200) };

/// Buckets are dropped when they are full again; this many may exist before that is looked at.
const CROWDED: usize = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Account([u8; 32]),
    /// The address, of an IPv6 one its first 64 bits.
    Address(u128),
    Everyone,
}

impl Key {
    const fn limit(self) -> Limit {
        match self {
            Self::Account(_) => ACCOUNT,
            Self::Address(_) => ADDRESS,
            Self::Everyone => EVERYONE,
        }
    }
}

/// The instant at which a bucket will be full again says all there is to know about it.
type FullAt = Instant;

/// The tries of one process.
#[derive(Debug, Default)]
pub struct Throttle {
    buckets: Mutex<HashMap<Key, FullAt>>,
}

/// A counted try. Say whether it was right.
#[derive(Debug)]
pub struct Try<'a> {
    throttle: &'a Throttle,
    keys: [Key; 3],
}

impl Throttle {
    /// Counts a try at an account (an e-mail address, a link) from an address.
    ///
    /// # Errors
    /// The time to wait before the next one.
    pub fn enter(&self, account: &str, address: IpAddr, now: Instant) -> Result<Try<'_>, Duration> {
        let account = Key::Account(Sha256::digest(account.to_ascii_lowercase()).into());
        let keys = [account, Key::Address(network(address)), Key::Everyone];
        let mut buckets = self.lock();
        if buckets.len() > CROWDED {
            buckets.retain(|_, full_at| *full_at > now);
        }
        let wait = keys.iter().filter_map(|key| wait(*key, buckets.get(key).copied(), now)).max();
        if let Some(wait) = wait {
            return Err(wait);
        }
        for key in keys {
            let full_at = buckets.entry(key).or_insert(now);
            *full_at = (*full_at).max(now) + key.limit().one_back;
        }
        drop(buckets);
        Ok(Try { throttle: self, keys })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, FullAt>> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Try<'_> {
    /// It was right: the account starts afresh, and the others get their try back.
    pub fn succeeded(self) {
        let mut buckets = self.throttle.lock();
        for key in self.keys {
            match key {
                Key::Account(_) => {
                    buckets.remove(&key);
                }
                Key::Address(_) | Key::Everyone => {
                    let one_back = key.limit().one_back;
                    if let Some(full_at) = buckets.get_mut(&key) {
                        *full_at = full_at.checked_sub(one_back).unwrap_or(*full_at);
                    }
                }
            }
        }
    }
}

/// How long a bucket without a try left takes to get one.
fn wait(key: Key, full_at: Option<FullAt>, now: Instant) -> Option<Duration> {
    let limit = key.limit();
    let missing = full_at?.saturating_duration_since(now);
    let bearable = limit.one_back * (limit.tries - 1);
    missing.checked_sub(bearable).filter(|wait| !wait.is_zero())
}

/// What counts as one address: all of an IPv4 one, the network of an IPv6 one.
fn network(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address) >> 64 << 64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 9));

    fn tries(
        throttle: &Throttle,
        account: &str,
        address: IpAddr,
        count: u32,
        now: Instant,
    ) -> usize {
        (0..count).filter(|_| throttle.enter(account, address, now).is_ok()).count()
    }

    #[test]
    fn an_account_can_be_tried_ten_times() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        assert_eq!(tries(&throttle, "ana@example.com", HOME, 50, now), 10);
        assert_eq!(tries(&throttle, "ANA@example.com", HOME, 5, now), 0);
        assert_eq!(tries(&throttle, "bo@example.com", HOME, 5, now), 5);
        let later = now + Duration::from_secs(31);
        assert_eq!(tries(&throttle, "ana@example.com", HOME, 5, later), 1);
    }

    #[test]
    fn the_wait_is_told() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        tries(&throttle, "ana@example.com", HOME, 10, now);
        let wait = throttle.enter("ana@example.com", HOME, now).unwrap_err();
        assert_eq!(wait, Duration::from_secs(30));
        assert!(throttle.enter("ana@example.com", HOME, now + wait).is_ok());
    }

    #[test]
    fn the_right_password_starts_afresh() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for _ in 0..100 {
            throttle.enter("ana@example.com", HOME, now).unwrap().succeeded();
        }
        tries(&throttle, "ana@example.com", HOME, 9, now);
        throttle.enter("ana@example.com", HOME, now).unwrap().succeeded();
        assert_eq!(tries(&throttle, "ana@example.com", HOME, 50, now), 10);
    }

    #[test]
    fn one_network_counts_as_one_address() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let reached: usize = (0_u16..60)
            .map(|n| {
                let address = IpAddr::V6([0x2001, 0xdb8, 0, 7, 0, 0, 0, n].into());
                tries(&throttle, &format!("{n}@example.com"), address, 1, now)
            })
            .sum();
        assert_eq!(reached, 30);
        let other: IpAddr = "2001:db8:0:8::1".parse().unwrap();
        assert_eq!(tries(&throttle, "x@example.com", other, 1, now), 1);
    }

    #[test]
    fn all_together_have_a_limit() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let reached: usize = (0..=255_u8)
            .map(|n| tries(&throttle, &format!("{n}@example.com"), [10, 0, 0, n].into(), 1, now))
            .sum();
        assert_eq!(reached, 100);
    }
}
