//! The first two minutes, behind the link that the server prints.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::RETRY_AFTER;
use kernel::{Error, Refusals, Result};
use maud::{Markup, html};
use serde::Deserialize;
use web::app::App;
use web::components::{
    Field, Form, Span, Summary, email, error_summary, form, form_actions, form_section, hidden,
    submit as submit_button, text,
};
use web::context::RequestContext;
use web::error::PageError;

use super::choose_password::{chosen_twice, passwords};
use super::cookie;
use super::fields::{Faults, Fields};
use super::plain::Plain;
use super::sign_in::explain;
use super::workspace_form::{self, Filled};
use crate::actions::set_up::{SetUp, look, set_up};
use crate::actions::sign_in::{Denied, begin_session};

/// The secret of the link, and in which language to ask.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    token: String,
    language: Option<String>,
}

const SHOWN: [&str; 4] = ["name", "email", "password", "password_again"];

/// The page; there is none once somebody administers the workspace.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    look(&app, &asked.token).await?;
    let plain = Plain::new(&context, asked.language.as_deref(), &[("token", &asked.token)]);
    let filled = Filled::likely(plain.language());
    let you = You { token: &asked.token, name: "", email: "" };
    let page = page(&plain, &you, &filled, &Faults::default());
    Ok(plain.page(&plain.text("set-up"), true, &page).into_response())
}

/// Sets up and signs in.
pub async fn submit(
    State(app): State<App>,
    context: RequestContext,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only_those(|name| {
        ["token", "language"].contains(&name)
            || SHOWN.contains(&name)
            || workspace_form::NAMES.contains(&name)
    })?;
    let token = fields.one("token");
    look(&app, token).await?;
    let plain = Plain::new(&context, Some(fields.one("language")), &[("token", token)]);
    let done = match asked(&fields, &context) {
        Ok(asked) => set_up(&app, asked).await,
        Err(error) => Err(Denied::Failed(error)),
    };
    let denied = match done {
        Ok(user) => {
            let secret = begin_session(&app, user, cookie::origin(&context, &headers)).await?;
            return Ok(cookie::enter(app.config(), &secret, "/welcome")?);
        }
        Err(denied) => denied,
    };
    let (status, wait_s, faults) = explain(denied, plain.language())?;
    let you = You { token, name: fields.one("name"), email: fields.one("email") };
    let page = page(&plain, &you, &Filled::typed(&fields), &faults);
    let mut response = (status, plain.page(&plain.text("set-up"), true, &page)).into_response();
    if let Some(seconds) = wait_s {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

fn asked(fields: &Fields, context: &RequestContext) -> Result<SetUp> {
    let mut refusals = Refusals::default();
    let workspace = workspace_form::read(fields, 1).map_err(|wrong| refusals.0.extend(wrong.0));
    for name in ["name", "email"] {
        if fields.one(name).is_empty() {
            refusals.field(name, "required");
        }
    }
    let password = match chosen_twice(fields) {
        Err(Error::Refused(wrong)) => {
            refusals.0.extend(wrong.0);
            None
        }
        other => Some(other?),
    };
    match (workspace, password) {
        (Ok(workspace), Some(password)) if refusals.is_empty() => Ok(SetUp {
            secret: fields.one("token").to_owned(),
            workspace,
            name: fields.one("name").to_owned(),
            email: fields.one("email").to_owned(),
            password,
            address: context.address(),
        }),
        _ => Err(Error::Refused(refusals)),
    }
}

struct You<'a> {
    token: &'a str,
    name: &'a str,
    email: &'a str,
}

fn page(plain: &Plain, you: &You, filled: &Filled, faults: &Faults) -> Markup {
    let word = |key: &str| plain.text(key);
    html! {
        h1 { (word("set-up")) }
        p { (word("set-up-text")) }
        (summary(plain, faults))
        (form(&Form { id: "set-up", action: "/set-up", ..Form::default() }, &html! {
            (hidden("token", you.token))
            (hidden("language", plain.language().code()))
            (form_section(&word("set-up-company"), None,
                &workspace_form::controls(filled, faults, plain.language(), &word)))
            (form_section(&word("set-up-you"), Some(&word("set-up-you-text")), &yourself(plain, you, faults)))
            (form_actions(&submit_button(&word("set-up-done"))))
        }))
    }
}

fn yourself(plain: &Plain, you: &You, faults: &Faults) -> Markup {
    let (name, address) = (plain.text("field-user-name"), plain.text("sign-in-email"));
    html! {
        (text(&Field { name: "name", label: &name, value: you.name, error: faults.field("name"),
            autocomplete: Some("name"), required: true, span: Span::Full, ..Field::default() }))
        (email(&Field { name: "email", label: &address, value: you.email, error: faults.field("email"),
            autocomplete: Some("username"), required: true, span: Span::Full, ..Field::default() }))
        (passwords(&|key| plain.text(key), faults))
    }
}

/// What is wrong, each with the name of its field and a link to it.
fn summary(plain: &Plain, faults: &Faults) -> Markup {
    let shown: Vec<&str> = workspace_form::NAMES.into_iter().chain(SHOWN).collect();
    let at_fields: Vec<(&str, String)> = shown
        .iter()
        .filter_map(|name| {
            let sentence = faults.field(name)?;
            let values = [("field", label(plain, name).into()), ("reason", sentence.into())];
            Some((*name, plain.with("form-fault", &values)))
        })
        .collect();
    let beside = faults.beside(&shown).into_iter().map(|text| ("set-up", text));
    let named = at_fields.iter().map(|(name, text)| (*name, text.as_str()));
    let lines: Vec<Summary> =
        beside.chain(named).map(|(control, text)| Summary { control, text }).collect();
    error_summary(&plain.text("form-wrong"), &lines)
}

/// The words at a field of this form.
fn label(plain: &Plain, name: &str) -> String {
    match name {
        "name" => plain.text("field-user-name"),
        "email" => plain.text("sign-in-email"),
        "password" => plain.text("password-new"),
        "password_again" => plain.text("password-again"),
        other => plain.text(&format!("workspace-{other}").replace('_', "-")),
    }
}
