//! The one place where an error gets a status and words: problem+json for programs, a page for
//! people.

mod dress;

pub use dress::dress;

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::language::Language;
use kernel::words::Words;
use kernel::{Error, Refusal, Refusals};
use serde_json::{Map, Value as Json, json};

use crate::context::RequestContext;

/// Why a request was not answered as asked. Its words are chosen when the answer leaves, in the
/// asker's language.
#[derive(Debug)]
pub struct Failure {
    cause: Cause,
    /// Further members of the problem: the current record, look-alikes.
    extra: Map<String, Json>,
    retry_after_s: Option<u32>,
}

/// What handlers of pages return.
pub type PageError = Failure;
/// What handlers of the API return.
pub type ApiError = Failure;

#[derive(Debug)]
enum Cause {
    Kernel(Error),
    SignIn,
    /// What HTTP alone knows: a method, a media type, a header.
    Http(StatusCode),
    /// More than one asker may have.
    TooMany(Refusal),
}

impl Failure {
    /// Nobody is signed in: pages lead to the sign-in, programs get 401.
    pub fn sign_in() -> Self {
        Cause::SignIn.into()
    }

    /// A failure that only HTTP has a word for. The words are `problem-STATUS`.
    pub fn http(status: StatusCode) -> Self {
        Cause::Http(status).into()
    }

    /// More than one asker may have: the refusal says of what. Come back after so many seconds.
    pub fn too_many(refusal: Refusal, retry_after_s: u32) -> Self {
        Self::from(Cause::TooMany(refusal)).retry_in(retry_after_s)
    }

    /// More is asked than can be done now.
    pub fn overloaded(retry_after_s: u32) -> Self {
        Self::http(StatusCode::SERVICE_UNAVAILABLE).retry_in(retry_after_s)
    }

    /// Says when to try again.
    #[must_use]
    pub const fn retry_in(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// Adds a member to the problem.
    #[must_use]
    pub fn with(mut self, member: &str, value: Json) -> Self {
        self.extra.insert(member.to_owned(), value);
        self
    }

    /// The kernel's error, when it is one.
    pub const fn error(&self) -> Option<&Error> {
        match &self.cause {
            Cause::Kernel(error) => Some(error),
            _ => None,
        }
    }

    /// The refusals that a form shows under its fields, when that is what it is.
    pub const fn refusals(&self) -> Option<&Refusals> {
        match &self.cause {
            Cause::Kernel(Error::Refused(refusals) | Error::Invalid(refusals)) => Some(refusals),
            _ => None,
        }
    }

    pub fn status(&self) -> StatusCode {
        match &self.cause {
            Cause::Kernel(error) => status_of(error),
            Cause::SignIn => StatusCode::UNAUTHORIZED,
            Cause::Http(status) => *status,
            Cause::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    /// The code of a failure that gives no reasons: its words are `refusal-CODE`.
    pub(crate) fn code(&self) -> &'static str {
        match self.status() {
            StatusCode::NOT_FOUND => "unknown-record",
            StatusCode::PRECONDITION_FAILED => "stale",
            _ => "no-right",
        }
    }

    /// The problem's name: `not-found`; its words are `problem-NAME` and `problem-NAME-text`.
    fn name(&self) -> &'static str {
        match self.status() {
            StatusCode::BAD_REQUEST => "invalid",
            StatusCode::UNAUTHORIZED => "sign-in",
            StatusCode::FORBIDDEN => match self.cause {
                Cause::Http(_) => "forged",
                _ => "forbidden",
            },
            StatusCode::NOT_FOUND => "not-found",
            StatusCode::METHOD_NOT_ALLOWED => "method",
            StatusCode::NOT_ACCEPTABLE => "not-acceptable",
            StatusCode::REQUEST_TIMEOUT => "timeout",
            StatusCode::CONFLICT => "conflict",
            StatusCode::GONE => "gone",
            StatusCode::PRECONDITION_FAILED => "stale",
            StatusCode::PAYLOAD_TOO_LARGE => "too-large",
            StatusCode::URI_TOO_LONG => "address-too-long",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "media-type",
            StatusCode::MISDIRECTED_REQUEST => "host",
            StatusCode::UNPROCESSABLE_ENTITY => "refused",
            StatusCode::TOO_MANY_REQUESTS => "too-many-requests",
            StatusCode::SERVICE_UNAVAILABLE => "unavailable",
            StatusCode::INSUFFICIENT_STORAGE => "storage-full",
            status if status.is_client_error() => "invalid",
            _ => "broken",
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match &self.cause {
            Cause::Kernel(Error::Unavailable { retry_after_s, .. }) => Some(*retry_after_s),
            _ => self.retry_after_s,
        }
    }

    /// The reasons, where there are any.
    pub fn all_refusals(&self) -> &[Refusal] {
        match &self.cause {
            Cause::Kernel(Error::Refused(refusals) | Error::Invalid(refusals)) => &refusals.0,
            Cause::Kernel(
                Error::Forbidden(refusal)
                | Error::Conflict(refusal)
                | Error::Gone(refusal)
                | Error::TooLarge(refusal),
            )
            | Cause::TooMany(refusal) => std::slice::from_ref(refusal),
            _ => &[],
        }
    }

    /// One reason speaks for itself; several stand in the list.
    fn detail(&self, language: Language) -> String {
        let words = Words::get();
        match self.all_refusals() {
            [one] => words.refusal(language, one),
            _ => words.text(language, &format!("problem-{}-text", self.name())),
        }
    }

    /// The reasons one by one, when there are several.
    fn reasons(&self, language: Language) -> Vec<String> {
        let words = Words::get();
        match self.all_refusals() {
            [] | [_] => Vec::new(),
            several => several.iter().map(|each| words.refusal(language, each)).collect(),
        }
    }

    fn title(&self, language: Language) -> String {
        Words::get().text(language, &format!("problem-{}", self.name()))
    }

    /// The members of RFC 9457, in the language.
    pub fn problem(&self, language: Language, request_id: &str) -> Json {
        let mut problem = self.extra.clone();
        problem.insert("type".into(), json!(format!("urn:rapport:problem:{}", self.name())));
        problem.insert("title".into(), json!(self.title(language)));
        problem.insert("status".into(), json!(self.status().as_u16()));
        problem.insert("detail".into(), json!(self.detail(language)));
        problem.insert("errors".into(), errors(self.all_refusals(), language));
        if !request_id.is_empty() {
            problem.insert("request_id".into(), json!(request_id));
        }
        Json::Object(problem)
    }

    /// Tells the log, once.
    fn log(&self, context: &RequestContext) {
        match &self.cause {
            Cause::Kernel(Error::Broken(error)) => {
                tracing::error!(request.id = context.id(), error = ?error, "A request failed");
            }
            Cause::Kernel(error @ (Error::Unavailable { .. } | Error::StorageFull)) => {
                tracing::warn!(request.id = context.id(), "A request could not be served: {error}");
            }
            _ => {}
        }
    }
}

impl From<Cause> for Failure {
    fn from(cause: Cause) -> Self {
        Self { cause, extra: Map::new(), retry_after_s: None }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Cause::Kernel(error).into()
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Error::from(error).into()
    }
}

impl From<Refusals> for Failure {
    fn from(refusals: Refusals) -> Self {
        Error::Refused(refusals).into()
    }
}

/// The answer carries the failure; [`dress`] gives it words.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

const fn status_of(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Invalid(_) => StatusCode::BAD_REQUEST,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::Stale { .. } => StatusCode::PRECONDITION_FAILED,
        Error::Gone(_) => StatusCode::GONE,
        Error::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
        Error::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// `[{"pointer":"/name","code":"required","message":"…"}]`.
pub fn errors(refusals: &[Refusal], language: Language) -> Json {
    refusals
        .iter()
        .map(|refusal| {
            let pointer = refusal.field.as_deref().map(|field| format!("/{field}"));
            json!({
                "pointer": pointer.unwrap_or_default(),
                "code": refusal.code,
                "message": Words::get().refusal(language, refusal),
            })
        })
        .collect()
}
