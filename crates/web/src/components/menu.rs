//! Menus that open over the page, and tooltips. Both work without script.

use maud::{Markup, html};

use super::{Hx, hidden, icon};

/// One line of a menu.
#[derive(Clone, Copy, Debug, Default)]
pub struct MenuItem<'a> {
    /// Words.
    pub label: &'a str,
    /// Symbol before the words.
    pub icon: Option<&'a str>,
    /// Where it goes.
    pub href: Option<&'a str>,
    /// Address it posts to, with the token; wins over `href`.
    pub post: Option<(&'a str, &'a str)>,
    /// Address to which it sends the form that it stands in; wins over `href`.
    pub submits: Option<&'a str>,
    /// Shortcut, shown at the right.
    pub key: Option<&'a str>,
    /// Whether it is the one in force.
    pub current: bool,
    /// Whether it takes something away.
    pub danger: bool,
    /// Question asked first; only for what cannot be undone.
    pub confirm: Option<&'a str>,
    /// Draws a line above it.
    pub divided: bool,
    /// What htmx does.
    pub hx: Hx<'a>,
}

/// A menu under the button that has `opens` = `id`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Menu<'a> {
    /// Id the opening button names.
    pub id: &'a str,
    /// Its name for screen readers.
    pub label: &'a str,
    /// Its lines.
    pub items: &'a [MenuItem<'a>],
}

/// A menu whose lines come when it is opened.
#[derive(Clone, Copy, Debug, Default)]
pub struct LateMenu<'a> {
    /// Id the opening button names.
    pub id: &'a str,
    /// Its name for screen readers, and the words of the link.
    pub label: &'a str,
    /// Address of its lines; without script it is the page that has them.
    pub href: &'a str,
}

/// Draws the place of a menu that is filled when it opens.
#[must_use]
pub fn late_menu(m: &LateMenu) -> Markup {
    html! {
        div.menu.panel id=(m.id) popover aria-label=(m.label) role="group" {
            a.menu-item href=(m.href) data-late hx-boost="false" { span { (m.label) } }
        }
    }
}

/// Draws a menu.
#[must_use]
pub fn menu(m: &Menu) -> Markup {
    html! { div.menu id=(m.id) popover aria-label=(m.label) role="group" { (menu_items(m.items)) } }
}

/// The lines alone, for a popover with more in it.
#[must_use]
pub fn menu_items(items: &[MenuItem]) -> Markup {
    let marked = items.iter().any(|item| item.current || item.icon.is_some());
    html! { ul { @for item in items { li.divided[item.divided] { (line(item, marked)) } } } }
}

/// One line; where others are `marked` by a symbol, it keeps the place of one.
fn line(i: &MenuItem, marked: bool) -> Markup {
    let class = if i.danger { "menu-item danger" } else { "menu-item" };
    let body = html! {
        @if i.current { (icon("check", None)) } @else if let Some(name) = i.icon { (icon(name, None)) } @else if marked { span.icon {} }
        span { (i.label) }
        @if let Some(key) = i.key { (keys(key)) }
    };
    html! {
        @if let Some((action, csrf)) = i.post {
            form method="post" action=(action) {
                (hidden("csrf", csrf))
                button class=(class) type="submit" data-key=[i.key] data-confirm=[i.confirm]
                    hx-post=[i.hx.post] hx-target=[i.hx.target] hx-swap=[i.hx.swap] { (body) }
            }
        } @else if let Some(action) = i.submits {
            button class=(class) type="submit" formaction=(action) data-key=[i.key] { (body) }
        } @else {
            a class=(class) href=[i.href] data-key=[i.key] aria-current=[i.current.then_some("true")]
                hx-get=[i.hx.get] hx-target=[i.hx.target] hx-swap=[i.hx.swap] hx-select=[i.hx.select]
                hx-push-url=[i.hx.push_url()] { (body) }
        }
    }
}

/// A shortcut as keycaps.
pub(super) fn keys(key: &str) -> Markup {
    html! { span.keys aria-hidden="true" { @for part in key.split(' ') { kbd { (part.replace("ctrl+", "Ctrl ").to_uppercase().replace("CTRL", "Ctrl")) } } } }
}

/// A sentence shown while its subject is pointed at or focused. `subject` should be focusable
/// and carry `aria-describedby` with the same id.
#[must_use]
pub fn tooltip(id: &str, subject: &Markup, text: &str) -> Markup {
    html! { span.has-tip { (subject) span.tip id=(id) role="tooltip" { (text) } } }
}
