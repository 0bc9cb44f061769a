//! Where a browser is sent: to our own pages and nowhere else.

use axum::response::{IntoResponse, Response};
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const IN_QUERY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// A path of ours from a parameter such as `next`, or `/` when it leads anywhere else.
pub fn local_path(wanted: &str) -> &str {
    let after = wanted.strip_prefix('/');
    let local = after.is_some_and(|rest| !rest.starts_with(['/', '\\']));
    let clean = !wanted.contains('\\') && wanted.chars().all(|c| !c.is_control() && c.is_ascii());
    if local && clean && wanted.len() <= 2_000 { wanted } else { "/" }
}

/// The sign-in that leads back to a path afterwards.
pub fn sign_in_address(path_and_query: &str) -> String {
    match local_path(path_and_query) {
        "/" => "/sign-in".to_owned(),
        next => format!("/sign-in?next={}", utf8_percent_encode(next, IN_QUERY)),
    }
}

/// 303 to a path of ours.
pub fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or_else(|_| HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_away_from_here() {
        for evil in [
            "//evil",
            "/\\evil",
            "https:evil",
            "https://evil",
            "javascript:alert(1)",
            "/\r\nSet-Cookie: a=b",
            "/a\\b",
            "evil",
            "",
            "/\t/evil",
        ] {
            assert_eq!(local_path(evil), "/", "{evil:?}");
        }
        assert_eq!(local_path("/people?sort=-name"), "/people?sort=-name");
    }

    #[test]
    fn the_sign_in_leads_back() {
        assert_eq!(sign_in_address("/"), "/sign-in");
        assert_eq!(sign_in_address("/people?q=a&b=1"), "/sign-in?next=/people%3Fq%3Da%26b%3D1");
    }
}
