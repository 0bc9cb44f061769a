//! What stands where nothing is yet.

use maud::{Markup, html};

use super::icon;

/// An empty view.
#[derive(Clone, Debug, Default)]
pub struct EmptyState<'a> {
    /// Symbol of what belongs here.
    pub icon: &'a str,
    /// One sentence: what belongs here, or which condition to drop.
    pub title: &'a str,
    /// A second sentence.
    pub text: Option<&'a str>,
    /// One main button, and a link to import.
    pub actions: Option<Markup>,
    /// An example in grey.
    pub example: Option<Markup>,
}

/// Draws it.
#[must_use]
pub fn empty_state(e: &EmptyState) -> Markup {
    html! {
        div.empty {
            (icon(e.icon, None))
            h2 { (e.title) }
            @if let Some(text) = e.text { p { (text) } }
            @if let Some(actions) = &e.actions { div.empty-actions { (actions) } }
            @if let Some(example) = &e.example { div.empty-example { (example) } }
        }
    }
}
