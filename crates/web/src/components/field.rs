//! A labelled control with its help, its error and its counter.

use maud::{Markup, html};

use super::icon;

/// How many columns of the form a field takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Span {
    /// Half the form.
    #[default]
    Half,
    /// The whole row.
    Full,
    /// A third, for short values.
    Third,
    /// Two thirds, beside a third.
    Rest,
}

/// What all fields share. Only `name` and `label` are needed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Field<'a> {
    /// Name sent with the form.
    pub name: &'a str,
    /// Id of the control; the name when empty.
    pub id: &'a str,
    /// Its label.
    pub label: &'a str,
    /// Its value as the control takes it (dates as `YYYY-MM-DD`).
    pub value: &'a str,
    /// A sentence of help under it.
    pub help: Option<&'a str>,
    /// What is wrong with the value, and what to do.
    pub error: Option<&'a str>,
    /// Example shown while it is empty.
    pub placeholder: Option<&'a str>,
    /// Autofill token, such as `email`.
    pub autocomplete: Option<&'a str>,
    /// Longest value, in characters; shows a counter in text areas.
    pub max_length: Option<u32>,
    /// Whether it must have a value.
    pub required: bool,
    /// Whether it can be read only.
    pub read_only: bool,
    /// Whether it takes the focus when the page opens.
    pub autofocus: bool,
    /// Hides the label from the eye, not from a screen reader.
    pub bare: bool,
    /// How wide it is.
    pub span: Span,
}

impl Field<'_> {
    /// Id of the control.
    #[must_use]
    pub fn control_id(&self) -> &str {
        if self.id.is_empty() { self.name } else { self.id }
    }

    /// Ids of the help and the error, for `aria-describedby`.
    #[must_use]
    pub fn described_by(&self) -> Option<String> {
        let id = self.control_id();
        let help = self.help.map(|_| format!("{id}-help"));
        let error = self.error.map(|_| format!("{id}-error"));
        let ids: Vec<String> = help.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    pub(super) fn invalid(&self) -> Option<&'static str> {
        self.error.map(|_| "true")
    }

    fn class(&self) -> &'static str {
        match self.span {
            Span::Half => "field",
            Span::Full => "field field-full",
            Span::Third => "field field-third",
            Span::Rest => "field field-rest",
        }
    }
}

/// Wraps a control of one's own in label, help and error.
#[must_use]
pub fn field(f: &Field, control: &Markup) -> Markup {
    let id = f.control_id();
    html! {
        div class=(f.class()) data-error[f.error.is_some()] {
            label.label.sr[f.bare] for=(id) { (f.label) @if f.required { (required_mark()) } }
            (control)
            (below(f))
        }
    }
}

/// Wraps several controls in a fieldset, which names them together.
#[must_use]
pub fn labelled_by(f: &Field, controls: &Markup) -> Markup {
    html! {
        fieldset class=(f.class()) id=(f.control_id()) data-error[f.error.is_some()] aria-describedby=[f.described_by()] {
            legend.label.sr[f.bare] { (f.label) @if f.required { (required_mark()) } }
            (controls)
            (below(f))
        }
    }
}

/// A value sent along unseen.
#[must_use]
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

fn required_mark() -> Markup {
    html! { span.required aria-hidden="true" { "*" } }
}

fn below(f: &Field) -> Markup {
    let id = f.control_id();
    html! {
        @if let Some(help) = f.help { p.help id={ (id) "-help" } { (help) } }
        @if let Some(error) = f.error {
            p.error id={ (id) "-error" } { (icon("alert", None)) span { (error) } }
        }
    }
}
