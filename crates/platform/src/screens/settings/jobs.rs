//! The queue of jobs: what waits, runs, failed; try again, cancel.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::Result;
use kernel::words::Words;
use maud::{Markup, html};
use serde::Deserialize;
use store::jobs::{self, JobList, JobRecord, JobState};
use uuid::Uuid;
use web::app::App;
use web::components::{
    Button, ButtonKind, EmptyState, PageHead, Pager, Phone, Tab, TagColour, button, empty_state,
    hidden, page_head, pager, progress, region, tabs, tag,
};
use web::context::RequestContext;
use web::error::PageError;
use web::redirect::see_other;
use web::session::Signed;

use super::super::fields::Fields;
use super::Page;
use super::list::{self, Head, Line, Look};

/// Jobs of one page.
const PAGE: u32 = 50;

/// Which jobs, after which one.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    state: Option<String>,
    before: Option<Uuid>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    let state = asked.state.as_deref().and_then(JobState::parse);
    let list = JobList { state, kind: None, before: asked.before, limit: PAGE };
    let (found, counts) = app
        .store()
        .read(move |tx| {
            let list = list.clone();
            Box::pin(async move { Ok((jobs::list(tx, &list).await?, jobs::counts(tx).await?)) })
        })
        .await?;
    let page = Page::of(&app, &signed, &context).await?;
    let title = page.text("settings-jobs");
    let body = html! {
        (page_head(&PageHead { title: &title, note: Some(&page.text("jobs-note")), ..PageHead::default() }))
        (region("jobs-region", &html! {
            (states(&page, state, &counts))
            @if found.is_empty() {
                (empty_state(&EmptyState { icon: "bolt", title: &page.text("jobs-none"), ..EmptyState::default() }))
            } @else {
                div hx-boost:inherited="false" { (table_of(&page, &found)) }
                (more(&page, state, &found))
            }
        }))
    };
    Ok(page.show(&title, &body))
}

/// Tries a failed job again, now.
pub async fn retry(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, PageError> {
    fields.only(&[])?;
    let now = app.clock().now();
    app.store().write(move |tx| Box::pin(async move { jobs::retry(tx, id, now).await })).await?;
    Ok(see_other("/settings/jobs"))
}

/// Cancels a job that waits, or asks one that runs to stop.
pub async fn cancel(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, PageError> {
    fields.only(&[])?;
    let now = app.clock().now();
    app.store().write(move |tx| Box::pin(async move { jobs::cancel(tx, id, now).await })).await?;
    Ok(see_other("/settings/jobs"))
}

fn states(page: &Page, chosen: Option<JobState>, counts: &[(JobState, i64)]) -> Markup {
    let count = |state: JobState| {
        counts.iter().find(|(known, _)| *known == state).map_or(0, |(_, count)| *count)
    };
    let all = page.text("jobs-all");
    let each: Vec<(JobState, String, String, String)> = JobState::ALL
        .into_iter()
        .map(|state| {
            let key = state.key();
            let label = page.text(&format!("job-state-{key}"));
            (state, label, format!("/settings/jobs?state={key}"), count(state).to_string())
        })
        .collect();
    let mut items = vec![Tab {
        label: &all,
        href: "/settings/jobs",
        current: chosen.is_none(),
        ..Tab::default()
    }];
    items.extend(each.iter().map(|(state, label, href, count)| Tab {
        label,
        href,
        count: (count != "0").then_some(count),
        current: chosen == Some(*state),
        ..Tab::default()
    }));
    tabs(&page.text("jobs-states"), &items, &html! {})
}

const HEADS: [Head; 6] = [
    ("jobs-kind", Look::Words, Phone::Top),
    ("jobs-state", Look::Words, Phone::TopEnd),
    ("jobs-progress", Look::Words, Phone::Hidden),
    ("jobs-when", Look::Words, Phone::Bottom),
    ("jobs-attempts", Look::Number, Phone::Hidden),
    ("jobs-act", Look::Buttons, Phone::BottomEnd),
];

fn table_of(page: &Page, found: &[JobRecord]) -> Markup {
    let lines: Vec<Line> = found
        .iter()
        .map(|job| Line { id: job.id.to_string(), cells: cells(page, job), faint: false })
        .collect();
    list::draw(page, ("jobs", "settings-jobs"), &HEADS, &lines)
}

fn cells(page: &Page, job: &JobRecord) -> Vec<Markup> {
    let format = page.frame.format();
    vec![
        what(page, job),
        tag(colour(job.state), &page.text(&format!("job-state-{}", job.state.key()))),
        progress_of(page, job),
        html! {
            (format.date_time(job.finished_at.or(job.started_at).unwrap_or(job.run_at)))
            @if let Some(percent) = percent_of(job) { span.narrow-only { " · " (percent) " %" } }
        },
        html! { (job.attempts) " / " (job.max_attempts) },
        buttons(page, job),
    ]
}

/// What a kind of job is called; one that has no words yet is called by its key.
fn kind_name(page: &Page, kind: &str) -> String {
    let key = format!("job-{kind}").replace(['_', '.'], "-");
    if Words::get().has(page.frame.language(), &key) { page.text(&key) } else { kind.to_owned() }
}

const fn colour(state: JobState) -> TagColour {
    match state {
        JobState::Queued => TagColour::Slate,
        JobState::Running => TagColour::Sky,
        JobState::Waiting => TagColour::Amber,
        JobState::Done => TagColour::Green,
        JobState::Failed => TagColour::Red,
    }
}

/// What a job does, and what it said last: why it failed, what it did.
fn what(page: &Page, job: &JobRecord) -> Markup {
    let count = job.message.as_deref().and_then(|message| message.parse::<i64>().ok());
    html! {
        strong { (kind_name(page, &job.kind)) }
        @if let Some(error) = job.error.as_ref().filter(|_| job.state != JobState::Done) { p.said.error { (error) } }
        @else if let Some(count) = count { p.said { (page.frame.with("jobs-did", &[("count", count.into())])) } }
        @else if let Some(message) = &job.message { p.said { (message) } }
    }
}

/// How far a running job is.
fn percent_of(job: &JobRecord) -> Option<u8> {
    match (job.state, job.progress_done, job.progress_total) {
        (JobState::Running, Some(done), Some(total)) if total > 0 => {
            u8::try_from(done.clamp(0, total) * 100 / total).ok()
        }
        _ => None,
    }
}

fn progress_of(page: &Page, job: &JobRecord) -> Markup {
    html! {
        @if job.state == JobState::Running { (progress(&page.text("jobs-progress"), percent_of(job))) }
        @else if let (Some(done), Some(total)) = (job.progress_done, job.progress_total) {
            (page.frame.format().whole(done)) " / " (page.frame.format().whole(total))
        }
    }
}

fn buttons(page: &Page, job: &JobRecord) -> Markup {
    let (act, key) = match job.state {
        JobState::Failed => ("retry", "jobs-retry"),
        JobState::Queued | JobState::Waiting | JobState::Running if !job.cancel_asked => {
            ("cancel", "jobs-cancel")
        }
        _ => return html! {},
    };
    html! {
        form method="post" action={ "/settings/jobs/" (job.id) "/" (act) } {
            (hidden("csrf", page.frame.csrf()))
            (button(&Button { label: &page.text(key), kind: ButtonKind::Quiet, ..Button::default() }))
        }
    }
}

fn more(page: &Page, state: Option<JobState>, found: &[JobRecord]) -> Markup {
    let full = u32::try_from(found.len()) == Ok(PAGE);
    let Some(last) = found.last().filter(|_| full) else {
        return html! {};
    };
    let kept = state.map(|state| format!("state={}&", state.key())).unwrap_or_default();
    let href = format!("/settings/jobs?{kept}before={}", last.id);
    pager(&Pager {
        table: "jobs",
        summary: "",
        next: Some((&href, &page.text("jobs-more"))),
        first: None,
    })
}
