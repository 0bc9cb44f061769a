//! What happened to a record: who, when, from what to what.

use std::collections::HashMap;

use kernel::access::Actor;
use kernel::catalog::Catalog;
use kernel::kind_rules::{Reading, read_json};
use kernel::object::Object;
use kernel::value::Value;
use maud::{Markup, html};
use serde_json::Value as Json;
use store::journal::Entry;
use store::query::Titles;
use uuid::Uuid;

use super::shown::{Shown, label};
use crate::app::App;
use crate::components::{TimelineItem, timeline};
use crate::frame::Frame;

/// Who made entries, and what the records are called that their fields name.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub names: &'a HashMap<Uuid, String>,
    pub titles: &'a Titles,
}

/// The entries as a timeline, newest first.
pub fn list(app: &App, frame: &Frame, entries: &[Entry], told: Told<'_>) -> Markup {
    let title = frame.text("record-history");
    let lines: Vec<Line> = entries.iter().map(|entry| line(app, frame, entry, told)).collect();
    let items: Vec<TimelineItem<'_>> = lines.iter().map(Line::item).collect();
    timeline("history", &title, &items, &html! {})
}

/// The name of who made an entry.
pub fn author(frame: &Frame, actor: &Actor, names: &HashMap<Uuid, String>) -> String {
    match actor {
        Actor::Robot { .. } => frame.text("actor-robot"),
        Actor::User { id } | Actor::Token { user: id, .. } => {
            names.get(id).cloned().unwrap_or_else(|| frame.text("actor-unknown"))
        }
    }
}

struct Line {
    id: String,
    kind: String,
    author: String,
    datetime: String,
    when: String,
    body: Option<Markup>,
}

impl Line {
    fn item(&self) -> TimelineItem<'_> {
        TimelineItem {
            id: &self.id,
            icon: "history",
            kind: &self.kind,
            author: Some(&self.author),
            datetime: &self.datetime,
            when: &self.when,
            body: self.body.clone(),
            ..TimelineItem::default()
        }
    }
}

fn line(app: &App, frame: &Frame, entry: &Entry, told: Told<'_>) -> Line {
    let catalog = app.catalog();
    let object = catalog.object(&entry.object);
    let action = frame.text(&format!("action-{}", entry.action));
    let body = object
        .and_then(|object| changes(app, frame, object, entry, told.titles))
        .or_else(|| Some(html! { p { (action) } }));
    Line {
        id: format!("entry-{}-{}", entry.header, entry.number),
        kind: entry.action.clone(),
        author: author(frame, &entry.actor, told.names),
        datetime: entry.at.to_string(),
        when: frame.format().relative(entry.at, frame.scope().now),
        body,
    }
}

/// The records that the fields of entries name, before or after.
pub fn linked(catalog: &Catalog, entries: &[Entry]) -> Vec<(&'static str, Uuid)> {
    let mut linked = Vec::new();
    for entry in entries {
        let (Some(object), Some(fields)) = (catalog.object(&entry.object), &entry.fields) else {
            continue;
        };
        for (key, (before, after)) in fields {
            let Some(target) = object.field(key).and_then(|field| field.kind.link_target()) else {
                continue;
            };
            linked.extend(ids(before).chain(ids(after)).map(|id| (target, id)));
        }
    }
    linked
}

fn ids(json: &Json) -> impl Iterator<Item = Uuid> + '_ {
    let many = json.as_array().map(Vec::as_slice).unwrap_or_default();
    std::iter::once(json).chain(many).filter_map(|json| {
        let id = json.as_str().or_else(|| json.get("id")?.as_str())?;
        Uuid::try_parse(id).ok()
    })
}

/// Field by field what changed; a creation lists nothing.
pub fn changes(
    app: &App,
    frame: &Frame,
    object: &Object,
    entry: &Entry,
    titles: &Titles,
) -> Option<Markup> {
    let fields = entry.fields.as_ref()?;
    if entry.action != "updated" || fields.is_empty() {
        return None;
    }
    let catalog = app.catalog();
    let shown = Shown {
        catalog: &catalog,
        titles,
        format: frame.format(),
        language: frame.language(),
        country: app.workspace().country,
        now: frame.scope().now,
    };
    let reading = Reading::exact(app.workspace().currency);
    let text = |key: &str, json: &Json| -> String {
        let Some(field) = object.field(key) else {
            return String::new();
        };
        let value = read_json(field.kind, json, &reading).unwrap_or_default();
        let told = value
            .as_text()
            .and_then(|text| object.standard(entry.record, field, text, frame.language()));
        let value = told.map_or(value, Value::Text);
        let shown = shown.text(field, &value);
        if shown.is_empty() { "—".to_owned() } else { shown }
    };
    Some(html! {
        dl.changes {
            @for (key, (before, after)) in fields {
                @if let Some(field) = object.field(key) {
                    @if !field.secret && field.primary_of.is_none() {
                        dt { (label(frame.language(), object, field)) }
                        dd { del { (text(key, before)) } " → " ins { (text(key, after)) } }
                    }
                }
            }
        }
    })
}
