//! Saved views of a list: tabs, and the state that a view stands for.

use std::sync::Arc;

use axum::extract::{Path, RawForm, State};
use axum::response::Response;
use http::Uri;
use kernel::access::{Act, Scope};
use kernel::filter::{self, RawFilter, RawValue};
use kernel::value::Value;
use kernel::{Error, Result};
use store::query::ListRequest;
use store::save::Change;
use uuid::Uuid;

use super::form::{pairs, save_change};
use super::form_state::FormState;
use super::list::{asker, place};
use super::list_state::{Condition, ListState};
use crate::app::App;
use crate::error::PageError;
use crate::frame::saved;
use crate::read;
use crate::session::Signed;

/// Most views among the tabs.
const MOST: u32 = 12;
/// The object that the platform keeps views in.
const OBJECT: &str = "saved_view";

/// A view among the tabs.
#[derive(Clone, Debug)]
pub struct ViewTab {
    pub id: Uuid,
    pub name: String,
    pub href: String,
    /// Who may see it: `personal`, `team`, `everyone`.
    pub audience: String,
    /// The asker made it, and may change it.
    pub is_own: bool,
}

/// The views of a list that the asker finds among the tabs.
///
/// # Errors
/// When the store fails.
pub async fn tabs(app: &App, scope: &Scope, slug: &str) -> Result<Vec<ViewTab>> {
    let Some(object) = app.catalog().object(OBJECT).cloned() else {
        return Ok(Vec::new());
    };
    let raw = RawFilter::compare("face", "eq", slug);
    let filter = filter::resolve(&raw, &object, &app.catalog(), &asker(app, scope))?;
    let sort = filter::resolve_sort("position,created_at", &object, &app.catalog())?;
    let request = ListRequest {
        object: Arc::clone(&object),
        filter,
        sort,
        limit: MOST,
        cursor: None,
        fields: vec!["name", "audience", "owner"],
        search: None,
        deleted: false,
        act: Act::See,
    };
    let page = read::list(app, scope, request).await?;
    Ok(page
        .records
        .iter()
        .map(|record| ViewTab {
            id: record.id(),
            name: object.title(record),
            href: format!("/{slug}?view={}", record.id()),
            audience: object.value(record, "audience").as_text().unwrap_or_default().to_owned(),
            is_own: record.envelope.owner.is_some() && record.envelope.owner == scope.user(),
        })
        .collect())
}

/// The state with what its view says, where the address says nothing itself.
///
/// # Errors
/// [`Error::NotFound`] when the asker has no such view.
pub async fn applied(app: &App, scope: &Scope, slug: &str, state: ListState) -> Result<ListState> {
    let Some(id) = state.view else {
        return Ok(state);
    };
    let touched =
        !state.conditions.is_empty() || state.expression.is_some() || state.sort.is_some();
    if touched {
        return Ok(state);
    }
    let object = app.catalog().object(OBJECT).cloned().ok_or(Error::NotFound)?;
    let (record, _) = read::record(app, scope, &object, id).await?;
    let text = |key: &str| object.value(&record, key).as_text().unwrap_or_default().to_owned();
    if text("face") != slug {
        return Err(Error::NotFound);
    }
    let mut state = state;
    let filled = |text: String| if text.is_empty() { None } else { Some(text) };
    state.sort = filled(text("sort"));
    state.columns = state.columns.or_else(|| filled(text("columns")));
    state.q = state.q.or_else(|| filled(text("search")));
    if let Ok(raw) = serde_json::from_str::<RawFilter>(&text("filter")) {
        unfold(raw, &mut state);
    }
    Ok(state)
}

/// `POST /views`: keeps the state of a list under a name.
pub async fn create(
    State(app): State<App>,
    signed: Signed,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let form = pairs(&body)?;
    let slug = form.text("face").to_owned();
    let change = named(Change::new(OBJECT), &form).with("face", Value::Text(slug.clone()));
    let change = with_state(&app, &signed.scope, change, (&slug, form.text("query")))?;
    let (change_set, saved_view) = save_change(&app, &signed, "create", change).await?;
    Ok(saved(&format!("/{slug}?view={}", saved_view.id()), change_set))
}

/// `POST /views/{id}/change`: another name, other readers, or the list as it is shown now.
pub async fn change(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<Uuid>,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let form = pairs(&body)?;
    let catalog = app.catalog();
    let (_, face) = place(&catalog, &signed.scope, form.text("face"))?;
    let mut change = named(Change::update(OBJECT, id), &form);
    if form.text("keep") == "true" {
        change = with_state(&app, &signed.scope, change, (face.slug, form.text("query")))?;
    }
    let (change_set, _) = save_change(&app, &signed, "edit", change).await?;
    Ok(saved(&format!("/{}?view={id}", face.slug), change_set))
}

/// `POST /views/{id}/remove`: into the trash, and back to the list.
pub async fn remove(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<Uuid>,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let form = pairs(&body)?;
    let catalog = app.catalog();
    let (_, face) = place(&catalog, &signed.scope, form.text("face"))?;
    let (change_set, _) = save_change(&app, &signed, "delete", Change::delete(OBJECT, id)).await?;
    Ok(saved(&format!("/{}", face.slug), change_set))
}

fn named(change: Change, form: &FormState) -> Change {
    change
        .with("name", Value::Text(form.text("name").trim().to_owned()).normalised())
        .with("audience", Value::Text(form.text("audience").to_owned()).normalised())
}

/// The change with the filter, the order and the columns of a list's address.
fn with_state(
    app: &App,
    scope: &Scope,
    change: Change,
    (slug, query): (&str, &str),
) -> Result<Change> {
    let catalog = app.catalog();
    let (object, _) = place(&catalog, scope, slug)?;
    let uri: Uri = format!("/{slug}?{query}")
        .parse()
        .map_err(|_| Error::invalid("query", "not-an-address-of-list"))?;
    let state = ListState::read(&uri, &object)?;
    let raw = state.raw_filter()?;
    filter::resolve(&raw, &object, &catalog, &asker(app, scope))?;
    let written = serde_json::to_string(&raw).map_err(anyhow::Error::from).map_err(Error::from)?;
    let text = |text: Option<String>| Value::Text(text.unwrap_or_default()).normalised();
    Ok(change
        .with("filter", Value::Text(written))
        .with("search", text(state.q))
        .with("sort", text(state.sort))
        .with("columns", text(state.columns)))
}

/// Conditions that stand side by side become chips; the rest stays an expression.
fn unfold(raw: RawFilter, state: &mut ListState) {
    match raw {
        RawFilter::All { all } => {
            for part in all {
                unfold(part, state);
            }
        }
        RawFilter::Compare { field, op, value } => {
            let value = match value {
                RawValue::One(value) => value,
                RawValue::Many(values) => values.join(","),
            };
            state.conditions.push(Condition { field, op, value });
        }
        other => {
            let written = other.to_expression();
            state.expression = Some(match state.expression.take() {
                Some(before) => format!("{before} and {written}"),
                None => written,
            });
        }
    }
}
