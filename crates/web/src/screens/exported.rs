//! What an export took out, in words: which list, under which conditions, how many rows.

use kernel::words::Words;
use maud::{Markup, html};
use serde_json::Value as Json;

use super::shown::label as field_word;
use crate::app::App;
use crate::components::{Fact, FactCard, fact_card};
use crate::frame::Frame;

/// The kind of its act.
pub const KIND: &str = "export";

fn text<'a>(label: &'a Json, key: &str) -> &'a str {
    label.get(key).and_then(Json::as_str).unwrap_or_default()
}

/// One line: “People: 312 records”.
pub fn about(app: &App, frame: &Frame, label: &Json) -> String {
    format!("{}, {}", list(app, frame, label), rows(frame, label))
}

/// All that is known of it.
pub fn told(app: &App, frame: &Frame, label: &Json) -> Markup {
    let asked = asked(label);
    let facts = [
        ("export-list", html! { (list(app, frame, label)) }),
        ("export-rows", html! { (rows(frame, label)) }),
        (
            "export-asked",
            match (asked.as_str(), address(app, label)) {
                ("", _) => html! { (frame.text("export-asked-nothing")) },
                (asked, Some(href)) => html! { a href=(href) { (asked) } },
                (asked, None) => html! { (asked) },
            },
        ),
        ("export-columns", html! { (columns(app, frame, label)) }),
        ("export-format", html! { (text(label, "format").to_uppercase()) }),
    ];
    let facts = facts.map(|(key, value)| (key, frame.text(key), value));
    let shown = facts.each_ref().map(|(id, label, value)| Fact {
        id,
        label,
        value: Some(value.clone()),
        ..Fact::default()
    });
    let title = frame.text("export-what");
    fact_card(&FactCard { id: "exported", title: &title, facts: &shown, ..FactCard::default() })
}

/// What the records are called: by their list, else by their object.
fn list(app: &App, frame: &Frame, label: &Json) -> String {
    let catalog = app.catalog();
    let listed = catalog.by_face_slug(text(label, "list")).map(|(_, face)| face.key);
    let object = text(label, "object");
    if object == "workspace" {
        return frame.text("export-workspace");
    }
    let key = format!("face-{}-plural", listed.unwrap_or(object)).replace('_', "-");
    let known = Words::get().has(frame.language(), &key);
    if known { frame.text(&key) } else { object.to_owned() }
}

fn rows(frame: &Frame, label: &Json) -> String {
    let Some(rows) = label.get("rows").and_then(Json::as_i64) else {
        return frame.text("export-under-way");
    };
    let counted = frame.with("acts-records", &[("count", rows.into())]);
    if label.get("whole").and_then(Json::as_bool) == Some(false) {
        return frame.with("export-broken-off", &[("records", counted.into())]);
    }
    counted
}

/// The conditions to read: `city=Madrid · sort=name`.
fn asked(label: &Json) -> String {
    let pairs = url::form_urlencoded::parse(text(label, "asked").as_bytes());
    let read = pairs.map(|(name, value)| match value.as_ref() {
        "" => name.into_owned(),
        value => format!("{name}={value}"),
    });
    read.collect::<Vec<_>>().join(" · ")
}

/// Where the list stands that it was taken from.
fn address(app: &App, label: &Json) -> Option<String> {
    let (slug, asked) = (text(label, "list"), text(label, "asked"));
    let is_address = !asked.contains(|sign: char| sign.is_whitespace() || sign == ';');
    (is_address && app.catalog().by_face_slug(slug).is_some()).then(|| format!("/{slug}?{asked}"))
}

fn columns(app: &App, frame: &Frame, label: &Json) -> String {
    let catalog = app.catalog();
    let Some(object) = catalog.object(text(label, "object")) else {
        return String::new();
    };
    let keys = label.get("columns").and_then(Json::as_array).into_iter().flatten();
    let fields = keys.filter_map(|key| object.field(key.as_str()?));
    fields.map(|field| field_word(frame.language(), object, field)).collect::<Vec<_>>().join(" · ")
}
