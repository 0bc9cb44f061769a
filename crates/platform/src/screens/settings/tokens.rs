//! One's API tokens: made, shown once, revoked.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::{Error, Refusal, Result};
use maud::{Markup, html};
use uuid::Uuid;
use web::app::App;
use web::components::{
    Banner, Button, ButtonKind, Choice, EmptyState, Field, Form, PageHead, Phone, Tone, banner,
    button, empty_state, form, form_actions, form_section, hidden, page_head, select,
    submit as submit_button, text,
};
use web::context::RequestContext;
use web::error::PageError;
use web::redirect::see_other;
use web::session::Signed;

use super::super::fields::{Faults, Fields};
use super::super::plain::alerts;
use super::list::{self, Head, Line, Look};
use super::{Page, shown_once};
use crate::actions::add_token;
use crate::api_token::{self, ApiToken};

/// The days offered; none is for ever.
const DAYS: [(&str, &str); 4] = [
    ("30", "tokens-30-days"),
    ("90", "tokens-90-days"),
    ("365", "tokens-365-days"),
    ("", "tokens-for-ever"),
];

/// The page.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
) -> Result<Markup, PageError> {
    Ok(draw(&app, &context, &signed, (&Faults::default(), "", None)).await?)
}

/// Makes a token and shows it, this once.
pub async fn add(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&["name", "days"])?;
    let me = own_person(&signed)?;
    let days = match fields.one("days") {
        "" => None,
        days => Some(days.parse().map_err(|_| Error::invalid("days", "not-a-number"))?),
    };
    match add_token::add(&app, me, fields.one("name"), days).await {
        Ok(secret) => {
            let shown = (&Faults::default(), "", Some(secret.reveal()));
            Ok(draw(&app, &context, &signed, shown).await?.into_response())
        }
        Err(error) => {
            let faults = Faults::of(error, signed.scope.language)?;
            let page = draw(&app, &context, &signed, (&faults, fields.one("name"), None)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Revokes a token.
pub async fn revoke(
    State(app): State<App>,
    signed: Signed,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&["id"])?;
    let me = own_person(&signed)?;
    let id = Uuid::try_parse(fields.one("id")).map_err(|_| Error::invalid("id", "not-an-id"))?;
    app.store()
        .write(move |tx| Box::pin(async move { api_token::revoke(tx, me, id).await }))
        .await?;
    Ok(see_other("/settings/tokens"))
}

/// Whoever is here in person: a token makes no tokens.
fn own_person(signed: &Signed) -> Result<Uuid> {
    match (signed.scope.user(), signed.is_program()) {
        (Some(me), false) => Ok(me),
        _ => Err(Error::Forbidden(Refusal::new("no-right"))),
    }
}

async fn draw(
    app: &App,
    context: &RequestContext,
    signed: &Signed,
    (faults, name, fresh): (&Faults, &str, Option<&str>),
) -> Result<Markup> {
    let me = signed.scope.user().ok_or(Error::NotFound)?;
    let tokens = app
        .store()
        .read(move |tx| Box::pin(async move { api_token::of_user(tx, me).await }))
        .await?;
    let page = Page::of(app, signed, context).await?;
    let title = page.text("settings-tokens");
    let body = html! {
        (page_head(&PageHead { title: &title, note: Some(&page.text("tokens-note")), ..PageHead::default() }))
        @if let Some(secret) = fresh {
            (banner(&Banner { tone: Tone::Ok, text: &page.text("tokens-shown-once"), ..Banner::default() }))
            (shown_once(&page.text("tokens-token"), secret))
        }
        (alerts(faults, &["name", "days"]))
        (new(&page, name, faults))
        @if tokens.is_empty() {
            (empty_state(&EmptyState { icon: "key", title: &page.text("tokens-none"), ..EmptyState::default() }))
        } @else {
            (list(&page, &tokens))
        }
    };
    Ok(page.show(&title, &body))
}

fn new(page: &Page, name: &str, faults: &Faults) -> Markup {
    let (name_label, days_label) = (page.text("tokens-name"), page.text("tokens-days"));
    let help = page.text("tokens-name-help");
    let labels = DAYS.map(|(value, key)| (value, page.text(key)));
    let choices: Vec<Choice> = labels
        .iter()
        .map(|(value, label)| Choice {
            value,
            label,
            selected: *value == "90",
            ..Choice::default()
        })
        .collect();
    form(
        &Form {
            id: "token",
            action: "/settings/tokens",
            csrf: page.frame.csrf(),
            ..Form::default()
        },
        &html! {
            (form_section(&page.text("tokens-new"), None, &html! {
                (text(&Field { name: "name", label: &name_label, value: name, help: Some(&help), error: faults.field("name"),
                    required: true, max_length: Some(100), ..Field::default() }))
                (select(&Field { name: "days", label: &days_label, error: faults.field("days"), ..Field::default() }, &choices))
            }))
            (form_actions(&submit_button(&page.text("tokens-make"))))
        },
    )
}

const HEADS: [Head; 5] = [
    ("tokens-name", Look::Words, Phone::Top),
    ("tokens-prefix", Look::Words, Phone::Bottom),
    ("tokens-expires", Look::Words, Phone::BottomEnd),
    ("tokens-used", Look::Words, Phone::Hidden),
    ("tokens-revoke", Look::Buttons, Phone::TopEnd),
];

fn list(page: &Page, tokens: &[ApiToken]) -> Markup {
    let now = page.frame.scope().now;
    let lines: Vec<Line> = tokens
        .iter()
        .map(|token| {
            let id = token.id.to_string();
            let cells = cells(page, token, &id);
            Line { id, cells, faint: token.expires_at.is_some_and(|at| at <= now) }
        })
        .collect();
    list::draw(page, ("tokens", "settings-tokens"), &HEADS, &lines)
}

fn cells(page: &Page, token: &ApiToken, id: &str) -> Vec<Markup> {
    let format = page.frame.format();
    let at = |instant: Option<jiff::Timestamp>, none: &str| {
        instant.map_or_else(|| page.text(none), |at| format.date_time(at))
    };
    vec![
        html! { (token.name) },
        html! { code { (token.prefix) "…" } },
        html! { (at(token.expires_at, "tokens-never-expires")) },
        html! { (at(token.used_at, "tokens-never-used")) },
        html! {
            form method="post" action="/settings/tokens/revoke" {
                (hidden("csrf", page.frame.csrf()))
                (hidden("id", id))
                (button(&Button { label: &page.text("tokens-revoke"), kind: ButtonKind::Quiet,
                    confirm: Some(&page.text("tokens-revoke-question")), ..Button::default() }))
            }
        },
    ]
}
