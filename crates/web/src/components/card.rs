//! A titled group of things.

use maud::{Markup, html};

/// A section with a heading.
#[must_use]
pub fn card(id: &str, title: &str, body: &Markup) -> Markup {
    card_with(id, title, &html! {}, body)
}

/// A section with a heading and something to do at its right.
#[must_use]
pub fn card_with(id: &str, title: &str, actions: &Markup, body: &Markup) -> Markup {
    html! {
        section.card id=(id) aria-labelledby={ (id) "-title" } {
            header.card-head {
                h2 id={ (id) "-title" } { (title) }
                (actions)
            }
            (body)
        }
    }
}
