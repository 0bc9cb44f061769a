//! Choosing among a few known things.

use maud::{Markup, html};

use super::{Field, field, labelled_by};

/// One thing to choose.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// Value sent with the form.
    pub value: &'a str,
    /// Words.
    pub label: &'a str,
    /// A sentence under it, in radio and checkbox groups.
    pub help: Option<&'a str>,
    /// Whether it is chosen.
    pub selected: bool,
}

/// One of several, as the browser's own list. An empty first choice means "none".
#[must_use]
pub fn select(f: &Field, choices: &[Choice]) -> Markup {
    field(
        f,
        &html! {
            select.input id=(f.control_id()) name=(f.name) required[f.required] disabled[f.read_only] autofocus[f.autofocus]
                autocomplete=[f.autocomplete] aria-invalid=[f.invalid()] aria-describedby=[f.described_by()] {
                @for c in choices { option value=(c.value) selected[c.selected] { (c.label) } }
            }
        },
    )
}

/// Yes or no; a hidden `false` goes along, so that unticking is sent too.
#[must_use]
pub fn checkbox(f: &Field, checked: bool) -> Markup {
    tick(f, checked, "check")
}

/// Yes or no, taking effect at once; it is a checkbox in another dress.
#[must_use]
pub fn switch(f: &Field, checked: bool) -> Markup {
    tick(f, checked, "switch")
}

/// Several of several.
#[must_use]
pub fn checkbox_group(f: &Field, choices: &[Choice]) -> Markup {
    labelled_by(f, &options(f, "checkbox", choices))
}

/// One of a few, all in view.
#[must_use]
pub fn radio_group(f: &Field, choices: &[Choice]) -> Markup {
    labelled_by(f, &options(f, "radio", choices))
}

fn options(f: &Field, kind: &str, choices: &[Choice]) -> Markup {
    html! {
        div.options {
            @for c in choices {
                label.check {
                    input type=(kind) name=(f.name) value=(c.value) checked[c.selected] disabled[f.read_only]
                        required[f.required && kind == "radio"];
                    span.check-text {
                        (c.label)
                        @if let Some(help) = c.help { span.help { (help) } }
                    }
                }
            }
        }
    }
}

fn tick(f: &Field, checked: bool, class: &str) -> Markup {
    let id = f.control_id();
    html! {
        div.field data-error[f.error.is_some()] {
            label class={ "check " (class) } {
                input type="hidden" name=(f.name) value="false" disabled[f.read_only];
                input type="checkbox" id=(id) name=(f.name) value="true" checked[checked] disabled[f.read_only]
                    role=[(class == "switch").then_some("switch")] aria-invalid=[f.invalid()] aria-describedby=[f.described_by()];
                span.check-text { (f.label) }
            }
            @if let Some(help) = f.help { p.help id={ (id) "-help" } { (help) } }
            @if let Some(error) = f.error { p.error id={ (id) "-error" } { (super::icon("alert", None)) span { (error) } } }
        }
    }
}
