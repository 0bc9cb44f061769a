//! Which column is which field, and what rows do.

use std::collections::BTreeMap;

use axum::extract::{Path, RawForm, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::Error;
use maud::{Markup, html};
use uuid::Uuid;
use web::components::{
    Choice, Column, Field, Form, Phone, Row, Table, checkbox, email, form, form_actions, form_grid,
    select, submit as button_of, table,
};
use web::frame::Frame;
use web::redirect::see_other;
use web::screens::form_state::FormState;
use web::screens::pairs;
use web::{App, PageError, RequestContext, Signed};

use super::field_label::field_label;
use super::{At, Desk, address, finding};
use crate::import::reading::DateOrder;
use crate::import::{self, DecimalSign, Hands, Import, Look, LookColumn, Mode, Settings};

/// Samples of a column.
const SAMPLES: usize = 3;
/// The orders of the figures of a day.
const ORDERS: [(&str, DateOrder); 3] =
    [("dmy", DateOrder::DayFirst), ("mdy", DateOrder::MonthFirst), ("ymd", DateOrder::YearFirst)];

/// The form.
pub(super) fn draw(desk: &Desk<'_>, look: &Look) -> Markup {
    let action = format!("/import/{}/columns", desk.import.id);
    let asked = html! {
        (mode(desk, look))
        (finding::key(desk, look))
        (finding::look_alikes(desk, look))
        (days(desk))
        (decimals(desk))
        (missing(desk, look))
        (owner(desk, look))
    };
    let body = html! {
        @if let Some(system) = look.system {
            p.muted { (desk.frame.with("import-system-found", &[("system", system.into())])) }
        }
        (mapping(desk, look))
        (form_grid(&asked))
        (finding::more(desk, look))
        (form_actions(&button_of(&desk.text("import-check"))))
    };
    form(
        &Form { id: "columns", action: &action, csrf: desk.frame.csrf(), ..Form::default() },
        &body,
    )
}

fn mapping(desk: &Desk<'_>, look: &Look) -> Markup {
    let labels = ["import-column", "import-samples", "import-field"].map(|key| desk.text(key));
    let phones = [Phone::Top, Phone::Bottom, Phone::TopEnd];
    let columns: Vec<Column<'_>> = labels
        .iter()
        .zip(phones)
        .map(|(label, phone)| Column { label, phone, ..Column::default() })
        .collect();
    let targets = targets(desk, look);
    let ids: Vec<String> = (0..look.columns.len()).map(|at| format!("column-{at}")).collect();
    let rows: Vec<Row<'_>> = look
        .columns
        .iter()
        .zip(&ids)
        .enumerate()
        .map(|(at, (column, id))| Row {
            id,
            cells: vec![
                html! { strong { (column.heading) } },
                html! { span.muted { (samples(column)) } },
                target(desk, (at, column), &targets),
            ],
            ..Row::default()
        })
        .collect();
    let caption = desk.text("import-step-columns");
    table(&Table {
        id: "mapping",
        caption: &caption,
        columns: &columns,
        rows: &rows,
        select: None,
        totals: None,
    })
}

fn samples(column: &LookColumn) -> String {
    let first: Vec<&str> = column.samples.iter().take(SAMPLES).map(String::as_str).collect();
    first.join(" · ")
}

/// Everything that a column can be, with its label.
fn targets(desk: &Desk<'_>, look: &Look) -> Vec<(String, String)> {
    let catalog = desk.app.catalog();
    let mut keys = import::fields(desk.app, &look.object);
    for guessed in look.columns.iter().filter_map(|column| column.field.as_ref()) {
        if !keys.contains(guessed) {
            keys.push(guessed.clone());
        }
    }
    let language = desk.frame.language();
    keys.into_iter()
        .map(|key| {
            let label = field_label(language, &catalog, &look.object, &key);
            (key, label)
        })
        .collect()
}

fn target(
    desk: &Desk<'_>,
    (at, column): (usize, &LookColumn),
    targets: &[(String, String)],
) -> Markup {
    let chosen = column.field.as_deref().unwrap_or_default();
    let name = format!("map.{at}");
    let heading = column.heading.as_str();
    let label = desk.frame.with("import-field-of", &[("column", heading.into())]);
    let leave_out = desk.text("import-leave-out");
    let mut choices = vec![Choice {
        value: "",
        label: &leave_out,
        selected: chosen.is_empty(),
        ..Choice::default()
    }];
    choices.extend(targets.iter().map(|(key, label)| Choice {
        value: key,
        label,
        selected: key == chosen,
        ..Choice::default()
    }));
    select(&Field { name: &name, label: &label, bare: true, ..Field::default() }, &choices)
}

fn choose(
    desk: &Desk<'_>,
    (name, key): (&str, &str),
    options: &[(String, String, bool)],
) -> Markup {
    let label = desk.text(key);
    choice(&Field { name, label: &label, ..Field::default() }, options)
}

/// One of several: the values that are sent, their words, and which is chosen.
pub(super) fn choice(field: &Field, options: &[(String, String, bool)]) -> Markup {
    let choices: Vec<Choice<'_>> = options
        .iter()
        .map(|(value, label, selected)| Choice {
            value,
            label,
            selected: *selected,
            ..Choice::default()
        })
        .collect();
    select(field, &choices)
}

fn mode(desk: &Desk<'_>, look: &Look) -> Markup {
    let options = Mode::ALL.map(|mode| {
        let label = desk.text(&format!("import-mode-{}", mode.key()));
        (mode.key().to_owned(), label, mode == look.mode)
    });
    choose(desk, ("mode", "import-mode"), &options)
}

/// What is made when rows name it and it is not there.
fn missing(desk: &Desk<'_>, look: &Look) -> Markup {
    let boxes = look.creatable.iter().map(|link| {
        let records = desk.text(&format!("face-{link}-plural"));
        let label = desk.frame.with("import-create-missing", &[("records", records.into())]);
        let is_asked = desk.import.settings.create_missing.iter().any(|asked| asked == link);
        let field = Field { name: &format!("create.{link}"), label: &label, ..Field::default() };
        checkbox(&field, is_asked)
    });
    html! { @for shown in boxes { (shown) } }
}

/// Who gets the records whose owner is nobody here, when the file says owners.
fn owner(desk: &Desk<'_>, look: &Look) -> Markup {
    if !says_owner(look) {
        return html! {};
    }
    let (label, help) =
        (desk.text("import-owner-fallback"), desk.text("import-owner-fallback-help"));
    let value = desk.import.settings.owner_fallback.as_deref().unwrap_or_default();
    email(&Field {
        name: "owner_fallback",
        label: &label,
        help: Some(&help),
        value,
        ..Field::default()
    })
}

fn says_owner(look: &Look) -> bool {
    let mut fields = look.columns.iter().filter_map(|column| column.field.as_deref());
    fields.any(|field| field.split('.').next() == Some("owner"))
}

fn days(desk: &Desk<'_>) -> Markup {
    let chosen = desk.import.settings.dates;
    let mut options = vec![(String::new(), desk.text("import-by-itself"), chosen.is_none())];
    options.extend(ORDERS.map(|(key, order)| {
        (key.to_owned(), desk.text(&format!("import-days-{key}")), chosen == Some(order))
    }));
    choose(desk, ("dates", "import-days"), &options)
}

fn decimals(desk: &Desk<'_>) -> Markup {
    let chosen = desk.import.settings.decimal_sign;
    let mut options = vec![(String::new(), desk.text("import-by-itself"), chosen.is_none())];
    options.extend(DecimalSign::ALL.map(|sign| {
        let label = desk.text(&format!("import-decimal-{}", sign.key()));
        (sign.key().to_owned(), label, chosen == Some(sign))
    }));
    choose(desk, ("decimal_sign", "import-decimal"), &options)
}

/// What the form says.
fn said(form: &FormState, look: &Look, before: Settings) -> Settings {
    let mut settings = before;
    for (at, column) in look.columns.iter().enumerate() {
        if let Some(field) = form.get(&format!("map.{at}")) {
            let field = Some(field.to_owned()).filter(|field| !field.is_empty());
            settings.map.insert(column.heading.clone(), field);
        }
    }
    let is_asked =
        |link: &&str| form.all(&format!("create.{link}")).last().is_some_and(|said| said == "true");
    let links = look.creatable.iter().copied().filter(is_asked);
    settings.create_missing = links.map(str::to_owned).collect();
    settings.owner_fallback = form.get("owner_fallback").map(str::to_owned);
    settings.owner_fallback = settings.owner_fallback.filter(|email| !email.trim().is_empty());
    settings.mode = Mode::parse(form.text("mode"));
    settings.match_by = match settings.mode {
        Some(Mode::Create) => Vec::new(),
        _ => finding::said_keys(form),
    };
    settings.duplicates = BTreeMap::new();
    let order = ORDERS.iter().find(|(key, _)| *key == form.text("dates"));
    settings.dates = order.map(|(_, order)| *order);
    settings.decimal_sign = DecimalSign::parse(form.text("decimal_sign"));
    settings
}

/// `POST /import/{id}/columns`: keeps what was said and checks the whole file.
pub async fn submit(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let form = pairs(&body)?;
    let look = import::look(&app, &signed.scope, id).await?;
    let mut one = import::get(&app, &signed.scope, id).await?;
    one.settings = said(&form, &look, one.settings);
    match keep(&app, &signed, &one, &form).await {
        Ok(()) => Ok(see_other(&address(id, At::Check))),
        Err(error @ (Error::Refused(_) | Error::Invalid(_))) => {
            one.settings.duplicates = finding::said_acts(&form, &look.telling);
            let look = as_said(look, &one.settings);
            let frame = Frame::of(&app, &signed, &context).await?;
            let desk = Desk { app: &app, frame: &frame, import: &one };
            let again = desk.page(At::Columns, Some(&error.into()), &draw(&desk, &look));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Which fields tell look-alikes is known once the columns and the keys are.
async fn keep(app: &App, signed: &Signed, one: &Import, form: &FormState) -> kernel::Result<()> {
    let (scope, mut settings) = (&signed.scope, one.settings.clone());
    let look = import::set(app, scope, one.id, settings.clone()).await?;
    let telling: Vec<&str> = look.duplicates.iter().map(|(field, _)| *field).collect();
    settings.duplicates = finding::said_acts(form, &telling);
    if !settings.duplicates.is_empty() {
        import::set(app, scope, one.id, settings).await?;
    }
    import::check(app, scope, one.id, Hands::Runner).await
}

/// The look with what was said and not kept, for the form to show again.
fn as_said(mut look: Look, settings: &Settings) -> Look {
    for column in &mut look.columns {
        if let Some(field) = settings.map.get(&column.heading) {
            column.field.clone_from(field);
        }
    }
    look.mode = settings.mode.unwrap_or(look.mode);
    let key = |text: &String| {
        let fields = text.split('+').filter_map(|name| look.object.field(name));
        fields.map(|field| field.key).collect()
    };
    look.match_by = settings.match_by.iter().map(key).collect();
    look
}
