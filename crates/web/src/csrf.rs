//! Forged requests: a browser that was lured here must not act with its cookie.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST, ORIGIN};
use http::{HeaderMap, Method};
use sha2::{Digest, Sha256};

use crate::config::ServeConfig;

/// The header that script sends the token in.
pub const TOKEN_HEADER: &str = "x-csrf-token";
/// The field that forms carry the token in.
pub const TOKEN_FIELD: &str = "csrf";

/// What the headers say about where a request came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// One of our pages.
    Ours,
    /// Another site.
    Foreign,
    /// They do not say.
    Unsaid,
}

/// Whether a method may change anything.
pub fn is_unsafe(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Reads `Sec-Fetch-Site`, else `Origin`.
pub fn origin(headers: &HeaderMap, config: &ServeConfig) -> Origin {
    if let Some(site) = headers.get("sec-fetch-site") {
        return match site.as_bytes() {
            b"same-origin" => Origin::Ours,
            b"none" => Origin::Unsaid,
            _ => Origin::Foreign,
        };
    }
    let Some(said) = headers.get(ORIGIN) else {
        return Origin::Unsaid;
    };
    let ours = said.to_str().is_ok_and(|said| {
        if config.base_url_chosen {
            return said == config.origin();
        }
        // Without a chosen address people may come by any name of this machine.
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        host.is_some_and(|host| said == format!("http://{host}"))
    });
    if ours { Origin::Ours } else { Origin::Foreign }
}

/// Compares without telling by the time how much was right.
pub fn is_token(given: &[u8], expected: &str) -> bool {
    !expected.is_empty() && Sha256::digest(given) == Sha256::digest(expected.as_bytes())
}

/// The token in the header.
pub fn header_token(headers: &HeaderMap) -> Option<&[u8]> {
    headers.get(TOKEN_HEADER).map(http::HeaderValue::as_bytes)
}

/// Whether the body is a plain form, which may hold the token.
pub fn is_plain_form(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// The token in a plain form.
pub fn form_token(body: &Bytes) -> Option<String> {
    url::form_urlencoded::parse(body)
        .find(|(name, _)| name == TOKEN_FIELD)
        .map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pairs: &[(&'static str, &'static str)], config: &ServeConfig) -> Origin {
        let headers = pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), http::HeaderValue::from_static(value)))
            .collect();
        origin(&headers, config)
    }

    #[test]
    fn other_sites_are_told_apart() {
        let config = ServeConfig::on("127.0.0.1:8080".parse().unwrap());
        assert_eq!(said(&[("sec-fetch-site", "same-origin")], &config), Origin::Ours);
        assert_eq!(said(&[("sec-fetch-site", "same-site")], &config), Origin::Foreign);
        assert_eq!(said(&[("sec-fetch-site", "cross-site")], &config), Origin::Foreign);
        assert_eq!(said(&[("sec-fetch-site", "none")], &config), Origin::Unsaid);
        assert_eq!(said(&[], &config), Origin::Unsaid);
        let from = |origin| [("host", "localhost:8080"), ("origin", origin)];
        assert_eq!(said(&from("http://localhost:8080"), &config), Origin::Ours);
        assert_eq!(said(&from("http://evil.example"), &config), Origin::Foreign);
        assert_eq!(said(&from("null"), &config), Origin::Foreign);
    }

    #[test]
    fn a_chosen_address_is_the_only_origin() {
        let config = ServeConfig::on("127.0.0.1:8080".parse().unwrap())
            .with_base_url("https://crm.example.com".parse().unwrap());
        let from = |origin| [("host", "127.0.0.1:8080"), ("origin", origin)];
        assert_eq!(said(&from("https://crm.example.com"), &config), Origin::Ours);
        assert_eq!(said(&from("http://127.0.0.1:8080"), &config), Origin::Foreign);
    }

    #[test]
    fn the_token_is_found_in_a_form() {
        let body = Bytes::from_static(b"name=A&csrf=t%2B1&x=");
        assert_eq!(form_token(&body).as_deref(), Some("t+1"));
        assert!(is_token(b"t+1", "t+1"));
        assert!(!is_token(b"t+2", "t+1"));
        assert!(!is_token(b"", ""));
    }
}
