//! Choosing one record among many by typing.
//!
//! Without script the typed text is sent as `NAME.text` and the server finds the record by its name;
//! `NAME.was` tells it whether the text was touched.

use maud::{Markup, html};

use super::{Field, avatar, avatar::Avatar, field, icon};

/// What a combobox needs beyond its field; the field's value is the id of the record.
#[derive(Clone, Copy, Debug, Default)]
pub struct Combobox<'a> {
    /// Address that answers `?q=` with [`suggestions`].
    pub url: &'a str,
    /// Title of the record chosen now.
    pub shown: &'a str,
    /// Word for taking the choice away.
    pub clear: &'a str,
}

/// A labelled combobox.
#[must_use]
pub fn combobox(f: &Field, c: &Combobox) -> Markup {
    field(f, &combobox_control(f, c))
}

/// The bare combobox.
#[must_use]
pub fn combobox_control(f: &Field, c: &Combobox) -> Markup {
    let id = f.control_id();
    html! {
        span.combobox data-combobox=(c.url) {
            input type="hidden" name=(f.name) value=(f.value);
            input type="hidden" name={ (f.name) ".was" } value=(c.shown);
            input.input type="text" id=(id) name={ (f.name) ".text" } value=(c.shown) placeholder=(f.placeholder.unwrap_or(" "))
                role="combobox" aria-expanded="false" aria-autocomplete="list" aria-controls={ (id) "-list" } aria-haspopup="listbox"
                autocomplete="off" required[f.required] readonly[f.read_only] autofocus[f.autofocus]
                aria-invalid=[f.invalid()] aria-describedby=[f.described_by()];
            button.combobox-clear.js type="button" tabindex="-1" aria-label=(c.clear) title=(c.clear) { (icon("close", None)) }
            div.listbox id={ (id) "-list" } role="listbox" aria-label=(f.label) popover="manual" {}
        }
    }
}

/// One record to choose.
#[derive(Clone, Copy, Debug, Default)]
pub struct Suggestion<'a> {
    /// Id sent with the form.
    pub value: &'a str,
    /// Its title.
    pub label: &'a str,
    /// What tells it from another of the same title.
    pub detail: Option<&'a str>,
    /// Whether it is a company.
    pub organization: bool,
}

/// What the address of a combobox answers; `none` is said when nothing fits.
#[must_use]
pub fn suggestions(found: &[Suggestion], none: &str) -> Markup {
    html! {
        @for s in found {
            div role="option" data-value=(s.value) data-label=(s.label) {
                (avatar(&Avatar { name: s.label, organization: s.organization, ..Avatar::default() }))
                span.option-label { (s.label) }
                @if let Some(detail) = s.detail { span.option-detail { (detail) } }
            }
        }
        @if found.is_empty() { div.option-none role="option" aria-disabled="true" { (none) } }
    }
}
