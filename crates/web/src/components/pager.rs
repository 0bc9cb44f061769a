//! More rows, and what to do with many at once.

use maud::{Markup, html};

use super::hidden;

/// The way to the next rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pager<'a> {
    /// How much is seen and how much there is ("50 of 12,480").
    pub summary: &'a str,
    /// Address of the next rows, with its words ("50 more").
    pub next: Option<(&'a str, &'a str)>,
    /// Id of the table the rows join.
    pub table: &'a str,
    /// Address of the first rows, with its words, when these are not they.
    pub first: Option<(&'a str, &'a str)>,
}

/// The line under a table. With script the next rows join the table, and the answer's pager takes
/// this one's place: answer the whole page, rows and pager are picked from it.
#[must_use]
pub fn pager(p: &Pager) -> Markup {
    html! {
        nav.pager id={ (p.table) "-pager" } aria-label=(p.summary) {
            span { (p.summary) }
            @if let Some((href, label)) = p.first { a.btn.btn-quiet.btn-s href=(href) { (label) } }
            @if let Some((href, label)) = p.next {
                a.btn.btn-s href=(href) hx-get=(href) hx-target={ "#" (p.table) "-rows" } hx-swap="beforeend"
                    hx-select={ "#" (p.table) "-rows > tr" } hx-select-oob={ "#" (p.table) "-pager" } hx-push-url="false" { (label) }
            }
        }
    }
}

/// What stands in the toolbar's place while rows are selected.
#[derive(Clone, Debug, Default)]
pub struct BulkBar<'a> {
    /// Id of the form; the table's boxes name it.
    pub form: &'a str,
    /// Where it posts by default; each button may have an address of its own.
    pub action: &'a str,
    /// The token against forged requests.
    pub csrf: &'a str,
    /// Words before the count ("Selected:").
    pub selected: &'a str,
    /// Words for letting go ("Clear selection").
    pub clear: &'a str,
    /// Box that means all rows of the filter, with its words ("All 12,480").
    pub all: Option<&'a str>,
    /// The list's conditions as one value, sent as `filter`.
    pub filter: &'a str,
    /// Buttons.
    pub actions: Option<Markup>,
}

/// Draws the bar; it is always there and shows itself by CSS when a box is ticked.
#[must_use]
pub fn bulk_bar(b: &BulkBar) -> Markup {
    html! {
        form.bulk hx-boost="false" id=(b.form) method="post" action=(b.action) {
            (hidden("csrf", b.csrf))
            (hidden("filter", b.filter))
            p.bulk-count { (b.selected) " " strong data-selected-count {} }
            @if let Some(all) = b.all { label.check { input type="checkbox" name="all" value="true"; span.check-text { (all) } } }
            div.bulk-actions { @if let Some(actions) = &b.actions { (actions) } }
            button.btn.btn-quiet.btn-s type="reset" data-clear-selection { (b.clear) }
        }
    }
}
