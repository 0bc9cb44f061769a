//! The endpoints, how each is, and the form of a new one.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::{Error, Result};
use maud::{Markup, html};
use platform::pages::list::{self, Head, Line, Look};
use platform::pages::{Faults, Fields, Page, alerts, shown_once};
use uuid::Uuid;
use web::app::App;
use web::components::{
    Banner, EmptyState, Form, PageHead, Phone, Tone, banner, empty_state, form, form_actions,
    form_section, page_head, submit as submit_button,
};
use web::context::RequestContext;
use web::error::PageError;
use web::session::Signed;

use super::PATH;
use super::controls::{self, NAMES, at, people, state};
use crate::desk;
use crate::webhook::{Draft, MOST, Secret, Webhook};

/// What stands on the page beside the list.
struct Shown<'a> {
    draft: &'a Draft,
    faults: &'a Faults,
    fresh: Option<&'a Secret>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
) -> Result<Markup, PageError> {
    let draft = empty(&signed)?;
    let shown = Shown { draft: &draft, faults: &Faults::default(), fresh: None };
    Ok(draw(&app, &context, &signed, shown).await?)
}

/// Adds an endpoint and shows its secret, this once.
pub async fn add(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&NAMES)?;
    let mut draft = empty(&signed)?;
    controls::read(&fields, &mut draft);
    match desk::create(&app, &signed, Uuid::now_v7(), &draft).await {
        Ok((_, secret)) => {
            let draft = empty(&signed)?;
            let shown = Shown { draft: &draft, faults: &Faults::default(), fresh: secret.as_ref() };
            Ok(draw(&app, &context, &signed, shown).await?.into_response())
        }
        Err(error) => {
            let faults = Faults::of(error, signed.scope.language)?;
            let shown = Shown { draft: &draft, faults: &faults, fresh: None };
            let page = draw(&app, &context, &signed, shown).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn empty(signed: &Signed) -> Result<Draft> {
    signed.scope.user().map(Draft::of).ok_or(Error::NotFound)
}

async fn draw(
    app: &App,
    context: &RequestContext,
    signed: &Signed,
    shown: Shown<'_>,
) -> Result<Markup> {
    let webhooks = desk::list(app, None, MOST).await?;
    let people = people(app).await?;
    let page = Page::of(app, signed, context).await?;
    let title = page.text("settings-webhooks");
    let new = form(
        &Form { id: "webhook", action: PATH, csrf: page.frame.csrf(), ..Form::default() },
        &html! {
            (form_section(&page.text("webhooks-new"), None, &controls::controls(&page, shown.draft, &people, shown.faults)))
            (form_actions(&submit_button(&page.text("webhooks-add"))))
        },
    );
    let body = html! {
        (page_head(&PageHead { title: &title, note: Some(&page.text("webhooks-note")), ..PageHead::default() }))
        @if let Some(secret) = shown.fresh {
            (banner(&Banner { tone: Tone::Ok, text: &page.text("webhooks-secret-once"), ..Banner::default() }))
            (shown_once(&page.text("webhooks-secret"), &secret.reveal()))
        }
        @if webhooks.is_empty() {
            (empty_state(&EmptyState { icon: "megaphone", title: &page.text("webhooks-none"),
                text: Some(&page.text("webhooks-none-text")), ..EmptyState::default() }))
        } @else {
            (table(&page, &webhooks))
        }
        (alerts(shown.faults, &NAMES))
        (new)
    };
    Ok(page.show(&title, &body))
}

const HEADS: [Head; 4] = [
    ("webhooks-name", Look::Words, Phone::Top),
    ("webhooks-url", Look::Words, Phone::Bottom),
    ("webhooks-delivered-at", Look::Words, Phone::Hidden),
    ("webhooks-state", Look::Words, Phone::TopEnd),
];

fn table(page: &Page, webhooks: &[Webhook]) -> Markup {
    let lines: Vec<Line> = webhooks
        .iter()
        .map(|webhook| Line {
            id: webhook.id.to_string(),
            cells: vec![
                list::opening(&format!("{PATH}/{}", webhook.id), &webhook.name),
                html! { (webhook.url) },
                html! { (at(page, webhook.delivered_at)) },
                state(page, webhook),
            ],
            faint: !webhook.active,
        })
        .collect();
    list::draw(page, ("webhooks", "settings-webhooks"), &HEADS, &lines)
}
