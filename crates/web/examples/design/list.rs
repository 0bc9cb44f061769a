//! A list of people, and an empty one.

use std::collections::HashMap;

use crate::shown;
use axum::extract::Query;
use axum::response::Html;
use maud::{Markup, html};
use web::{
    components::{
        BulkBar, Button, ButtonKind, Chip, ChipsBar, Column, Direction, EmptyState, IconButton,
        LinkButton, Menu, MenuItem, PageHead, Pager, Phone, Row, Selection, SortLink, Tab, Table,
        TagColour, bulk_bar, button, cell_date, cell_email, cell_mark, cell_name, cell_number,
        cell_tags, cell_text, chips_bar, empty_state, icon_button, link_button, list_page, menu,
        page as shell_page, page_head, pager, search_box, table, tabs,
    },
    design_page::sample_shell,
};

use crate::people::{PEOPLE, Person};

pub(crate) async fn page(Query(query): Query<HashMap<String, String>>) -> Html<String> {
    let typed = query.get("q").map(String::as_str).unwrap_or_default();
    let lower = typed.to_lowercase();
    let found: Vec<_> = PEOPLE.iter().filter(|p| p.name.to_lowercase().contains(&lower)).collect();
    let from = query.get("cursor").and_then(|c| c.parse().ok()).unwrap_or(0_usize);
    let ids: Vec<_> = (0..36).map(|n| format!("{}-{}", from, n)).collect();
    let rows: Vec<_> =
        ids.iter().zip(found.iter().cycle()).map(|(id, person)| row(id, person)).collect();
    let rows = if typed.is_empty() {
        rows.as_slice()
    } else {
        rows.get(..found.len()).unwrap_or_default()
    };
    let next = format!("/people?cursor={}", from.saturating_add(36));
    let mut shell = sample_shell("People", "/people");
    if query.contains_key("peek") {
        shell.peek = Some(crate::record::peek_body());
    }
    shown(shell_page(
        &shell,
        &list_page(
            &head(),
            &views(),
            &bars(typed),
            &people_table(rows),
            &pager(&Pager {
                summary: "36 of 12,480",
                next: Some((&next, "36 more")),
                table: "people",
                first: None,
            }),
        ),
    ))
}

pub(crate) async fn empty() -> Html<String> {
    let nothing = empty_state(&EmptyState {
        icon: "people",
        title: "No people yet",
        text: Some("Everyone you sell to, buy from or work with belongs here."),
        actions: Some(html! {
            (link_button(&LinkButton { href: "/people/new", label: "New person", kind: ButtonKind::Primary, icon: Some("plus"), ..LinkButton::default() }))
            (link_button(&LinkButton { href: "/import", label: "Import a file", ..LinkButton::default() }))
        }),
        example: Some(html! { "Ana García López · Purchasing manager · Talleres Ibáñez" }),
    });
    shown(shell_page(
        &sample_shell("People", "/people"),
        &list_page(&head(), &html! {}, &html! {}, &nothing, &html! {}),
    ))
}

fn head() -> Markup {
    page_head(&PageHead {
        title: "People",
        note: Some("12,480"),
        actions: Some(html! {
            (link_button(&LinkButton { href: "/import", label: "Import", icon: Some("upload"), ..LinkButton::default() }))
            (link_button(&LinkButton { href: "/people/new", label: "New person", kind: ButtonKind::Primary, icon: Some("plus"), ..LinkButton::default() }))
        }),
        ..PageHead::default()
    })
}

fn views() -> Markup {
    let view = |label, href, count, current| Tab { label, href, count, current, ..Tab::default() };
    tabs(
        "Views",
        &[
            view("All people", "/people", Some("12,480"), true),
            view("My customers", "/people?view=mine", Some("84"), false),
            view("Not contacted for 90 days", "/people?view=quiet", None, false),
            view("Trade fair 2026", "/people?view=fair", None, false),
        ],
        &html! { (icon_button(&IconButton { icon: "plus", label: "New view", href: Some("/people?view=new"), ..IconButton::default() })) },
    )
}

fn bars(typed: &str) -> Markup {
    let chip = |field, operator, value, remove_label| Chip {
        field,
        operator,
        value,
        edit: Some("/people"),
        remove: "/people",
        remove_label,
    };
    let columns = [
        MenuItem { label: "E-mail", href: Some("/people"), current: true, ..MenuItem::default() },
        MenuItem { label: "City", href: Some("/people"), ..MenuItem::default() },
    ];
    html! {
        (chips_bar(&ChipsBar {
            search: Some(search_box("/people", typed, "Search people", &[("sort", "name")])),
            chips: &[chip("Owner", "is", "me", "Remove: Owner is me"), chip("Company", "in", "Zaragoza or Lima", "Remove: Company in Zaragoza or Lima")],
            add: Some(html! { button.btn.btn-quiet.btn-s type="button" data-key="f" { (web::components::icon("filter", None)) span { "Filter" } } }),
            clear: Some(("/people", "Clear")),
            tools: Some(html! {
                (icon_button(&IconButton { icon: "columns", label: "Columns", opens: Some("columns"), ..IconButton::default() }))
                (menu(&Menu { id: "columns", label: "Columns", items: &columns }))
                (icon_button(&IconButton { icon: "download", label: "Export", href: Some("/people.csv"), ..IconButton::default() }))
            }),
        }))
        (bulk_bar(&BulkBar {
            form: "bulk",
            action: "/people/bulk",
            csrf: "sample",
            selected: "Selected:",
            clear: "Clear selection",
            all: Some("All 12,480"),
            filter: "",
            actions: Some(html! {
                (button(&Button { label: "Change owner", icon: Some("user"), ..Button::default() }))
                (button(&Button { label: "Add tags", icon: Some("tag"), ..Button::default() }))
                (button(&Button { label: "Move to trash", icon: Some("trash"), kind: ButtonKind::Danger, ..Button::default() }))
            }),
        }))
    }
}

fn people_table(rows: &[Row]) -> Markup {
    table(&Table {
        id: "people",
        caption: "People",
        columns: &columns(),
        rows,
        select: Some(Selection { form: "bulk", all_label: "Select all rows" }),
        totals: None,
    })
}

fn columns() -> [Column<'static>; 8] {
    let column = |label, phone| Column { label, phone, ..Column::default() };
    let sorted = |label, phone, now| Column {
        sort: Some(SortLink { href: "/people?sort=x", now }),
        ..column(label, phone)
    };
    [
        sorted("Name", Phone::Top, Some(Direction::Ascending)),
        sorted("Next step", Phone::TopEnd, None),
        sorted("Company", Phone::Bottom, None),
        column("City", Phone::Hidden),
        column("E-mail", Phone::Hidden),
        Column { unit: Some("EUR"), numeric: true, ..sorted("Revenue", Phone::BottomEnd, None) },
        column("Tags", Phone::Hidden),
        column("Last activity", Phone::Hidden),
    ]
}

fn row<'a>(id: &'a str, person: &'a Person) -> Row<'a> {
    Row {
        id,
        peek: true,
        select_label: person.name,
        cells: vec![
            html! { span lang=[person.lang] { (cell_name(person.href, person.name, false, None)) } },
            cell_mark(
                person.step.0,
                "Nothing planned",
                (!person.step.1.is_empty()).then_some(person.step.1),
            ),
            html! { span lang=[person.lang] { (cell_text(person.company)) } },
            cell_text(person.city),
            cell_email(person.email),
            cell_number(person.amount),
            cell_tags(&[(TagColour::Teal, "customer")]),
            cell_date("2026-11-19", person.seen),
        ],
        faint: false,
    }
}
