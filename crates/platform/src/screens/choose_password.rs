//! The pages behind an invitation and behind a link to a new password.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::RETRY_AFTER;
use kernel::choice::Choices;
use kernel::language::Language;
use kernel::{Error, Result};
use maud::{Markup, html};
use serde::Deserialize;
use web::app::App;
use web::components::{
    Choice, Field, Form, Span, form, form_actions, password, select, submit as submit_button, text,
};
use web::context::RequestContext;
use web::error::PageError;
use web::redirect::see_other;

use super::cookie;
use super::fields::{Faults, Fields};
use super::plain::{Plain, alerts};
use super::sign_in::explain;
use crate::actions::accept_link::{About, Acceptance, accept, look};
use crate::actions::sign_in::{Denied, begin_session};
use crate::objects::ScreenLanguage;
use crate::one_time_link::LinkKind;
use crate::password::Password;
use crate::person::Person;

/// In which language to ask.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    language: Option<String>,
}

/// The page of an invitation.
pub async fn show_invitation(
    State(app): State<App>,
    context: RequestContext,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    show(&app, &context, (LinkKind::Invitation, token), asked).await
}

/// The page of a link to a new password.
pub async fn show_reset(
    State(app): State<App>,
    context: RequestContext,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    show(&app, &context, (LinkKind::Reset, token), asked).await
}

/// Takes an invitation and signs in.
pub async fn accept_invitation(
    State(app): State<App>,
    context: RequestContext,
    Path(token): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&["name", "language", "password", "password_again"])?;
    let link = (LinkKind::Invitation, token);
    match take(&app, &context, &link, &fields).await {
        Ok(user) => {
            let secret = begin_session(&app, user, cookie::origin(&context, &headers)).await?;
            Ok(cookie::enter(app.config(), &secret, "/")?)
        }
        Err(denied) => again(&app, &context, &link, &fields, denied).await,
    }
}

/// Takes a new password and leads to the sign-in.
pub async fn accept_reset(
    State(app): State<App>,
    context: RequestContext,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&["language", "password", "password_again"])?;
    let link = (LinkKind::Reset, token);
    match take(&app, &context, &link, &fields).await {
        Ok(_) => Ok(see_other("/sign-in?done=password")),
        Err(denied) => again(&app, &context, &link, &fields, denied).await,
    }
}

type Link = (LinkKind, String);

async fn show(
    app: &App,
    context: &RequestContext,
    (kind, token): Link,
    asked: Asked,
) -> Result<Response, PageError> {
    let person = look(app, kind, &token).await?;
    let wish = asked.language.or_else(|| person.language.map(|own| own.code().to_owned()));
    let plain = Plain::new(context, wish.as_deref(), &[]);
    let page = page(&plain, &(kind, token), &person, &person.name, &Faults::default());
    Ok(plain.page(&title(&plain, kind), false, &page).into_response())
}

async fn take(
    app: &App,
    context: &RequestContext,
    (kind, token): &Link,
    fields: &Fields,
) -> Result<uuid::Uuid, Denied> {
    let language = ScreenLanguage::from_key(fields.one("language"));
    let about = (*kind == LinkKind::Invitation).then(|| About {
        name: fields.one("name").to_owned(),
        language: language.unwrap_or(context.language().into()),
    });
    let acceptance = Acceptance {
        kind: *kind,
        secret: token.clone(),
        password: chosen_twice(fields)?,
        about,
        address: context.address(),
    };
    accept(app, acceptance).await
}

/// The new password of a form that asks for it twice.
///
/// # Errors
/// Refusals of its length, or that the two differ.
pub(super) fn chosen_twice(fields: &Fields) -> Result<Password> {
    let chosen = Password::chosen(fields.raw("password"))?;
    if fields.raw("password") == fields.raw("password_again") {
        Ok(chosen)
    } else {
        Err(Error::refused("password_again", "passwords-differ"))
    }
}

async fn again(
    app: &App,
    context: &RequestContext,
    link: &Link,
    fields: &Fields,
    denied: Denied,
) -> Result<Response, PageError> {
    if let Denied::Failed(error @ Error::Gone(_)) = denied {
        return Err(error.into());
    }
    let plain = Plain::new(context, Some(fields.one("language")), &[]);
    let (status, wait_s, faults) = explain(denied, plain.language())?;
    let person = look(app, link.0, &link.1).await?;
    let page = page(&plain, link, &person, fields.one("name"), &faults);
    let page = plain.page(&title(&plain, link.0), false, &page);
    let mut response = (status, page).into_response();
    if let Some(seconds) = wait_s {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

fn title(plain: &Plain, kind: LinkKind) -> String {
    plain.text(if kind == LinkKind::Invitation { "invitation" } else { "reset" })
}

const SHOWN: [&str; 4] = ["name", "language", "password", "password_again"];

fn page(
    plain: &Plain,
    (kind, token): &Link,
    person: &Person,
    name: &str,
    faults: &Faults,
) -> Markup {
    let invited = *kind == LinkKind::Invitation;
    let text_key = if invited { "invitation-text" } else { "reset-text" };
    let action = kind.path(token);
    html! {
        h1 { (title(plain, *kind)) }
        p { (plain.with(text_key, &[("email", person.email.as_str().into())])) }
        (alerts(faults, &SHOWN))
        (form(&Form { id: "password", action: &action, ..Form::default() }, &html! {
            // Password managers file the password under this address.
            input.sr type="text" autocomplete="username" value=(person.email) readonly tabindex="-1" aria-hidden="true";
            div.form-grid {
                @if invited { (about(plain, name, faults)) } @else { (web::components::hidden("language", plain.language().code())) }
                (passwords(&|key| plain.text(key), faults))
            }
            (form_actions(&submit_button(&plain.text(if invited { "invitation-accept" } else { "reset-save" }))))
        }))
    }
}

fn about(plain: &Plain, name: &str, faults: &Faults) -> Markup {
    let (name_label, language_label) =
        (plain.text("field-user-name"), plain.text("field-user-language"));
    let languages = languages(plain.language());
    html! {
        (text(&Field { name: "name", label: &name_label, value: name, error: faults.field("name"),
            autocomplete: Some("name"), required: true, span: Span::Full, ..Field::default() }))
        (select(&Field { name: "language", label: &language_label, span: Span::Full, ..Field::default() }, &languages))
    }
}

/// The languages under their own names.
pub(super) fn languages(chosen: Language) -> [Choice<'static>; 3] {
    Language::ALL.map(|language| Choice {
        value: language.code(),
        label: language.own_name(),
        selected: language == chosen,
        ..Choice::default()
    })
}

/// The new password, twice.
pub(super) fn passwords(text: &dyn Fn(&str) -> String, faults: &Faults) -> Markup {
    let (once, twice) = (text("password-new"), text("password-again"));
    let hint = text("password-hint");
    html! {
        (password(&Field { name: "password", label: &once, help: Some(&hint), error: faults.field("password"),
            autocomplete: Some("new-password"), required: true, span: Span::Full, ..Field::default() }))
        (password(&Field { name: "password_again", label: &twice, error: faults.field("password_again"),
            autocomplete: Some("new-password"), required: true, span: Span::Full, ..Field::default() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::password::SHORTEST;
    use kernel::Refusal;

    #[test]
    fn the_password_is_typed_twice() {
        let fields =
            Fields::from([("password", "correct horse"), ("password_again", "correct horse")]);
        assert!(chosen_twice(&fields).is_ok());
        let fields = Fields::from([("password", "correct horse"), ("password_again", "battery")]);
        assert!(chosen_twice(&fields).is_err());
        let short = "x".repeat(SHORTEST - 1);
        let fields =
            Fields::from([("password", short.as_str()), ("password_again", short.as_str())]);
        let Err(Error::Refused(refusals)) = chosen_twice(&fields) else { panic!("let through") };
        assert_eq!(
            refusals.0[0],
            Refusal::field("password", "password-too-short").with("limit", 8)
        );
    }
}
