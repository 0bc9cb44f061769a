//! How many connections each address has.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// Seats by address.
#[derive(Clone, Debug)]
pub(super) struct Seats {
    each: usize,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A connection's seat; free again when dropped.
#[derive(Debug)]
pub(super) struct Seat {
    address: IpAddr,
    seats: Seats,
}

impl Seats {
    pub(super) fn new(each: usize) -> Self {
        Self { each, taken: Arc::default() }
    }

    /// A seat for an address, while it has one left.
    pub(super) fn take(&self, address: IpAddr) -> Option<Seat> {
        let address = household(address);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(address).or_default();
        if *count >= self.each {
            return None;
        }
        *count += 1;
        Some(Seat { address, seats: self.clone() })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

/// One customer line has one IPv4 address or 64 bits of IPv6.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let network = u128::from(address) & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_its_seats_and_no_more() {
        let seats = Seats::new(2);
        let ada: IpAddr = "192.0.2.1".parse().unwrap();
        let first = seats.take(ada);
        let second = seats.take(ada);
        assert!(first.is_some() && second.is_some());
        assert!(seats.take(ada).is_none());
        assert!(seats.take("192.0.2.2".parse().unwrap()).is_some());
        drop(first);
        assert!(seats.take(ada).is_some());
        drop(second);
        assert!(seats.taken.lock().unwrap().is_empty());
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let seats = Seats::new(1);
        let _seat = seats.take("2001:db8::1".parse().unwrap());
        assert!(seats.take("2001:db8::2".parse().unwrap()).is_none());
        assert!(seats.take("2001:db8:0:1::1".parse().unwrap()).is_some());
    }
}
