//! Which column is which field, and how records that are there already are found.

use axum::extract::{Path, RawForm, State};
use axum::response::Response;
use maud::{Markup, html};
use uuid::Uuid;
use web::components::{
    Choice, Column, Field, Form, Phone, Row, Table, checkbox, form, form_actions, form_grid,
    select, submit as button_of, table,
};
use web::redirect::see_other;
use web::screens::pairs;
use web::screens::shown::label;
use web::{App, PageError, Signed};

use super::field_label::field_label;
use super::{At, Desk, address};
use crate::import::reading::DateOrder;
use crate::import::{self, DecimalSign, Hands, Look, LookColumn, Mode};

/// Samples of a column.
const SAMPLES: usize = 3;
/// The orders of the figures of a day.
const ORDERS: [(&str, DateOrder); 3] =
    [("dmy", DateOrder::DayFirst), ("mdy", DateOrder::MonthFirst), ("ymd", DateOrder::YearFirst)];

/// The keys that records are found by: the name that the form sends, and the words.
const MATCHES: [(&str, &str); 2] = [("match", "import-match"), ("match_else", "import-match-else")];

/// The form.
pub(super) fn draw(desk: &Desk<'_>, look: &Look) -> Markup {
    let action = format!("/import/{}/columns", desk.import.id);
    let body = html! {
        (mapping(desk, look))
        (form_grid(&html! { (mode(desk, look)) (keys(desk, look)) (days(desk)) (decimals(desk)) (missing(desk, look)) }))
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
    let choices: Vec<Choice<'_>> = options
        .iter()
        .map(|(value, label, selected)| Choice {
            value,
            label,
            selected: *selected,
            ..Choice::default()
        })
        .collect();
    select(&Field { name, label: &label, ..Field::default() }, &choices)
}

fn mode(desk: &Desk<'_>, look: &Look) -> Markup {
    let options = Mode::ALL.map(|mode| {
        let label = desk.text(&format!("import-mode-{}", mode.key()));
        (mode.key().to_owned(), label, mode == look.mode)
    });
    choose(desk, ("mode", "import-mode"), &options)
}

/// The key that records are found by, and the one that is asked when it finds none.
fn keys(desk: &Desk<'_>, look: &Look) -> Markup {
    let language = desk.frame.language();
    let name = |key: &str| {
        let field = look.object.field(key);
        field.map_or_else(|| key.to_owned(), |field| label(language, &look.object, field))
    };
    let id = look.object.fields.iter().filter(|field| field.key == "id");
    let keys = look.object.fields.iter().filter(|field| field.matching && !field.secret);
    let mut known: Vec<Vec<&str>> = id.chain(keys).map(|field| vec![field.key]).collect();
    // A program may have said a key of two fields.
    known.extend(look.match_by.iter().filter(|key| key.len() > 1).cloned());
    let select = |(at, named): (usize, (&str, &str))| {
        let chosen = look.match_by.get(at);
        let none = if at == 0 { desk.text("import-match-none") } else { "–".to_owned() };
        let mut options = vec![(String::new(), none, chosen.is_none())];
        options.extend(known.iter().map(|key| {
            let shown: Vec<String> = key.iter().map(|field| name(field)).collect();
            (key.join("+"), shown.join(" + "), chosen == Some(key))
        }));
        choose(desk, named, &options)
    };
    html! { @for shown in MATCHES.into_iter().enumerate().map(select) { (shown) } }
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

/// `POST /import/{id}/columns`: keeps what was said and checks the whole file.
pub async fn submit(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<Uuid>,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let form = pairs(&body)?;
    let look = import::look(&app, &signed.scope, id).await?;
    let mut settings = import::get(&app, &signed.scope, id).await?.settings;
    for (at, column) in look.columns.iter().enumerate() {
        if let Some(field) = form.get(&format!("map.{at}")) {
            let field = Some(field.to_owned()).filter(|field| !field.is_empty());
            settings.map.insert(column.heading.clone(), field);
        }
    }
    let asked =
        |link: &&str| form.get(&format!("create.{link}")).is_some_and(|said| said == "true");
    let links = look.creatable.iter().copied().filter(asked);
    settings.create_missing = links.map(str::to_owned).collect();
    settings.mode = Mode::parse(form.text("mode"));
    let keys = MATCHES.map(|(name, _)| form.text(name).to_owned()).into_iter();
    let is_said = |key: &String| !key.is_empty() && settings.mode != Some(Mode::Create);
    settings.match_by = keys.filter(is_said).collect();
    let order = ORDERS.iter().find(|(key, _)| *key == form.text("dates"));
    settings.dates = order.map(|(_, order)| *order);
    settings.decimal_sign = DecimalSign::parse(form.text("decimal_sign"));
    import::set(&app, &signed.scope, id, settings).await?;
    import::check(&app, &signed.scope, id, Hands::Runner).await?;
    Ok(see_other(&address(id, At::Check)))
}
