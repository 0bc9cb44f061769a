//! What has just been done, with the way to take it back.

use maud::{Markup, html};

use super::{hidden, icon};

/// A short message at the edge of the page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Toast<'a> {
    /// What happened ("Ana García moved to trash").
    pub text: &'a str,
    /// Address that takes it back, with its word ("Undo").
    pub undo: Option<(&'a str, &'a str)>,
    /// The token against forged requests.
    pub csrf: &'a str,
    /// A link to what was made, with its words.
    pub link: Option<(&'a str, &'a str)>,
    /// Word for closing it.
    pub close: &'a str,
}

/// Draws a toast; it leaves after eight seconds unless pointed at or focused.
#[must_use]
pub fn toast(t: &Toast) -> Markup {
    html! {
        div.toast data-toast {
            p { (t.text) }
            @if let Some((href, label)) = t.link { a.toast-link href=(href) { (label) } }
            @if let Some((action, label)) = t.undo {
                form method="post" action=(action) data-undo {
                    (hidden("csrf", t.csrf))
                    button.btn.btn-s type="submit" { (icon("undo", None)) span { (label) } }
                }
            }
            button.icon-btn.js type="button" data-close-toast title=(t.close) aria-label=(t.close) { (icon("close", None)) }
        }
    }
}

/// The same, to be sent beside an htmx answer: it joins the toasts of the page.
#[must_use]
pub fn toast_partial(t: &Toast) -> Markup {
    html! { hx-partial hx-target="#toasts" hx-swap="beforeend" { (toast(t)) } }
}
