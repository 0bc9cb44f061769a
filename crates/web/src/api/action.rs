//! `POST /api/v1/{objects}/{id}/{action}`: the verbs that capabilities declare.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::object::Object;
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::{Value as Json, json};
use store::Tx;
use store::change_set;
use store::query;
use store::save::Saving;
use uuid::Uuid;

use super::answer::Answer;
use super::idempotency::{self, Effect};
use super::one::record_json;
use super::params::{Params, short};
use super::request::Request;
use super::{object_of, record_id};
use crate::app::App;
use crate::capability::{Action, Call};
use crate::error::ApiError;
use crate::session::Signed;

/// Runs a verb.
pub async fn act(
    State(app): State<App>,
    Path((slug, id, key)): Path<(String, String, String)>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let object = object_of(&app, &slug)?;
    let id = record_id(&id)?;
    Params::read(&request.uri)?.finish()?;
    let found =
        app.actions().iter().find(|action| action.object == object.key && action.key == key);
    let Some(action) = found.cloned() else {
        let refusal = Refusal::field("action", "unknown-action").with("name", short(&key));
        return Err(Error::Invalid(Refusals::one(refusal)).into());
    };
    let input = Json::Object(request.object(true)?);
    let saving = app.saving(signed.scope.clone(), Uuid::now_v7());
    let deed = Deed { saving, object, id, action, input };
    let effect: Effect = Arc::new(move |tx| {
        let deed = deed.clone();
        Box::pin(async move { deed.run(tx).await })
    });
    let key = request.key(&signed)?;
    idempotency::write((app.store(), app.in_flight()), key, effect).await
}

#[derive(Clone)]
struct Deed {
    saving: Saving,
    object: Arc<Object>,
    id: Uuid,
    action: Action,
    input: Json,
}

impl Deed {
    async fn run(self, tx: &mut Tx) -> Result<Answer> {
        let Self { saving, object, action, .. } = &self;
        let record = query::get(tx, saving.asking(), object, self.id).await?;
        let envelope = &record.envelope;
        if !saving.scope.covers(object.key, action.act, envelope.owner, envelope.team) {
            return Err(Error::Forbidden(Refusal::new("no-right")));
        }
        let label = json!({"object": object.key, "title": object.title(&record)});
        let begun = (action.change_set, &label);
        change_set::begin_as(tx, &saving.scope, saving.change_set, begun).await?;
        let call = Call { record: &record, input: &self.input };
        let saved = (action.run)(tx, saving, call).await?;
        let (object, record) = match saved.first() {
            Some(first) => {
                let of_first = saving.catalog.object(first.object).unwrap_or(object);
                (of_first, &first.record)
            }
            None => (object, &record),
        };
        let json = record_json(tx, saving, object, record).await?;
        Ok(Answer::ok(json).at_version(record.envelope.version))
    }
}
