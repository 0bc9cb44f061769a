//! What was sent to an endpoint, by state and event, and what shall be sent again.

use axum::extract::{Path, Query, State as Given};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use kernel::{Error, Refusal, Refusals, Result};
use maud::{Markup, html};
use platform::pages::list::{self, Head, Line, Look};
use platform::pages::{Faults, Fields, Page, alerts};
use serde::Deserialize;
use uuid::Uuid;
use web::app::App;
use web::components::{
    Choice, Crumb, EmptyState, Field, Form, PageHead, Pager, Phone, Tab, TagColour, breadcrumb,
    datetime, empty_state, form, form_actions, form_section, page_head, pager, region, select,
    submit as submit_button, tabs, tag,
};
use web::context::RequestContext;
use web::error::PageError;
use web::redirect::see_other;
use web::session::Signed;

use super::{DELIVERIES, PATH};
use crate::delivery::{self, Delivery, Filter, Listed, Range, State};
use crate::desk;
use crate::webhook::Webhook;

/// Deliveries of one page.
const PAGE: i64 = 50;
const FIELDS: [&str; 3] = ["from", "to", "which"];

/// Which deliveries, after which one.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    state: Option<String>,
    event: Option<String>,
    before: Option<Uuid>,
}

/// The page.
pub async fn show(
    Given(app): Given<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    Ok(draw(&app, &context, &signed, (id, &asked, &Faults::default())).await?)
}

/// Sends those of a span of time again.
pub async fn replay(
    Given(app): Given<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&FIELDS)?;
    desk::get(&app, id).await?;
    let sent = async {
        let range = range(&fields, &signed)?;
        desk::replay_range(&app, id, range).await
    };
    match sent.await {
        Ok(_) => Ok(see_other(&format!("{PATH}/{id}/deliveries"))),
        Err(error) => {
            let faults = Faults::of(error, signed.scope.language)?;
            let page = draw(&app, &context, &signed, (id, &Asked::default(), &faults)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Times as the browser's field writes them, in the reader's zone.
fn range(fields: &Fields, signed: &Signed) -> Result<Range> {
    let mut refusals = Refusals::default();
    let mut instant = |name: &str| {
        let text = fields.one(name);
        let read = text.parse::<jiff::civil::DateTime>();
        match read.and_then(|at| at.to_zoned(signed.scope.zone.clone())) {
            Ok(at) => at.timestamp(),
            Err(_) => {
                let short = web::api::params::short(text);
                refusals.push(Refusal::field(name, "not-an-instant").with("value", short));
                Timestamp::UNIX_EPOCH
            }
        }
    };
    let (from, to) = (instant("from"), instant("to"));
    refusals.into_result()?;
    let state = (fields.one("which") == "failed").then_some(State::Failed);
    // The minute that was chosen last is meant whole.
    Ok(Range { from, to: to + SignedDuration::from_secs(59), state })
}

async fn draw(
    app: &App,
    context: &RequestContext,
    signed: &Signed,
    (id, asked, faults): (Uuid, &Asked, &Faults),
) -> Result<Markup> {
    let webhook = desk::get(app, id).await?;
    let state = asked.state.as_deref().filter(|key| !key.is_empty());
    let state = state.map(|key| State::parse(key).ok_or(Error::NotFound)).transpose()?;
    let event = asked.event.clone().filter(|event| !event.is_empty());
    let filter = Filter { webhook: id, state, event, before: asked.before, limit: PAGE };
    let reading = filter.clone();
    let (found, counts) = app
        .store()
        .read(move |tx| {
            let filter = reading.clone();
            Box::pin(async move {
                Ok((delivery::list(tx, &filter).await?, delivery::counts(tx, id).await?))
            })
        })
        .await?;
    let page = Page::of(app, signed, context).await?;
    let title = page.text("webhooks-deliveries");
    let (webhooks, own) = (page.text("settings-webhooks"), format!("{PATH}/{id}"));
    let crumbs = [
        Crumb { label: &webhooks, href: Some(PATH) },
        Crumb { label: &webhook.name, href: Some(&own) },
        Crumb { label: &title, href: None },
    ];
    let body = html! {
        (page_head(&PageHead { title: &title, note: Some(&page.text("deliveries-note")),
            above: Some(breadcrumb(&page.text("you-are-here"), &crumbs)), ..PageHead::default() }))
        (region("deliveries-region", &html! {
            (states(&page, &filter, &counts))
            @if found.is_empty() {
                (empty_state(&EmptyState { icon: "megaphone", title: &page.text("deliveries-none"), ..EmptyState::default() }))
            } @else {
                div hx-boost:inherited="false" { (table(&page, &found)) }
                (more(&page, &filter, &found))
            }
        }))
        (alerts(faults, &FIELDS))
        @if webhook.active { (again(&page, &webhook, faults)) }
    };
    Ok(page.show(&title, &body))
}

fn address(filter: &Filter, state: Option<State>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if let Some(state) = state {
        query.append_pair("state", state.key());
    }
    if let Some(event) = &filter.event {
        query.append_pair("event", event);
    }
    format!("{PATH}/{}/deliveries?{}", filter.webhook, query.finish())
}

fn states(page: &Page, filter: &Filter, counts: &[Listed]) -> Markup {
    let all = page.text("deliveries-all");
    let every = address(filter, None);
    let each: Vec<(State, String, String, String)> = counts
        .iter()
        .map(|(state, count)| {
            let label = page.text(&format!("delivery-state-{}", state.key()));
            (*state, label, address(filter, Some(*state)), count.to_string())
        })
        .collect();
    let mut items =
        vec![Tab { label: &all, href: &every, current: filter.state.is_none(), ..Tab::default() }];
    items.extend(each.iter().map(|(state, label, href, count)| Tab {
        label,
        href,
        count: (count != "0" && filter.event.is_none()).then_some(count),
        current: filter.state == Some(*state),
        ..Tab::default()
    }));
    let chosen = filter.event.as_ref().map(|event| {
        let unfiltered = Filter { event: None, ..filter.clone() };
        html! { a.btn.btn-quiet.btn-s href=(address(&unfiltered, filter.state)) { (event) " ×" } }
    });
    tabs(&page.text("deliveries-states"), &items, &chosen.unwrap_or_default())
}

const HEADS: [Head; 5] = [
    ("deliveries-event", Look::Words, Phone::Top),
    ("deliveries-state", Look::Words, Phone::TopEnd),
    ("deliveries-when", Look::Words, Phone::Bottom),
    ("deliveries-status", Look::Words, Phone::BottomEnd),
    ("deliveries-attempts", Look::Number, Phone::Hidden),
];

fn table(page: &Page, found: &[Delivery]) -> Markup {
    let lines: Vec<Line> = found
        .iter()
        .map(|one| Line { id: one.id.to_string(), cells: cells(page, one), faint: false })
        .collect();
    list::draw(page, ("deliveries", "webhooks-deliveries"), &HEADS, &lines)
}

fn cells(page: &Page, one: &Delivery) -> Vec<Markup> {
    let status = one.last_status.map(|status| status.to_string());
    vec![
        list::opening(&format!("{DELIVERIES}/{}", one.id), &one.event),
        state_tag(page, one.state),
        html! { (page.frame.format().date_time(one.created_at)) },
        html! { @if one.attempts > 0 { (status.unwrap_or_else(|| page.text("deliveries-no-answer"))) } },
        html! { (one.attempts) },
    ]
}

/// Where a delivery stands.
pub fn state_tag(page: &Page, state: State) -> Markup {
    let colour = match state {
        State::Waiting => TagColour::Amber,
        State::Delivered => TagColour::Green,
        State::Failed => TagColour::Red,
        State::Dropped => TagColour::Slate,
    };
    tag(colour, &page.text(&format!("delivery-state-{}", state.key())))
}

fn more(page: &Page, filter: &Filter, found: &[Delivery]) -> Markup {
    let full = i64::try_from(found.len()) == Ok(PAGE);
    let Some(last) = found.last().filter(|_| full) else {
        return html! {};
    };
    let href = format!("{}&before={}", address(filter, filter.state), last.id);
    let next = Some((href.as_str(), page.text("deliveries-more")));
    let next = next.as_ref().map(|(href, label)| (*href, label.as_str()));
    pager(&Pager { table: "deliveries", summary: "", next, first: None })
}

/// The form that sends a span of time again.
fn again(page: &Page, webhook: &Webhook, faults: &Faults) -> Markup {
    let scope = page.frame.scope();
    let minute =
        |at: Timestamp| at.to_zoned(scope.zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string();
    let (from, to) = (minute(scope.now - SignedDuration::from_hours(24)), minute(scope.now));
    let words = ["replay-from", "replay-to", "replay-which", "replay-failed", "replay-all"];
    let words = words.map(|key| page.text(key));
    let [from_label, to_label, which, failed, all] = &words;
    let choices = [
        Choice { value: "failed", label: failed, selected: true, ..Choice::default() },
        Choice { value: "all", label: all, ..Choice::default() },
    ];
    let action = format!("{PATH}/{}/replay", webhook.id);
    let shape = Form { id: "replay", action: &action, csrf: page.frame.csrf(), ..Form::default() };
    form(
        &shape,
        &html! {
            (form_section(&page.text("replay-title"), Some(&page.text("replay-note")), &html! {
                (datetime(&Field { name: "from", label: from_label, value: &from, error: faults.field("from"), required: true, ..Field::default() }))
                (datetime(&Field { name: "to", label: to_label, value: &to, error: faults.field("to"), required: true, ..Field::default() }))
                (select(&Field { name: "which", label: which, ..Field::default() }, &choices))
            }))
            (form_actions(&submit_button(&page.text("replay-send"))))
        },
    )
}
