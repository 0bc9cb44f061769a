//! The bar that stands in the toolbar's place while rows are selected.

use kernel::access::{Act, Reach};
use maud::{Markup, html};

use super::form_input::OWNERS;
use super::form_state::FormState;
use super::list_view::ListView;
use super::widgets::Widgets;
use crate::components::{BulkBar, Button, ButtonKind, bulk_bar, button};

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
        (widgets.link_named("owner", &label, OWNERS))
        (button(&Button { label: &word, name: Some("act"), value: Some("give"), ..Button::default() }))
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
