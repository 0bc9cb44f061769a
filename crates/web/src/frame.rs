//! The frame around a signed-in page: where one can go, what happened last, in one's language.

use std::time::Duration;

use axum::response::{IntoResponse, Redirect, Response};
use fluent_bundle::FluentValue;
use futures_util::future::BoxFuture;
use kernel::access::{Act, Reach, Scope};
use kernel::format::Format;
use kernel::language::Language;
use kernel::words::Words;
use kernel::{Error, Result};
use maud::{Markup, html};
use store::change_set;
use uuid::Uuid;

use crate::app::App;
use crate::components::{NavItem, Shell, Toast, page, toast};
use crate::context::RequestContext;
use crate::session::Signed;
use crate::shell_words::{WORDS, words};

/// A place that a person keeps or has been to.
#[derive(Clone, Debug, Default)]
pub struct Place {
    pub href: String,
    pub label: String,
    pub icon: &'static str,
}

/// What the platform knows about a person's frame.
#[derive(Clone, Debug, Default)]
pub struct Extras {
    pub favourites: Vec<Place>,
    pub recents: Vec<Place>,
    pub bell_count: u32,
}

/// Asks the platform for it; the path is that of the page, which may be a record just seen.
pub type ExtrasFn = for<'a> fn(&'a App, &'a Scope, &'a str) -> BoxFuture<'a, Result<Extras>>;

/// The frame of one answer.
#[derive(Clone, Debug)]
pub struct Frame {
    signed: Signed,
    path: String,
    format: Format,
    nav: Vec<OwnedItem>,
    create: Vec<OwnedItem>,
    extras: Extras,
    peek: Option<Markup>,
    message: Option<Message>,
}

#[derive(Clone, Debug)]
struct OwnedItem {
    href: String,
    label: String,
    icon: &'static str,
    keys: Option<&'static str>,
}

#[derive(Clone, Debug)]
struct Message {
    text: String,
    /// Where its undo is posted.
    undo: Option<String>,
}

impl Frame {
    /// The frame of whoever is signed in. An address with `done=CHANGE_SET` shows what was done,
    /// with its undo.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn of(app: &App, signed: &Signed, context: &RequestContext) -> Result<Self> {
        let extras = match app.extras() {
            Some(extras) => extras(app, &signed.scope, context.path()).await?,
            None => Extras::default(),
        };
        let mut frame = Self::with_extras(app, signed, context, extras);
        if let Some(done) = done(context.target()) {
            frame.message = frame.told(app, done).await?;
        }
        if context.target().contains("began=true") {
            frame.message = Some(Message { text: frame.text("shell-began"), undo: None });
        }
        Ok(frame)
    }

    /// The frame around a failure: what cannot be had at once is left out.
    pub async fn of_failure(
        app: &App,
        signed: &Signed,
        context: &RequestContext,
        wait: Duration,
    ) -> Self {
        let extras = match app.extras() {
            // Not the page's own path: nobody has been to a record that could not be shown.
            Some(extras) if !wait.is_zero() => {
                let asked = tokio::time::timeout(wait, extras(app, &signed.scope, "/")).await;
                asked.ok().and_then(Result::ok).unwrap_or_default()
            }
            _ => Extras::default(),
        };
        Self::with_extras(app, signed, context, extras)
    }

    fn with_extras(app: &App, signed: &Signed, context: &RequestContext, extras: Extras) -> Self {
        let mut frame = Self {
            signed: signed.clone(),
            path: context.path().to_owned(),
            format: Format::new(signed.scope.language, signed.scope.zone.clone()),
            nav: Vec::new(),
            create: Vec::new(),
            extras,
            peek: None,
            message: None,
        };
        frame.nav = frame.places(app);
        frame.create = frame.creations(app);
        frame
    }

    /// What an act of the asker's did, with its undo while it stands.
    async fn told(&self, app: &App, id: Uuid) -> Result<Option<Message>> {
        let scope = self.scope().clone();
        let found = app
            .store()
            .read(move |tx| {
                let scope = scope.clone();
                Box::pin(async move { change_set::get(tx, &scope, id).await })
            })
            .await;
        let act = match found {
            Ok(act) => act,
            Err(Error::NotFound) => return Ok(None),
            Err(other) => return Err(other),
        };
        let key = format!("done-{}", act.kind).replace('_', "-");
        let text = match Words::get().has(self.language(), &key) {
            true => self.with(&key, &[("count", act.entries.into())]),
            false => self.text("shell-saved"),
        };
        let stands = act.undone_by.is_none() && act.entries > 0;
        let undo = stands.then(|| format!("/change-sets/{id}/undo"));
        Ok(Some(Message { text, undo }))
    }

    pub const fn language(&self) -> Language {
        self.signed.scope.language
    }

    pub const fn signed(&self) -> &Signed {
        &self.signed
    }

    pub const fn scope(&self) -> &Scope {
        &self.signed.scope
    }

    /// How numbers and dates are written here.
    pub const fn format(&self) -> &Format {
        &self.format
    }

    /// The token that forms carry.
    pub fn csrf(&self) -> &str {
        &self.signed.csrf
    }

    /// A text without values.
    pub fn text(&self, key: &str) -> String {
        Words::get().text(self.language(), key)
    }

    /// A text with values.
    pub fn with(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        Words::get().with(self.language(), key, values)
    }

    /// Opens the side panel beside the page.
    #[must_use]
    pub fn peek(mut self, content: Markup) -> Self {
        self.peek = Some(content);
        self
    }

    /// Says what was done, with the address that takes it back.
    #[must_use]
    pub fn toast(mut self, text: String, undo: Option<String>) -> Self {
        self.message = Some(Message { text, undo });
        self
    }

    /// The whole document.
    pub fn page(&self, title: &str, main: &Markup) -> Markup {
        let texts = WORDS.map(|key| self.text(key));
        let words = words(&texts);
        let undo_word = self.text("shell-undo");
        let toasts = self.message.as_ref().map(|message| {
            toast(&Toast {
                text: &message.text,
                undo: message.undo.as_deref().map(|address| (address, undo_word.as_str())),
                csrf: self.csrf(),
                close: words.close,
                ..Toast::default()
            })
        });
        let (nav, create) = (items(&self.nav), items(&self.create));
        let (favourites, recents) = (places(&self.extras.favourites), places(&self.extras.recents));
        let own = self.own_places();
        let account = items(&own);
        let shell = Shell {
            lang: self.language().tag(),
            theme: self.signed.theme.as_deref(),
            density: self.signed.density.as_deref(),
            shortcuts_off: false,
            rail_folded: self.signed.rail_folded,
            title,
            current_path: &self.path,
            csrf: self.csrf(),
            user_name: &self.signed.name,
            user_image: None,
            nav: &nav,
            bottom: 4,
            favourites: &favourites,
            recents: &recents,
            create: &create,
            account: &account,
            bell_count: self.extras.bell_count,
            peek: self.peek.clone(),
            toasts,
            words: &words,
        };
        page(&shell, &html! { (main) })
    }

    /// What the account menu leads to.
    fn own_places(&self) -> Vec<OwnedItem> {
        let item = |href: &str, label, icon, keys| OwnedItem {
            href: href.to_owned(),
            label: self.text(label),
            icon,
            keys,
        };
        let import = self.scope().rights.bulk.then(|| item("/import", "import", "upload", None));
        [item("/settings", "shell-settings", "settings", Some("g s"))]
            .into_iter()
            .chain(import)
            .chain([
                item("/change-sets", "acts-title", "history", None),
                item("/trash", "trash-title", "trash", None),
            ])
            .collect()
    }

    fn places(&self, app: &App) -> Vec<OwnedItem> {
        let sees = |object: Option<&str>| {
            object.is_none_or(|object| self.scope().reach(object, Act::See) > Reach::None)
        };
        app.navigation()
            .iter()
            .filter(|entry| sees(entry.object))
            .map(|entry| OwnedItem {
                href: entry.path.to_owned(),
                label: self.text(entry.label),
                icon: entry.icon,
                keys: entry.keys,
            })
            .collect()
    }

    fn creations(&self, app: &App) -> Vec<OwnedItem> {
        let mut items = Vec::new();
        for entry in app.navigation() {
            let Some(object) = entry.object else { continue };
            if self.scope().reach(object, Act::Create) == Reach::None {
                continue;
            }
            let catalog = app.catalog();
            let slug = entry.path.trim_start_matches('/');
            // A place may show an object without being its list, as the tasks do.
            let own = catalog.by_face_slug(slug).map(|(_, face)| face);
            let first = || catalog.object(object).and_then(|object| object.faces.first());
            if let Some(face) = own.or_else(first) {
                items.push(OwnedItem {
                    href: format!("/{}/new", face.slug),
                    label: self.text(&format!("face-{}-new", face.key).replace('_', "-")),
                    icon: face.icon,
                    keys: None,
                });
            }
        }
        items
    }
}

/// Leads on after a form was saved; the next page says so and offers the undo.
pub fn saved(address: &str, change_set: Uuid) -> Response {
    let mark = if address.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{address}{mark}done={change_set}")).into_response()
}

/// Leads on after work was begun that goes on by itself; the next page says so.
pub fn began(address: &str) -> Response {
    let mark = if address.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{address}{mark}began=true")).into_response()
}

fn done(target: &str) -> Option<Uuid> {
    let (_, query) = target.split_once('?')?;
    let (_, value) =
        url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "done")?;
    Uuid::try_parse(&value).ok()
}

fn items(list: &[OwnedItem]) -> Vec<NavItem<'_>> {
    list.iter().map(item).collect()
}

fn places(list: &[Place]) -> Vec<NavItem<'_>> {
    list.iter().map(place).collect()
}

fn item(item: &OwnedItem) -> NavItem<'_> {
    NavItem { href: &item.href, label: &item.label, icon: item.icon, key: item.keys, count: None }
}

fn place(place: &Place) -> NavItem<'_> {
    NavItem { href: &place.href, label: &place.label, icon: place.icon, ..NavItem::default() }
}
