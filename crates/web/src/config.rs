//! How the server is reached, whom it believes, and how much it takes.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use url::Url;

pub use outgoing::Network;

/// What a request, a connection and a process may cost.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a body where a route says nothing else.
    pub body: usize,
    /// Bytes of a batch.
    pub batch_body: usize,
    /// Time for a request with an ordinary body.
    pub request: Duration,
    /// Requests that are worked on at the same time; more are asked to come back.
    pub in_flight: usize,
    /// Requests that ask the feed or wait for its news at the same time.
    pub waiting: usize,
    /// Requests of one API token in a minute; 0 for as many as it likes.
    pub rate: u32,
    /// Streams of the feed that are open at the same time.
    pub streams: usize,
    /// Streams of one user: the rest stays for the others.
    pub streams_per_user: usize,
    /// Open connections of one address; an IPv6 network of 64 bits counts as one.
    pub connections_per_address: usize,
    /// Open connections in all; kept below what the machine gives the process.
    pub connections: usize,
    /// Time that requests in flight get when the process is asked to end.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 2 * 1024 * 1024,
            batch_body: 32 * 1024 * 1024,
            request: Duration::from_secs(60),
            in_flight: 256,
            waiting: 12_000,
            // Above what one client needs, below what keeps a small machine busy for long.
            rate: 120_000,
            streams: 12_000,
            streams_per_user: 10_000,
            connections_per_address: 200,
            connections: connections_of_the_machine(),
            farewell: Duration::from_secs(30),
        }
    }
}

/// Descriptors that the database, files and logs keep for themselves.
const RESERVED_DESCRIPTORS: usize = 96;

fn connections_of_the_machine() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let descriptors = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|soft| soft.parse::<usize>().ok())
        .unwrap_or(1_024);
    descriptors.saturating_sub(RESERVED_DESCRIPTORS).clamp(32, 60_000)
}

/// The settings of `serve`.
#[derive(Clone, Debug)]
pub struct ServeConfig {
    /// Where the process listens; the true port when 0 was asked for.
    pub listen: SocketAddr,
    /// The address that people use. Links are made from it alone.
    pub base_url: Url,
    /// Whether somebody chose the base URL; a chosen one is the only `Host` accepted.
    pub base_url_chosen: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Networks beyond the public internet that we may call.
    pub outgoing_allow: Vec<Network>,
    /// `/metrics` answers.
    pub metrics: bool,
    pub limits: Limits,
}

impl ServeConfig {
    /// Plain http on an address, links to that address.
    pub fn on(listen: SocketAddr) -> Self {
        Self {
            listen,
            base_url: plain_url(listen),
            base_url_chosen: false,
            trusted_proxies: Vec::new(),
            outgoing_allow: Vec::new(),
            metrics: false,
            limits: Limits::default(),
        }
    }

    /// People use this address: a proxy with TLS stands before the process, or DNS points here.
    #[must_use]
    pub fn with_base_url(mut self, base_url: Url) -> Self {
        self.base_url = base_url;
        self.base_url_chosen = true;
        self
    }

    /// Whether people reach us by https.
    pub fn is_https(&self) -> bool {
        self.base_url.scheme() == "https"
    }

    /// The name of the session's cookie. Browsers accept the prefix over https only.
    pub fn session_cookie(&self) -> &'static str {
        if self.is_https() { "__Host-session" } else { "session" }
    }

    /// The origin that our own pages have.
    pub fn origin(&self) -> String {
        self.base_url.origin().ascii_serialization()
    }

    /// A link for people: `link("/people/1")`.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.as_str().trim_end_matches('/'))
    }

    /// Passwords and cookies must not cross a network in the clear.
    ///
    /// # Errors
    /// A sentence that says what to do.
    pub fn check(&self, insecure_http: bool) -> Result<(), String> {
        if !matches!(self.base_url.scheme(), "http" | "https") || self.base_url.host().is_none() {
            return Err("--base-url must be like https://crm.example.com".to_owned());
        }
        if self.base_url.path() != "/" || self.base_url.query().is_some() {
            return Err("--base-url must be an origin without a path".to_owned());
        }
        let behind_tls = self.is_https() && !self.trusted_proxies.is_empty();
        if self.listen.ip().is_loopback() || behind_tls || insecure_http {
            return Ok(());
        }
        Err(format!(
            "Listening on {} without TLS would send passwords in the clear. Put a proxy with TLS \
             before it and name both (--base-url https://… --trusted-proxy ADDRESS), or say \
             --insecure-http",
            self.listen
        ))
    }
}

fn plain_url(listen: SocketAddr) -> Url {
    let host = match listen.ip() {
        ip if ip.is_unspecified() => "localhost".to_owned(),
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    let url = Url::parse(&format!("http://{host}:{}/", listen.port()));
    url.unwrap_or_else(|_| fallback_url())
}

fn fallback_url() -> Url {
    #[expect(clippy::expect_used, reason = "a constant that is a URL")]
    Url::parse("http://localhost/").expect("a constant that is a URL")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(listen: &str) -> ServeConfig {
        ServeConfig::on(listen.parse().unwrap())
    }

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        assert!(config("127.0.0.1:8080").check(false).is_ok());
        assert!(config("[::1]:8080").check(false).is_ok());
        assert!(config("0.0.0.0:8080").check(false).unwrap_err().contains("--insecure-http"));
        assert!(config("0.0.0.0:8080").check(true).is_ok());
        let mut proxied =
            config("0.0.0.0:8080").with_base_url("https://crm.example.com".parse().unwrap());
        assert!(proxied.check(false).is_err());
        proxied.trusted_proxies.push("10.0.0.1".parse().unwrap());
        assert!(proxied.check(false).is_ok());
    }

    #[test]
    fn the_cookie_is_bound_to_the_host_over_https() {
        assert_eq!(config("127.0.0.1:8080").session_cookie(), "session");
        let https =
            config("127.0.0.1:8080").with_base_url("https://crm.example.com".parse().unwrap());
        assert_eq!(https.session_cookie(), "__Host-session");
        assert_eq!(https.link("/people/1"), "https://crm.example.com/people/1");
        assert_eq!(https.origin(), "https://crm.example.com");
    }

    #[test]
    fn a_base_url_is_an_origin() {
        let with =
            |url: &str| config("127.0.0.1:1").with_base_url(url.parse().unwrap()).check(false);
        assert!(with("https://crm.example.com").is_ok());
        assert!(with("https://example.com/crm").is_err());
        assert!(with("ftp://example.com").is_err());
    }
}
