//! Where the records of an export come from, in words that a job reads again later.

use std::collections::HashSet;

use http::Uri;
use kernel::access::{Act, Scope};
use kernel::filter::{self, MAX_VALUES};
use kernel::{Error, Refusal, Refusals, Result};
use serde::{Deserialize, Serialize};
use store::query::ListRequest;
use uuid::Uuid;
use web::App;
use web::api::input::reading;
use web::api::listing::Ask;
use web::api::object_of;
use web::api::params::{Params, unknown_parameter};
use web::screens::list::{place, request};
use web::screens::list_state::ListState;
use web::screens::list_view_applied;

use super::Manner;
use super::picked::only;
use super::stream::Export;

/// What is exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Source {
    /// A list as it is seen: `people`, `city=Madrid&columns=name,city`.
    List { slug: String, query: String, ids: Vec<Uuid> },
    /// Records as programs ask for them: `parties`, `kind=person&fields=name,email`.
    Records { objects: String, query: String, ids: Vec<Uuid> },
    /// Everything, with files: a backup.
    Workspace,
}

impl Source {
    /// What the store is asked for; nothing for a whole workspace.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such list or object for the asker, [`Error::Invalid`]
    /// and [`Error::Refused`] naming what is wrong with the conditions.
    pub async fn export(&self, app: &App, scope: &Scope, manner: Manner) -> Result<Export> {
        match self {
            Self::List { slug, query, ids } => {
                let export = of_list(app, scope, (slug, query), manner).await?;
                narrowed(export, ids)
            }
            Self::Records { objects, query, ids } => {
                narrowed(of_records(app, scope, (objects, query), manner)?, ids)
            }
            Self::Workspace => Err(Error::broken("a workspace is no list")),
        }
    }

    /// The key of the object, or of everything.
    pub fn name(&self) -> &str {
        match self {
            Self::List { slug, .. } => slug,
            Self::Records { objects, .. } => objects,
            Self::Workspace => "workspace",
        }
    }
}

async fn of_list(
    app: &App,
    scope: &Scope,
    (slug, query): (&str, &str),
    manner: Manner,
) -> Result<Export> {
    let catalog = app.catalog();
    let (object, face) = place(&catalog, scope, slug)?;
    let state = ListState::read(&address(query)?, &object)?;
    let state = list_view_applied(app, scope, slug, state).await?;
    Ok(Export {
        request: request(app, scope, (&object, &face), &state)?,
        columns: state.column_keys(&object, &face)?,
        manner,
        list: Some(slug.to_owned()),
        asked: state.query(),
        act: Uuid::now_v7(),
    })
}

fn of_records(
    app: &App,
    scope: &Scope,
    (objects, query): (&str, &str),
    manner: Manner,
) -> Result<Export> {
    let object = object_of(app, objects)?;
    let catalog = app.catalog();
    let mut params = Params::read(&address(query)?)?;
    let fields = params.take("fields");
    for name in ["cursor", "limit", "count", "deleted"] {
        if params.take(name).is_some() {
            return Err(Error::Invalid(Refusals::one(unknown_parameter(name))));
        }
    }
    let reading = reading(scope, &app.workspace());
    let ask = Ask { catalog: &catalog, object: &object, scope, reading: &reading };
    let mut request = ask.question(params)?.request;
    if request.sort.is_empty() && request.search.is_none() {
        request.sort = filter::resolve_sort("id", &object, &catalog)?;
    }
    let every = || object.fields.iter().filter(|field| !field.secret);
    let columns = match fields {
        None => every()
            .filter(|field| !field.key.starts_with("deleted_"))
            .map(|field| field.key)
            .collect(),
        Some(text) => {
            named(&text, |name| every().find(|field| field.key == name).map(|field| field.key))?
        }
    };
    Ok(Export {
        request,
        columns,
        manner,
        list: None,
        asked: query.to_owned(),
        act: Uuid::now_v7(),
    })
}

/// The fields of a comma-separated list, each once.
fn named(text: &str, find: impl Fn(&str) -> Option<&'static str>) -> Result<Vec<&'static str>> {
    let mut keys = Vec::new();
    let mut seen = HashSet::new();
    for name in text.split(',').map(str::trim) {
        let key = find(name).ok_or_else(|| {
            let refusal = Refusal::field("fields", "unknown-field");
            Error::Invalid(Refusals::one(refusal.with("name", web::api::params::short(name))))
        })?;
        if seen.insert(key) {
            keys.push(key);
        }
    }
    Ok(keys)
}

fn address(query: &str) -> Result<Uri> {
    format!("/?{query}").parse().map_err(|_| Error::invalid("where", "not-an-address-of-list"))
}

/// Only the records that were picked, as far as they meet the conditions.
fn narrowed(mut export: Export, ids: &[Uuid]) -> Result<Export> {
    if ids.len() > MAX_VALUES {
        let refusal = Refusal::field("ids", "export-picked-too-many").with("limit", MAX_VALUES);
        return Err(Error::Refused(Refusals::one(refusal)));
    }
    if !ids.is_empty() {
        let filter = only(ids).and(export.request.filter);
        export.request = ListRequest { filter, act: Act::Export, ..export.request };
    }
    Ok(export)
}
