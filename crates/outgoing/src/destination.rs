//! What an address on paper must be, before any name is resolved.

use std::net::IpAddr;

use url::{Host, Url};

use crate::address::may_be_called;
use crate::network::Network;

/// Longest address.
const LONGEST: usize = 2_000;

/// Ports above 1023 where no HTTP is spoken: databases, queues, remote control.
const NOT_HTTP: [u16; 33] = [
    1080, 1433, 1434, 1521, 1723, 1883, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3260, 3306, 3389,
    3659, 4045, 5060, 5061, 5432, 5672, 5900, 6000, 6379, 6432, 6566, 6697, 9042, 9092, 11211,
    27017, 50000,
];

/// Why an address is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It cannot be read, or is too long.
    Unreadable,
    /// Neither http nor https.
    Scheme,
    /// It names a user or a password.
    User,
    /// Another service lives there.
    Port,
    /// An address that is not of the public internet.
    Forbidden,
}

/// Reads an address that somebody typed. What it names is checked again whenever it is called,
/// because a name may point elsewhere by then.
///
/// # Errors
/// What is wrong with it.
pub fn check(text: &str, allowed: &[Network]) -> Result<Url, Wrong> {
    if text.len() > LONGEST || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Wrong::Unreadable);
    }
    let url = Url::parse(text).map_err(|_| Wrong::Unreadable)?;
    require(&url, allowed)?;
    Ok(url)
}

/// As [`check`], for an address that was read.
pub(crate) fn require(url: &Url, allowed: &[Network]) -> Result<(), Wrong> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Wrong::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Wrong::User);
    }
    let port = url.port_or_known_default().ok_or(Wrong::Port)?;
    if !is_http(port) {
        return Err(Wrong::Port);
    }
    let closed = |address: IpAddr| !may_be_called(address, allowed);
    let forbidden = match url.host().ok_or(Wrong::Unreadable)? {
        Host::Ipv4(address) => closed(address.into()),
        Host::Ipv6(address) => closed(address.into()),
        Host::Domain(name) => is_this_machine(name) && closed([127, 0, 0, 1].into()),
    };
    if forbidden { Err(Wrong::Forbidden) } else { Ok(()) }
}

fn is_http(port: u16) -> bool {
    matches!(port, 80 | 443) || (port >= 1_024 && !NOT_HTTP.contains(&port))
}

fn is_this_machine(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_web_are_taken() {
        for good in [
            "https://hooks.example.com/rapport?x=1",
            "http://example.com:8080/",
            "https://1.1.1.1/",
            "https://[2606:4700:4700::1111]:8443/in",
            "https://müller.example/",
        ] {
            assert!(check(good, &[]).is_ok(), "{good}");
        }
    }

    #[test]
    fn every_spelling_of_a_forbidden_address_is_seen() {
        for spelling in [
            "127.0.0.1",
            "127.0.0.2",
            "0",
            "0.0.0.0",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "127.1",
            "0x7f000001",
            "017700000001",
            "127.0.0.1.",
            "１２７.0.0.1",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "169.254.169.254",
            "10.0.0.1",
            "100.64.0.1",
            "172.16.0.1",
            "192.168.0.1",
            "198.18.0.1",
            "[fc00::1]",
            "[fe80::1]",
            "localhost",
            "LOCALHOST.",
            "a.localhost",
        ] {
            let said = check(&format!("http://{spelling}:8080/x"), &[]);
            assert_eq!(said, Err(Wrong::Forbidden), "{spelling}");
        }
    }

    #[test]
    fn other_schemes_users_and_services_are_refused() {
        let said = |text: &str| check(text, &[]).unwrap_err();
        for scheme in
            ["file:///etc/passwd", "gopher://example.com/", "unix:/run/x", "ftp://a.example/"]
        {
            assert_eq!(said(scheme), Wrong::Scheme, "{scheme}");
        }
        assert_eq!(said("http://ok@127.0.0.1/"), Wrong::User);
        assert_eq!(said("http://ok:secret@example.com/"), Wrong::User);
        for port in [1, 22, 25, 53, 110, 139, 445, 3306, 5432, 6379, 11211, 27017] {
            assert_eq!(said(&format!("http://example.com:{port}/")), Wrong::Port, "{port}");
        }
        for unreadable in [
            "",
            "example.com",
            "http://",
            "http://a b/",
            "http://a\n.example/",
            "http://[fe80::1%25lo]/",
        ] {
            assert_eq!(said(unreadable), Wrong::Unreadable, "{unreadable:?}");
        }
        assert_eq!(said(&format!("http://example.com/{}", "x".repeat(2_000))), Wrong::Unreadable);
    }

    #[test]
    fn an_allowed_network_opens_its_addresses_and_no_ports() {
        let allowed = ["127.0.0.0/8".parse().unwrap()];
        assert!(check("http://127.0.0.1:8080/", &allowed).is_ok());
        assert!(check("http://localhost:8080/", &allowed).is_ok());
        assert_eq!(check("http://127.0.0.1:5432/", &allowed), Err(Wrong::Port));
        assert_eq!(check("http://10.0.0.1/", &allowed), Err(Wrong::Forbidden));
    }
}
