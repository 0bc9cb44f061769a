//! `GET /api/v1/{objects}`: filter, sort, search, page.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::Uri;
use kernel::access::{Act, Scope};
use kernel::catalog::Catalog;
use kernel::filter::{self, Asker, Filter, Op, RawFilter, RawValue};
use kernel::kind_rules::{Reading, to_json};
use kernel::object::Object;
use kernel::record::Record;
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::query::{self, Asking, Count, ListRequest, Page};
use uuid::Uuid;

use super::answer::Answer;
use super::input::reading;
use super::output::{Linked, Selection, Writer};
use super::params::{Params, short, unknown_parameter};
use crate::app::App;
use crate::error::ApiError;
use crate::session::Signed;

/// Records of a page when nobody says how many.
const ORDINARY: i64 = 50;
/// Most records of a page.
const MOST: i64 = 1_000;

/// A question for records.
#[derive(Clone, Debug)]
pub struct Question {
    pub request: ListRequest,
    pub selection: Selection,
    pub count: bool,
}

/// Who asks what of which workspace.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    pub catalog: &'a Catalog,
    pub object: &'a Arc<Object>,
    pub scope: &'a Scope,
    pub reading: &'a Reading,
}

impl Ask<'_> {
    /// Reads the parameters of a list.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming what is unknown, [`Error::Refused`] naming what has a wrong value.
    pub fn question(&self, mut params: Params) -> Result<Question> {
        let (catalog, object) = (self.catalog, &**self.object);
        let selection = match params.take("fields") {
            Some(text) => Selection::read(&text, object, catalog)?,
            None => Selection::default(),
        };
        let sort = match params.take("sort") {
            Some(text) => filter::resolve_sort(&text, object, catalog)?,
            None => Vec::new(),
        };
        let limit = params.take_number("limit", ORDINARY, (1, MOST))?;
        let count = params.take_flag("count")?;
        let deleted = params.take_flag("deleted")?;
        let cursor = params.take("cursor");
        let search = params.take("q").filter(|text| !text.trim().is_empty());
        let expression = params.take("where");
        let mut raw = plain_filter(params, object, catalog)?;
        if let Some(expression) = expression {
            raw.push(filter::parse_where(&expression)?);
        }
        let request = ListRequest {
            object: Arc::clone(self.object),
            filter: self.resolve(raw)?,
            sort,
            limit: u32::try_from(limit).unwrap_or(u32::MAX),
            cursor,
            fields: selection.fields(),
            search,
            deleted,
            act: Act::See,
        };
        Ok(Question { request, selection, count })
    }

    fn resolve(&self, raw: Vec<RawFilter>) -> Result<Filter> {
        let asker = Asker {
            user: self.scope.user(),
            teams: self.scope.teams.to_vec(),
            today: self.scope.today(),
            reading: self.reading.clone(),
        };
        filter::resolve(&RawFilter::All { all: raw }, self.object, self.catalog, &asker)
    }
}

/// `field=value`, `field.op=value`, `link.field=value`, `link.field.op=value`.
///
/// # Errors
/// [`Error::Invalid`] naming each parameter that is none of these.
pub fn plain_filter(params: Params, object: &Object, catalog: &Catalog) -> Result<Vec<RawFilter>> {
    let mut filters = Vec::new();
    let mut unknown = Refusals::default();
    let mut rest = params.rest();
    rest.sort_unstable();
    for (name, value) in rest {
        match split(&name, object, catalog) {
            Ok((field, op)) => filters.push(RawFilter::Compare {
                field: field.to_owned(),
                op: op.to_owned(),
                value: RawValue::One(value),
            }),
            Err(refusal) => unknown.push(refusal),
        }
    }
    if unknown.is_empty() { Ok(filters) } else { Err(Error::Invalid(unknown)) }
}

/// The path and the operator of a parameter's name.
fn split<'a>(
    name: &'a str,
    object: &Object,
    catalog: &Catalog,
) -> Result<(&'a str, &'a str), Refusal> {
    if is_path(name, object, catalog) {
        return Ok((name, Op::Eq.key()));
    }
    match name.rsplit_once('.') {
        Some((path, op)) if is_path(path, object, catalog) => {
            if Op::from_key(op).is_some() {
                return Ok((path, op));
            }
            let refusal = Refusal::field(&short(name), "unknown-operator");
            Err(refusal.with("name", short(op)))
        }
        _ => Err(unknown_parameter(name)),
    }
}

fn is_path(name: &str, object: &Object, catalog: &Catalog) -> bool {
    Selection::read(name, object, catalog).is_ok()
}

/// Answers a list.
pub async fn list(
    State(app): State<App>,
    Path(slug): Path<String>,
    signed: Signed,
    uri: Uri,
) -> Result<Response, ApiError> {
    let object = super::object_of(&app, &slug)?;
    let catalog = app.catalog();
    let reading = reading(&signed.scope, &app.workspace());
    let ask = Ask { catalog: &catalog, object: &object, scope: &signed.scope, reading: &reading };
    let question = ask.question(Params::read(&uri)?)?;
    let Answered { page, linked, count } = read(&app, &signed.scope, question.clone()).await?;
    let writer = Writer {
        object: &object,
        titles: &page.titles,
        selection: &question.selection,
        linked: &linked,
    };
    let data: Vec<Json> = page.records.iter().map(|record| writer.record(record)).collect();
    let mut body = json!({"data": data, "next": page.next});
    if let Some(members) = body.as_object_mut() {
        if let Some(count) = count {
            let count = json!({"value": count.value, "exact": count.exact});
            members.insert("count".into(), count);
        }
        if page.bounded {
            members.insert("bounded".into(), json!(true));
        }
    }
    Ok(Answer::ok(body).into_response())
}

struct Answered {
    page: Page,
    linked: Linked,
    count: Option<Count>,
}

/// Everything from one snapshot.
async fn read(app: &App, scope: &Scope, question: Question) -> Result<Answered> {
    let (app, scope, store) = (app.clone(), scope.clone(), app.store().clone());
    store
        .read(move |tx| {
            let (app, scope, question) = (app.clone(), scope.clone(), question.clone());
            Box::pin(async move {
                let catalog = app.catalog();
                let sealer = app.store().sealer();
                let asking = Asking { catalog: &catalog, scope: &scope };
                let Question { request, selection, count } = &question;
                let page = query::list(tx, asking, sealer, request).await?;
                let chosen = (selection, page.records.as_slice());
                let linked = linked(tx, asking, &request.object, chosen).await?;
                let count = match count {
                    true => Some(query::count(tx, asking, request).await?),
                    false => None,
                };
                Ok(Answered { page, linked, count })
            })
        })
        .await
}

/// The fields over links that were asked for.
///
/// # Errors
/// When the database fails.
pub async fn linked(
    tx: &mut Tx,
    asking: Asking<'_>,
    object: &Object,
    (selection, records): (&Selection, &[Record]),
) -> Result<Linked> {
    let mut linked = Linked::new();
    for (link, fields) in selection.over() {
        let Some(link) = object.field(link) else {
            continue;
        };
        let Some(target) = link.kind.link_target().and_then(|key| asking.catalog.object(key))
        else {
            continue;
        };
        let mut ids: Vec<Uuid> =
            records.iter().filter_map(|record| record.value(link.position).as_id()).collect();
        ids.sort_unstable();
        ids.dedup();
        for record in query::get_many(tx, asking, target, &ids, Act::See).await? {
            let mut members = Map::new();
            for field in fields.iter().filter_map(|key| target.field(key)) {
                let value = to_json(field.kind, &record.value(field.position));
                members.insert(field.key.to_owned(), value);
            }
            linked.insert((link.key, record.id()), members);
        }
    }
    Ok(linked)
}
