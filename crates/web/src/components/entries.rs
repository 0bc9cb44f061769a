//! A list inside a form: several e-mails, several phones.
//!
//! Row `i` sends `NAME.i.id`, `NAME.i.value` and `NAME.i.type`; `NAME.primary` is the number of the
//! chosen row. A row with an empty value does not count, so emptying removes without script, and
//! one spare row is always there.

use maud::{Markup, html};

use super::{Choice, Field, icon, labelled_by};

/// One row.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entry<'a> {
    /// Id of the stored entry; empty for a new one.
    pub id: &'a str,
    /// The e-mail or the number.
    pub value: &'a str,
    /// Key of its type.
    pub kind: &'a str,
    /// Whether it is the primary one.
    pub primary: bool,
    /// What is wrong with it.
    pub error: Option<&'a str>,
}

/// The list and its words; the field gives its name and its legend.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entries<'a> {
    /// Rows there are.
    pub rows: &'a [Entry<'a>],
    /// Types to choose from.
    pub kinds: &'a [Choice<'a>],
    /// `email`, `tel`, `url` or `text`.
    pub input: &'a str,
    /// Label of each value ("E-mail").
    pub value_label: &'a str,
    /// Label of each type ("Type").
    pub kind_label: &'a str,
    /// Word for the main one ("Primary").
    pub primary: &'a str,
    /// Words on the button that adds a row ("Add e-mail").
    pub add: &'a str,
    /// Word for removing a row ("Remove").
    pub remove: &'a str,
}

/// Draws the rows, one spare, and the template of further ones.
#[must_use]
pub fn entries(f: &Field, e: &Entries) -> Markup {
    let spare = Entry::default();
    labelled_by(
        f,
        &html! {
            div.entries data-entries=(e.rows.len().saturating_add(1)) {
                @for (index, row) in e.rows.iter().chain(std::iter::once(&spare)).enumerate() {
                    (entry_row(f, e, &index.to_string(), row))
                }
                template { (entry_row(f, e, "__n__", &spare)) }
            }
            button.btn.btn-quiet.btn-s.js type="button" data-add-entry { (icon("plus", None)) span { (e.add) } }
        },
    )
}

fn entry_row(f: &Field, e: &Entries, index: &str, row: &Entry) -> Markup {
    let base = format!("{}.{index}", f.name);
    let error_id = row.error.map(|_| format!("{base}-error"));
    html! {
        div.entry data-error[row.error.is_some()] {
            @if !row.id.is_empty() { input type="hidden" name={ (base) ".id" } value=(row.id); }
            input.input.entry-value type=(e.input) id={ (base) ".value" } name={ (base) ".value" } value=(row.value) aria-label=(e.value_label)
                autocomplete="off" aria-invalid=[row.error.map(|_| "true")] aria-describedby=[error_id.as_deref()];
            @if !e.kinds.is_empty() {
                select.input.entry-kind name={ (base) ".type" } aria-label=(e.kind_label) {
                    @for k in e.kinds { option value=(k.value) selected[k.value == row.kind] { (k.label) } }
                }
            }
            label.entry-primary title=(e.primary) {
                input type="radio" name={ (f.name) ".primary" } value=(index) checked[row.primary] aria-label=(e.primary);
                span aria-hidden="true" { (icon("star", None)) (icon("star-full", None)) }
            }
            button.icon-btn.entry-remove.js type="button" data-remove-entry title=(e.remove) aria-label=(e.remove) { (icon("close", None)) }
            @if let Some(error) = row.error { p.error id=[error_id.as_deref()] { (icon("alert", None)) span { (error) } } }
        }
    }
}
