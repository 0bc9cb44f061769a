//! The generic page of a record: its facts, its history, the panel beside a list.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderMap;
use kernel::access::Act;
use kernel::face::Face;
use kernel::object::{Field, Object, Writing};
use kernel::record::Record;
use kernel::{Error, Result};
use maud::{Markup, html};
use store::journal::{self, Entry, HistoryOf};
use store::query::Titles;
use uuid::Uuid;

use super::history_view;
use super::list::place;
use super::shown::{Shown, label};
use crate::app::App;
use crate::components::{
    Button, ButtonKind, Crumb, Fact, FactCard, LinkButton, Menu, MenuItem, PageHead, RecordHead,
    breadcrumb, button, fact_card, link_button, menu, narrow_page, page_head, record_head,
    record_page,
};
use crate::context::RequestContext;
use crate::error::PageError;
use crate::frame::Frame;
use crate::read;
use crate::session::Signed;

/// A record with the titles of its links.
pub struct Loaded {
    pub record: Record,
    pub titles: Titles,
}

/// Loads a record that the asker may see, with the titles of what it links to.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn load(app: &App, signed: &Signed, object: &Arc<Object>, id: Uuid) -> Result<Loaded> {
    let (record, titles) = read::record(app, &signed.scope, object, id).await?;
    Ok(Loaded { record, titles })
}

/// `GET /people/{id}`, where no capability has a page of its own.
pub async fn show(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path((slug, id)): Path<(String, Uuid)>,
) -> Result<Response, PageError> {
    let catalog = app.catalog();
    let (object, _) = place(&catalog, &signed.scope, &slug)?;
    let loaded = load(&app, &signed, &object, id).await?;
    let face = object.face_of(&loaded.record).ok_or(Error::NotFound)?;
    if face.slug != slug {
        return Ok(Redirect::to(&format!("/{}/{id}", face.slug)).into_response());
    }
    let frame = Frame::of(&app, &signed, &context).await?;
    let page = RecordPage { app: &app, frame: &frame, object: &object, face, loaded: &loaded };
    let history = page.history().await?;
    let title = page.name();
    let main = record_page(&page.head(&html! {}), &page.facts(), &history, &html! {});
    Ok(frame.page(&title, &main).into_response())
}

/// `GET /people/{id}/peek`: the panel beside a list, or without script the page itself.
pub async fn peek(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path((slug, id)): Path<(String, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let catalog = app.catalog();
    let (object, _) = place(&catalog, &signed.scope, &slug)?;
    if !headers.contains_key("hx-request") {
        load(&app, &signed, &object, id).await?;
        return Ok(Redirect::to(&format!("/{slug}/{id}")).into_response());
    }
    let frame = Frame::of(&app, &signed, &context).await?;
    Ok(peek_content(&app, &frame, (&object, id)).await?.into_response())
}

/// `GET /people/{id}/history`.
pub async fn history_page(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path((slug, id)): Path<(String, Uuid)>,
) -> Result<Markup, PageError> {
    let catalog = app.catalog();
    let (object, _) = place(&catalog, &signed.scope, &slug)?;
    let loaded = load(&app, &signed, &object, id).await?;
    let face = object.face_of(&loaded.record).ok_or(Error::NotFound)?;
    let frame = Frame::of(&app, &signed, &context).await?;
    let page = RecordPage { app: &app, frame: &frame, object: &object, face, loaded: &loaded };
    let title = page.name();
    let (href, word) = (page.href(), frame.text("record-history"));
    let crumbs = [Crumb { label: &title, href: Some(&href) }, Crumb { label: &word, href: None }];
    let above = breadcrumb(&word, &crumbs);
    let main = narrow_page(&html! {
        (page_head(&PageHead { title: &word, above: Some(above), ..PageHead::default() }))
        div.history { (page.history().await?) }
    });
    Ok(frame.page(&word, &main))
}

/// What stands in the panel: the heading and the facts.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn peek_content(
    app: &App,
    frame: &Frame,
    (object, id): (&Arc<Object>, Uuid),
) -> Result<Markup> {
    let loaded = load(app, frame.signed(), object, id).await?;
    let face = object.face_of(&loaded.record).ok_or(Error::NotFound)?;
    let page = RecordPage { app, frame, object, face, loaded: &loaded };
    let title = page.name();
    let href = format!("/{}/{id}", face.slug);
    Ok(crate::components::peek(&href, &title, &frame.text("record-open"), &page.facts()))
}

/// A record's page in one frame; capabilities compose their own pages from its parts.
#[derive(Clone, Copy)]
pub struct RecordPage<'a> {
    pub app: &'a App,
    pub frame: &'a Frame,
    pub object: &'a Arc<Object>,
    pub face: &'a Face,
    pub loaded: &'a Loaded,
}

impl RecordPage<'_> {
    fn record(&self) -> &Record {
        &self.loaded.record
    }

    /// The address of the record.
    pub fn href(&self) -> String {
        format!("/{}/{}", self.face.slug, self.record().id())
    }

    /// What the record is called.
    pub fn name(&self) -> String {
        let catalog = self.app.catalog();
        self.shown(&catalog).name(self.object, self.face, self.record())
    }

    /// Whether the asker may do this to the record.
    pub fn may(&self, act: Act) -> bool {
        let envelope = &self.record().envelope;
        self.frame.scope().covers(self.object.key, act, envelope.owner, envelope.team)
    }

    /// The head with its actions; `below` stands under the name.
    pub fn head(&self, below: &Markup) -> Markup {
        let name = self.name();
        record_head(&RecordHead {
            name: &name,
            icon: (!matches!(self.face.key, "organization" | "person")).then_some(self.face.icon),
            organization: self.face.key == "organization",
            image: None,
            meta: Some(self.subtitle()),
            actions: Some(self.actions()),
            below: Some(html! { (below) }),
        })
    }

    fn subtitle(&self) -> Markup {
        let catalog = self.app.catalog();
        let shown = self.shown(&catalog);
        html! {
            @for field in self.face.subtitle.iter().filter_map(|key| self.object.field(key)) {
                @if let Some(value) = shown.fact(field, &self.record().value(field.position)) { span { (value) } }
            }
        }
    }

    /// Edit, and behind the dots what is rarer.
    pub fn actions(&self) -> Markup {
        let (edit, more) = (self.frame.text("edit"), self.frame.text("more-actions"));
        let (href, history) = (format!("{}/edit", self.href()), format!("{}/history", self.href()));
        let delete = format!("{}/delete", self.href());
        let (history_word, delete_word) =
            (self.frame.text("record-history"), self.frame.text("delete"));
        let mut items = vec![MenuItem {
            label: &history_word,
            href: Some(&history),
            icon: Some("history"),
            ..MenuItem::default()
        }];
        if self.may(Act::Delete) {
            items.push(MenuItem {
                label: &delete_word,
                icon: Some("trash"),
                post: Some((&delete, self.frame.csrf())),
                danger: true,
                divided: true,
                ..MenuItem::default()
            });
        }
        html! {
            @if self.may(Act::Edit) {
                (link_button(&LinkButton { href: &href, label: &edit, icon: Some("edit"), ..LinkButton::default() }))
            }
            (button(&Button { label: &more, kind: ButtonKind::Quiet, icon: Some("more"), key: Some("."), opens: Some("record-menu"), ..Button::default() }))
            (menu(&Menu { id: "record-menu", label: &more, items: &items }))
        }
    }

    /// How values of this record are shown.
    pub fn shown<'c>(&'c self, catalog: &'c kernel::catalog::Catalog) -> Shown<'c> {
        Shown {
            catalog,
            titles: &self.loaded.titles,
            format: self.frame.format(),
            language: self.frame.language(),
            country: self.app.workspace().country,
            now: self.frame.scope().now,
        }
    }

    /// The cards of facts, section by section.
    pub fn facts(&self) -> Markup {
        html! {
            @for section in &self.face.sections {
                @let title = self.frame.text(&format!("section-{}", section.key).replace('_', "-"));
                (self.card(section.key, &title, &section.fields))
            }
        }
    }

    fn card(&self, id: &str, title: &str, keys: &[&'static str]) -> Markup {
        let catalog = self.app.catalog();
        let shown = self.shown(&catalog);
        let lines: Vec<Line> = keys
            .iter()
            .filter_map(|key| self.object.field(key))
            .filter(|field| !field.secret && field.belongs_to(self.face.key))
            .map(|field| self.line(&shown, field))
            .collect();
        let facts: Vec<Fact<'_>> =
            lines.iter().filter(|line| line.value.is_some()).map(Line::fact).collect();
        let empty: Vec<Fact<'_>> =
            lines.iter().filter(|line| line.value.is_none()).map(Line::fact).collect();
        let empty_label = self.frame.with("record-empty-fields", &[("count", empty.len().into())]);
        let edit = self.frame.text("edit");
        fact_card(&FactCard {
            id,
            title,
            facts: &facts,
            empty: &empty,
            empty_label: &empty_label,
            edit: &edit,
            edit_href: None,
        })
    }

    /// One fact with the ways to change it.
    pub fn line(&self, shown: &Shown<'_>, field: &Field) -> Line {
        let value = shown.fact(field, &self.record().value(field.position));
        let linked = matches!(
            field.kind,
            kernel::kind::Kind::Link(_)
                | kernel::kind::Kind::Links(_)
                | kernel::kind::Kind::Email
                | kernel::kind::Kind::Phone
                | kernel::kind::Kind::Url
                | kernel::kind::Kind::Emails
                | kernel::kind::Kind::Phones
                | kernel::kind::Kind::Domains
        );
        let editable = self.may(Act::Edit) && field.writing == Writing::Always;
        Line {
            key: field.key,
            label: label(self.frame.language(), self.object, field),
            value,
            linked,
            page: format!("{}/edit#{}", self.href(), field.key),
            fragment: format!("{}/field/{}", self.href(), field.key),
            editable,
            locked: (!editable && field.writing == Writing::Never)
                .then(|| self.frame.text("record-computed")),
        }
    }

    async fn history(&self) -> Result<Markup> {
        let entries =
            history(self.app, self.frame.signed(), (self.object.key, self.record().id())).await?;
        let names = actor_names(self.app, self.frame.signed(), &entries).await?;
        let linked = history_view::linked(&self.app.catalog(), &entries);
        let titles = read::titles(self.app, self.frame.scope(), linked).await?;
        let told = history_view::Told { names: &names, titles: &titles };
        Ok(history_view::list(self.app, self.frame, &entries, told))
    }
}

/// A fact with its words, before it is drawn.
pub struct Line {
    pub key: &'static str,
    pub label: String,
    pub value: Option<Markup>,
    pub linked: bool,
    page: String,
    fragment: String,
    editable: bool,
    locked: Option<String>,
}

impl Line {
    pub fn fact(&self) -> Fact<'_> {
        Fact {
            id: self.key,
            label: &self.label,
            value: self.value.clone(),
            edit: self.editable.then_some((self.page.as_str(), self.fragment.as_str())),
            linked: self.linked,
            hint: None,
            locked: self.locked.as_deref(),
        }
    }
}

/// The last hundred entries of a record.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn history(
    app: &App,
    signed: &Signed,
    (object, id): (&'static str, Uuid),
) -> Result<Vec<Entry>> {
    let (catalog, scope) = (app.catalog(), signed.scope.clone());
    app.store()
        .read(move |tx| {
            let (catalog, scope) = (Arc::clone(&catalog), scope.clone());
            Box::pin(async move {
                let of = HistoryOf { object, record: id, before: None, limit: 100 };
                journal::history(tx, &scope, &catalog, of).await
            })
        })
        .await
}

/// The names of the users who made the entries.
///
/// # Errors
/// When the store fails.
pub async fn actor_names(
    app: &App,
    signed: &Signed,
    entries: &[Entry],
) -> Result<HashMap<Uuid, String>> {
    names(app, signed, entries.iter().filter_map(|entry| entry.actor.user()).collect()).await
}

/// The names of users, as far as the asker may see them.
///
/// # Errors
/// When the store fails.
pub async fn names(
    app: &App,
    signed: &Signed,
    mut ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, String>> {
    ids.sort_unstable();
    ids.dedup();
    let wanted: Vec<(&'static str, Uuid)> = ids.iter().map(|id| ("user", *id)).collect();
    let titles = read::titles(app, &signed.scope, wanted).await?;
    Ok(ids
        .into_iter()
        .filter_map(|id| titles.get("user", id).map(|name| (id, name.to_owned())))
        .collect())
}
