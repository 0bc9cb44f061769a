//! The session's cookie and where a request came from.

use axum::response::{IntoResponse, Response};
use http::header::{SET_COOKIE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};
use kernel::{Error, Result};
use web::config::ServeConfig;
use web::context::RequestContext;
use web::redirect::see_other;

use crate::secret::Secret;
use crate::session::{ABSOLUTE, Origin};

/// Address and browser of a request.
pub fn origin(context: &RequestContext, headers: &HeaderMap) -> Origin {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    Origin { address: context.address().to_string(), agent: agent.to_owned() }
}

/// Leads on to a path of ours with a session.
///
/// # Errors
/// When the cookie cannot be written.
pub fn enter(config: &ServeConfig, secret: &Secret, path: &str) -> Result<Response> {
    let age = ABSOLUTE.as_secs();
    let mut response = see_other(path);
    let value = cookie(config, secret.reveal(), age);
    response.headers_mut().append(SET_COOKIE, header(&value)?);
    Ok(response)
}

/// Leads to the sign-in without a session, and has the browser forget what it kept.
///
/// # Errors
/// As [`enter`].
pub fn leave(config: &ServeConfig) -> Result<Response> {
    let mut response = see_other("/sign-in").into_response();
    let headers = response.headers_mut();
    headers.append(SET_COOKIE, header(&cookie(config, "", 0))?);
    headers.insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""),
    );
    Ok(response)
}

fn cookie(config: &ServeConfig, value: &str, age_s: i64) -> String {
    let secure = if config.is_https() { "; Secure" } else { "" };
    let name = config.session_cookie();
    format!("{name}={value}; Path=/; Max-Age={age_s}; HttpOnly; SameSite=Lax{secure}")
}

fn header(value: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(value).map_err(Error::broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_the_cookie_is_bound_to_host_and_encryption() {
        let plain = ServeConfig::on("127.0.0.1:8080".parse().unwrap());
        let value = cookie(&plain, "abc", 60);
        assert_eq!(value, "session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
        let https = plain.with_base_url("https://crm.example.com".parse().unwrap());
        let value = cookie(&https, "abc", 60);
        assert!(
            value.starts_with("__Host-session=abc; ") && value.ends_with("; Secure"),
            "{value}"
        );
    }
}
