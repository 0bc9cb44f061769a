//! Icons from the one sprite, coloured by the text around them.

use maud::{Markup, html};

use crate::assets;

/// Every symbol of the sprite.
pub const NAMES: &[&str] = &[
    "alert",
    "archive",
    "arrow-left",
    "arrow-right",
    "ban",
    "bell",
    "bolt",
    "building",
    "calendar",
    "call",
    "case",
    "chart",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "clock",
    "close",
    "columns",
    "copy",
    "download",
    "drag",
    "edit",
    "eye",
    "file",
    "filter",
    "flag",
    "fold",
    "globe",
    "help",
    "history",
    "home",
    "inbox",
    "info",
    "invoice",
    "key",
    "language",
    "link",
    "list",
    "lock",
    "mail",
    "mark-late",
    "mark-none",
    "mark-planned",
    "mark-today",
    "megaphone",
    "meeting",
    "menu",
    "merge",
    "message",
    "minus",
    "moon",
    "more",
    "network",
    "note",
    "opportunity",
    "palette",
    "people",
    "person",
    "phone",
    "pin",
    "plus",
    "print",
    "refresh",
    "search",
    "send",
    "settings",
    "share",
    "shield",
    "sign-out",
    "sort",
    "star",
    "star-full",
    "sun",
    "system",
    "tag",
    "task",
    "team",
    "trash",
    "undo",
    "upload",
    "user",
    "view",
    "visit",
    "warning",
];

/// One symbol. Give a label only when no text beside it says the same.
#[must_use]
pub fn icon(name: &str, label: Option<&str>) -> Markup {
    debug_assert!(NAMES.contains(&name), "no icon is called {name}");
    let href = format!("{}#{name}", assets::icons_url());
    html! {
        @if let Some(label) = label {
            svg.icon role="img" aria-label=(label) { use href=(href) {} }
        } @else {
            svg.icon aria-hidden="true" { use href=(href) {} }
        }
    }
}
