//! The bar that stands in the toolbar's place while rows are selected.

use kernel::access::{Act, Reach};
use kernel::kind::Kind;
use kernel::object::Writing;
use maud::{Markup, html};

use super::form_state::FormState;
use super::list_view::ListView;
use super::shown::label;
use super::widgets::Widgets;
use crate::components::{
    BulkBar, Button, ButtonKind, Choice, Field, bulk_bar, button, select, text,
};

/// Whether rows can be selected at all.
pub fn is_offered(view: &ListView<'_>) -> bool {
    view.frame.scope().rights.bulk && (view.may(Act::Edit) || view.may(Act::Delete))
}

/// The bar, when bulk edits are the asker's to make.
pub fn bar(view: &ListView<'_>, total: &str) -> Markup {
    if !is_offered(view) {
        return html! {};
    }
    let action = format!("/{}/bulk", view.face.slug);
    let selected = view.word("bulk-selected");
    let clear = view.word("bulk-clear");
    let all = view.frame.with("bulk-all", &[("count", total.into())]);
    bulk_bar(&BulkBar {
        form: "bulk",
        action: &action,
        csrf: view.frame.csrf(),
        selected: &selected,
        clear: &clear,
        all: Some(&all),
        filter: &view.state.query(),
        actions: Some(html! {
            @if view.frame.scope().reach(view.object.key, Act::Reassign) > Reach::None { (give(view)) }
            @if view.may(Act::Edit) { (edit(view)) }
            @if view.may(Act::Delete) { (delete(view)) }
        }),
    })
}

fn give(view: &ListView<'_>) -> Markup {
    let state = FormState::default();
    let widgets = Widgets {
        language: view.frame.language(),
        object: view.object,
        state: &state,
        currency: "",
        bare: true,
        autofocus: None,
    };
    let label = view.word("field-owner");
    let word = view.word("bulk-give");
    html! {
        (widgets.link_named("owner", &label, "/options/user?me=true"))
        (button(&Button { label: &word, name: Some("act"), value: Some("give"), ..Button::default() }))
    }
}

/// One field and one value for all of them.
fn edit(view: &ListView<'_>) -> Markup {
    let labels: Vec<(&str, String)> = view
        .object
        .shape_fields()
        .filter(|field| {
            field.writing == Writing::Always
                && field.belongs_to(view.face.key)
                && field.primary_of.is_none()
                && !field.kind.has_parts()
                && !matches!(
                    field.kind,
                    Kind::File | Kind::Link(_) | Kind::Links(_) | Kind::Name | Kind::Address
                )
        })
        .map(|field| (field.key, label(view.frame.language(), view.object, field)))
        .collect();
    let choices: Vec<Choice<'_>> = labels
        .iter()
        .map(|(key, label)| Choice { value: key, label, ..Choice::default() })
        .collect();
    let (field_label, value_label) = (view.word("bulk-field"), view.word("list-value"));
    let word = view.word("bulk-set");
    html! {
        (select(&Field { name: "field", label: &field_label, bare: true, ..Field::default() }, &choices))
        (text(&Field { name: "value", label: &value_label, placeholder: Some(&value_label), bare: true, ..Field::default() }))
        (button(&Button { label: &word, name: Some("act"), value: Some("set"), ..Button::default() }))
    }
}

fn delete(view: &ListView<'_>) -> Markup {
    let word = view.word("delete");
    button(&Button {
        label: &word,
        kind: ButtonKind::Danger,
        icon: Some("trash"),
        name: Some("act"),
        value: Some("delete"),
        ..Button::default()
    })
}
