//! How a form looks: a new record, a whole record, one value in its place.

use std::sync::Arc;

use kernel::face::Face;
use kernel::object::{Field, Object};
use maud::{Markup, html};

use super::form::is_writable;
use super::form_state::FormState;
use super::record::{Loaded, RecordPage};
use super::shown::label;
use super::widgets::Widgets;
use crate::app::App;
use crate::components::{
    Button, ButtonKind, Crumb, FactEditor, Form, LinkButton, PageHead, Summary, breadcrumb, button,
    error_summary, fact_editor, form, form_actions, form_grid, form_section, link_button,
    page_head,
};
use crate::frame::Frame;

/// The id of the control that a refusal is about: a field's, or that of a row of its list.
fn control_of(key: &str) -> String {
    match key.split('.').collect::<Vec<_>>()[..] {
        [list, row, "value"] => format!("{list}.{row}.value"),
        _ => key.split(['.', '/']).next().unwrap_or_default().to_owned(),
    }
}

/// A form in one frame: what it is about, and what stands in it.
pub struct FormPage<'a> {
    pub app: &'a App,
    pub frame: &'a Frame,
    pub object: &'a Arc<Object>,
    pub face: &'a Face,
    pub state: &'a FormState,
}

impl FormPage<'_> {
    fn widgets<'w>(&'w self, currency: &'w str) -> Widgets<'w> {
        Widgets {
            language: self.frame.language(),
            object: self.object,
            state: self.state,
            currency,
            bare: false,
            autofocus: None,
        }
    }

    /// The short form of a new record.
    pub fn creation(&self) -> Markup {
        let title = self.frame.text(&format!("face-{}-new", self.face.key).replace('_', "-"));
        let currency = self.app.workspace().currency.code();
        let widgets =
            Widgets { autofocus: self.face.form.first().copied(), ..self.widgets(currency) };
        let fields = html! {
            @for field in self.face.form.iter().filter_map(|key| self.object.field(key)) { (widgets.control(field)) }
        };
        let action = format!("/{}", self.face.slug);
        self.page(&title, (&action, &action, None), &form_grid(&fields))
    }

    /// Every field of a record, section by section.
    pub fn edition(&self, loaded: &Loaded) -> Markup {
        let (app, frame, object, face) = (self.app, self.frame, self.object, self.face);
        let title = RecordPage { app, frame, object, face, loaded }.name();
        let currency = self.app.workspace().currency.code();
        let widgets = self.widgets(currency);
        let sections = html! {
            @for section in &self.face.sections {
                @let heading = self.frame.text(&format!("section-{}", section.key).replace('_', "-"));
                @let fields = html! {
                    @for field in section.fields.iter().filter_map(|key| self.object.field(key)).filter(|field| is_writable(field, self.face) && field.primary_of.is_none()) {
                        (widgets.control(field))
                    }
                };
                (form_section(&heading, None, &fields))
            }
        };
        let back = format!("/{}/{}", self.face.slug, loaded.record.id());
        let action = format!("{back}/edit");
        let version = loaded.record.envelope.version.to_string();
        self.page(&title, (&action, &back, Some(&version)), &sections)
    }

    fn page(
        &self,
        title: &str,
        (action, back, version): (&str, &str, Option<&str>),
        fields: &Markup,
    ) -> Markup {
        let (save, cancel) = (self.frame.text("save"), self.frame.text("cancel"));
        let body = html! {
            (self.summary())
            (fields)
            (form_actions(&html! {
                (button(&Button { label: &save, kind: ButtonKind::Primary, key: Some("ctrl+enter"), ..Button::default() }))
                (link_button(&LinkButton { href: back, label: &cancel, ..LinkButton::default() }))
            }))
        };
        let main = html! {
            div.form-page {
                (page_head(&PageHead { title, above: Some(self.crumbs(title, back)), ..PageHead::default() }))
                (form(&Form { id: "record-form", action, csrf: self.frame.csrf(), version, ..Form::default() }, &body))
            }
        };
        self.frame.page(title, &main)
    }

    /// The list, and on the way to a record's form the record.
    fn crumbs(&self, title: &str, back: &str) -> Markup {
        let list = self.frame.text(&format!("face-{}-plural", self.face.key).replace('_', "-"));
        let edit = self.frame.text("edit");
        let href = format!("/{}", self.face.slug);
        let mut crumbs = vec![Crumb { label: &list, href: Some(&href) }];
        if back != href {
            crumbs.push(Crumb { label: title, href: Some(back) });
            crumbs.push(Crumb { label: &edit, href: None });
        } else {
            crumbs.push(Crumb { label: title, href: None });
        }
        breadcrumb(&self.frame.text("shell-crumbs"), &crumbs)
    }

    /// What is wrong, with links to the fields.
    fn summary(&self) -> Markup {
        let refusals = self.state.refusals();
        if refusals.is_empty() {
            return html! {};
        }
        let words = kernel::words::Words::get();
        let lines: Vec<(String, String)> = refusals
            .iter()
            .map(|refusal| {
                let key = refusal.field.as_deref().unwrap_or("record-form");
                let first = key.split(['.', '/']).next().unwrap_or_default();
                let sentence = words.refusal(self.frame.language(), refusal);
                let Some(field) = self.object.field(first) else {
                    return (first.to_owned(), sentence);
                };
                let named = label(self.frame.language(), self.object, field);
                let values = [("field", named.into()), ("reason", sentence.into())];
                (control_of(key), self.frame.with("form-fault", &values))
            })
            .collect();
        let summaries: Vec<Summary<'_>> =
            lines.iter().map(|(control, text)| Summary { control, text }).collect();
        error_summary(&self.frame.text("form-refused"), &summaries)
    }

    /// The editor of one value where the value stood.
    pub fn in_place(&self, loaded: &Loaded, declared: &Field) -> Markup {
        let currency = self.app.workspace().currency.code();
        let widgets =
            Widgets { bare: true, autofocus: Some(declared.key), ..self.widgets(currency) };
        let action = format!("/{}/{}/field/{}", self.face.slug, loaded.record.id(), declared.key);
        let label = label(self.frame.language(), self.object, declared);
        let version = loaded.record.envelope.version.to_string();
        let (save, cancel) = (self.frame.text("save"), self.frame.text("cancel"));
        fact_editor(&FactEditor {
            id: declared.key,
            label: &label,
            action: &action,
            cancel: &format!("{action}?shown=true"),
            csrf: self.frame.csrf(),
            version: &version,
            control: widgets.control(declared),
            save: &save,
            cancel_label: &cancel,
        })
    }
}
