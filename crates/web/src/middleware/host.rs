//! The name that a request was sent to: ours, or it is refused.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::HOST;
use http::uri::Authority;

use crate::app::App;
use crate::config::ServeConfig;
use crate::error::Failure;
use crate::health;

/// Answers 421 to a foreign name, 400 to none.
pub async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    if health::PATHS.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    let Some(authority) = authority(&request) else {
        return Failure::http(StatusCode::BAD_REQUEST).into_response();
    };
    if is_ours(&authority, app.config()) {
        next.run(request).await
    } else {
        Failure::http(StatusCode::MISDIRECTED_REQUEST).into_response()
    }
}

fn authority(request: &Request) -> Option<Authority> {
    if let Some(authority) = request.uri().authority() {
        return Some(authority.clone());
    }
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next()?.to_str().ok()?;
    if hosts.next().is_some() { None } else { host.parse().ok() }
}

/// A chosen address is the only one. Without it any name that no stranger's DNS can give: an
/// address, or this machine's.
fn is_ours(authority: &Authority, config: &ServeConfig) -> bool {
    let host = authority.host().trim_matches(['[', ']']);
    if !config.base_url_chosen {
        return host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok();
    }
    let standard = if config.is_https() { 443 } else { 80 };
    let port = authority.port_u16().unwrap_or(standard);
    let own = config.base_url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host.eq_ignore_ascii_case(own) && port == config.base_url.port().unwrap_or(standard)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(host: &str, base_url: Option<&str>) -> bool {
        let config = ServeConfig::on("127.0.0.1:8080".parse().unwrap());
        let config = match base_url {
            Some(url) => config.with_base_url(url.parse().unwrap()),
            None => config,
        };
        is_ours(&host.parse().unwrap(), &config)
    }

    #[test]
    fn a_strangers_name_is_not_ours() {
        assert!(ours("localhost:8080", None));
        assert!(ours("127.0.0.1:9999", None));
        assert!(ours("[::1]:8080", None));
        assert!(!ours("evil.example", None));
        assert!(!ours("localhost.evil.example:8080", None));
    }

    #[test]
    fn a_chosen_address_is_the_only_name() {
        let url = Some("https://crm.example.com");
        assert!(ours("crm.example.com", url));
        assert!(ours("CRM.example.com:443", url));
        assert!(!ours("crm.example.com:8443", url));
        assert!(!ours("127.0.0.1:8080", url));
        assert!(ours("crm.example.com:8443", Some("https://crm.example.com:8443")));
    }
}
