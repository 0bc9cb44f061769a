//! Changing one's own password.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::RETRY_AFTER;
use kernel::words::Words;
use kernel::{Refusal, Result};
use maud::{Markup, html};
use serde::Deserialize;
use web::app::App;
use web::components::{
    Banner, Field, Form, PageHead, Span, Tone, banner, form, form_actions, form_section, page_head,
    password, submit as submit_button,
};
use web::context::RequestContext;
use web::error::PageError;
use web::redirect::see_other;
use web::session::Signed;

use super::super::choose_password::{chosen_twice, passwords};
use super::super::fields::{Faults, Fields};
use super::super::plain::alerts;
use super::super::sign_in::explain;
use super::Page;
use crate::actions::change_password::{PasswordChange, change_password};
use crate::actions::sign_in::Denied;
use crate::password::Password;

const SHOWN: [&str; 3] = ["current", "password", "password_again"];

/// What was done just before.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    said: Option<String>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    let page = Page::of(&app, &signed, &context).await?;
    Ok(draw(&page, &Faults::default(), asked.said.is_some()))
}

/// Changes it. A program with a token may not.
pub async fn submit(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&SHOWN)?;
    if signed.is_program() {
        return Err(kernel::Error::Forbidden(Refusal::new("no-right")).into());
    }
    let denied = match change(&app, &context, &signed, &fields).await {
        Ok(()) => return Ok(see_other("/settings/password?said=changed")),
        Err(denied) => denied,
    };
    let language = signed.scope.language;
    let (status, wait_s, faults) = if matches!(denied, Denied::Wrong) {
        let refusal = Refusal::new("wrong-current-password");
        let mut faults = Faults::default();
        faults.push(Some("current"), Words::get().refusal(language, &refusal));
        (StatusCode::UNPROCESSABLE_ENTITY, None, faults)
    } else {
        explain(denied, language)?
    };
    let page = Page::of(&app, &signed, &context).await?;
    let mut response = (status, draw(&page, &faults, false)).into_response();
    if let Some(seconds) = wait_s {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

async fn change(
    app: &App,
    context: &RequestContext,
    signed: &Signed,
    fields: &Fields,
) -> Result<(), Denied> {
    let change = PasswordChange {
        current: Password::given(fields.raw("current"))?,
        new: chosen_twice(fields)?,
        address: context.address(),
    };
    change_password(app, signed, change).await
}

fn draw(page: &Page, faults: &Faults, changed: bool) -> Markup {
    let title = page.text("settings-password");
    let current = page.text("password-current");
    let body = html! {
        (page_head(&PageHead { title: &title, ..PageHead::default() }))
        @if changed {
            (banner(&Banner { tone: Tone::Ok, text: &page.text("password-changed"), ..Banner::default() }))
        }
        (alerts(faults, &SHOWN))
        (form(&Form { id: "password", action: "/settings/password", csrf: page.frame.csrf(), ..Form::default() }, &html! {
            input.sr type="text" autocomplete="username" value=(page.frame.signed().email) readonly tabindex="-1" aria-hidden="true";
            (form_section(&page.text("password-change"), Some(&page.text("password-consequence")), &html! {
                (password(&Field { name: "current", label: &current, error: faults.field("current"),
                    autocomplete: Some("current-password"), required: true, span: Span::Full, ..Field::default() }))
                (passwords(&|key| page.text(key), faults))
            }))
            (form_actions(&submit_button(&page.text("password-change"))))
        }))
    };
    page.show(&title, &body)
}
