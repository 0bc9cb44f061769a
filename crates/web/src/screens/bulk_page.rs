//! The page that gives one field of many records a value, by the field's own control.

use std::sync::Arc;

use kernel::Result;
use kernel::face::Face;
use kernel::kind::Kind;
use kernel::object::{Field as Declared, Object, Writing};
use maud::{Markup, html};

use super::bulk::chosen;
use super::form_input::OWNERS;
use super::form_state::FormState;
use super::list::{place, request};
use super::list_state::ListState;
use super::shown::label;
use super::widgets::Widgets;
use crate::app::App;
use crate::components::{
    Button, ButtonKind, Choice, Field, Form, LinkButton, PageHead, Span, button, form,
    form_actions, form_grid, hidden, link_button, narrow_page, page_head, radio_group,
};
use crate::context::RequestContext;
use crate::frame::Frame;
use crate::read;
use crate::session::Signed;

/// Who asks, and of which list.
#[derive(Clone, Copy)]
pub struct BulkPage<'a> {
    pub app: &'a App,
    pub signed: &'a Signed,
    pub context: &'a RequestContext,
    pub slug: &'a str,
}

impl BulkPage<'_> {
    /// The page, with what was chosen and typed so far.
    ///
    /// # Errors
    /// [`kernel::Error::NotFound`] when there is no such list.
    pub async fn draw(self, sent: &FormState) -> Result<Markup> {
        let catalog = self.app.catalog();
        let (object, face) = place(&catalog, &self.signed.scope, self.slug)?;
        let frame = Frame::of(self.app, self.signed, self.context).await?;
        let offered: Vec<&Declared> =
            object.shape_fields().filter(|field| is_offered(field, &face)).collect();
        let wanted = offered.iter().find(|field| field.key == sent.text("field"));
        let field = wanted.or(offered.first()).copied();
        let widgets = self.widgets(&frame, &object, sent);
        let fields = html! {
            (choice_of_field(&frame, &object, &offered, field))
            @if let Some(field) = field {
                @if field.kind.is_many() { (choice_of_how(&frame, sent.text("how"))) }
                (widgets.control(field))
            }
        };
        // Choosing another field sends the form too, and only shows that one.
        let body = html! { (hidden("act", "choose")) (form_grid(&fields)) };
        self.page(&frame, sent, (&object, &face), (&body, "set", "bulk-set")).await
    }

    /// The page that asks again who shall look after the records.
    ///
    /// # Errors
    /// As [`BulkPage::draw`].
    pub async fn give(self, sent: &FormState) -> Result<Markup> {
        let catalog = self.app.catalog();
        let (object, face) = place(&catalog, &self.signed.scope, self.slug)?;
        let frame = Frame::of(self.app, self.signed, self.context).await?;
        let widgets = self.widgets(&frame, &object, sent);
        let label = frame.text("field-owner");
        let body = form_grid(&widgets.link_named("owner", &label, OWNERS));
        self.page(&frame, sent, (&object, &face), (&body, "give", "bulk-give")).await
    }

    fn widgets<'w>(self, frame: &Frame, object: &'w Object, state: &'w FormState) -> Widgets<'w>
    where
        Self: 'w,
    {
        Widgets {
            language: frame.language(),
            object,
            state,
            currency: self.app.workspace().currency.code(),
            bare: false,
            autofocus: None,
        }
    }

    /// The page around what it asks, with the button of the act.
    async fn page(
        self,
        frame: &Frame,
        sent: &FormState,
        place: (&Arc<Object>, &Face),
        (asked, act, word): (&Markup, &str, &str),
    ) -> Result<Markup> {
        let count = self.count(sent, place).await?;
        let count = frame.format().whole(count);
        let title = frame.with("bulk-title", &[("count", count.into())]);
        let query = sent.text("filter");
        let mark = if query.is_empty() { "" } else { "?" };
        let back = format!("/{}{mark}{query}", self.slug);
        let (save, cancel) = (frame.text(word), frame.text("cancel"));
        let body = html! {
            (hidden("filter", query))
            @if sent.text("all") == "true" { (hidden("all", "true")) }
            @for id in sent.all("id") { (hidden("id", id)) }
            (asked)
            (form_actions(&html! {
                (button(&Button { label: &save, kind: ButtonKind::Primary, name: Some("act"), value: Some(act), ..Button::default() }))
                (link_button(&LinkButton { href: &back, label: &cancel, ..LinkButton::default() }))
            }))
        };
        let action = format!("/{}/bulk", self.slug);
        let main = narrow_page(&html! {
            (page_head(&PageHead { title: &title, ..PageHead::default() }))
            (form(&Form { id: "bulk-form", action: &action, csrf: frame.csrf(), ..Form::default() }, &body))
        });
        Ok(frame.page(&title, &main))
    }

    /// How many records it is about.
    async fn count(self, sent: &FormState, (object, face): (&Arc<Object>, &Face)) -> Result<i64> {
        if sent.text("all") != "true" {
            return Ok(i64::try_from(chosen(sent)?.len()).unwrap_or(i64::MAX));
        }
        let uri = format!("/{}?{}", self.slug, sent.text("filter"));
        let uri =
            uri.parse().map_err(|_| kernel::Error::invalid("filter", "not-an-address-of-list"))?;
        let state = ListState::read(&uri, object)?;
        let asked = request(self.app, &self.signed.scope, (object, face), &state)?;
        let (_, count) = read::counted_list(self.app, &self.signed.scope, asked).await?;
        Ok(count.value)
    }
}

/// Whether many records may get the same value here.
fn is_offered(field: &Declared, face: &Face) -> bool {
    field.writing == Writing::Always
        && !field.secret
        && field.belongs_to(face.key)
        && face.facet.is_none_or(|(key, _)| key != field.key)
        && field.primary_of.is_none()
        && !field.kind.has_parts()
        && !matches!(field.kind, Kind::File | Kind::Name | Kind::Address)
}

/// Choosing another field shows its control; without script a button does.
fn choice_of_field(
    frame: &Frame,
    object: &Object,
    offered: &[&Declared],
    now: Option<&Declared>,
) -> Markup {
    let (word, show) = (frame.text("bulk-field"), frame.text("bulk-show"));
    html! {
        div.field.field-full {
            label.label for="bulk-field" { (word) }
            select.input id="bulk-field" name="field" data-autosubmit {
                @for field in offered {
                    option value=(field.key) selected[now.is_some_and(|now| now.key == field.key)] { (label(frame.language(), object, field)) }
                }
            }
            noscript { (button(&Button { label: &show, ..Button::default() })) }
        }
    }
}

fn choice_of_how(frame: &Frame, now: &str) -> Markup {
    let word = frame.text("bulk-how");
    let labels = ["add", "remove", "replace"].map(|how| (how, frame.text(&format!("bulk-{how}"))));
    let choices: Vec<Choice<'_>> = labels
        .iter()
        .map(|(how, label)| Choice {
            value: how,
            label,
            selected: *how == now || (now.is_empty() && *how == "add"),
            ..Choice::default()
        })
        .collect();
    radio_group(
        &Field { name: "how", label: &word, span: Span::Full, ..Field::default() },
        &choices,
    )
}
