//! Where what happened is written down.

use maud::{Markup, html};

use super::{Tab, icon};

/// The box at the top of a story.
#[derive(Clone, Debug, Default)]
pub struct Composer<'a> {
    /// Its name ("Write down").
    pub label: &'a str,
    /// Note, Call, Meeting, Task, E-mail: each a link that answers the composer with that form.
    pub tabs: &'a [Tab<'a>],
    /// The form of the open tab.
    pub body: Option<Markup>,
}

/// Draws the composer; a tab's answer replaces `#composer`.
#[must_use]
pub fn composer(c: &Composer) -> Markup {
    html! {
        section.composer id="composer" aria-label=(c.label) {
            nav.composer-tabs aria-label=(c.label) {
                @for t in c.tabs {
                    a href=(t.href) aria-current=[t.current.then_some("true")] data-key=[t.key]
                        hx-get=(t.href) hx-target="#composer" hx-select="#composer" hx-swap="outerHTML" {
                        @if let Some(name) = t.icon { (icon(name, None)) }
                        span { (t.label) }
                    }
                }
            }
            @if let Some(body) = &c.body { div.composer-body { (body) } }
        }
    }
}
