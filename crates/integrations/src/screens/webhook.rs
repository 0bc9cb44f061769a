//! One endpoint: how it is, what it hears, and what may be done with it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::Timestamp;
use kernel::{Error, Refusal, Result};
use maud::{Markup, html};
use platform::pages::{Faults, Fields, Page, alerts, shown_once};
use uuid::Uuid;
use web::app::App;
use web::components::{
    Banner, Button, ButtonKind, Crumb, Form, LinkButton, PageHead, Tone, banner, breadcrumb, form,
    form_actions, form_section, link_button, page_head, submit as submit_button,
};
use web::context::RequestContext;
use web::error::PageError;
use web::redirect::see_other;
use web::session::Signed;

use super::PATH;
use super::controls::{self, NAMES, at, people, press, standing, state};
use crate::desk::{self, Seen};
use crate::webhook::{Draft, Off, Secret, Webhook};

/// What stands on the page besides what is kept.
struct Shown<'a> {
    draft: Option<&'a Draft>,
    faults: &'a Faults,
    fresh: Option<&'a Secret>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> Result<Markup, PageError> {
    let webhook = desk::get(&app, id).await?;
    let shown = Shown { draft: None, faults: &Faults::default(), fresh: None };
    Ok(draw(&app, &context, &signed, (&webhook, shown)).await?)
}

/// Keeps what was typed.
pub async fn submit(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only_those(|name| name == "version" || NAMES.contains(&name))?;
    let webhook = desk::get(&app, id).await?;
    let mut draft = Draft::like(&webhook);
    controls::read(&fields, &mut draft);
    let seen = Seen { id, version: fields.one("version").parse().ok() };
    let error = match desk::change(&app, seen, &draft).await {
        Ok(_) => return Ok(see_other(&format!("{PATH}/{id}"))),
        Err(Error::Stale { .. }) => Error::Conflict(Refusal::new("changed-meanwhile")),
        Err(error) => error,
    };
    let faults = Faults::of(error, signed.scope.language)?;
    let shown = Shown { draft: Some(&draft), faults: &faults, fresh: None };
    let page = draw(&app, &context, &signed, (&webhook, shown)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Makes a new secret and shows it, this once.
pub async fn rotate(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Markup, PageError> {
    fields.only(&[])?;
    let (webhook, secret) = desk::rotate(&app, Seen { id, version: None }).await?;
    let shown = Shown { draft: None, faults: &Faults::default(), fresh: Some(&secret) };
    Ok(draw(&app, &context, &signed, (&webhook, shown)).await?)
}

async fn draw(
    app: &App,
    context: &RequestContext,
    signed: &Signed,
    (webhook, shown): (&Webhook, Shown<'_>),
) -> Result<Markup> {
    let people = people(app).await?;
    let page = Page::of(app, signed, context).await?;
    let like = Draft::like(webhook);
    let draft = shown.draft.unwrap_or(&like);
    let (action, version) = (format!("{PATH}/{}", webhook.id), webhook.version.to_string());
    let webhooks = page.text("settings-webhooks");
    let crumbs =
        [Crumb { label: &webhooks, href: Some(PATH) }, Crumb { label: &webhook.name, href: None }];
    let edit = Form {
        id: "webhook",
        action: &action,
        csrf: page.frame.csrf(),
        version: Some(&version),
        ..Form::default()
    };
    let body = html! {
        (page_head(&PageHead { title: &webhook.name, above: Some(breadcrumb(&page.text("you-are-here"), &crumbs)),
            actions: Some(actions(&page, webhook)), ..PageHead::default() }))
        @if let Some(secret) = shown.fresh {
            (banner(&Banner { tone: Tone::Ok, text: &page.text("webhooks-secret-once"), ..Banner::default() }))
            (banner(&Banner { tone: Tone::Info, text: &page.text("webhooks-secret-rotated"), ..Banner::default() }))
            (shown_once(&page.text("webhooks-secret"), &secret.reveal()))
        }
        (warning(&page, webhook))
        (health(&page, webhook))
        (alerts(shown.faults, &NAMES))
        (form(&edit, &html! {
            (form_section(&page.text("webhooks-edit"), None, &controls::controls(&page, draft, &people, shown.faults)))
            (form_actions(&submit_button(&page.text("save"))))
        }))
    };
    Ok(page.show(&webhook.name, &body))
}

fn warning(page: &Page, webhook: &Webhook) -> Markup {
    let (tone, key) = match (webhook.active, webhook.off) {
        (true, _) if webhook.failing_since.is_some() => (Tone::Warn, "webhooks-is-failing"),
        (true, _) => return html! {},
        (false, Some(Off::Gone)) => (Tone::Danger, "webhooks-off-gone"),
        (false, Some(Off::Failing)) => (Tone::Danger, "webhooks-off-failing"),
        (false, Some(Off::User)) => (Tone::Danger, "webhooks-off-user"),
        (false, Some(Off::Stopped) | None) => (Tone::Info, "webhooks-off-stopped"),
    };
    banner(&Banner { tone, text: &page.text(key), ..Banner::default() })
}

fn actions(page: &Page, webhook: &Webhook) -> Markup {
    let to = |verb: &str| format!("{PATH}/{}/{verb}", webhook.id);
    let ask = |key: &str| page.text(key);
    let switch = if webhook.active { "webhooks-switch-off" } else { "webhooks-switch-on" };
    html! {
        (link_button(&LinkButton { href: &to("deliveries"), label: &page.text("webhooks-deliveries"), icon: Some("list"), ..LinkButton::default() }))
        @if webhook.active {
            (press(page, &to("test"), "webhooks-test", &Button { icon: Some("bolt"), ..Button::default() }))
        }
        (press(page, &to("switch"), switch, &Button { name: Some("active"),
            value: Some(if webhook.active { "false" } else { "true" }), ..Button::default() }))
        (press(page, &to("rotate"), "webhooks-rotate", &Button { icon: Some("key"), confirm: Some(&ask("webhooks-rotate-question")), ..Button::default() }))
        (press(page, &to("delete"), "delete", &Button { kind: ButtonKind::Danger, icon: Some("trash"),
            confirm: Some(&ask("webhooks-delete-question")), ..Button::default() }))
    }
}

fn health(page: &Page, webhook: &Webhook) -> Markup {
    let now = page.frame.scope().now;
    let rotating = webhook.old_until.filter(|until| *until > now);
    let always = |instant| Some(html! { (at(page, instant)) });
    let known = |instant: Option<Timestamp>| instant.map(|_| html! { (at(page, instant)) });
    let facts = vec![
        ("webhooks-state", Some(state(page, webhook))),
        ("webhooks-delivered-at", always(webhook.delivered_at)),
        ("webhooks-failed-at", always(webhook.failed_at)),
        ("webhooks-failing-since", known(webhook.failing_since)),
        ("webhooks-rotating-until", known(rotating)),
    ];
    standing(page, facts)
}
