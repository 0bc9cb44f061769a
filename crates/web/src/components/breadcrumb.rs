//! The way back up, where there is depth.

use maud::{Markup, html};

use super::icon;

/// One step of the way.
#[derive(Clone, Copy, Debug)]
pub struct Crumb<'a> {
    /// Words.
    pub label: &'a str,
    /// Where it goes; the last one goes nowhere.
    pub href: Option<&'a str>,
}

/// Draws the way; `label` names it ("You are here").
#[must_use]
pub fn breadcrumb(label: &str, crumbs: &[Crumb]) -> Markup {
    html! {
        nav.breadcrumb aria-label=(label) {
            ol {
                @for crumb in crumbs {
                    li {
                        @if let Some(href) = crumb.href {
                            a href=(href) { (crumb.label) }
                            (icon("chevron-right", None))
                        } @else {
                            span aria-current="page" { (crumb.label) }
                        }
                    }
                }
            }
        }
    }
}
