//! The workspace: its name, country, currency and zone.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::{Error, Result};
use maud::{Markup, html};
use serde::Deserialize;
use store::workspace::Workspace;
use web::app::App;
use web::components::{
    Banner, Choice, Field, Form, PageHead, Tone, banner, form, form_actions, form_section,
    page_head, select, submit as submit_button,
};
use web::context::RequestContext;
use web::error::PageError;
use web::redirect::see_other;
use web::session::Signed;

use super::super::fields::{Faults, Fields};
use super::super::plain::alerts;
use super::super::workspace_form::{self, Filled, NAMES};
use super::Page;

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
    let workspace = app.workspace();
    let filled = Filled::settled(&workspace);
    let month = workspace.fiscal_start_month;
    Ok(draw(&page, (&filled, month), &Faults::default(), asked.said.is_some()))
}

/// Keeps the settings. The language decides how names are sorted, so it is chosen at set-up.
pub async fn submit(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only_those(|name| name == "fiscal_start_month" || NAMES.contains(&name))?;
    let before = app.workspace();
    let month: u8 = fields.one("fiscal_start_month").parse().unwrap_or_default();
    let month = if (1..=12).contains(&month) { month } else { before.fiscal_start_month };
    match workspace_form::read(&fields, month) {
        Ok(read) => {
            keep(&app, Workspace { language: before.language, ..read }).await?;
            Ok(see_other("/settings/workspace?said=saved"))
        }
        Err(refusals) => {
            let faults = Faults::of(Error::Refused(refusals), signed.scope.language)?;
            let page = Page::of(&app, &signed, &context).await?;
            let drawn = draw(&page, (&Filled::typed(&fields), month), &faults, false);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, drawn).into_response())
        }
    }
}

async fn keep(app: &App, workspace: Workspace) -> Result<()> {
    let now = app.clock().now();
    app.store()
        .write(move |tx| {
            let workspace = workspace.clone();
            Box::pin(async move { workspace.store(tx, now).await })
        })
        .await?;
    app.reload_workspace().await
}

fn draw(page: &Page, (filled, month): (&Filled, u8), faults: &Faults, saved: bool) -> Markup {
    let title = page.text("settings-workspace");
    let language = page.frame.language();
    let body = html! {
        (page_head(&PageHead { title: &title, ..PageHead::default() }))
        @if saved {
            (banner(&Banner { tone: Tone::Ok, text: &page.text("workspace-saved"), ..Banner::default() }))
        }
        (alerts(faults, &NAMES))
        (form(&Form { id: "workspace", action: "/settings/workspace", csrf: page.frame.csrf(), ..Form::default() }, &html! {
            (form_section(&page.text("workspace-section"), None, &html! {
                (workspace_form::controls(filled, faults, language, &|key| page.text(key)))
                (fiscal_start(page, month))
            }))
            (form_actions(&submit_button(&page.text("save"))))
        }))
    };
    page.show(&title, &body)
}

fn fiscal_start(page: &Page, chosen: u8) -> Markup {
    let label = page.text("workspace-fiscal-start-month");
    let months: Vec<(String, String)> = (1..=12_u8)
        .map(|month| (month.to_string(), page.text(&format!("month-{month}"))))
        .collect();
    let choices: Vec<Choice> = months
        .iter()
        .map(|(value, label)| Choice {
            value,
            label,
            selected: *value == chosen.to_string(),
            ..Choice::default()
        })
        .collect();
    select(&Field { name: "fiscal_start_month", label: &label, ..Field::default() }, &choices)
}
