//! Where one is signed in, and ending it.

use axum::extract::State;
use axum::response::Response;
use kernel::{Error, Result};
use maud::{Markup, html};
use uuid::Uuid;
use web::app::App;
use web::components::{
    Button, ButtonKind, PageHead, Phone, TagColour, button, hidden, page_head, tag,
};
use web::context::RequestContext;
use web::error::PageError;
use web::redirect::see_other;
use web::session::Signed;

use super::super::fields::Fields;
use super::Page;
use super::list::{self, Head, Line, Look};
use crate::session::{self, Session};

/// The page.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
) -> Result<Markup, PageError> {
    let me = signed.scope.user().ok_or(Error::NotFound)?;
    let now = app.clock().now();
    let sessions = app
        .store()
        .read(move |tx| Box::pin(async move { session::of_user(tx, me, now).await }))
        .await?;
    let page = Page::of(&app, &signed, &context).await?;
    let title = page.text("settings-sessions");
    let body = html! {
        (page_head(&PageHead { title: &title, note: Some(&page.text("sessions-note")), actions: (sessions.len() > 1).then(|| end_others(&page)), ..PageHead::default() }))
        (list(&page, &sessions, "/settings/sessions/end"))
    };
    Ok(page.show(&title, &body))
}

/// Ends one session, or all others.
pub async fn end(
    State(app): State<App>,
    signed: Signed,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&["id"])?;
    let me = signed.scope.user().ok_or(Error::NotFound)?;
    let one = match fields.one("id") {
        "" => None,
        id => Some(Uuid::try_parse(id).map_err(|_| Error::invalid("id", "not-an-id"))?),
    };
    let own = signed.session;
    app.store()
        .write(move |tx| {
            Box::pin(async move {
                match one {
                    Some(id) => session::end(tx, me, id).await,
                    None => session::end_others(tx, me, own).await,
                }
            })
        })
        .await?;
    Ok(see_other("/settings/sessions"))
}

fn end_others(page: &Page) -> Markup {
    html! {
        form method="post" action="/settings/sessions/end" {
            (hidden("csrf", page.frame.csrf()))
            (button(&Button { label: &page.text("sessions-end-others"), ..Button::default() }))
        }
    }
}

const HEADS: [Head; 5] = [
    ("sessions-browser", Look::Words, Phone::Top),
    ("sessions-address", Look::Words, Phone::Bottom),
    ("sessions-began", Look::Words, Phone::Hidden),
    ("sessions-seen", Look::Words, Phone::BottomEnd),
    ("sessions-end", Look::Buttons, Phone::TopEnd),
];

/// A table of sessions, each with a button that ends it.
pub(super) fn list(page: &Page, sessions: &[Session], action: &str) -> Markup {
    let lines: Vec<Line> = sessions
        .iter()
        .map(|session| {
            let id = session.id.to_string();
            let cells = cells(page, session, &id, action);
            Line { id, cells, faint: false }
        })
        .collect();
    list::draw(page, ("sessions", "settings-sessions"), &HEADS, &lines)
}

fn cells(page: &Page, session: &Session, id: &str, action: &str) -> Vec<Markup> {
    let here = page.frame.signed().session == Some(session.id);
    let format = page.frame.format();
    vec![
        html! { (browser(&session.agent)) " " @if here { (tag(TagColour::Teal, &page.text("sessions-this"))) } },
        html! { (session.address) },
        html! { (format.date_time(session.created_at)) },
        html! { (format.date_time(session.seen_at)) },
        html! {
            @if !here {
                form method="post" action=(action) {
                    (hidden("csrf", page.frame.csrf()))
                    (hidden("id", id))
                    (button(&Button { label: &page.text("sessions-end"), kind: ButtonKind::Quiet, ..Button::default() }))
                }
            }
        },
    ]
}

/// The names that people know browser and system by: `Firefox · Windows`.
fn browser(agent: &str) -> String {
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = named(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = named(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) if agent.is_empty() => "—".to_owned(),
        (None, None) => agent.chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_by_their_names() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/135.0 Safari/537.36 Edg/135.0";
        assert_eq!(browser(edge), "Edge · Windows");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_2 like Mac OS X) AppleWebKit/605 Version/26.2 Mobile Safari/604";
        assert_eq!(browser(phone), "Safari · iPhone");
        assert_eq!(browser(""), "—");
        assert_eq!(browser("curl/8.5"), "curl/8.5");
    }
}
