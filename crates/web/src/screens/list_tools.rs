//! What else can be done with a list: its columns, its export, keeping it as a view.

use kernel::access::Act;
use kernel::kind::Kind;
use maud::{Markup, html};

use super::list_menu::ListMenu;
use super::list_view::ListView;
use super::shown::label;
use crate::components::{
    Button, ButtonKind, Choice, Dialog, Field, Form, Menu, MenuItem, button, checkbox, dialog,
    form, hidden, icon, menu, select, submit, text,
};

/// The buttons at the right end of the toolbar.
pub fn tools(view: &ListView<'_>) -> Markup {
    html! {
        (ListMenu::Columns.opener(view))
        (save_view(view))
        @if view.may(Act::Export) { (export(view)) }
    }
}

/// The columns in their order, each to move or take away; the others to add.
pub fn columns(view: &ListView<'_>) -> Markup {
    let keys = view.state.column_keys(view.object, view.face).unwrap_or_default();
    let others: Vec<&str> = view
        .object
        .fields
        .iter()
        .filter(|field| {
            !field.secret
                && field.belongs_to(view.face.key)
                && !keys.contains(&field.key)
                && !matches!(field.kind, Kind::File | Kind::LongText)
        })
        .map(|field| field.key)
        .collect();
    let address = |keys: Vec<&str>| view.state.with(|state| state.columns = Some(keys.join(",")));
    let name = |key: &str| {
        view.object
            .field(key)
            .map(|field| label(view.frame.language(), view.object, field))
            .unwrap_or_default()
    };
    let moved = |place: usize, by: isize| {
        let mut other = keys.clone();
        let target = place.saturating_add_signed(by);
        if target < other.len() {
            other.swap(place, target);
        }
        address(other)
    };
    html! {
        ol.column-list {
            @for (place, key) in keys.iter().enumerate() {
                li {
                    span { (name(key)) }
                    a.icon-btn href=(moved(place, -1)) aria-label=(view.frame.with("list-column-up", &[("name", name(key).into())])) { (icon("chevron-up", None)) }
                    a.icon-btn href=(moved(place, 1)) aria-label=(view.frame.with("list-column-down", &[("name", name(key).into())])) { (icon("chevron-down", None)) }
                    @if keys.len() > 1 {
                        a.icon-btn href=(address(keys.iter().copied().filter(|other| other != key).collect())) aria-label=(view.frame.with("list-column-remove", &[("name", name(key).into())])) { (icon("close", None)) }
                    }
                }
            }
        }
        h3 { (view.word("list-column-add")) }
        p.choices {
            @for key in others {
                a.btn.btn-quiet.btn-s href=(address(keys.iter().copied().chain([key]).collect())) { (icon("plus", None)) span { (name(key)) } }
            }
        }
    }
}

fn save_view(view: &ListView<'_>) -> Markup {
    let word = view.word("list-save-view");
    let name = view.word("list-view-name");
    let whom = view.word("list-view-audience");
    let audiences = audiences(view);
    let choices = choices(&audiences, "");
    let body = form(
        &Form {
            id: "save-view-form",
            action: "/views",
            csrf: view.frame.csrf(),
            ..Form::default()
        },
        &html! {
            (hidden("face", view.face.slug))
            (hidden("query", &view.state.query()))
            (text(&Field { name: "name", label: &name, required: true, ..Field::default() }))
            (select(&Field { name: "audience", label: &whom, ..Field::default() }, &choices))
            (submit(&view.word("save")))
        },
    );
    let close = view.word("shell-close");
    html! {
        (crate::components::dialog_opener("save-view", &word, ButtonKind::Quiet, None))
        (dialog(&Dialog { id: "save-view", title: &word, close: &close, body: Some(body), open: false }))
    }
}

fn audiences(view: &ListView<'_>) -> [(&'static str, String); 3] {
    ["personal", "team", "everyone"].map(|key| (key, view.word(&format!("choice-audience-{key}"))))
}

fn choices<'a>(audiences: &'a [(&'static str, String); 3], now: &str) -> Vec<Choice<'a>> {
    audiences
        .iter()
        .map(|(key, label)| Choice {
            value: key,
            label,
            selected: *key == now,
            ..Choice::default()
        })
        .collect()
}

/// Beside the tabs, for who made the view that is shown: its name, its readers, its end.
pub fn own_view(view: &ListView<'_>) -> Markup {
    let shown = view.views.iter().find(|tab| tab.is_own && view.state.view == Some(tab.id));
    let Some(tab) = shown else {
        return html! {};
    };
    let word = view.word("list-change-view");
    let (name, whom) = (view.word("list-view-name"), view.word("list-view-audience"));
    let (keep, delete) = (view.word("list-view-keep"), view.word("list-view-delete"));
    let audiences = audiences(view);
    let change = html! {
        (hidden("face", view.face.slug))
        (hidden("query", &view.state.query()))
        (text(&Field { name: "name", id: "view-name", label: &name, value: &tab.name, required: true, ..Field::default() }))
        (select(&Field { name: "audience", id: "view-audience", label: &whom, ..Field::default() }, &choices(&audiences, &tab.audience)))
        (checkbox(&Field { name: "keep", id: "view-keep", label: &keep, ..Field::default() }, false))
        (submit(&view.word("save")))
    };
    let remove = html! {
        (hidden("face", view.face.slug))
        (button(&Button { label: &delete, kind: ButtonKind::Danger, icon: Some("trash"), ..Button::default() }))
    };
    let [change_to, remove_to] = ["change", "remove"].map(|act| format!("/views/{}/{act}", tab.id));
    let csrf = view.frame.csrf();
    let body = html! {
        (form(&Form { id: "view-form", action: &change_to, csrf, ..Form::default() }, &change))
        (form(&Form { id: "view-remove", action: &remove_to, csrf, ..Form::default() }, &remove))
    };
    let close = view.word("shell-close");
    html! {
        (crate::components::dialog_opener("change-view", &word, ButtonKind::Quiet, None))
        (dialog(&Dialog { id: "change-view", title: &word, close: &close, body: Some(body), open: false }))
    }
}

/// The formats that the records may go out in: as an address says them, and in words.
pub fn formats(view: &ListView<'_>) -> Vec<(&'static str, String)> {
    let object = view.object;
    let is_of_parties = object.field("emails").is_some() && object.field("phones").is_some();
    let cards = is_of_parties.then(|| ("vcard", "vCard".to_owned()));
    let formats = [
        ("csv", "CSV".to_owned()),
        ("csv&bom=false", view.word("list-export-plain")),
        ("xlsx", "XLSX".to_owned()),
        ("json", "JSON".to_owned()),
        ("jsonl", view.word("list-export-lines")),
    ];
    formats.into_iter().chain(cards).collect()
}

fn export(view: &ListView<'_>) -> Markup {
    let query = view.state.query();
    let word = view.word("list-export");
    let mark = if query.is_empty() { "" } else { "&" };
    let lines: Vec<(String, String)> = formats(view)
        .into_iter()
        .map(|(format, label)| {
            (label, format!("/export/{}?format={format}{mark}{query}", view.face.slug))
        })
        .collect();
    let items: Vec<MenuItem<'_>> = lines
        .iter()
        .map(|(label, href)| MenuItem {
            label,
            href: Some(href),
            icon: Some("download"),
            ..MenuItem::default()
        })
        .collect();
    html! {
        (button(&Button { label: &word, kind: ButtonKind::Quiet, icon: Some("download"), opens: Some("export"), ..Button::default() }))
        (menu(&Menu { id: "export", label: &word, items: &items }))
    }
}
