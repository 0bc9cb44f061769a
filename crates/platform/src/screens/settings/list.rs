//! The short tables of the settings.

use maud::{Markup, html};
use web::components::{Column, Phone, Row, Table, table};

use super::Page;

/// How a column looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Words,
    Number,
    /// Buttons: the head is for screen readers alone.
    Buttons,
}

/// A column: its Fluent key, its look, its place on a phone.
pub type Head = (&'static str, Look, Phone);

/// A row.
#[derive(Debug)]
pub struct Line {
    pub id: String,
    pub cells: Vec<Markup>,
    /// Not in force any more.
    pub faint: bool,
}

/// A name that opens its row's page.
pub fn opening(href: &str, name: &str) -> Markup {
    html! { a.row-link href=(href) { span { (name) } } }
}

/// Draws a table whose caption is a Fluent key.
pub fn draw(page: &Page, (id, caption): (&str, &str), heads: &[Head], lines: &[Line]) -> Markup {
    let labels: Vec<String> = heads.iter().map(|(key, _, _)| page.text(key)).collect();
    let columns: Vec<Column> = heads
        .iter()
        .zip(&labels)
        .map(|((_, look, phone), label)| Column {
            label,
            numeric: *look == Look::Number,
            bare: *look == Look::Buttons,
            phone: *phone,
            ..Column::default()
        })
        .collect();
    let rows: Vec<Row> = lines
        .iter()
        .map(|line| Row {
            id: &line.id,
            cells: line.cells.clone(),
            faint: line.faint,
            ..Row::default()
        })
        .collect();
    table(&Table {
        id,
        caption: &page.text(caption),
        columns: &columns,
        rows: &rows,
        ..Table::default()
    })
}
