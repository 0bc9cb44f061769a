//! Views side by side, one open.

use maud::{Markup, html};

use super::icon;

/// One view.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tab<'a> {
    /// Words.
    pub label: &'a str,
    /// Where it goes.
    pub href: &'a str,
    /// Symbol before the words.
    pub icon: Option<&'a str>,
    /// How many there are, as text.
    pub count: Option<&'a str>,
    /// Shortcut.
    pub key: Option<&'a str>,
    /// Whether it is open.
    pub current: bool,
}

/// Links in a row; `label` names them together ("Views").
#[must_use]
pub fn tabs(label: &str, items: &[Tab], extra: &Markup) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            ul {
                @for t in items {
                    li {
                        a href=(t.href) aria-current=[t.current.then_some("page")] data-key=[t.key] {
                            @if let Some(name) = t.icon { (icon(name, None)) }
                            span { (t.label) }
                            @if let Some(count) = t.count { span.count { (count) } }
                        }
                    }
                }
            }
            (extra)
        }
    }
}
