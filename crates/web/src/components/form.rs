//! The form itself: its grid, its sections, its buttons and the summary of what is wrong.

use maud::{Markup, html};

use super::{Hx, hidden, icon};

/// A form that posts, with its token.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form<'a> {
    /// Id of the form.
    pub id: &'a str,
    /// Where it goes.
    pub action: &'a str,
    /// The token against forged requests.
    pub csrf: &'a str,
    /// Version of the record being edited.
    pub version: Option<&'a str>,
    /// Whether it carries files.
    pub files: bool,
    /// What htmx does; the default is a plain post.
    pub hx: Hx<'a>,
}

/// Draws a form. Refused values come back with status 422 and the same form.
#[must_use]
pub fn form(f: &Form, body: &Markup) -> Markup {
    html! {
        form.form id=(f.id) method="post" action=(f.action) enctype=[f.files.then_some("multipart/form-data")] novalidate
            hx-post=[f.hx.post] hx-target=[f.hx.target] hx-swap=[f.hx.swap] hx-select=[f.hx.select] hx-push-url=[f.hx.push_url()] {
            (hidden("csrf", f.csrf))
            @if let Some(version) = f.version { (hidden("version", version)) }
            (body)
        }
    }
}

/// Fields in two columns, one on narrow places.
#[must_use]
pub fn form_grid(fields: &Markup) -> Markup {
    html! { div.form-grid { (fields) } }
}

/// Fields under a heading; `note` is a sentence beside it.
#[must_use]
pub fn form_section(title: &str, note: Option<&str>, fields: &Markup) -> Markup {
    html! {
        section.form-section {
            header { h2 { (title) } @if let Some(note) = note { p.help { (note) } } }
            div.form-grid { (fields) }
        }
    }
}

/// The buttons at the end; on long pages they stay in view.
#[must_use]
pub fn form_actions(buttons: &Markup) -> Markup {
    html! { div.form-actions { (buttons) } }
}

/// One thing that is wrong, and the field to go to.
#[derive(Clone, Copy, Debug)]
pub struct Summary<'a> {
    /// Id of the control.
    pub control: &'a str,
    /// The sentence.
    pub text: &'a str,
}

/// What is wrong with a long form, with links to the fields.
#[must_use]
pub fn error_summary(title: &str, errors: &[Summary]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div.banner.banner-danger.error-summary role="alert" tabindex="-1" data-focus {
                (icon("alert", None))
                div {
                    p { strong { (title) } }
                    ul { @for e in errors { li { a href={ "#" (e.control) } { (e.text) } } } }
                }
            }
        }
    }
}
