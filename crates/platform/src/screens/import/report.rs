//! How far a check or an import is, and what came of it.

use kernel::words::Words;
use maud::{Markup, html};
use web::components::{
    Button, ButtonKind, Column, JobProgress, LinkButton, Phone, Row, Table, Tone, button, card,
    hidden, job_progress, link_button, table,
};

use super::{At, Desk, summary};
use crate::import::{Import, Look, RefusedCell, State};

/// Progress with its counts, the buttons that lead on, how the file was taken, and the refused cells.
pub(super) fn draw(desk: &Desk<'_>, how: Option<&Look>, refused: &[RefusedCell]) -> Markup {
    let one = desk.import;
    let poll = format!("/import/{}/progress", one.id);
    let label = desk.text(&format!("import-now-{}", one.state.key()));
    let counts = counts(desk);
    let shown: Vec<(&str, &str, Tone)> = counts
        .iter()
        .map(|(label, figure, tone)| (label.as_str(), figure.as_str(), *tone))
        .collect();
    html! {
        div id="import-run" {
            (job_progress(&JobProgress {
                id: "import-job",
                label: &label,
                percent: percent(one),
                counts: &shown,
                poll: None,
                actions: Some(actions(desk)),
            }))
            @if one.state.is_busy() {
                div hx-get=(poll) hx-trigger="load delay:1s" hx-target="#import-run" hx-swap="outerHTML" {}
                noscript { p { a href={ "/import/" (one.id) } { (desk.text("import-look-again")) } } }
            }
            @if let Some(look) = how { (summary::draw(desk, look)) }
            @if !refused.is_empty() {
                (card("refused", &desk.text("import-refused-cells"), &cells(desk, refused)))
            }
        }
    }
}

fn percent(one: &Import) -> Option<u8> {
    if !one.state.is_busy() {
        return Some(100);
    }
    let (done, total) = one.progress();
    let percent = done.saturating_mul(100).checked_div(total)?;
    Some(u8::try_from(percent).unwrap_or(100).min(100))
}

fn counts(desk: &Desk<'_>) -> Vec<(String, String, Tone)> {
    let counts = desk.import.counts;
    [
        ("import-created", counts.created, Tone::Ok),
        ("import-updated", counts.updated, Tone::Info),
        ("import-unchanged", counts.unchanged, Tone::Neutral),
        ("import-refused", counts.refused, Tone::Danger),
        ("import-duplicates", counts.duplicates, Tone::Warn),
    ]
    .into_iter()
    .chain((counts.linked > 0).then_some(("import-linked", counts.linked, Tone::Ok)))
    .map(|(key, count, tone)| {
        (desk.text(key), desk.figure(count), if count == 0 { Tone::Neutral } else { tone })
    })
    .collect()
}

fn actions(desk: &Desk<'_>) -> Markup {
    let one = desk.import;
    let columns = desk.at(At::Columns);
    let refused = format!("/import/{}/refused", one.id);
    let link = |href: &str, key: &str, icon| {
        let label = desk.text(key);
        link_button(&LinkButton { href, label: &label, icon, ..LinkButton::default() })
    };
    let is_changeable = one.change_set.is_none() && !one.state.is_busy();
    html! {
        @match one.state {
            State::Checking | State::Running => (post(desk, "cancel", ("import-stop", ButtonKind::Plain))),
            State::Checked if one.counts.created + one.counts.updated > 0 => (post(desk, "start", ("import-start", ButtonKind::Primary))),
            _ => {}
        }
        @if is_changeable { (link(&columns, "import-change-columns", None)) }
        @if !one.state.is_busy() && one.counts.refused > 0 { (link(&refused, "import-refused-file", Some("download"))) }
        @if let Some(list) = list_of(desk) { (link(&list, "import-see-records", None)) }
        @if let Some(change_set) = one.change_set.filter(|_| !one.state.is_busy()) {
            @if one.counts.created + one.counts.updated > 0 {
                form method="post" action={ "/change-sets/" (change_set) "/undo" } {
                    (hidden("csrf", desk.frame.csrf()))
                    (button(&Button { label: &desk.text("import-undo"), kind: ButtonKind::Plain, ..Button::default() }))
                }
            }
        }
    }
}

fn post(desk: &Desk<'_>, act: &str, (key, kind): (&str, ButtonKind)) -> Markup {
    html! {
        form method="post" action={ "/import/" (desk.import.id) "/" (act) } {
            (hidden("csrf", desk.frame.csrf()))
            (button(&Button { label: &desk.text(key), kind, ..Button::default() }))
        }
    }
}

/// The list that the records went to, once something did.
fn list_of(desk: &Desk<'_>) -> Option<String> {
    let one = desk.import;
    let slug = one.settings.object.as_str();
    let is_there = one.change_set.is_some() && desk.app.catalog().by_face_slug(slug).is_some();
    (is_there && !one.state.is_busy()).then(|| format!("/{slug}?sort=-created_at"))
}

fn cells(desk: &Desk<'_>, refused: &[RefusedCell]) -> Markup {
    let labels = ["import-row", "import-column", "import-value", "import-reason-column"]
        .map(|key| desk.text(key));
    let looks = [
        (true, Phone::BottomEnd),
        (false, Phone::TopEnd),
        (false, Phone::Top),
        (false, Phone::Bottom),
    ];
    let columns: Vec<Column<'_>> = labels
        .iter()
        .zip(looks)
        .map(|(label, (numeric, phone))| Column { label, numeric, phone, ..Column::default() })
        .collect();
    let ids: Vec<String> =
        refused.iter().map(|cell| format!("cell-{}-{}", cell.row, cell.position)).collect();
    let language = desk.frame.language();
    let rows: Vec<Row<'_>> = refused
        .iter()
        .zip(&ids)
        .map(|(cell, id)| Row {
            id,
            cells: vec![
                html! { (desk.figure(cell.row)) },
                html! { (cell.column) },
                html! { (cell.value) },
                html! { span.whole { (Words::get().refusal(language, &cell.reason)) } },
            ],
            ..Row::default()
        })
        .collect();
    let caption = desk.text("import-refused-cells");
    table(&Table {
        id: "refusals",
        caption: &caption,
        columns: &columns,
        rows: &rows,
        select: None,
        totals: None,
    })
}
