//! A list as a table: head with sort links, rows that open, boxes that select.

use maud::{Markup, html};

use super::icon;

/// Where a column goes when the row is drawn in two lines on a phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phone {
    /// Left out.
    #[default]
    Hidden,
    /// First line, left: the name.
    Top,
    /// First line, right.
    TopEnd,
    /// Second line, left.
    Bottom,
    /// Second line, right.
    BottomEnd,
}

impl Phone {
    fn class(self) -> &'static str {
        match self {
            Self::Hidden => "p-no",
            Self::Top => "p-t",
            Self::TopEnd => "p-te",
            Self::Bottom => "p-b",
            Self::BottomEnd => "p-be",
        }
    }
}

/// Which way a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    Descending,
}

/// The link in a column's head.
#[derive(Clone, Copy, Debug)]
pub struct SortLink<'a> {
    /// The same list sorted by this column, or the other way round.
    pub href: &'a str,
    /// How it is sorted now.
    pub now: Option<Direction>,
}

/// One column.
#[derive(Clone, Copy, Debug, Default)]
pub struct Column<'a> {
    /// Words of the head.
    pub label: &'a str,
    /// Unit of the column, said once in the head.
    pub unit: Option<&'a str>,
    /// Figures stand at the right, in columns.
    pub numeric: bool,
    /// Hides the head's words from the eye (a column of marks).
    pub bare: bool,
    /// Link that sorts.
    pub sort: Option<SortLink<'a>>,
    /// Its place on a phone.
    pub phone: Phone,
}

/// One row; the first cell should be a [`super::cell_name`], whose link opens it.
#[derive(Clone, Debug, Default)]
pub struct Row<'a> {
    /// Id of the record; the row's element is `row-ID`.
    pub id: &'a str,
    /// Whether a side panel can show it, by the first cell's address with `/peek`.
    pub peek: bool,
    /// Words of its box ("Select Ana García").
    pub select_label: &'a str,
    /// A cell for each column.
    pub cells: Vec<Markup>,
    /// Draws it fainter (an example, or done).
    pub faint: bool,
}

/// The boxes in front of the rows; they belong to the form of [`super::bulk_bar`].
#[derive(Clone, Copy, Debug)]
pub struct Selection<'a> {
    /// Id of the form they are sent with.
    pub form: &'a str,
    /// Words of the box in the head ("Select all rows").
    pub all_label: &'a str,
}

/// The whole table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Table<'a> {
    /// Id of the table.
    pub id: &'a str,
    /// What it is, for screen readers.
    pub caption: &'a str,
    /// Its columns.
    pub columns: &'a [Column<'a>],
    /// Its rows.
    pub rows: &'a [Row<'a>],
    /// Boxes, when rows can be selected.
    pub select: Option<Selection<'a>>,
    /// Cells of the totals row, one for each column.
    pub totals: Option<&'a [Markup]>,
}

/// Draws the table in its scrolling frame.
#[must_use]
pub fn table(t: &Table) -> Markup {
    html! {
        div.table-frame {
            table.table id=(t.id) data-rows {
                caption.sr { (t.caption) }
                (head(t))
                tbody id={ (t.id) "-rows" } { (table_rows(t.columns, t.rows, t.select.as_ref())) }
                @if let Some(totals) = t.totals { (foot(t, totals)) }
            }
        }
    }
}

/// Rows alone: the answer of the pager.
#[must_use]
pub fn table_rows(columns: &[Column], rows: &[Row], select: Option<&Selection>) -> Markup {
    html! {
        @for r in rows {
            tr id={ "row-" (r.id) } data-row data-peek[r.peek] class=[r.faint.then_some("faint")] {
                @if let Some(s) = select {
                    td.cell-check { label { input type="checkbox" name="id" value=(r.id) form=(s.form) aria-label=(r.select_label); } }
                }
                @for (c, cell) in columns.iter().zip(&r.cells) {
                    td class=(cell_class(c)) { (cell) }
                }
            }
        }
    }
}

fn head(t: &Table) -> Markup {
    html! {
        thead {
            tr {
                @if let Some(s) = t.select {
                    th.cell-check scope="col" { label { input type="checkbox" data-select-all aria-label=(s.all_label) title=(s.all_label); } }
                }
                @for c in t.columns {
                    @let sorted = c.sort.and_then(|s| s.now).map(|d| match d { Direction::Ascending => "ascending", Direction::Descending => "descending" });
                    th class=(cell_class(c)) scope="col" aria-sort=[sorted] { (head_words(c)) }
                }
            }
        }
    }
}

fn head_words(c: &Column) -> Markup {
    let words = html! {
        span.sr[c.bare] { (c.label) }
        @if let Some(unit) = c.unit { span.th-unit { (unit) } }
    };
    html! {
        @if let Some(sort) = c.sort {
            a href=(sort.href) {
                (words)
                @match sort.now {
                    Some(Direction::Ascending) => { (icon("chevron-up", None)) },
                    Some(Direction::Descending) => { (icon("chevron-down", None)) },
                    None => { (icon("sort", None)) },
                }
            }
        } @else {
            (words)
        }
    }
}

fn foot(t: &Table, totals: &[Markup]) -> Markup {
    html! {
        tfoot {
            tr {
                @if t.select.is_some() { td.cell-check {} }
                @for (c, cell) in t.columns.iter().zip(totals) { td class=(cell_class(c)) { (cell) } }
            }
        }
    }
}

fn cell_class(c: &Column) -> String {
    let numeric = if c.numeric { "num " } else { "" };
    // Nothing to do is no missing value.
    let acts = if c.bare { " cell-acts" } else { "" };
    format!("{numeric}{}{acts}", c.phone.class())
}
