//! What stands in the cells of a table, by kind of value. All values come formatted.

use maud::{Markup, html};

use super::{Avatar, Mark, TagColour, avatar, icon, tag};

/// The name of the row's record, whose link opens it; `lang` for a name in another script.
#[must_use]
pub fn cell_name(href: &str, name: &str, organization: bool, image: Option<&str>) -> Markup {
    html! {
        a.row-link href=(href) {
            (avatar(&Avatar { name, image, organization, ..Avatar::default() }))
            span { (name) }
        }
    }
}

/// A word or a short sentence.
#[must_use]
pub fn cell_text(text: &str) -> Markup {
    html! { @if text.is_empty() { (cell_empty()) } @else { (text) } }
}

/// Another record.
#[must_use]
pub fn cell_link(href: &str, text: &str) -> Markup {
    html! { a.quiet-link href=(href) { (text) } }
}

/// A figure, in its column.
#[must_use]
pub fn cell_number(text: &str) -> Markup {
    cell_text(text)
}

/// A day or an instant: `datetime` for machines, `text` for people.
#[must_use]
pub fn cell_date(datetime: &str, text: &str) -> Markup {
    html! { @if text.is_empty() { (cell_empty()) } @else { time datetime=(datetime) { (text) } } }
}

/// Tags, as many as fit.
#[must_use]
pub fn cell_tags(tags: &[(TagColour, &str)]) -> Markup {
    match tags {
        [(colour, label)] => tag(*colour, label),
        several => {
            html! { span.tag-row { @for (colour, label) in several { (tag(*colour, label)) } } }
        }
    }
}

/// The next step's mark, with its words when there are any.
#[must_use]
pub fn cell_mark(kind: Mark, label: &str, text: Option<&str>) -> Markup {
    html! {
        span class={ "cell-mark mark mark-" (kind.key()) } title=(label) {
            (icon(kind.icon(), Some(label)))
            @if let Some(text) = text { (text) }
        }
    }
}

/// An e-mail to write to.
#[must_use]
pub fn cell_email(email: &str) -> Markup {
    html! { @if email.is_empty() { (cell_empty()) } @else { a.quiet-link href={ "mailto:" (email) } { (email) } } }
}

/// A number to call; `number` in E.164, `text` as people write it.
#[must_use]
pub fn cell_phone(number: &str, text: &str) -> Markup {
    html! { @if number.is_empty() { (cell_empty()) } @else { a.quiet-link href={ "tel:" (number) } { (text) } } }
}

/// Nothing there; the style sheet draws a dash in a cell that has nothing in it.
#[must_use]
pub fn cell_empty() -> Markup {
    html! {}
}
