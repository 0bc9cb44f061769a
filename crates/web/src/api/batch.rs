//! `POST /api/v1/{objects}/batch`: many operations, one change set, an answer for each.

mod operation;
mod run;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::object::Object;
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::{Value as Json, json};
use store::change_set;
use store::save::Saving;
use uuid::Uuid;

use self::operation::{Operation, Unread};
use self::run::{Done, run};
use super::answer::Answer;
use super::idempotency::{self, Effect, Key};
use super::input::{Reader, reading};
use super::object_of;
use super::params::{Params, unknown_parameter};
use super::request::Request;
use crate::app::App;
use crate::error::{ApiError, Failure};
use crate::session::Signed;

/// Most operations of one batch.
const MOST: usize = 10_000;
/// Operations of one transaction, unless all must be one.
const CHUNK: usize = 500;

/// A batch that was understood.
#[derive(Clone)]
struct Batch {
    saving: Saving,
    object: Arc<Object>,
    operations: Arc<Vec<Result<Operation, Unread>>>,
}

/// An operation that cannot be tried.
type Refused = Arc<Failure>;

/// Answers a batch.
pub async fn batch(
    State(app): State<App>,
    Path(slug): Path<String>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let object = object_of(&app, &slug)?;
    let mut params = Params::read(&request.uri)?;
    let atomic = params.take_flag("atomic")?;
    params.finish()?;
    let mut body = request.object(false)?;
    let atomic = atomic | take_flag(&mut body, "atomic")?;
    let list = match body.remove("operations") {
        Some(Json::Array(list)) if list.len() <= MOST => list,
        Some(Json::Array(_)) => {
            let refusal = Refusal::field("operations", "too-many-operations").with("limit", MOST);
            return Err(Error::TooLarge(refusal).into());
        }
        Some(_) => return Err(Error::refused("operations", "not-a-list").into()),
        None => return Err(Error::refused("operations", "required").into()),
    };
    if let Some(name) = body.keys().next() {
        return Err(Error::Invalid(Refusals::one(unknown_parameter(name))).into());
    }
    let mut saving = app.saving(signed.scope.clone(), Uuid::now_v7());
    // A batch tells its search documents to a job: its answer shall not wait for them.
    saving.bulk = list.len() > CHUNK;
    let reading = reading(&saving.scope, &saving.workspace);
    let reader = Reader { catalog: &saving.catalog, object: &object, reading: &reading };
    let operations = operation::read_all(&list, reader)?;
    let batch = Batch { saving, object, operations: Arc::new(operations) };
    let key = request.key(&signed)?;
    if atomic {
        let effect = batch.effect();
        return idempotency::write((app.store(), app.in_flight()), key, effect).await;
    }
    batch.in_chunks(&app, key).await
}

fn take_flag(body: &mut serde_json::Map<String, Json>, name: &str) -> Result<bool> {
    match body.remove(name) {
        None => Ok(false),
        Some(Json::Bool(flag)) => Ok(flag),
        Some(_) => Err(Error::refused(name, "not-yes-or-no")),
    }
}

impl Batch {
    /// All of it in one transaction, or none.
    fn effect(self) -> Effect {
        Arc::new(move |tx| {
            let batch = self.clone();
            Box::pin(async move {
                let label = json!({"object": batch.object.key, "count": batch.operations.len()});
                let saving = &batch.saving;
                let begun = ("batch", &label);
                change_set::begin_as(tx, &saving.scope, saving.change_set, begun).await?;
                let done = run(tx, saving, &batch.object, (&batch.operations, 0)).await?;
                let refusals: Vec<Refusal> = done.iter().flat_map(Done::refusals).collect();
                if done.iter().any(Done::is_refused) {
                    let whole = Refusal::field("operations", "batch-not-whole");
                    let all = Refusals(std::iter::once(whole).chain(refusals).collect());
                    // As the call for one record: what it never can know is the request's fault.
                    let is_invalid = done.iter().any(Done::is_invalid);
                    return Err(if is_invalid { Error::Invalid(all) } else { Error::Refused(all) });
                }
                Ok(batch.answer(done.iter().map(|done| done.json(&saving.scope)).collect()))
            })
        })
    }

    /// In transactions of bounded length, each of which keeps how far it came. A batch that was
    /// cut off goes on where it stopped when its key is sent again.
    async fn in_chunks(&self, app: &App, key: Option<Key>) -> Result<Response, ApiError> {
        let _use = idempotency::begin(app.in_flight(), key.as_ref())?;
        let mut batch = self.clone();
        let mut results: Vec<Json> = Vec::new();
        if let Some(key) = &key {
            match idempotency::take_up(app.store(), key, self.saving.change_set).await? {
                idempotency::Progress::Finished(answer) => return Ok(answer.replayed()),
                idempotency::Progress::Open { change_set, done } => {
                    batch.saving.change_set = change_set;
                    results = done;
                }
            }
        }
        while results.len() < batch.operations.len() {
            let (chunk, at) = (batch.clone(), results.len());
            let (key, before) = (key.clone(), results.clone());
            let done = app
                .store()
                .write(move |tx| {
                    let (chunk, key, mut all) = (chunk.clone(), key.clone(), before.clone());
                    Box::pin(async move {
                        let done = chunk.run_chunk(tx, at).await?;
                        all.extend(done);
                        if let Some(key) = key {
                            let change_set = chunk.saving.change_set;
                            idempotency::note_progress(tx, &key, (change_set, &all)).await?;
                        }
                        Ok(all)
                    })
                })
                .await?;
            results = done;
        }
        let answer = batch.answer(results);
        if let Some(key) = key {
            idempotency::finish(app.store(), key, answer.clone()).await?;
        }
        Ok(answer.into_response())
    }

    async fn run_chunk(&self, tx: &mut store::Tx, at: usize) -> Result<Vec<Json>> {
        let saving = &self.saving;
        let label = json!({"object": self.object.key, "count": self.operations.len()});
        change_set::begin_as(tx, &saving.scope, saving.change_set, ("batch", &label)).await?;
        let rest = self.operations.get(at..).unwrap_or_default();
        let chunk = rest.get(..CHUNK).unwrap_or(rest);
        let done = run(tx, saving, &self.object, (chunk, at)).await?;
        Ok(done.iter().map(|done| done.json(&saving.scope)).collect())
    }

    fn answer(&self, results: Vec<Json>) -> Answer {
        let act = (!self.operations.is_empty()).then_some(self.saving.change_set);
        Answer::ok(json!({"change_set": act, "results": results}))
    }
}
