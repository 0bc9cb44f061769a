//! A postal address, its parts in the order of its country.

use maud::{Markup, html};

use super::{Choice, Field, Span, labelled_by, select, text};

/// One line of an address.
#[derive(Clone, Copy, Debug, Default)]
pub struct AddressPart<'a> {
    /// Name sent with the form, such as `addresses.0.city`.
    pub name: &'a str,
    /// Its label.
    pub label: &'a str,
    /// Its value.
    pub value: &'a str,
    /// Autofill token, such as `postal-code`.
    pub autocomplete: Option<&'a str>,
    /// What is wrong with it.
    pub error: Option<&'a str>,
    /// How wide it is.
    pub span: Span,
}

/// An address with its country.
#[derive(Clone, Copy, Debug, Default)]
pub struct Address<'a> {
    /// Lines in the order in which the country writes them.
    pub parts: &'a [AddressPart<'a>],
    /// Name of the country's field.
    pub country_name: &'a str,
    /// Label of the country's field.
    pub country_label: &'a str,
    /// Countries in the reader's order.
    pub countries: &'a [Choice<'a>],
}

/// The group of fields; the field gives its legend.
#[must_use]
pub fn address(f: &Field, a: &Address) -> Markup {
    labelled_by(
        f,
        &html! {
            div.form-grid {
                @for p in a.parts {
                    (text(&Field {
                        name: p.name,
                        label: p.label,
                        value: p.value,
                        error: p.error,
                        autocomplete: p.autocomplete,
                        span: p.span,
                        ..Field::default()
                    }))
                }
                (select(&Field { name: a.country_name, label: a.country_label, autocomplete: Some("country"), ..Field::default() }, a.countries))
            }
        },
    )
}
