//! What an effect answers, in a form that can be kept and said again.

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, ETAG, LOCATION};
use http::{HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::etag::etag;

/// Status, the headers that belong to the effect, and the body.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: Headers,
    /// Nothing for 204.
    pub body: Option<Json>,
}

/// Headers of an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Headers {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

impl Answer {
    /// 200 with a body.
    pub fn ok(body: Json) -> Self {
        Self { status: StatusCode::OK, headers: Headers::default(), body: Some(body) }
    }

    /// 204.
    pub fn nothing() -> Self {
        Self { status: StatusCode::NO_CONTENT, headers: Headers::default(), body: None }
    }

    /// Names the version that the body shows.
    #[must_use]
    pub const fn at_version(mut self, version: i64) -> Self {
        self.headers.version = Some(version);
        self
    }

    /// 201 with the address of what was made.
    #[must_use]
    pub fn created_at(mut self, location: String) -> Self {
        self.status = StatusCode::CREATED;
        self.headers.location = Some(location);
        self
    }

    /// The answer to a request that was answered before.
    pub fn replayed(self) -> Response {
        let mut response = self.into_response();
        response.headers_mut().insert(
            HeaderName::from_static("idempotent-replayed"),
            HeaderValue::from_static("true"),
        );
        response
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = match self.body {
            Some(body) => (self.status, body.to_string()).into_response(),
            None => self.status.into_response(),
        };
        let headers = response.headers_mut();
        headers.remove(CONTENT_TYPE);
        if self.status != StatusCode::NO_CONTENT {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(version) = self.headers.version {
            headers.insert(ETAG, etag(version));
        }
        if let Some(location) = self.headers.location.and_then(|at| HeaderValue::from_str(&at).ok())
        {
            headers.insert(LOCATION, location);
        }
        response
    }
}
