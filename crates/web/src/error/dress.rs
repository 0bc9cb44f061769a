//! The words of a failure, chosen when the answer leaves: a problem for programs, a page for people.

use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, COOKIE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use kernel::Error;
use kernel::words::Words;
use maud::Markup;

use super::{Cause, Failure};
use crate::app::App;
use crate::components::{
    ButtonKind, ErrorPage, LinkButton, PlainPage, error_page, link_button, plain_page,
};
use crate::context::RequestContext;
use crate::frame::Frame;
use crate::{redirect, session};

/// How long a page of a failure waits for what its frame shows besides.
const WAIT: Duration = Duration::from_millis(500);

/// Gives a failed answer its words, and for people signed in the frame of every page. Answers that
/// are already dressed are left alone.
pub async fn dress(
    response: Response,
    app: &App,
    context: &RequestContext,
    cookies: Option<HeaderValue>,
) -> Response {
    let status = response.status();
    let failure = match response.extensions().get::<Arc<Failure>>() {
        Some(failure) => Arc::clone(failure),
        // An address that cannot be read, such as a record's with no id in it, leads nowhere.
        None if is_bare(&response) && status == StatusCode::BAD_REQUEST => {
            Arc::new(Error::NotFound.into())
        }
        None if is_bare(&response) => Arc::new(Failure::http(status)),
        None => return response,
    };
    failure.log(context);
    let mut dressed = if context.is_api() {
        problem_response(&failure, context)
    } else if let Cause::SignIn = failure.cause {
        sign_in_response(context)
    } else if context.is_htmx() {
        (failure.status(), body(&failure, context)).into_response()
    } else {
        let frame = frame(app, context, (failure.status(), cookies)).await;
        page_response(&failure, context, frame.as_ref())
    };
    for (name, value) in response.headers() {
        if name != CONTENT_TYPE && name != http::header::CONTENT_LENGTH {
            dressed.headers_mut().append(name, value.clone());
        }
    }
    if let Some(seconds) = failure.retry_after_s() {
        dressed.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    dressed
}

/// Whether an error came from below without words of ours.
fn is_bare(response: &Response) -> bool {
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    failed && kind.is_none_or(|kind| kind.starts_with("text/plain"))
}

fn problem_response(failure: &Failure, context: &RequestContext) -> Response {
    let problem = failure.problem(context.language(), context.id());
    let kind = HeaderValue::from_static("application/problem+json");
    let mut response = (failure.status(), problem.to_string()).into_response();
    response.headers_mut().insert(CONTENT_TYPE, kind);
    if failure.status() == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Bearer realm=\"rapport\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

fn sign_in_response(context: &RequestContext) -> Response {
    let address = redirect::sign_in_address(context.target());
    if context.is_htmx() {
        return (StatusCode::UNAUTHORIZED, [("hx-redirect", address)]).into_response();
    }
    redirect::see_other(&address)
}

/// The frame of whoever asks, as far as that can be found out at once: when the machine is short of
/// something, nothing more is asked of it.
async fn frame(
    app: &App,
    context: &RequestContext,
    (status, cookies): (StatusCode, Option<HeaderValue>),
) -> Option<Frame> {
    let is_short = matches!(
        status,
        StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::TOO_MANY_REQUESTS
            | StatusCode::MISDIRECTED_REQUEST
    );
    let signed = match context.signed() {
        Some(signed) => signed.clone(),
        None if is_short => return None,
        None => {
            let headers = HeaderMap::from_iter([(COOKIE, cookies?)]);
            let asked = session::authenticate(app, context, &headers);
            tokio::time::timeout(WAIT, asked).await.ok()?.ok()??
        }
    };
    if signed.is_program() {
        return None;
    }
    let wait = if is_short { Duration::ZERO } else { WAIT };
    Some(Frame::of_failure(app, &signed, context, wait).await)
}

fn body(failure: &Failure, context: &RequestContext) -> Markup {
    let language = context.language();
    let words = Words::get();
    let (title, text) = (failure.title(language), failure.detail(language));
    let label = words.text(language, "error-request");
    let home = words.text(language, "error-home");
    let home = link_button(&LinkButton {
        href: "/",
        label: &home,
        kind: ButtonKind::Primary,
        ..LinkButton::default()
    });
    error_page(&ErrorPage {
        title: &title,
        text: &text,
        reasons: &failure.reasons(language),
        request: Some((&label, context.id())),
        actions: Some(home),
    })
}

fn page_response(failure: &Failure, context: &RequestContext, frame: Option<&Frame>) -> Response {
    let language = context.language();
    let words = Words::get();
    let (title, body) = (failure.title(language), body(failure, context));
    if let Some(frame) = frame {
        return (failure.status(), frame.page(&title, &body)).into_response();
    }
    let page = plain_page(
        &PlainPage {
            lang: language.tag(),
            theme: None,
            title: &title,
            product: &words.text(language, "shell-product"),
            skip: &words.text(language, "error-skip"),
            footer: None,
            wide: false,
        },
        &body,
    );
    (failure.status(), page).into_response()
}
