//! What a list is narrowed by, said as a sentence.

use maud::{Markup, html};

use super::icon;

/// One condition, such as "Owner is me".
#[derive(Clone, Copy, Debug, Default)]
pub struct Chip<'a> {
    /// Name of the field.
    pub field: &'a str,
    /// The comparison in words.
    pub operator: &'a str,
    /// The value in words.
    pub value: &'a str,
    /// Where it is changed.
    pub edit: Option<&'a str>,
    /// The same list without it.
    pub remove: &'a str,
    /// Words for taking it away ("Remove: Owner is me").
    pub remove_label: &'a str,
}

/// A condition that can be changed and taken away.
#[must_use]
pub fn filter_chip(c: &Chip) -> Markup {
    let words = html! { span.chip-field { (c.field) } " " span.chip-op { (c.operator) } " " strong { (c.value) } };
    html! {
        span.chip {
            @if let Some(edit) = c.edit { a.chip-text href=(edit) { (words) } } @else { span.chip-text { (words) } }
            a.chip-remove href=(c.remove) aria-label=(c.remove_label) title=(c.remove_label) { (icon("close", None)) }
        }
    }
}

/// The row above a list: search, conditions, and what else can be done.
#[derive(Clone, Debug, Default)]
pub struct ChipsBar<'a> {
    /// Search box of the list.
    pub search: Option<Markup>,
    /// Conditions in force.
    pub chips: &'a [Chip<'a>],
    /// The button or menu that adds one.
    pub add: Option<Markup>,
    /// Address without any condition, with its words.
    pub clear: Option<(&'a str, &'a str)>,
    /// At the right end: columns, export, save view.
    pub tools: Option<Markup>,
}

/// Draws the row.
#[must_use]
pub fn chips_bar(bar: &ChipsBar) -> Markup {
    html! {
        div.toolbar {
            @if let Some(search) = &bar.search { (search) }
            div.chips {
                @for chip in bar.chips { (filter_chip(chip)) }
                @if let Some(add) = &bar.add { (add) }
                @if let Some((href, label)) = bar.clear { a.btn.btn-quiet.btn-s href=(href) { (label) } }
            }
            @if let Some(tools) = &bar.tools { div.tools { (tools) } }
        }
    }
}

/// The search box of a list: a form that asks again while one types. `kept` are the other
/// parameters of the list, as pairs of name and value.
#[must_use]
pub fn search_box(action: &str, value: &str, label: &str, kept: &[(&str, &str)]) -> Markup {
    html! {
        form.search-box action=(action) method="get" hx-trigger="submit, input changed delay:250ms" hx-sync="this:replace" {
            (icon("search", None))
            input.input type="search" id="list-search" name="q" value=(value) placeholder=(label) aria-label=(label) autocomplete="off" enterkeyhint="search";
            @for (name, kept_value) in kept { input type="hidden" name=(name) value=(kept_value); }
        }
    }
}
