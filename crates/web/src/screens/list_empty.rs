//! A list without rows: what belongs here, or which condition to drop.

use kernel::Result;
use kernel::access::Act;
use maud::{Markup, html};

use super::conditions;
use super::list::request;
use super::list_state::ListState;
use super::list_view::ListView;
use crate::components::{ButtonKind, EmptyState, LinkButton, empty_state, link_button};
use crate::read;

/// Conditions that are tried without.
const MOST: usize = 6;

/// The list without one of its conditions.
#[derive(Clone, Debug)]
pub struct Without {
    sentence: String,
    href: String,
}

/// What there would be without each of the conditions, where there would be anything.
///
/// # Errors
/// As the list.
pub async fn without(view: &ListView<'_>) -> Result<Vec<Without>> {
    let mut tried: Vec<(String, ListState)> = Vec::new();
    for (place, condition) in view.state.conditions.iter().enumerate().take(MOST) {
        let mut state = view.state.first_page();
        state.drop_condition(place);
        tried.push((conditions::sentence(view, condition), state));
    }
    if let Some(words) = &view.state.q {
        let state = ListState { q: None, ..view.state.first_page() };
        tried.push((words.clone(), state));
    }
    let mut found = Vec::new();
    for (chip, state) in tried {
        let asked = request(view.app, view.frame.scope(), (view.object, view.face), &state)?;
        let (_, count) = read::counted_list(view.app, view.frame.scope(), asked).await?;
        if count.value > 0 {
            let values = [("chip", chip.into()), ("count", count.value.into())];
            let sentence = view.frame.with("list-without", &values);
            found.push(Without { sentence, href: state.address() });
        }
    }
    Ok(found)
}

/// Nothing here yet, or nothing that meets every condition.
pub fn draw(view: &ListView<'_>, without: &[Without]) -> Markup {
    let state = view.state;
    if state.conditions.is_empty() && state.expression.is_none() && state.q.is_none() {
        return nothing_yet(view);
    }
    let (title, drop_one) = (view.word("list-nothing-fits"), view.word("list-drop-one"));
    let clear = view.word("list-clear");
    empty_state(&EmptyState {
        icon: view.face.icon,
        title: &title,
        text: without.is_empty().then_some(drop_one.as_str()),
        actions: Some(html! {
            @for each in without {
                (link_button(&LinkButton { href: &each.href, label: &each.sentence, ..LinkButton::default() }))
            }
            (link_button(&LinkButton { href: &state.path, label: &clear, kind: ButtonKind::Quiet, ..LinkButton::default() }))
        }),
        example: None,
    })
}

fn nothing_yet(view: &ListView<'_>) -> Markup {
    let (title, new) = (view.face_word("empty"), view.face_word("new"));
    let import = view.word("list-import");
    let href = format!("/{}/new", view.face.slug);
    let import_href = format!("/import?object={}&face={}", view.object.key, view.face.key);
    let may = view.may(Act::Create);
    empty_state(&EmptyState {
        icon: view.face.icon,
        title: &title,
        actions: may.then(|| {
            html! {
                (link_button(&LinkButton { href: &href, label: &new, kind: ButtonKind::Primary, icon: Some("plus"), ..LinkButton::default() }))
                @if view.frame.scope().rights.bulk {
                    (link_button(&LinkButton { href: &import_href, label: &import, icon: Some("upload"), ..LinkButton::default() }))
                }
            }
        }),
        ..EmptyState::default()
    })
}
