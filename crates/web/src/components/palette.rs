//! The palette: one box from which everything can be reached.

use maud::{Markup, html};

use super::{Avatar, ShellWords, avatar, icon};

/// One answer of the palette's address.
#[derive(Clone, Copy, Debug, Default)]
pub struct PaletteItem<'a> {
    /// Where it goes.
    pub href: &'a str,
    /// Its title.
    pub label: &'a str,
    /// What tells it from another of the same title.
    pub detail: Option<&'a str>,
    /// Symbol; without one it is a record with an avatar.
    pub icon: Option<&'a str>,
    /// Whether it is a company.
    pub organization: bool,
    /// Address of the side panel's content.
    pub peek: Option<&'a str>,
}

/// Groups of answers with their headings: what `/palette?q=` answers to the script.
#[must_use]
pub fn palette_results(groups: &[(&str, &[PaletteItem])]) -> Markup {
    html! {
        @for (title, items) in groups {
            @if !items.is_empty() {
                div role="group" aria-label=(title) {
                    div.palette-group aria-hidden="true" { (title) }
                    @for i in *items {
                        div.palette-item role="option" data-href=(i.href) data-peek=[i.peek] {
                            @if let Some(name) = i.icon { (icon(name, None)) } @else { (avatar(&Avatar { name: i.label, organization: i.organization, ..Avatar::default() })) }
                            span.option-label { (i.label) }
                            @if let Some(detail) = i.detail { span.option-detail { (detail) } }
                        }
                    }
                }
            }
        }
    }
}

/// The dialog itself; the script fills it with the commands of the page and the server's records.
pub(super) fn palette_dialog(w: &ShellWords, url: &str) -> Markup {
    html! {
        dialog.palette id="palette" aria-label=(w.palette) closedby="any" data-url=(url) data-goto=(w.palette_go) data-do=(w.palette_do) {
            div.palette-box {
                (icon("search", None))
                input.palette-input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list"
                    aria-label=(w.palette) placeholder=(w.palette_hint) autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go";
                kbd { "Esc" }
            }
            div.palette-list id="palette-list" role="listbox" aria-label=(w.palette) data-none=(w.nothing_found) {}
        }
        dialog.dialog.keys-dialog id="keys" aria-labelledby="keys-title" closedby="any" {
            header {
                h2 id="keys-title" { (w.shortcuts) }
                form method="dialog" { button.icon-btn type="submit" title=(w.close) aria-label=(w.close) { (icon("close", None)) } }
            }
            dl.keys-list {}
        }
    }
}
