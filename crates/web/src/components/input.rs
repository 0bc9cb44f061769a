//! Single-line and multi-line text, dates and times.

use maud::{Markup, html};

use super::{Field, field};

/// One line of text.
#[must_use]
pub fn text(f: &Field) -> Markup {
    field(f, &input_control(f, "text", None))
}

/// An e-mail address.
#[must_use]
pub fn email(f: &Field) -> Markup {
    field(f, &input_control(f, "email", Some("email")))
}

/// A phone number.
#[must_use]
pub fn phone(f: &Field) -> Markup {
    field(f, &input_control(f, "tel", Some("tel")))
}

/// A web address; people may leave out `https://`, so the browser does not check it.
#[must_use]
pub fn url(f: &Field) -> Markup {
    field(f, &input_control(f, "text", Some("url")))
}

/// A password, which can be pasted and which managers can fill.
#[must_use]
pub fn password(f: &Field) -> Markup {
    field(f, &input_control(f, "password", None))
}

/// A day.
#[must_use]
pub fn date(f: &Field) -> Markup {
    field(f, &input_control(f, "date", None))
}

/// A day and a time of day.
#[must_use]
pub fn datetime(f: &Field) -> Markup {
    field(f, &input_control(f, "datetime-local", None))
}

/// A time of day.
#[must_use]
pub fn time(f: &Field) -> Markup {
    field(f, &input_control(f, "time", None))
}

/// A length of time in words, such as `1 h 30`.
#[must_use]
pub fn duration(f: &Field) -> Markup {
    field(f, &input_control(f, "text", None))
}

/// Several lines; it grows with what is written.
#[must_use]
pub fn textarea(f: &Field, rows: u8) -> Markup {
    let counter = f.max_length.filter(|_| f.error.is_none());
    field(
        f,
        &html! {
            textarea.input id=(f.control_id()) name=(f.name) rows=(rows) placeholder=[f.placeholder]
                maxlength=[f.max_length] required[f.required] readonly[f.read_only] autofocus[f.autofocus]
                autocomplete=[f.autocomplete] aria-invalid=[f.invalid()] aria-describedby=[f.described_by()] { (f.value) }
            @if let Some(max) = counter { span.counter data-counter=(f.control_id()) aria-hidden="true" { (f.value.chars().count()) " / " (max) } }
        },
    )
}

/// The bare control, for a place that has its own label.
#[must_use]
pub fn input_control(f: &Field, kind: &str, mode: Option<&str>) -> Markup {
    html! {
        input.input type=(kind) id=(f.control_id()) name=(f.name) value=(f.value) inputmode=[mode]
            placeholder=[f.placeholder] autocomplete=(f.autocomplete.unwrap_or("off")) maxlength=[f.max_length]
            required[f.required] readonly[f.read_only] autofocus[f.autofocus]
            aria-invalid=[f.invalid()] aria-describedby=[f.described_by()];
    }
}
