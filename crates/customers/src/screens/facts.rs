//! The left of a party's page: cards of facts, each with who changed it, when and from what.

use std::collections::HashMap;

use kernel::kind_rules::{Reading, read_json};
use kernel::object::Field;
use maud::{Markup, html};
use store::journal::Entry;
use web::components::{Fact, FactCard, fact_card};
use web::screens::record::{Line, RecordPage};
use web::screens::shown::Shown;

use super::desk::Desk;
use super::party::Whole;

/// The cards, section by section.
pub fn cards(desk: Desk<'_>, whole: &Whole) -> Markup {
    let catalog = desk.app.catalog();
    let Some(object) = catalog.object("party") else {
        return html! {};
    };
    let Some(face) = object.face_of(&whole.loaded.record) else {
        return html! {};
    };
    let page = RecordPage { app: desk.app, frame: desk.frame, object, face, loaded: &whole.loaded };
    let shown = page.shown(&catalog);
    let hints = hints(desk, whole, &shown);
    html! {
        @for section in &face.sections {
            @let lines: Vec<Line> = section
                .fields
                .iter()
                .filter_map(|key| object.field(key))
                .filter(|field| field.belongs_to(face.key) && is_shown(field))
                .map(|field| page.line(&shown, field))
                .collect();
            @let title = desk.text(&format!("section-{}", section.key).replace('_', "-"));
            (card(desk, (section.key, &title), &lines, &hints))
        }
    }
}

/// Derived facts stand in the head, the picture is the picture, and by what it is sorted is seen
/// where it is sorted.
fn is_shown(field: &Field) -> bool {
    !field.secret
        && !matches!(
            field.key,
            "photo" | "sort_name" | "next_step" | "next_step_on" | "last_activity_at"
        )
}

fn card(
    desk: Desk<'_>,
    (id, title): (&str, &str),
    lines: &[Line],
    hints: &HashMap<&'static str, String>,
) -> Markup {
    let (known, unknown): (Vec<&Line>, Vec<&Line>) =
        lines.iter().partition(|line| line.value.is_some());
    let facts: Vec<Fact<'_>> = known.into_iter().map(|line| fact(line, hints)).collect();
    let empty: Vec<Fact<'_>> = unknown.into_iter().map(|line| fact(line, hints)).collect();
    let empty_label = desk.frame.with("record-empty-fields", &[("count", empty.len().into())]);
    fact_card(&FactCard {
        id,
        title,
        facts: &facts,
        empty: &empty,
        empty_label: &empty_label,
        edit: &desk.text("edit"),
        edit_href: None,
    })
}

fn fact<'a>(line: &'a Line, hints: &'a HashMap<&'static str, String>) -> Fact<'a> {
    Fact { hint: hints.get(line.key).map(String::as_str), ..line.fact() }
}

/// For each field that was ever changed: who, when, from what.
fn hints(desk: Desk<'_>, whole: &Whole, shown: &Shown<'_>) -> HashMap<&'static str, String> {
    let catalog = desk.app.catalog();
    let mut hints = HashMap::new();
    let Some(object) = catalog.object("party") else {
        return hints;
    };
    for entry in &whole.entries {
        let Some(fields) = &entry.fields else {
            continue;
        };
        for (key, (before, _)) in fields {
            let Some(field) = object.field(key) else {
                continue;
            };
            hints
                .entry(field.key)
                .or_insert_with(|| hint(desk, whole, entry, &old_text(desk, shown, field, before)));
        }
    }
    hints
}

fn old_text(
    desk: Desk<'_>,
    shown: &Shown<'_>,
    field: &Field,
    before: &serde_json::Value,
) -> String {
    let reading = Reading::exact(desk.app.workspace().currency);
    let value = read_json(field.kind, before, &reading).unwrap_or_default();
    shown.text(field, &value)
}

fn hint(desk: Desk<'_>, whole: &Whole, entry: &Entry, old: &str) -> String {
    let who = match entry.actor.user() {
        Some(user) => whole.authors.get("user", user).map(str::to_owned),
        None => Some(desk.text("actor-robot")),
    };
    let who = who.unwrap_or_else(|| desk.text("actor-unknown"));
    let when = desk.frame.format().relative(entry.at, desk.frame.scope().now);
    let key = match (entry.action.as_str(), old.is_empty()) {
        ("created", _) => "fact-entered",
        (_, true) => "fact-filled",
        _ => "fact-changed",
    };
    let old: String = old.chars().take(120).collect();
    desk.frame.with(key, &[("who", who.into()), ("when", when.into()), ("old", old.into())])
}
