//! What the file is: its rows, its signs, where it comes from.

use axum::extract::{Path, RawForm, State};
use axum::response::Response;
use maud::{Markup, html};
use uuid::Uuid;
use web::components::{
    Choice, Field, Form, Span, form, form_actions, form_grid, select, submit as button_of, text,
};
use web::frame::Frame;
use web::redirect::see_other;
use web::screens::pairs;
use web::{App, PageError, Signed};

use super::{At, Desk, address};
use crate::import::reading::{Wished, Workbook};
use crate::import::{self, Look, Settings};

/// Encodings that files come in.
const ENCODINGS: [&str; 6] = ["UTF-8", "windows-1252", "gb18030", "Big5", "UTF-16LE", "Shift_JIS"];
/// Delimiters, by the names that forms send.
const DELIMITERS: [(&str, char); 4] =
    [("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("bar", '|')];

/// The form.
pub(super) fn draw(desk: &Desk<'_>, look: Option<&Look>, places: &[(&str, String)]) -> Markup {
    let settings = &desk.import.settings;
    let action = format!("/import/{}/meaning", desk.import.id);
    let fields = html! {
        (object(desk.frame, &settings.object, places))
        @match look.and_then(|look| look.survey.workbook.as_ref()) {
            Some(workbook) => (sheet(desk, workbook)),
            None => (encoding(desk, look)),
        }
        @if look.is_none_or(|look| look.survey.format() == "csv") { (delimiter(desk, look)) }
        @if look.is_none_or(|look| look.survey.records.is_none()) { (heading(desk, look)) }
        (source(desk))
    };
    let shown = form(
        &Form { id: "meaning", action: &action, csrf: desk.frame.csrf(), ..Form::default() },
        &html! { (form_grid(&fields)) (form_actions(&button_of(&desk.text("import-to-columns")))) },
    );
    html! {
        @if let Some(look) = look { p.muted { (found(desk, look)) } }
        (shown)
    }
}

fn found(desk: &Desk<'_>, look: &Look) -> String {
    let columns = u64::try_from(look.survey.columns.len()).unwrap_or_default();
    desk.frame.with(
        "import-found",
        &[("rows", desk.figure(look.survey.rows).into()), ("columns", desk.figure(columns).into())],
    )
}

fn object(frame: &Frame, chosen: &str, places: &[(&str, String)]) -> Markup {
    let label = frame.text("import-object");
    let names: Vec<(&str, String)> =
        places.iter().map(|(slug, key)| (*slug, frame.text(key))).collect();
    let choices: Vec<Choice<'_>> = names
        .iter()
        .map(|(slug, name)| Choice {
            value: slug,
            label: name,
            selected: *slug == chosen,
            ..Choice::default()
        })
        .collect();
    select(&Field { name: "object", label: &label, ..Field::default() }, &choices)
}

/// A choice of which one was found by itself.
fn guessed(
    desk: &Desk<'_>,
    (name, label): (&str, &str),
    found: Option<String>,
    (options, chosen): (&[(String, String)], &str),
) -> Markup {
    let label = desk.text(label);
    let itself = match found {
        Some(found) => desk.frame.with("import-by-itself-as", &[("found", found.into())]),
        None => desk.text("import-by-itself"),
    };
    let mut choices = vec![Choice {
        value: "",
        label: &itself,
        selected: chosen.is_empty(),
        ..Choice::default()
    }];
    choices.extend(options.iter().map(|(value, label)| Choice {
        value,
        label,
        selected: value == chosen,
        ..Choice::default()
    }));
    select(&Field { name, label: &label, ..Field::default() }, &choices)
}

/// Which sheet of a workbook is read.
fn sheet(desk: &Desk<'_>, workbook: &Workbook) -> Markup {
    let chosen = desk.import.settings.file.sheet.as_deref().unwrap_or_default();
    let options: Vec<(String, String)> =
        workbook.sheets.iter().map(|name| (name.clone(), name.clone())).collect();
    let found = Some(workbook.sheet.clone()).filter(|_| chosen.is_empty());
    guessed(desk, ("sheet", "import-sheet"), found, (&options, chosen))
}

fn encoding(desk: &Desk<'_>, look: Option<&Look>) -> Markup {
    let chosen = desk.import.settings.file.encoding.as_deref().unwrap_or_default();
    let options = ENCODINGS.map(|name| (name.to_owned(), name.to_owned()));
    let found = look.map(|look| look.survey.encoding.clone());
    guessed(desk, ("encoding", "import-encoding"), found, (&options, chosen))
}

fn delimiter(desk: &Desk<'_>, look: Option<&Look>) -> Markup {
    let name =
        |sign: char| DELIMITERS.iter().find(|(_, known)| *known == sign).map(|(key, _)| *key);
    let word = |key: &str| desk.text(&format!("import-delimiter-{key}"));
    let options = DELIMITERS.map(|(key, _)| (key.to_owned(), word(key)));
    let chosen = desk.import.settings.file.delimiter.and_then(name).unwrap_or_default();
    let found = look.and_then(|look| name(look.survey.delimiter)).map(word);
    guessed(desk, ("delimiter", "import-delimiter"), found, (&options, chosen))
}

fn heading(desk: &Desk<'_>, look: Option<&Look>) -> Markup {
    let key = |heading: bool| if heading { "yes" } else { "no" };
    let word = |key: &str| desk.text(&format!("import-heading-{key}"));
    let options = ["yes", "no"].map(|key| (key.to_owned(), word(key)));
    let chosen = desk.import.settings.file.heading.map(key).unwrap_or_default();
    let found = look.map(|look| word(key(look.survey.heading)));
    guessed(desk, ("heading", "import-heading"), found, (&options, chosen))
}

fn source(desk: &Desk<'_>) -> Markup {
    let (label, help) = (desk.text("import-source"), desk.text("import-source-help"));
    let field = Field {
        name: "source",
        label: &label,
        help: Some(&help),
        value: desk.import.settings.source.as_deref().unwrap_or_default(),
        span: Span::Full,
        ..Field::default()
    };
    text(&field)
}

/// What the form says.
async fn said(app: &App, signed: &Signed, id: Uuid, body: &[u8]) -> Result<Settings, PageError> {
    let form = pairs(body)?;
    let before = import::get(app, &signed.scope, id).await?.settings;
    let filled =
        |name: &str| Some(form.text(name).trim().to_owned()).filter(|text| !text.is_empty());
    let delimiter = form.text("delimiter");
    let file = Wished {
        encoding: filled("encoding"),
        delimiter: DELIMITERS.iter().find(|(key, _)| *key == delimiter).map(|(_, sign)| *sign),
        heading: filled("heading").map(|said| said == "yes"),
        sheet: form.get("sheet").map(str::to_owned).filter(|name| !name.is_empty()),
    };
    let object = form.text("object").to_owned();
    let source = filled("source");
    // Other columns or other fields: what was said about them is said of nothing any more.
    if object == before.object && file == before.file {
        return Ok(Settings { source, ..before });
    }
    Ok(Settings { object, file, source, ..Settings::default() })
}

/// `POST /import/{id}/meaning`.
pub async fn submit(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<Uuid>,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let settings = said(&app, &signed, id, &body).await?;
    import::set(&app, &signed.scope, id, settings).await?;
    Ok(see_other(&address(id, At::Columns)))
}
