//! How exports that are prepared look.

use jiff::Timestamp;
use kernel::words::Words;
use maud::{Markup, html};
use web::components::{
    Banner, Button, ButtonKind, EmptyState, Fact, FactCard, Form, JobProgress, LinkButton,
    PageHead, Phone, TagColour, Tone, banner, button, empty_state, fact_card, form, form_actions,
    form_section, hidden, job_progress, link_button, page_head, submit, tag,
};
use web::frame::Frame;

use super::Page;
use super::list::{self, Head, Line, Look};
use crate::export::{Kept, Source, State};

/// One's own, and for administrators the way to everything.
pub fn list(page: &Page, kept: &[Kept], (more, now): (bool, Timestamp)) -> Markup {
    let title = page.text("exports-title");
    let note = page.text("exports-note");
    let body = html! {
        (page_head(&PageHead { title: &title, note: Some(&note), ..PageHead::default() }))
        @if kept.is_empty() {
            (empty_state(&EmptyState { icon: "download", title: &page.text("exports-none"), text: Some(&page.text("exports-none-text")), ..EmptyState::default() }))
        } @else {
            (table(page, kept, now))
        }
        @if let Some(last) = kept.last().filter(|_| more) {
            p { (link_button(&LinkButton { href: &format!("/settings/exports?before={}", last.id), label: &page.text("notifications-more"), ..LinkButton::default() })) }
        }
        @if page.frame.scope().rights.administer { (whole(page)) }
    };
    page.show(&title, &body)
}

fn whole(page: &Page) -> Markup {
    let (title, text) = (page.text("export-workspace"), page.text("exports-whole-text"));
    let key = page.text("exports-whole-key");
    let action = "/settings/exports/workspace";
    form(
        &Form { id: "whole", action, csrf: page.frame.csrf(), ..Form::default() },
        &html! {
            (form_section(&title, Some(&text), &banner(&Banner { tone: Tone::Info, text: &key, ..Banner::default() })))
            (form_actions(&submit(&page.text("exports-whole-prepare"))))
        },
    )
}

fn table(page: &Page, kept: &[Kept], now: Timestamp) -> Markup {
    let heads: [Head; 4] = [
        ("exports-what", Look::Words, Phone::Top),
        ("exports-asked-at", Look::Words, Phone::Bottom),
        ("exports-size", Look::Number, Phone::BottomEnd),
        ("exports-state", Look::Words, Phone::TopEnd),
    ];
    let lines: Vec<Line> = kept
        .iter()
        .map(|one| {
            let href = format!("/settings/exports/{}", one.id);
            let (word, colour) = stands(one, now);
            Line {
                id: format!("export-{}", one.id),
                cells: vec![
                    list::opening(&href, &one.file_name()),
                    html! { (page.frame.format().date_time(one.created_at)) },
                    html! { (size(&page.frame, one)) },
                    tag(colour, &page.text(word)),
                ],
                faint: !one.state.is_busy() && !one.is_ready(now),
            }
        })
        .collect();
    list::draw(page, ("exports", "exports-title"), &heads, &lines)
}

fn size(frame: &Frame, one: &Kept) -> String {
    let size = one.size.and_then(|size| i64::try_from(size).ok());
    size.map(|size| frame.format().size(size)).unwrap_or_default()
}

fn stands(one: &Kept, now: Timestamp) -> (&'static str, TagColour) {
    match one.state {
        State::Waiting | State::Running => ("exports-busy", TagColour::Sky),
        State::Failed => ("exports-failed", TagColour::Red),
        State::Done if one.is_ready(now) => ("exports-ready", TagColour::Green),
        State::Done => ("exports-ended", TagColour::Slate),
    }
}

/// One, whatever it stands at.
pub fn one(page: &Page, kept: &Kept, now: Timestamp) -> Markup {
    let title = kept.file_name();
    let body = html! {
        (page_head(&PageHead { title: &title, ..PageHead::default() }))
        (state(&page.frame, kept, now))
    };
    page.show(&title, &body)
}

/// What changes while somebody waits.
pub fn state(frame: &Frame, kept: &Kept, now: Timestamp) -> Markup {
    html! {
        div id="export-run" {
            @if kept.state.is_busy() { (busy(frame, kept)) }
            @else if kept.state == State::Failed { (failed(frame, kept)) }
            @else if kept.is_ready(now) { (ready(frame, kept)) }
            @else { (banner(&Banner { tone: Tone::Info, text: &frame.text("exports-ended-text"), ..Banner::default() })) }
        }
    }
}

fn busy(frame: &Frame, kept: &Kept) -> Markup {
    let label = frame.text("exports-preparing");
    let rows = i64::try_from(kept.rows).unwrap_or(i64::MAX);
    let (word, figure) = (frame.text("exports-so-far"), frame.format().whole(rows));
    let counts = [(word.as_str(), figure.as_str(), Tone::Info)];
    let is_list = kept.source != Source::Workspace;
    let address = format!("/settings/exports/{}", kept.id);
    html! {
        (job_progress(&JobProgress {
            id: "export-job",
            label: &label,
            percent: None,
            counts: if is_list { &counts } else { &[] },
            poll: None,
            actions: Some(let_go(frame, kept, "exports-stop")),
        }))
        (banner(&Banner { tone: Tone::Info, text: &frame.text("exports-go-on"), ..Banner::default() }))
        div hx-get={ (address) "/progress" } hx-trigger="load delay:1s" hx-target="#export-run" hx-swap="outerHTML" {}
        noscript { p { a href=(address) { (frame.text("import-look-again")) } } }
    }
}

fn failed(frame: &Frame, kept: &Kept) -> Markup {
    let why: Vec<String> =
        kept.faults.0.iter().map(|fault| Words::get().refusal(frame.language(), fault)).collect();
    let text = format!("{} {}", frame.text("exports-failed-text"), why.join(" "));
    let actions = let_go(frame, kept, "exports-delete");
    banner(&Banner { tone: Tone::Danger, text: &text, actions: Some(actions) })
}

fn ready(frame: &Frame, kept: &Kept) -> Markup {
    let href = format!("/settings/exports/{}/file", kept.id);
    let until = kept.ends_at.map(|end| frame.format().date_time(end)).unwrap_or_default();
    let rows = frame.format().whole(i64::try_from(kept.rows).unwrap_or(i64::MAX));
    let facts =
        [("exports-rows", rows), ("exports-size", size(frame, kept)), ("exports-until", until)];
    let facts = facts.map(|(key, value)| (key, frame.text(key), value));
    // Of a workspace, rows are counted that nobody knows as records.
    let told =
        facts.iter().filter(|(id, _, _)| kept.source != Source::Workspace || *id != "exports-rows");
    let shown: Vec<Fact<'_>> = told
        .map(|(id, label, value)| Fact {
            id,
            label,
            value: Some(html! { (value) }),
            ..Fact::default()
        })
        .collect();
    let label = frame.text("exports-fetch");
    html! {
        (fact_card(&FactCard { id: "export-ready", title: &frame.text("exports-ready-title"), facts: &shown, ..FactCard::default() }))
        @if kept.source == Source::Workspace {
            (banner(&Banner { tone: Tone::Info, text: &frame.text("exports-whole-key"), ..Banner::default() }))
        }
        div.form-actions hx-boost:inherited="false" {
            (link_button(&LinkButton { href: &href, label: &label, kind: ButtonKind::Primary, icon: Some("download"), ..LinkButton::default() }))
            (let_go(frame, kept, "exports-delete"))
        }
    }
}

fn let_go(frame: &Frame, kept: &Kept, word: &str) -> Markup {
    html! {
        form method="post" action={ "/settings/exports/" (kept.id) "/delete" } {
            (hidden("csrf", frame.csrf()))
            (button(&Button { label: &frame.text(word), kind: ButtonKind::Plain, ..Button::default() }))
        }
    }
}
