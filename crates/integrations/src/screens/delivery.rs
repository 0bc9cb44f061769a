//! One delivery: what was sent, how each attempt went, what came back.

use axum::extract::{Path, State as Given};
use axum::response::Response;
use kernel::Result;
use maud::{Markup, html};
use platform::pages::{Fields, Page};
use uuid::Uuid;
use web::app::App;
use web::components::{
    Banner, Button, Crumb, LinkButton, PageHead, Tone, banner, breadcrumb, card, link_button,
    page_head,
};
use web::context::RequestContext;
use web::error::PageError;
use web::redirect::see_other;
use web::session::Signed;

use super::controls::{press, standing};
use super::deliveries::state_tag;
use super::{DELIVERIES, PATH};
use crate::delivery::{Attempt, Delivery, Message, State, webhook_id};
use crate::desk;
use crate::webhook::Webhook;

/// The page.
pub async fn show(
    Given(app): Given<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> Result<Markup, PageError> {
    let (delivery, message, attempts) = desk::look(&app, id).await?;
    let webhook = desk::get(&app, delivery.webhook).await?;
    let page = Page::of(&app, &signed, &context).await?;
    Ok(draw(&page, &webhook, (&delivery, &message), &attempts)?)
}

/// Sends it again.
pub async fn replay(
    Given(app): Given<App>,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, PageError> {
    fields.only(&[])?;
    desk::replay(&app, id).await?;
    Ok(see_other(&format!("{DELIVERIES}/{id}")))
}

fn draw(
    page: &Page,
    webhook: &Webhook,
    (delivery, message): (&Delivery, &Message),
    attempts: &[Attempt],
) -> Result<Markup> {
    let words = ["settings-webhooks", "webhooks-deliveries"].map(|key| page.text(key));
    let [webhooks, deliveries] = &words;
    let own = format!("{PATH}/{}", webhook.id);
    let all = format!("{own}/deliveries");
    let crumbs = [
        Crumb { label: webhooks, href: Some(PATH) },
        Crumb { label: &webhook.name, href: Some(&own) },
        Crumb { label: deliveries, href: Some(&all) },
        Crumb { label: &delivery.event, href: None },
    ];
    let actions = html! {
        (link_button(&LinkButton { href: &format!("{all}?event={}", delivery.event), label: &page.text("deliveries-filter"),
            icon: Some("filter"), ..LinkButton::default() }))
        @if webhook.active {
            (press(page, &format!("{DELIVERIES}/{}/replay", delivery.id), "delivery-replay",
                &Button { icon: Some("history"), ..Button::default() }))
        }
    };
    let payload: serde_json::Value =
        serde_json::from_str(&message.payload).map_err(anyhow::Error::from)?;
    let pretty = serde_json::to_string_pretty(&payload).map_err(anyhow::Error::from)?;
    let body = html! {
        (page_head(&PageHead { title: &delivery.event, above: Some(breadcrumb(&page.text("you-are-here"), &crumbs)),
            actions: Some(actions), ..PageHead::default() }))
        @if delivery.state == State::Dropped {
            (banner(&Banner { tone: Tone::Info, text: &page.text("delivery-dropped"), ..Banner::default() }))
        }
        (facts(page, delivery))
        (card("tries", &page.text("delivery-tries"), &html! {
            @if attempts.is_empty() { p.help { (page.text("delivery-no-tries")) } }
            @for attempt in attempts { (try_of(page, attempt)) }
        }))
        (card("payload", &page.text("delivery-payload"), &html! { pre.wire tabindex="0" { code { (pretty) } } }))
    };
    Ok(page.show(&delivery.event, &body))
}

fn facts(page: &Page, delivery: &Delivery) -> Markup {
    let format = page.frame.format();
    let facts = vec![
        ("deliveries-state", Some(state_tag(page, delivery.state))),
        ("deliveries-when", Some(html! { (format.date_time(delivery.created_at)) })),
        ("deliveries-next", delivery.next_at.map(|at| html! { (format.date_time(at)) })),
        ("delivery-sequence", delivery.sequence.map(|number| html! { (number) })),
        ("delivery-id", Some(html! { code { (webhook_id(delivery.message)) } })),
    ];
    standing(page, facts)
}

fn try_of(page: &Page, attempt: &Attempt) -> Markup {
    let number = page.frame.with("delivery-number", &[("number", attempt.number.into())]);
    let took = page.frame.with("delivery-took", &[("ms", attempt.took_ms.into())]);
    let status = attempt.status.map(|status| status.to_string());
    let headers: Vec<String> = attempt
        .headers
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| format!("{name}: {}", value.as_str().unwrap_or_default()))
        .collect();
    html! {
        section.wire-try {
            h3 { (number) " · " (status.unwrap_or_else(|| page.text("deliveries-no-answer"))) }
            p.help { (page.frame.format().date_time(attempt.at)) " · " (took) }
            details {
                summary { (page.text("delivery-headers")) }
                pre.wire tabindex="0" { code { (headers.join("\n")) } }
            }
            @match (&attempt.status, attempt.reply.as_deref()) {
                (None, _) => p { (page.text("delivery-no-reply")) },
                (Some(_), None) => {},
                (Some(_), Some("")) => p.help { (page.text("delivery-empty-reply")) },
                (Some(_), Some(reply)) => {
                    p.label { (page.text("delivery-reply")) }
                    pre.wire tabindex="0" { code { (reply) } }
                },
            }
        }
    }
}
