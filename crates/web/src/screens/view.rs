//! Saved views of a list: tabs, and the state that a view stands for.

use std::sync::Arc;

use axum::extract::{RawForm, State};
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
        fields: vec!["name"],
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
    let catalog = app.catalog();
    let (object, _) = place(&catalog, &signed.scope, &slug)?;
    let address = format!("/{slug}?{}", form.text("query"));
    let uri: Uri =
        address.parse().map_err(|_| Error::invalid("query", "not-an-address-of-list"))?;
    let state = ListState::read(&uri, &object)?;
    let raw = state.raw_filter()?;
    filter::resolve(&raw, &object, &catalog, &asker(&app, &signed.scope))?;
    let written = serde_json::to_string(&raw).map_err(anyhow::Error::from).map_err(Error::from)?;
    let text = |text: Option<String>| Value::Text(text.unwrap_or_default()).normalised();
    let change = Change::new(OBJECT)
        .with("name", Value::Text(form.text("name").trim().to_owned()).normalised())
        .with("face", Value::Text(slug.clone()))
        .with("audience", Value::Text(form.text("audience").to_owned()).normalised())
        .with("filter", Value::Text(written))
        .with("search", text(state.q.clone()))
        .with("sort", text(state.sort.clone()))
        .with("columns", text(state.columns.clone()));
    let (change_set, saved_view) = save_change(&app, &signed, "create", change).await?;
    Ok(saved(&format!("/{slug}?view={}", saved_view.id()), change_set))
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
