//! What was done, act by act: listed, explained, and from here taken back.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use http::Uri;
use kernel::Result;
use kernel::access::Actor;
use kernel::object::Object;
use kernel::words::Words;
use maud::{Markup, html};
use store::change_set::{self, ChangeSet};
use store::journal::Entry;
use store::query::Titles;
use uuid::Uuid;

use super::exported;
use super::history_view::{author, changes, linked};
use super::record::names;
use super::shown::record_href;
use crate::api::params::Params;
use crate::app::App;
use crate::components::{
    Crumb, EmptyState, LinkButton, PageHead, TagColour, breadcrumb, empty_state, hidden, icon,
    link_button, narrow_page, page_head, tag,
};
use crate::context::RequestContext;
use crate::error::PageError;
use crate::frame::Frame;
use crate::read;
use crate::session::Signed;

/// Acts of one page.
const ACTS: i64 = 50;
/// Entries of an act that are explained at once.
const ENTRIES: i64 = 100;

/// `GET /change-sets`: one's own acts, or everyone's for administrators, newest first.
pub async fn list(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    uri: Uri,
) -> Result<Markup, PageError> {
    let mut params = Params::of_page(&uri)?;
    let before = params.take("before").and_then(|text| Uuid::try_parse(&text).ok());
    params.finish()?;
    let acts = acts(&app, &signed, before).await?;
    let entries: Vec<Entry> = acts.iter().filter_map(|(_, first)| first.clone()).collect();
    let by = acts.iter().map(|(act, _)| &act.actor);
    let told = Told::load(&app, &signed, &entries, by).await?;
    let frame = Frame::of(&app, &signed, &context).await?;
    let title = frame.text("acts-title");
    let note = frame.text("acts-note");
    let nothing = frame.text("acts-none");
    let older = frame.text("acts-older");
    let next = acts.last().filter(|_| i64::try_from(acts.len()).is_ok_and(|n| n == ACTS));
    let next = next.map(|(act, _)| format!("/change-sets?before={}", act.id));
    let page = Page { app: &app, frame: &frame, told: &told };
    let main = narrow_page(&html! {
        (page_head(&PageHead { title: &title, note: Some(&note), ..PageHead::default() }))
        @if acts.is_empty() {
            (empty_state(&EmptyState { icon: "history", title: &nothing, ..EmptyState::default() }))
        } @else {
            ul.act-list { @for (act, first) in &acts { (page.act(act, first.as_ref())) } }
        }
        @if let Some(href) = &next {
            p { (link_button(&LinkButton { href, label: &older, ..LinkButton::default() })) }
        }
    });
    Ok(frame.page(&title, &main))
}

/// `GET /change-sets/{id}`: what one act did, record by record.
pub async fn explain(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
) -> Result<Markup, PageError> {
    let scope = signed.scope.clone();
    let (act, entries) = app
        .store()
        .read(move |tx| {
            let scope = scope.clone();
            Box::pin(async move { change_set::explain(tx, &scope, id, None, ENTRIES).await })
        })
        .await?;
    let told = Told::load(&app, &signed, &entries, std::iter::once(&act.actor)).await?;
    let frame = Frame::of(&app, &signed, &context).await?;
    let title = kind_word(&frame, &act);
    let list = frame.text("acts-title");
    let crumbs =
        [Crumb { label: &list, href: Some("/change-sets") }, Crumb { label: &title, href: None }];
    let above = breadcrumb(&frame.text("shell-crumbs"), &crumbs);
    let who = author(&frame, &act.actor, &told.people);
    let note = format!("{} · {who}", when(&frame, &act));
    let page = Page { app: &app, frame: &frame, told: &told };
    let shown = i64::try_from(entries.len()).unwrap_or(0);
    let main = narrow_page(&html! {
        (page_head(&PageHead { title: &title, note: Some(&note), above: Some(above), actions: page.undo(&act) }))
        @if act.kind == exported::KIND { (exported::told(&app, &frame, &act.label)) }
        ul.act-list { @for entry in &entries { (page.entry(entry)) } }
        @if shown < act.entries {
            p.muted { (frame.with("acts-shown", &[("shown", shown.into()), ("count", act.entries.into())])) }
        }
    });
    Ok(frame.page(&title, &main))
}

async fn acts(
    app: &App,
    signed: &Signed,
    before: Option<Uuid>,
) -> Result<Vec<(ChangeSet, Option<Entry>)>> {
    let scope = signed.scope.clone();
    app.store()
        .read(move |tx| {
            let scope = scope.clone();
            Box::pin(async move {
                let mut told = Vec::new();
                for act in change_set::list(tx, &scope, ACTS, before).await? {
                    let first = match act.entries {
                        1 => change_set::explain(tx, &scope, act.id, None, 1).await?.1.pop(),
                        _ => None,
                    };
                    told.push((act, first));
                }
                Ok(told)
            })
        })
        .await
}

/// The word of an act's kind.
fn kind_word(frame: &Frame, act: &ChangeSet) -> String {
    let key = format!("change-set-{}", act.kind).replace('_', "-");
    let known = Words::get().has(frame.language(), &key);
    if known { frame.text(&key) } else { act.kind.clone() }
}

fn when(frame: &Frame, act: &ChangeSet) -> String {
    frame.format().relative(act.created_at, frame.scope().now)
}

/// What the entries speak of, by name, as far as the asker may see it.
struct Told {
    records: Titles,
    people: HashMap<Uuid, String>,
}

impl Told {
    async fn load(
        app: &App,
        signed: &Signed,
        entries: &[Entry],
        by: impl Iterator<Item = &Actor>,
    ) -> Result<Self> {
        let catalog = app.catalog();
        let mut wanted = linked(&catalog, entries);
        wanted.extend(
            entries
                .iter()
                .filter_map(|entry| Some((catalog.object(&entry.object)?.key, entry.record))),
        );
        Ok(Self {
            records: read::titles(app, &signed.scope, wanted).await?,
            people: names(app, signed, by.filter_map(Actor::user).collect()).await?,
        })
    }
}

struct Page<'a> {
    app: &'a App,
    frame: &'a Frame,
    told: &'a Told,
}

impl Page<'_> {
    fn act(&self, act: &ChangeSet, first: Option<&Entry>) -> Markup {
        let href = format!("/change-sets/{}", act.id);
        let about = match first {
            Some(entry) => self.title(entry),
            None if act.kind == exported::KIND => exported::about(self.app, self.frame, &act.label),
            None => self.frame.with("acts-records", &[("count", act.entries.into())]),
        };
        let who = author(self.frame, &act.actor, &self.told.people);
        html! {
            li {
                (icon("history", None))
                span.act-text {
                    a href=(href) { (kind_word(self.frame, act)) ": " (about) }
                    small {
                        time datetime=(act.created_at) title=(self.frame.format().date_time(act.created_at)) { (when(self.frame, act)) }
                        " · " (who)
                    }
                }
                @if let Some(undo) = self.undo(act) { (undo) }
            }
        }
    }

    /// The way back, or the word that it was taken.
    fn undo(&self, act: &ChangeSet) -> Option<Markup> {
        if act.entries == 0 {
            return None;
        }
        if act.undone_by.is_some() {
            return Some(tag(TagColour::Slate, &self.frame.text("acts-undone")));
        }
        let word = self.frame.text("shell-undo");
        let label = format!("{word}: {}", kind_word(self.frame, act));
        Some(html! {
            form method="post" action={ "/change-sets/" (act.id) "/undo" } {
                (hidden("csrf", self.frame.csrf()))
                button.btn.btn-s type="submit" aria-label=(label) { (icon("undo", None)) span { (word) } }
            }
        })
    }

    fn entry(&self, entry: &Entry) -> Markup {
        let catalog = self.app.catalog();
        let object = catalog.object(&entry.object);
        let href = object.and_then(|object| record_href(&catalog, object.key, entry.record));
        let seen = object.and_then(|object| self.told.records.get(object.key, entry.record));
        let title = self.title(entry);
        html! {
            li {
                span.act-text {
                    @match href.filter(|_| seen.is_some()) {
                        Some(href) => { a href=(href) { (title) } }
                        None => { (title) }
                    }
                    small { (self.frame.text(&format!("action-{}", entry.action))) }
                    @if let Some(body) = object.and_then(|object| self.fields(object, entry)) { (body) }
                }
            }
        }
    }

    fn fields(&self, object: &Arc<Object>, entry: &Entry) -> Option<Markup> {
        self.told.records.get(object.key, entry.record)?;
        changes(self.app, self.frame, object, entry, &self.told.records)
    }

    /// The record's title; what is gone or hidden is called by its kind.
    fn title(&self, entry: &Entry) -> String {
        let catalog = self.app.catalog();
        let Some(object) = catalog.object(&entry.object) else {
            return entry.object.clone();
        };
        if let Some(title) = self.told.records.get(object.key, entry.record) {
            return title.to_owned();
        }
        let face = object.faces.first().map_or("record", |face| face.key);
        self.frame.text(&format!("face-{face}").replace('_', "-"))
    }
}
