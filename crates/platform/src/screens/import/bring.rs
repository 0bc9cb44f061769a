//! `/import`: bring a file or paste its rows; the imports so far.

use axum::extract::{Multipart, Query, State};
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt as _;
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use tokio_util::io::StreamReader;
use uuid::Uuid;
use web::components::{
    Column, EmptyState, Field, FileDrop, Form, PageHead, Phone, Row, Span, Table, TagColour, card,
    empty_state, file_drop, form, form_actions, form_grid, hidden, page_head, submit, table, tag,
    textarea,
};
use web::frame::Frame;
use web::redirect::see_other;
use web::{App, PageError, RequestContext, Signed};

use super::{At, address};
use crate::import::{self, Import, Settings, State as Stand};

/// Imports of the list.
const MOST: i64 = 50;
/// Files that browsers offer first; what a file is, its content says.
const ACCEPTED: &str = ".csv,.tsv,.txt,.xlsx,.xlsm,.jsonl,.ndjson,.json,.vcf,.vcard,text/csv,text/vcard,application/jsonl,application/x-ndjson,application/json,text/tab-separated-values,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The name of what was pasted.
const PASTED: &str = "paste.csv";

/// Where somebody comes from.
#[derive(Debug, Default, Deserialize)]
pub struct From {
    /// The list, by its key.
    face: Option<String>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Query(from): Query<From>,
) -> Result<Markup, PageError> {
    let frame = Frame::of(&app, &signed, &context).await?;
    page(&app, &frame, from.face.as_deref().unwrap_or_default(), None).await
}

/// The page; what is wrong stands under the box for the file.
async fn page(
    app: &App,
    frame: &Frame,
    face: &str,
    wrong: Option<&str>,
) -> Result<Markup, PageError> {
    let former = import::list(app, frame.scope(), MOST, None).await?;
    let title = frame.text("import");
    let main = html! {
        div.narrow.import {
            (page_head(&PageHead { title: &title, note: Some(&frame.text("import-text")), ..PageHead::default() }))
            (bring(frame, face, wrong))
            (card("former", &frame.text("import-former"), &list(frame, &former)))
        }
    };
    Ok(frame.page(&title, &main))
}

fn bring(frame: &Frame, face: &str, error: Option<&str>) -> Markup {
    let [file, drop, paste, help, go] =
        ["import-file", "import-drop", "import-paste", "import-paste-help", "import-go"]
            .map(|key| frame.text(key));
    let asked = Form {
        id: "import-form",
        action: "/import",
        csrf: frame.csrf(),
        files: true,
        ..Form::default()
    };
    let field = Field { name: "file", label: &file, error, span: Span::Full, ..Field::default() };
    let taken = FileDrop { accept: Some(ACCEPTED), invitation: &drop, ..FileDrop::default() };
    let pasted = Field {
        name: "text",
        label: &paste,
        help: Some(&help),
        span: Span::Full,
        ..Field::default()
    };
    form(
        &asked,
        &html! {
            (hidden("face", face))
            (form_grid(&html! { (file_drop(&field, &taken)) (textarea(&pasted, 5)) }))
            (form_actions(&submit(&go)))
        },
    )
}

fn list(frame: &Frame, former: &[Import]) -> Markup {
    if former.is_empty() {
        let title = frame.text("import-none");
        return empty_state(&EmptyState { icon: "upload", title: &title, ..EmptyState::default() });
    }
    let labels = ["import-file", "import-state", "import-rows", "import-refused", "import-when"]
        .map(|key| frame.text(key));
    let looks = [
        (false, Phone::Top),
        (false, Phone::TopEnd),
        (true, Phone::Hidden),
        (true, Phone::BottomEnd),
        (false, Phone::Bottom),
    ];
    let columns: Vec<Column<'_>> = labels
        .iter()
        .zip(looks)
        .map(|(label, (numeric, phone))| Column { label, numeric, phone, ..Column::default() })
        .collect();
    let ids: Vec<String> = former.iter().map(|one| one.id.to_string()).collect();
    let rows: Vec<Row<'_>> = former
        .iter()
        .zip(&ids)
        .map(|(one, id)| Row { id, cells: cells(frame, one), ..Row::default() })
        .collect();
    let caption = frame.text("import-former");
    table(&Table {
        id: "imports",
        caption: &caption,
        columns: &columns,
        rows: &rows,
        select: None,
        totals: None,
    })
}

fn cells(frame: &Frame, one: &Import) -> Vec<Markup> {
    let format = frame.format();
    let figure = |count: u64| format.whole(i64::try_from(count).unwrap_or(i64::MAX));
    let rows = if one.total > 0 { figure(one.total) } else { String::new() };
    let refused = if one.total > 0 { figure(one.counts.refused) } else { String::new() };
    vec![
        html! { a.row-link href={ "/import/" (one.id) } { span { (one.name) } } },
        tag(colour(one.state), &frame.text(&format!("import-state-{}", one.state.key()))),
        html! { (rows) },
        html! { (refused) },
        html! { (format.date_time(one.finished_at.unwrap_or(one.created_at))) },
    ]
}

const fn colour(state: Stand) -> TagColour {
    match state {
        Stand::Done => TagColour::Green,
        Stand::Failed => TagColour::Red,
        Stand::Checking | Stand::Running => TagColour::Sky,
        Stand::Checked => TagColour::Teal,
        Stand::Uploaded | Stand::Cancelled => TagColour::Slate,
    }
}

/// Takes the file, or what was pasted, as a stream.
pub async fn take(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    mut multipart: Multipart,
) -> Result<Response, PageError> {
    let (mut face, mut id) = (String::new(), None);
    while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("face") => face = field.text().await.map_err(unreadable)?,
            Some("file") if field.file_name().is_some_and(|name| !name.is_empty()) => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let stream = field.map_err(|error| std::io::Error::other(error.to_string()));
                id = Some(
                    import::upload(&app, &signed.scope, &name, StreamReader::new(stream)).await?,
                );
            }
            Some("text") if id.is_none() => {
                let text = field.text().await.map_err(unreadable)?;
                if !text.trim().is_empty() {
                    let rows = text.as_bytes();
                    id = Some(import::upload(&app, &signed.scope, PASTED, rows).await?);
                }
            }
            _ => {}
        }
    }
    let Some(id): Option<Uuid> = id else {
        let frame = Frame::of(&app, &signed, &context).await?;
        let wrong = frame.text("import-nothing");
        let again = page(&app, &frame, &face, Some(&wrong)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response());
    };
    let object = if face.is_empty() { first_place(&app, &signed) } else { slug_of(&app, &face) };
    // What is wrong with the file stands on the page that follows.
    drop(import::set(&app, &signed.scope, id, Settings { object, ..Settings::default() }).await);
    Ok(see_other(&address(id, At::Meaning)))
}

fn first_place(app: &App, signed: &Signed) -> String {
    let places = super::places(app, &signed.scope);
    places.first().map(|(slug, _)| (*slug).to_owned()).unwrap_or_default()
}

fn slug_of(app: &App, key: &str) -> String {
    let catalog = app.catalog();
    let face = catalog.objects().flat_map(|object| &object.faces).find(|face| face.key == key);
    face.map(|face| face.slug.to_owned()).unwrap_or_default()
}

fn unreadable(error: axum::extract::multipart::MultipartError) -> PageError {
    PageError::http(error.status())
}
