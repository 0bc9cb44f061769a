//! Before each handler: who asks, whether a browser was lured, how large the body is, how long
//! it may take.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_LENGTH;
use http_body_util::{BodyExt, Limited};
use kernel::access::Actor;
use kernel::{Error, Refusal};

use super::body::PacedBody;
use crate::app::App;
use crate::context::RequestContext;
use crate::csrf::{self, Origin};
use crate::error::Failure;
use crate::routes::{Access, BodySize};
use crate::session::{self, Credentials, Signed};

/// The slowest upload that is waited for, in bytes a second.
const UPLOAD_PACE: u64 = 64 * 1_024;

/// The rules of one route.
#[derive(Clone, Copy, Debug)]
pub struct Guard {
    pub access: Access,
    pub body: BodySize,
}

/// Lets a request through to its handler, or not.
pub async fn guard(rule: Guard, request: Request, next: Next) -> Response {
    let Some(app) = request.extensions().get::<App>().cloned() else {
        return Failure::from(Error::broken("a route was called outside its application"))
            .into_response();
    };
    let context = request.extensions().get::<RequestContext>().cloned();
    let mut response = answer(rule, &app, request, next).await;
    if let Some(left) = context.as_ref().and_then(RequestContext::allowance) {
        left.tell(response.headers_mut());
    }
    response
}

async fn answer(rule: Guard, app: &App, request: Request, next: Next) -> Response {
    let whole = Arc::new(AtomicBool::new(true));
    let admitted = admit(rule, app, request, &whole).await;
    let request = match admitted {
        Ok(request) => request,
        Err(failure) => return failure.into_response(),
    };
    match tokio::time::timeout(time_limit(rule, app), next.run(request)).await {
        Ok(response) => response,
        Err(_) if whole.load(Ordering::Acquire) => Failure::overloaded(5).into_response(),
        Err(_) => Failure::http(StatusCode::REQUEST_TIMEOUT).into_response(),
    }
}

async fn admit(
    rule: Guard,
    app: &App,
    request: Request,
    whole: &Arc<AtomicBool>,
) -> Result<Request, Failure> {
    let context = request.extensions().get::<RequestContext>().cloned();
    let context = context.ok_or_else(|| Error::broken("a request without its context"))?;
    if rule.access != Access::Public {
        let signed = session::authenticate(app, &context, request.headers()).await?;
        let signed = signed.ok_or_else(Failure::sign_in)?;
        count(app, &context, &signed)?;
        if rule.access == Access::Administrator && !signed.scope.rights.administer {
            return Err(Error::Forbidden(Refusal::new("no-right")).into());
        }
    }
    let request = limit_body(request, size_limit(rule, app), whole)?;
    if csrf::is_unsafe(request.method()) {
        return refuse_forged(app, &context, request).await;
    }
    Ok(request)
}

/// Takes a request off the allowance of the token that it came with.
fn count(app: &App, context: &RequestContext, signed: &Signed) -> Result<(), Failure> {
    let Actor::Token { id, .. } = signed.scope.actor else {
        return Ok(());
    };
    let Some(left) = app.allowances().take(id) else {
        return Ok(());
    };
    context.set_allowance(left);
    left.refusal().map_or(Ok(()), Err)
}

fn size_limit(rule: Guard, app: &App) -> usize {
    match rule.body {
        BodySize::Ordinary => app.config().limits.body,
        BodySize::Batch => app.config().limits.batch_body,
        BodySize::Upload(bytes) => bytes,
    }
}

fn time_limit(rule: Guard, app: &App) -> Duration {
    let ordinary = app.config().limits.request;
    match rule.body {
        BodySize::Ordinary => ordinary,
        BodySize::Batch | BodySize::Upload(_) => {
            let bytes = u64::try_from(size_limit(rule, app)).unwrap_or(u64::MAX);
            ordinary + Duration::from_secs(bytes / UPLOAD_PACE)
        }
    }
}

fn limit_body(request: Request, limit: usize, whole: &Arc<AtomicBool>) -> Result<Request, Failure> {
    let said = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let said = said.and_then(|length| length.parse::<usize>().ok());
    if said.is_some_and(|length| length > limit) {
        return Err(too_large(limit));
    }
    Ok(request.map(|body| Body::new(Limited::new(PacedBody::new(body, Arc::clone(whole)), limit))))
}

/// A body larger than a limit in bytes.
pub fn too_large(limit: usize) -> Failure {
    Error::TooLarge(Refusal::new("body-too-large").with("limit", limit / 1_024)).into()
}

/// A request with a session's cookie must come from one of our pages or carry the token.
async fn refuse_forged(
    app: &App,
    context: &RequestContext,
    request: Request,
) -> Result<Request, Failure> {
    let credentials = session::credentials(request.headers(), app.config().session_cookie());
    if let Some(Credentials::Bearer(_)) = credentials {
        return Ok(request);
    }
    match csrf::origin(request.headers(), app.config()) {
        Origin::Ours => return Ok(request),
        Origin::Foreign => return Err(Failure::http(StatusCode::FORBIDDEN)),
        Origin::Unsaid => {}
    }
    match session::authenticate(app, context, request.headers()).await? {
        Some(signed) => require_token(app, &signed, request).await,
        None => Ok(request),
    }
}

async fn require_token(app: &App, signed: &Signed, request: Request) -> Result<Request, Failure> {
    let forged = || Failure::http(StatusCode::FORBIDDEN);
    if let Some(token) = csrf::header_token(request.headers()) {
        let right = csrf::is_token(token, &signed.csrf);
        return if right { Ok(request) } else { Err(forged()) };
    }
    if !csrf::is_plain_form(request.headers()) {
        return Err(forged());
    }
    let (parts, body) = request.into_parts();
    let limit = app.config().limits.body;
    let form = Limited::new(body, limit).collect().await.map_err(|_| too_large(limit))?.to_bytes();
    match csrf::form_token(&form) {
        Some(token) if csrf::is_token(token.as_bytes(), &signed.csrf) => {
            Ok(Request::from_parts(parts, Body::from(form)))
        }
        _ => Err(forged()),
    }
}
