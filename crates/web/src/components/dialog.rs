//! What opens over the page: dialogs, and the side panel.

use maud::{Markup, html};

use super::{ButtonKind, icon};

/// A dialog, opened by [`dialog_opener`].
#[derive(Clone, Debug, Default)]
pub struct Dialog<'a> {
    /// Id the opener names.
    pub id: &'a str,
    /// Heading.
    pub title: &'a str,
    /// Word for closing it.
    pub close: &'a str,
    /// What is in it.
    pub body: Option<Markup>,
    /// Whether it stands open when the page comes.
    pub open: bool,
}

/// Draws a dialog.
#[must_use]
pub fn dialog(d: &Dialog) -> Markup {
    html! {
        dialog.dialog id=(d.id) aria-labelledby={ (d.id) "-title" } closedby="any" open[d.open] {
            header {
                h2 id={ (d.id) "-title" } { (d.title) }
                form method="dialog" { button.icon-btn type="submit" title=(d.close) aria-label=(d.close) { (icon("close", None)) } }
            }
            @if let Some(body) = &d.body { (body) }
        }
    }
}

/// The button that opens a dialog, by the platform alone.
#[must_use]
pub fn dialog_opener(dialog: &str, label: &str, kind: ButtonKind, key: Option<&str>) -> Markup {
    html! { button class=(kind.class()) type="button" command="show-modal" commandfor=(dialog) data-key=[key] { span { (label) } } }
}

/// The content of the side panel: a heading with the way to the whole page, then what matters most.
#[must_use]
pub fn peek(href: &str, title: &str, open: &str, body: &Markup) -> Markup {
    html! {
        header.peek-head {
            h2 id="peek-title" tabindex="-1" { (title) }
            a.btn.btn-s href=(href) { span { (open) } (icon("arrow-right", None)) }
        }
        (body)
    }
}
