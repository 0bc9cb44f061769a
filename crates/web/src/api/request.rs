//! The parts of a request that writes need.

use axum::extract::FromRequest;
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Uri};
use http_body_util::{BodyExt, LengthLimitError};
use kernel::object::Object;
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::{Map, Value as Json};
use store::save::Saving;

use super::idempotency::Key;
use super::input::{Fields, Reader, reading};
use super::json;
use super::params::unknown_parameter;
use crate::app::App;
use crate::error::{ApiError, Failure};
use crate::middleware::guard::too_large;
use crate::session::Signed;

/// A request whose body has come whole.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Request {
    /// Its idempotency key, when it has one.
    ///
    /// # Errors
    /// As [`Key::of`].
    pub fn key(&self, signed: &Signed) -> Result<Option<Key>> {
        let asker = (&signed.scope.actor, signed.scope.now);
        Key::of(&self.headers, (&self.method, &self.uri), &self.body, asker)
    }

    /// The object in its body; empty where the body is and may be.
    ///
    /// # Errors
    /// As [`json::object`].
    pub fn object(&self, optional: bool) -> Result<Map<String, Json>, ApiError> {
        json::object(&self.headers, &self.body, optional)
    }

    /// The record in its body.
    ///
    /// # Errors
    /// As [`Reader::fields`].
    pub fn fields(&self, saving: &Saving, object: &Object) -> Result<Fields, ApiError> {
        let data = self.object(false)?;
        let reading = reading(&saving.scope, &saving.workspace);
        Ok(Reader { catalog: &saving.catalog, object, reading: &reading }.fields(&data, "")?)
    }

    /// Its body must be empty, or an object without members.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming what stands there.
    pub fn nothing(&self) -> Result<(), ApiError> {
        let data = self.object(true)?;
        let unknown: Vec<Refusal> = data.keys().map(|name| unknown_parameter(name)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        Err(Error::Invalid(Refusals(unknown)).into())
    }
}

impl FromRequest<App> for Request {
    type Rejection = Failure;

    async fn from_request(request: axum::extract::Request, app: &App) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let body = body
            .collect()
            .await
            .map_err(|error| unread(&error, app.config().limits.body))?
            .to_bytes();
        Ok(Self { method: parts.method, uri: parts.uri, headers: parts.headers, body })
    }
}

/// Why a body did not come whole; `limit` is how many bytes it may have.
pub fn unread(error: &axum::Error, limit: usize) -> Failure {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(reason) = cause {
        if reason.is::<LengthLimitError>() {
            return too_large(limit);
        }
        if reason.downcast_ref::<std::io::Error>().is_some_and(is_slow) {
            return Failure::http(StatusCode::REQUEST_TIMEOUT);
        }
        cause = reason.source();
    }
    Error::Invalid(Refusals::one(Refusal::new("body-broken-off"))).into()
}

fn is_slow(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::TimedOut
}
