//! The menus of a list that hold a line for each field. They come when they are opened: most
//! visits open none, and a list should be small.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Uri};
use kernel::Error;
use maud::{Markup, html};
use store::query::Titles;

use super::list::place;
use super::list_state::ListState;
use super::list_view::ListView;
use super::{conditions, list_tools, view};
use crate::app::App;
use crate::components::{
    Button, ButtonKind, LateMenu, LinkButton, PageHead, button, late_menu, link_button, page_head,
};
use crate::context::RequestContext;
use crate::error::PageError;
use crate::frame::Frame;
use crate::session::Signed;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListMenu {
    /// The fields that a condition may be about.
    Filter,
    /// The columns.
    Columns,
}

impl ListMenu {
    const ALL: [Self; 2] = [Self::Filter, Self::Columns];

    const fn key(self) -> &'static str {
        match self {
            Self::Filter => "filter",
            Self::Columns => "columns",
        }
    }

    const fn shortcut(self) -> Option<&'static str> {
        match self {
            Self::Filter => Some("f"),
            Self::Columns => None,
        }
    }

    fn word(self, view: &ListView<'_>) -> String {
        view.word(&format!("list-{}", self.key()))
    }

    fn lines(self, view: &ListView<'_>) -> Markup {
        match self {
            Self::Filter => conditions::fields(view),
            Self::Columns => list_tools::columns(view),
        }
    }

    /// The button and the place that it opens.
    pub fn opener(self, view: &ListView<'_>) -> Markup {
        let word = self.word(view);
        let query = view.state.query();
        let mark = if query.is_empty() { "" } else { "?" };
        let href = format!("{}/menu/{}{mark}{query}", view.state.path, self.key());
        let id = format!("menu-{}", self.key());
        html! {
            (button(&Button { label: &word, kind: ButtonKind::Quiet, icon: Some(self.key()), key: self.shortcut(), opens: Some(&id), ..Button::default() }))
            (late_menu(&LateMenu { id: &id, label: &word, href: &href }))
        }
    }
}

/// `GET /people/menu/columns`: the lines alone, or without script a page with them. It takes
/// every parameter of the list, whose state its links keep.
pub async fn show(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, PageError> {
    let (slug, menu) =
        uri.path().trim_start_matches('/').split_once("/menu/").ok_or(Error::NotFound)?;
    let menu = ListMenu::ALL.into_iter().find(|one| one.key() == menu).ok_or(Error::NotFound)?;
    let catalog = app.catalog();
    let (object, face) = place(&catalog, &signed.scope, slug)?;
    let mut state = ListState::read(&uri, &object)?;
    state.path = format!("/{slug}");
    let state = view::applied(&app, &signed.scope, slug, state).await?;
    let frame = Frame::of(&app, &signed, &context).await?;
    let view = ListView {
        app: &app,
        frame: &frame,
        object: &object,
        face: &face,
        state: &state,
        views: &[],
        condition_titles: &Titles::default(),
    };
    let lines = menu.lines(&view);
    if headers.contains_key("hx-request") {
        return Ok(lines.into_response());
    }
    let (title, back, back_word) = (menu.word(&view), state.address(), view.face_word("plural"));
    let actions =
        link_button(&LinkButton { href: &back, label: &back_word, ..LinkButton::default() });
    let head =
        page_head(&PageHead { title: &title, actions: Some(actions), ..PageHead::default() });
    Ok(frame
        .page(&title, &html! { (head) section.card.panel aria-label=(title) { (lines) } })
        .into_response())
}
