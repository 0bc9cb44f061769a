//! Numbers and money.

use maud::{Markup, html};

use super::{Choice, Field, field};

/// What a number may be; a decimal comma or point is the server's to read.
#[derive(Clone, Copy, Debug, Default)]
pub struct NumberRange<'a> {
    /// Words after the box, such as `%` or `km`.
    pub unit: Option<&'a str>,
    /// Whole numbers only: phones show the small keypad.
    pub whole: bool,
}

/// A number, written as people write it in their language.
#[must_use]
pub fn number(f: &Field, range: &NumberRange) -> Markup {
    let control = control(f, if range.whole { "numeric" } else { "decimal" });
    field(
        f,
        &html! {
            @if let Some(unit) = range.unit {
                span.with-unit { (control) span.unit { (unit) } }
            } @else {
                (control)
            }
        },
    )
}

/// The currency beside an amount.
#[derive(Clone, Copy, Debug, Default)]
pub struct Money<'a> {
    /// Name of the currency's field; the amount is the field itself.
    pub currency_name: &'a str,
    /// Words for the currency's label.
    pub currency_label: &'a str,
    /// Currencies to choose from; one alone is shown, not asked.
    pub currencies: &'a [Choice<'a>],
}

/// An amount with its currency beside it.
#[must_use]
pub fn money(f: &Field, m: &Money) -> Markup {
    field(
        f,
        &html! {
            span.with-unit {
                (control(f, "decimal"))
                @if let [only] = m.currencies {
                    input type="hidden" name=(m.currency_name) value=(only.value);
                    span.unit { (only.label) }
                } @else {
                    select.input.currency name=(m.currency_name) aria-label=(m.currency_label) {
                        @for c in m.currencies { option value=(c.value) selected[c.selected] { (c.label) } }
                    }
                }
            }
        },
    )
}

fn control(f: &Field, mode: &str) -> Markup {
    html! {
        input.input.num type="text" inputmode=(mode) id=(f.control_id()) name=(f.name) value=(f.value)
            placeholder=[f.placeholder] autocomplete="off" required[f.required] readonly[f.read_only]
            autofocus[f.autofocus] aria-invalid=[f.invalid()] aria-describedby=[f.described_by()];
    }
}
