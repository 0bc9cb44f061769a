//! The page that says what went wrong and offers a way on.

use maud::{Markup, html};

/// An error in words.
#[derive(Clone, Debug, Default)]
pub struct ErrorPage<'a> {
    /// What happened.
    pub title: &'a str,
    /// Why, and what to do.
    pub text: &'a str,
    /// Each reason, when there are several.
    pub reasons: &'a [String],
    /// The request's id with its label ("Request", id).
    pub request: Option<(&'a str, &'a str)>,
    /// Links on.
    pub actions: Option<Markup>,
}

/// Draws the body of the page. Script shows its text in a banner when an htmx request fails.
#[must_use]
pub fn error_page(e: &ErrorPage) -> Markup {
    html! {
        div.error-page {
            h1 data-error-title { (e.title) }
            p data-error-text { (e.text) }
            @if !e.reasons.is_empty() { ul.error-reasons { @for reason in e.reasons { li { (reason) } } } }
            @if let Some(actions) = &e.actions { div.empty-actions { (actions) } }
            @if let Some((label, id)) = e.request { p.request-id { (label) " " code { (id) } } }
        }
    }
}
