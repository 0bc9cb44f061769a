//! Who asks: credentials in, a signed-in person or program out.

use std::any::Any;
use std::convert::Infallible;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};
use http::request::Parts;
use kernel::Result;
use kernel::access::Scope;
use kernel::language::Language;
use uuid::Uuid;

use crate::app::App;
use crate::context::{NOWHERE, RequestContext};
use crate::error::Failure;

/// What a request shows to prove who sent it.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// The value of the session's cookie.
    Session(String),
    /// An API token.
    Bearer(String),
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Session(_) => write!(f, "Credentials::Session"),
            Self::Bearer(_) => write!(f, "Credentials::Bearer"),
        }
    }
}

/// Knows sessions and tokens. The platform's, because users are its objects.
pub trait Gate: Any + Send + Sync {
    /// Who these credentials belong to; `None` when they are wrong, ended or revoked.
    fn authenticate<'a>(
        &'a self,
        app: &'a App,
        credentials: &'a Credentials,
    ) -> BoxFuture<'a, Result<Option<Signed>>>;

    /// The scope of a user as it is now, for work that is done in their name later; `None` when
    /// they may not sign in any more.
    fn scope_of<'a>(&'a self, app: &'a App, user: Uuid) -> BoxFuture<'a, Result<Option<Scope>>>;
}

/// A signed-in person, or a program that acts for one.
#[derive(Clone, Debug)]
pub struct Signed {
    pub scope: Scope,
    pub name: String,
    pub email: String,
    /// The token that forms of this session carry.
    pub csrf: String,
    /// The session; a program with a token has none.
    pub session: Option<Uuid>,
    /// `light` or `dark`; the system's choice without.
    pub theme: Option<String>,
    /// `compact` or `comfortable`; by the pointer without.
    pub density: Option<String>,
    /// Whether the rail shows icons only.
    pub rail_folded: bool,
    /// Whether they chose the scope's language; else the browser's takes its place.
    pub chose_language: bool,
}

impl Signed {
    /// Whether a program acts with an API token.
    pub const fn is_program(&self) -> bool {
        self.session.is_none()
    }
}

/// Who acts, for handlers that need nothing else.
#[derive(Clone, Debug)]
pub struct Actor(pub kernel::access::Actor);

/// The credentials of a request. A token outranks a cookie; another scheme is none.
pub fn credentials(headers: &HeaderMap, cookie_name: &str) -> Option<Credentials> {
    if let Some(value) = headers.get(AUTHORIZATION) {
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        let token = token.trim();
        let bearer = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty();
        return bearer.then(|| Credentials::Bearer(token.to_owned()));
    }
    cookie(headers, cookie_name).map(|value| Credentials::Session(value.to_owned()))
}

/// The value of a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
        .filter(|value| !value.is_empty())
}

/// Finds out who asks and notes it for the rest of the request.
///
/// # Errors
/// When the store fails.
pub async fn authenticate(
    app: &App,
    context: &RequestContext,
    headers: &HeaderMap,
) -> Result<Option<Signed>> {
    if let Some(signed) = context.signed() {
        return Ok(Some(signed.clone()));
    }
    let Some(credentials) = credentials(headers, app.config().session_cookie()) else {
        return Ok(None);
    };
    let Some(mut signed) = app.gate().authenticate(app, &credentials).await? else {
        return Ok(None);
    };
    if !signed.chose_language {
        signed.scope.language = context.language();
    }
    context.set_signed(signed.clone());
    Ok(Some(signed))
}

impl FromRequestParts<App> for Signed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        optional(parts, app).await?.ok_or_else(Failure::sign_in)
    }
}

impl OptionalFromRequestParts<App> for Signed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Failure> {
        optional(parts, app).await
    }
}

impl FromRequestParts<App> for Actor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let signed = optional(parts, app).await?.ok_or_else(Failure::sign_in)?;
        Ok(Self(signed.scope.actor))
    }
}

impl<S: Sync> FromRequestParts<S> for RequestContext {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(context_of(parts))
    }
}

async fn optional(parts: &mut Parts, app: &App) -> Result<Option<Signed>, Failure> {
    let context = context_of(parts);
    Ok(authenticate(app, &context, &parts.headers).await?)
}

fn context_of(parts: &Parts) -> RequestContext {
    parts
        .extensions
        .get::<RequestContext>()
        .cloned()
        .unwrap_or_else(|| RequestContext::begin(NOWHERE, &parts.uri, false, Language::default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), http::HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn a_token_outranks_a_cookie() {
        let both = headers(&[("authorization", "bearer abc"), ("cookie", "session=xyz")]);
        assert!(credentials(&both, "session") == Some(Credentials::Bearer("abc".to_owned())));
        let basic = headers(&[("authorization", "Basic abc"), ("cookie", "session=xyz")]);
        assert!(credentials(&basic, "session").is_none());
    }

    #[test]
    fn the_cookie_is_found_by_its_whole_name() {
        let cookies = headers(&[("cookie", "a=1; __Host-session=xyz; session=evil")]);
        assert_eq!(cookie(&cookies, "__Host-session"), Some("xyz"));
        assert_eq!(cookie(&cookies, "session"), Some("evil"));
        assert_eq!(cookie(&cookies, "other"), None);
        assert_eq!(cookie(&headers(&[("cookie", "session=")]), "session"), None);
    }

    #[test]
    fn credentials_do_not_show_in_logs() {
        assert_eq!(format!("{:?}", Credentials::Bearer("abc".to_owned())), "Credentials::Bearer");
    }
}
