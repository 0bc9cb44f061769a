//! One act on many records of a list: here when they are few, as a job when they are many.

use std::sync::Arc;

use axum::extract::{RawForm, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, Uri};
use kernel::access::{Act, Scope};
use kernel::face::Face;
use kernel::object::Object;
use kernel::record::Record;
use kernel::value::Value;
use kernel::{Error, Refusal, Refusals, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;
use store::change_set;
use store::jobs::{NewJob, enqueue};
use store::query::{self, Asking};
use store::save::{Change, Input, save_each};
use uuid::Uuid;

use super::bulk_page::BulkPage;
use super::form::{is_writable, pairs};
use super::form_input::{FormReader, owner_unsaid, says_nobody};
use super::form_state::FormState;
use super::list::{place, request};
use super::list_state::ListState;
use crate::api::input::reading;
use crate::api::params::short;
use crate::app::App;
use crate::context::RequestContext;
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
    /// A field, and what a form sent about it.
    Set {
        field: String,
        how: How,
        sent: Vec<(String, String)>,
    },
    /// A new owner, or none.
    Give {
        owner: Option<Uuid>,
    },
    Delete,
}

/// How a value meets those that a field of several has already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    #[default]
    Replace,
    Add,
    Remove,
}

/// `POST /people/bulk`: acts, or asks which field shall get which value.
pub async fn run(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    uri: Uri,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let slug = uri.path().split('/').nth(1).unwrap_or_default();
    let form = pairs(&body)?;
    let page = BulkPage { app: &app, signed: &signed, context: &context, slug };
    if form.text("act") == "choose" {
        return Ok(page.draw(&form).await?.into_response());
    }
    let act = match read_act(&signed.scope, &form) {
        Err(Error::Refused(refusals)) if form.text("act") == "give" => {
            let again = page.give(&form.refused(refusals)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response());
        }
        other => other?,
    };
    let change_set = Uuid::now_v7();
    let bulk = match Bulk::new(&app, signed.scope.clone(), slug, (act.clone(), change_set)) {
        Err(Error::Refused(refusals)) if form.text("act") == "set" => {
            let again = page.draw(&form.refused(refusals)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response());
        }
        other => other?,
    };
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

/// The ids that were ticked.
///
/// # Errors
/// A refusal of what is no id.
pub fn chosen(form: &FormState) -> Result<Vec<Uuid>> {
    form.all("id")
        .map(|id| Uuid::try_parse(id).map_err(|_| Error::refused("id", "not-an-id")))
        .collect()
}

fn read_act(scope: &Scope, form: &FormState) -> Result<BulkAct> {
    match form.text("act") {
        "delete" => Ok(BulkAct::Delete),
        "give" if says_nobody(form) => Ok(BulkAct::Give { owner: None }),
        "give" => match form.text("owner").trim() {
            "" if form.text("owner.text").trim().is_empty() => {
                Err(Error::Refused(Refusals::one(owner_unsaid())))
            }
            "me" => Ok(BulkAct::Give { owner: scope.user() }),
            id => Uuid::try_parse(id)
                .map(|id| BulkAct::Give { owner: Some(id) })
                .map_err(|_| Error::refused("owner", "unknown-record")),
        },
        "set" => Ok(BulkAct::Set {
            field: form.text("field").to_owned(),
            how: match form.text("how") {
                "add" => How::Add,
                "remove" => How::Remove,
                _ => How::Replace,
            },
            sent: form.about(form.text("field")),
        }),
        other => Err(Error::Invalid(Refusals::one(
            Refusal::field("act", "not-a-choice")
                .with("value", short(other))
                .with("choices", "choose, set, give, delete"),
        ))),
    }
}

/// An act on records of one list, in somebody's scope, as one change set.
pub struct Bulk<'a> {
    app: &'a App,
    scope: Scope,
    object: Arc<Object>,
    face: Face,
    edit: Edit,
    change_set: Uuid,
}

/// What becomes of a record.
#[derive(Clone)]
enum Edit {
    Delete,
    Put(&'static str, Input),
    /// Added to what the field holds, or taken out of it.
    Mix(&'static str, Value, How),
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
        let edit = match act {
            BulkAct::Delete => Edit::Delete,
            BulkAct::Give { owner } => {
                Edit::Put("owner", Input::Value(owner.map_or(Value::Null, Value::Id)))
            }
            BulkAct::Set { field, how, sent } => {
                let declared = object
                    .field(&field)
                    .filter(|field| is_writable(field, &face))
                    .ok_or_else(|| Error::refused("field", "not-writable"))?;
                let reading = reading(&scope, &app.workspace());
                let reader = FormReader { catalog: &catalog, reading: &reading };
                let state = FormState::sent(sent);
                let input = reader.field(declared, &state).map_err(|refusal| {
                    let field = Some(declared.key.to_owned());
                    Error::Refused(Refusals::one(Refusal { field, ..refusal }))
                })?;
                match (input, how) {
                    (Input::Value(value), How::Add | How::Remove) if declared.kind.is_many() => {
                        Edit::Mix(declared.key, value, how)
                    }
                    (input, _) => Edit::Put(declared.key, input),
                }
            }
        };
        Ok(Self { app, scope, object, face, edit, change_set })
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
        let (object, edit, ids) = (Arc::clone(&self.object), self.edit.clone(), ids.to_vec());
        let label = json!({"object": self.object.key, "face": self.face.key});
        self.app
            .store()
            .write(move |tx| {
                let (saving, label) = (saving.clone(), label.clone());
                let (object, edit, ids) = (Arc::clone(&object), edit.clone(), ids.clone());
                Box::pin(async move {
                    let asking = Asking { catalog: &saving.catalog, scope: &saving.scope };
                    let changes = changes(tx, asking, (&object, &edit), &ids).await?;
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
}

/// The change of each record, with what it holds now where that counts.
async fn changes(
    tx: &mut Tx,
    asking: Asking<'_>,
    (object, edit): (&Object, &Edit),
    ids: &[Uuid],
) -> Result<Vec<Change>> {
    match edit {
        Edit::Delete => Ok(ids.iter().map(|id| Change::delete(object.key, *id)).collect()),
        Edit::Put(key, input) => Ok(ids
            .iter()
            .map(|id| {
                let mut change = Change::update(object.key, *id);
                change.fields.push((*key, input.clone()));
                change
            })
            .collect()),
        Edit::Mix(key, given, how) => {
            let records = query::get_many(tx, asking, object, ids, Act::Edit).await?;
            let change = |record: &Record| {
                let mixed = mix(object.value(record, key), given, *how);
                Change::update(object.key, record.id()).with(key, mixed.normalised())
            };
            Ok(records.iter().map(change).collect())
        }
    }
}

/// Several values with others added or taken out.
fn mix(now: Value, given: &Value, how: How) -> Value {
    match (now, given) {
        (Value::Words(now), Value::Words(given)) => Value::Words(mixed(now, given, how)),
        (Value::Ids(now), Value::Ids(given)) => Value::Ids(mixed(now, given, how)),
        (Value::Null, given) if how == How::Add => given.clone(),
        (now, _) => now,
    }
}

fn mixed<T: Clone + PartialEq>(mut now: Vec<T>, given: &[T], how: How) -> Vec<T> {
    now.retain(|one| !given.contains(one));
    if how == How::Add {
        now.extend_from_slice(given);
    }
    now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_added_once_and_taken_out() {
        let words =
            |list: &[&str]| Value::Words(list.iter().map(|&word| word.to_owned()).collect());
        let now = words(&["vip", "fair"]);
        assert_eq!(
            mix(now.clone(), &words(&["fair", "new"]), How::Add),
            words(&["vip", "fair", "new"])
        );
        assert_eq!(mix(now.clone(), &words(&["fair", "new"]), How::Remove), words(&["vip"]));
        assert_eq!(mix(Value::Null, &words(&["new"]), How::Add), words(&["new"]));
        assert_eq!(mix(Value::Null, &words(&["new"]), How::Remove), Value::Null);
        assert_eq!(mix(now.clone(), &Value::Null, How::Add), now);
    }
}
