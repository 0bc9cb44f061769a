//! One act on many records of a list: here when they are few, as a job when they are many.

use std::sync::Arc;

use axum::extract::{RawForm, State};
use axum::response::Response;
use http::Uri;
use kernel::access::Scope;
use kernel::face::Face;
use kernel::kind_rules::read_text;
use kernel::object::Object;
use kernel::value::Value;
use kernel::{Error, Refusal, Refusals, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::change_set;
use store::jobs::{NewJob, enqueue};
use store::save::{Change, Input, save_each};
use uuid::Uuid;

use super::form::{is_writable, pairs};
use super::form_state::FormState;
use super::list::{place, request};
use super::list_state::ListState;
use crate::api::input::reading;
use crate::api::params::short;
use crate::app::App;
use crate::error::PageError;
use crate::frame::saved;
use crate::jobs::BulkEdit;
use crate::read;
use crate::session::Signed;

/// Above so many records the act becomes a job.
const AT_ONCE: usize = 200;

/// What is done to each record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkAct {
    /// A field, and the value as it was typed.
    Set {
        field: String,
        value: String,
    },
    /// A new owner, or none.
    Give {
        owner: Option<Uuid>,
    },
    Delete,
}

/// `POST /people/bulk`.
pub async fn run(
    State(app): State<App>,
    signed: Signed,
    uri: Uri,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let slug = uri.path().split('/').nth(1).unwrap_or_default();
    let form = pairs(&body)?;
    let act = read_act(&signed.scope, &form)?;
    let change_set = Uuid::now_v7();
    let bulk = Bulk::new(&app, signed.scope.clone(), slug, (act.clone(), change_set))?;
    let query = form.text("filter").to_owned();
    let ids = if form.text("all") == "true" { bulk.ids(&query).await? } else { chosen(&form)? };
    let back = if query.is_empty() { format!("/{slug}") } else { format!("/{slug}?{query}") };
    let later = form.text("all") == "true" && ids.len() > AT_ONCE;
    if let (true, Some(user)) = (later, signed.scope.user()) {
        let job = BulkEdit { user, slug: slug.to_owned(), query, act, change_set };
        enqueue_job(&app, job).await?;
        return Ok(crate::frame::began(&back));
    }
    for chunk in ids.chunks(Bulk::CHUNK) {
        bulk.write(chunk).await?;
    }
    Ok(saved(&back, change_set))
}

async fn enqueue_job(app: &App, job: BulkEdit) -> Result<()> {
    let now = app.clock().now();
    app.store()
        .write(move |tx| {
            let job = job.clone();
            Box::pin(async move { enqueue(tx, &NewJob::new(&job, now)?).await.map(drop) })
        })
        .await
}

fn chosen(form: &FormState) -> Result<Vec<Uuid>> {
    form.all("id")
        .map(|id| Uuid::try_parse(id).map_err(|_| Error::refused("id", "not-an-id")))
        .collect()
}

fn read_act(scope: &Scope, form: &FormState) -> Result<BulkAct> {
    match form.text("act") {
        "delete" => Ok(BulkAct::Delete),
        "give" => match form.text("owner").trim() {
            "" if form.text("owner.text").trim().is_empty() => Ok(BulkAct::Give { owner: None }),
            "me" => Ok(BulkAct::Give { owner: scope.user() }),
            id => Uuid::try_parse(id)
                .map(|id| BulkAct::Give { owner: Some(id) })
                .map_err(|_| Error::refused("owner", "unknown-record")),
        },
        "set" => Ok(BulkAct::Set {
            field: form.text("field").to_owned(),
            value: form.text("value").to_owned(),
        }),
        other => Err(Error::Invalid(Refusals::one(
            Refusal::field("act", "not-a-choice")
                .with("value", short(other))
                .with("choices", "set, give, delete"),
        ))),
    }
}

/// An act on records of one list, in somebody's scope, as one change set.
pub struct Bulk<'a> {
    app: &'a App,
    scope: Scope,
    object: Arc<Object>,
    face: Face,
    fields: Vec<(&'static str, Input)>,
    deletes: bool,
    change_set: Uuid,
}

impl<'a> Bulk<'a> {
    /// Records that one transaction changes.
    pub const CHUNK: usize = 500;

    /// Checks the act against the declaration and the asker's rights.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without the right to bulk edits, refusals of the field or its value.
    pub fn new(
        app: &'a App,
        scope: Scope,
        slug: &str,
        (act, change_set): (BulkAct, Uuid),
    ) -> Result<Self> {
        let catalog = app.catalog();
        let (object, face) = place(&catalog, &scope, slug)?;
        if !scope.rights.bulk {
            return Err(Error::Forbidden(Refusal::new("no-right")));
        }
        let (fields, deletes) = match act {
            BulkAct::Delete => (Vec::new(), true),
            BulkAct::Give { owner } => {
                (vec![("owner", Input::Value(owner.map_or(Value::Null, Value::Id)))], false)
            }
            BulkAct::Set { field, value } => {
                let declared = object
                    .field(&field)
                    .filter(|field| is_writable(field, &face))
                    .ok_or_else(|| Error::refused("field", "not-writable"))?;
                let reading = reading(&scope, &app.workspace());
                let value = read_text(declared.kind, &value, &reading).map_err(|refusal| {
                    let field = Some("value".to_owned());
                    Error::Refused(Refusals::one(Refusal { field, ..refusal }))
                })?;
                (vec![(declared.key, Input::Value(value))], false)
            }
        };
        Ok(Self { app, scope, object, face, fields, deletes, change_set })
    }

    /// The ids of a list, all of them: an edit may move a record within its order.
    ///
    /// # Errors
    /// As the list.
    pub async fn ids(&self, query: &str) -> Result<Vec<Uuid>> {
        let uri: Uri = format!("/{}?{query}", self.face.slug)
            .parse()
            .map_err(|_| Error::invalid("filter", "not-an-address-of-list"))?;
        let state = ListState::read(&uri, &self.object)?;
        let mut asked = request(self.app, &self.scope, (&self.object, &self.face), &state)?;
        asked.limit = 1_000;
        asked.fields = vec!["id"];
        let mut ids = Vec::new();
        loop {
            let page = read::list(self.app, &self.scope, asked.clone()).await?;
            ids.extend(page.records.iter().map(kernel::record::Record::id));
            match page.next {
                Some(next) => asked.cursor = Some(next),
                None => return Ok(ids),
            }
        }
    }

    /// Writes what may be written; records that refuse are left as they are.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn write(&self, ids: &[Uuid]) -> Result<()> {
        let saving = self.app.saving(self.scope.clone(), self.change_set);
        let changes: Vec<Change> = ids.iter().map(|id| self.change(*id)).collect();
        let label = json!({"object": self.object.key, "face": self.face.key});
        self.app
            .store()
            .write(move |tx| {
                let (saving, changes, label) = (saving.clone(), changes.clone(), label.clone());
                Box::pin(async move {
                    let begun = (saving.change_set, ("bulk", &label));
                    change_set::begin_as(tx, &saving.scope, begun.0, begun.1).await?;
                    for answer in save_each(tx, &saving, changes).await? {
                        if let Err(error @ (Error::Broken(_) | Error::Unavailable { .. })) = answer
                        {
                            return Err(error);
                        }
                    }
                    Ok(())
                })
            })
            .await
    }

    fn change(&self, id: Uuid) -> Change {
        if self.deletes {
            return Change::delete(self.object.key, id);
        }
        let mut change = Change::update(self.object.key, id);
        change.fields.clone_from(&self.fields);
        change
    }
}
