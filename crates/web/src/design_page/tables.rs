//! Lists.

use maud::{Markup, html};

use crate::components::{
    BulkBar, Button, Chip, ChipsBar, Column, Direction, Mark, Pager, Phone, Row, Selection,
    SortLink, Tab, Table, TagColour, bulk_bar, button, cell_date, cell_email, cell_mark, cell_name,
    cell_number, cell_tags, cell_text, chips_bar, pager, table, tabs,
};

pub(super) fn sections(theme: &str) -> Markup {
    let form = format!("{theme}-bulk");
    let id = format!("{theme}-people");
    let rows = rows(theme);
    html! {
        section {
            h2 { "Table" }
            div.list-page-sample { (tabs(&format!("Views, {theme}"), VIEWS, &html! {}))
                (chips_bar(&ChipsBar { chips: CHIPS, ..ChipsBar::default() }))
                (bulk_bar(&BulkBar { form: &form, action: "/design", csrf: "sample", selected: "Selected:", clear: "Clear selection", all: Some("All 12,480"), filter: "", actions: Some(button(&Button { label: "Change owner", ..Button::default() })) }))
                (table(&Table { id: &id, caption: "People", columns: COLUMNS, rows: &rows, select: Some(Selection { form: &form, all_label: "Select all rows" }), totals: None }))
                (pager(&Pager { summary: if theme == "light" { "3 of 12,480" } else { "3 de 12.480" }, next: Some(("/design?cursor=x", "50 more")), table: &id, first: None }))
            }
        }
    }
}

const VIEWS: &[Tab<'static>] = &[
    Tab {
        label: "All people",
        href: "/design",
        count: Some("12,480"),
        current: true,
        icon: None,
        key: None,
    },
    Tab {
        label: "My customers",
        href: "/design?view=mine",
        count: None,
        current: false,
        icon: None,
        key: None,
    },
];
const CHIPS: &[Chip<'static>] = &[Chip {
    field: "City",
    operator: "is",
    value: "Madrid",
    edit: None,
    remove: "/design",
    remove_label: "Remove: City is Madrid",
}];
const COLUMNS: &[Column<'static>] = &[
    Column {
        label: "Name",
        sort: Some(SortLink { href: "/design?sort=-name", now: Some(Direction::Ascending) }),
        phone: Phone::Top,
        ..COLUMN
    },
    Column { label: "Next step", bare: false, phone: Phone::TopEnd, ..COLUMN },
    Column { label: "E-mail", phone: Phone::Bottom, ..COLUMN },
    Column {
        label: "Revenue",
        unit: Some("EUR"),
        numeric: true,
        sort: Some(SortLink { href: "/design?sort=revenue", now: None }),
        phone: Phone::BottomEnd,
        ..COLUMN
    },
    Column { label: "Tags", ..COLUMN },
    Column { label: "City", ..COLUMN },
    Column { label: "Last activity", ..COLUMN },
];
const COLUMN: Column<'static> =
    Column { label: "", unit: None, numeric: false, bare: false, sort: None, phone: Phone::Hidden };

fn rows(theme: &str) -> Vec<Row<'static>> {
    let ids = if theme == "light" { ["l1", "l2", "l3"] } else { ["d1", "d2", "d3"] };
    let names = [
        ("Ana García López", Mark::Late, "Send the offer"),
        ("张伟", Mark::Today, "Call back"),
        ("Li Fernández", Mark::None, ""),
    ];
    ids.into_iter()
        .zip(names)
        .map(|(id, (name, mark, step))| Row {
            id,
            peek: false,
            select_label: name,
            cells: vec![
                cell_name("/people/1", name, false, None),
                cell_mark(mark, "Next step", (!step.is_empty()).then_some(step)),
                cell_email("ana@garcia.es"),
                cell_number("1,250.00"),
                cell_tags(&[(TagColour::Teal, "vip"), (TagColour::Amber, "fair")]),
                cell_text("Madrid"),
                cell_date("2026-11-19", "19 Nov"),
            ],
            faint: false,
        })
        .collect()
}
