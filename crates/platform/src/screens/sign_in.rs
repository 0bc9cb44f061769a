//! Signing in and out.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};
use kernel::language::Language;
use kernel::words::Words;
use kernel::{Refusal, Result};
use maud::{Markup, html};
use serde::Deserialize;
use web::app::App;
use web::components::{
    Banner, Field, Form, Span, Tone, banner, email, form, form_actions, hidden, password,
    submit as submit_button,
};
use web::context::RequestContext;
use web::error::PageError;
use web::redirect::{local_path, see_other};
use web::session::Signed;

use super::cookie;
use super::fields::{Faults, Fields};
use super::plain::{Plain, alerts};
use crate::actions::set_up::is_administered;
use crate::actions::sign_in::{Claim, Denied, sign_in};
use crate::password::Password;
use crate::session;

/// Where to go afterwards, and in which language to ask.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    next: Option<String>,
    language: Option<String>,
    /// What was done before: `password`, `signed-out`.
    done: Option<String>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Option<Signed>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let next = local_path(asked.next.as_deref().unwrap_or_default());
    if signed.is_some() {
        return Ok(see_other(next));
    }
    let plain = Plain::new(&context, asked.language.as_deref(), &[("next", next)]);
    let notice = notice(&app, &plain, asked.done.as_deref()).await?;
    let page = page(&plain, &notice, &Filled { next, email: "" }, &Faults::default());
    Ok(plain.page(&plain.text("sign-in"), false, &page).into_response())
}

/// Lets somebody in, or shows the page again. An address that is not known gets the same answer.
pub async fn submit(
    State(app): State<App>,
    context: RequestContext,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&["email", "password", "next", "language"])?;
    let next = local_path(fields.one("next"));
    let language = Some(fields.one("language"));
    let plain = Plain::new(&context, language, &[("next", next)]);
    let claim = Claim {
        email: fields.one("email").to_owned(),
        password: Password::given(fields.raw("password"))?,
        address: context.address(),
    };
    let denied = match sign_in(&app, claim, cookie::origin(&context, &headers)).await {
        Ok(secret) => return Ok(cookie::enter(app.config(), &secret, next)?),
        Err(denied) => denied,
    };
    let (status, wait_s, faults) = explain(denied, plain.language())?;
    let filled = Filled { next, email: fields.one("email") };
    let page = page(&plain, &html! {}, &filled, &faults);
    let mut response = (status, plain.page(&plain.text("sign-in"), false, &page)).into_response();
    if let Some(seconds) = wait_s {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

/// Ends the session.
pub async fn sign_out(
    State(app): State<App>,
    signed: Signed,
    fields: Fields,
) -> Result<Response, PageError> {
    fields.only(&[])?;
    if let (Some(user), Some(id)) = (signed.scope.user(), signed.session) {
        app.store()
            .write(move |tx| Box::pin(async move { session::end(tx, user, id).await }))
            .await?;
    }
    Ok(cookie::leave(app.config())?)
}

/// Status, wait and sentence of a sign-in that did not succeed.
///
/// # Errors
/// What is no answer to a wrong password.
pub(super) fn explain(
    denied: Denied,
    language: Language,
) -> Result<(StatusCode, Option<u32>, Faults)> {
    let words = Words::get();
    let mut faults = Faults::default();
    match denied {
        Denied::Wrong => {
            faults.push(None, words.refusal(language, &Refusal::new("wrong-password")));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, None, faults))
        }
        Denied::TooMany { wait_s } => {
            let refusal = Refusal::new("too-many-tries").with("seconds", wait_s);
            faults.push(None, words.refusal(language, &refusal));
            Ok((StatusCode::TOO_MANY_REQUESTS, Some(wait_s), faults))
        }
        Denied::Failed(error) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, None, Faults::of(error, language)?))
        }
    }
}

struct Filled<'a> {
    next: &'a str,
    email: &'a str,
}

fn page(plain: &Plain, notice: &Markup, filled: &Filled, faults: &Faults) -> Markup {
    let (address, secret) = (plain.text("sign-in-email"), plain.text("sign-in-password"));
    html! {
        h1 { (plain.text("sign-in")) }
        p { (plain.text("sign-in-text")) }
        (notice)
        (alerts(faults, &[]))
        (form(&Form { id: "sign-in", action: "/sign-in", ..Form::default() }, &html! {
            (hidden("next", filled.next))
            (hidden("language", plain.language().code()))
            div.form-grid {
                (email(&Field { name: "email", label: &address, value: filled.email, autocomplete: Some("username"),
                    required: true, autofocus: filled.email.is_empty(), span: Span::Full, ..Field::default() }))
                (password(&Field { name: "password", label: &secret, autocomplete: Some("current-password"),
                    required: true, autofocus: !filled.email.is_empty(), span: Span::Full, ..Field::default() }))
            }
            (form_actions(&submit_button(&plain.text("sign-in"))))
        }))
        p { a.more-link href={ "/forgot?language=" (plain.language().code()) } { (plain.text("sign-in-forgot")) } }
    }
}

/// What somebody who cannot sign in yet, or just did something, should know.
async fn notice(app: &App, plain: &Plain, done: Option<&str>) -> Result<Markup> {
    let say =
        |tone, key: &str| banner(&Banner { tone, text: &plain.text(key), ..Banner::default() });
    if done == Some("password") {
        return Ok(say(Tone::Ok, "sign-in-password-changed"));
    }
    if !app.is_set_up() && !app.store().read(|tx| Box::pin(is_administered(tx))).await? {
        return Ok(say(Tone::Info, "sign-in-not-set-up"));
    }
    Ok(html! {})
}
