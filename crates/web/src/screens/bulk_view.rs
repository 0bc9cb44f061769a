//! The bar that stands in the toolbar's place while rows are selected.

use kernel::access::{Act, Reach};
use maud::{Markup, html};

use super::form_input::OWNERS;
use super::form_state::FormState;
use super::list_tools;
use super::list_view::ListView;
use super::widgets::Widgets;
use crate::components::{BulkBar, Button, ButtonKind, Menu, MenuItem, bulk_bar, button, menu};

/// Whether rows can be selected at all.
pub fn is_offered(view: &ListView<'_>) -> bool {
    may_change(view) || view.may(Act::Export)
}

fn may_change(view: &ListView<'_>) -> bool {
    view.frame.scope().rights.bulk && (view.may(Act::Edit) || view.may(Act::Delete))
}

/// The bar, when there is anything that the asker may do with rows.
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
            @if may_change(view) {
                @if view.frame.scope().reach(view.object.key, Act::Reassign) > Reach::None { (give(view)) }
                @if view.may(Act::Edit) { (edit(view)) }
                @if view.may(Act::Delete) { (delete(view)) }
            }
            @if view.may(Act::Export) { (export(view)) }
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
        (widgets.link_named("owner", &label, OWNERS))
        (button(&Button { label: &word, name: Some("act"), value: Some("give"), ..Button::default() }))
    }
}

/// The rows as a file, in any of the formats.
fn export(view: &ListView<'_>) -> Markup {
    let word = view.word("list-export");
    let formats = list_tools::formats(view);
    let addresses: Vec<String> = formats
        .iter()
        .map(|(format, _)| format!("/export/{}?format={format}", view.face.slug))
        .collect();
    let items: Vec<MenuItem<'_>> = formats
        .iter()
        .zip(&addresses)
        .map(|((_, label), address)| MenuItem {
            label,
            submits: Some(address),
            icon: Some("download"),
            ..MenuItem::default()
        })
        .collect();
    html! {
        (button(&Button { label: &word, icon: Some("download"), opens: Some("export-rows"), ..Button::default() }))
        (menu(&Menu { id: "export-rows", label: &word, items: &items }))
    }
}

/// The way to the page that gives one field a value.
fn edit(view: &ListView<'_>) -> Markup {
    let word = view.word("bulk-choose");
    button(&Button {
        label: &word,
        icon: Some("edit"),
        name: Some("act"),
        value: Some("choose"),
        ..Button::default()
    })
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
