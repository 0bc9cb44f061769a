//! One record: read, create, change, delete, restore.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::Uri;
use kernel::object::Object;
use kernel::record::Record;
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::{Value as Json, json};
use store::change_set;
use store::query::{self, Asking};
use store::save::{Change, Saving, save_one};
use store::{Tx, TxFuture};
use uuid::Uuid;

use super::answer::Answer;
use super::etag::if_match;
use super::idempotency::{self, Effect};
use super::input::Fields;
use super::listing::linked;
use super::output::{Linked, Selection, Writer};
use super::params::Params;
use super::request::Request;
use super::{object_of, record_id};
use crate::app::App;
use crate::capability::DuplicatesFn;
use crate::error::ApiError;
use crate::session::Signed;

/// Most look-alikes that an answer names.
const LOOK_ALIKES: usize = 10;

/// `GET /api/v1/{objects}/{id}`.
pub async fn get(
    State(app): State<App>,
    Path((slug, id)): Path<(String, String)>,
    signed: Signed,
    uri: Uri,
) -> Result<Response, ApiError> {
    let object = object_of(&app, &slug)?;
    let id = record_id(&id)?;
    let mut params = Params::read(&uri)?;
    let selection = match params.take("fields") {
        Some(text) => Selection::read(&text, &object, &app.catalog())?,
        None => Selection::default(),
    };
    params.finish()?;
    let store = app.store().clone();
    let answer = store
        .read(move |tx| {
            let (app, object, scope) = (app.clone(), Arc::clone(&object), signed.scope.clone());
            let selection = selection.clone();
            Box::pin(async move {
                let catalog = app.catalog();
                let asking = Asking { catalog: &catalog, scope: &scope };
                let record = query::get(tx, asking, &object, id).await?;
                let version = record.envelope.version;
                let records = [record];
                let linked = linked(tx, asking, &object, (&selection, &records)).await?;
                let titles = query::titles_of(tx, asking, &object, &records).await?;
                let writer = Writer {
                    object: &object,
                    titles: &titles,
                    selection: &selection,
                    linked: &linked,
                };
                let [record] = &records;
                Ok(Answer::ok(writer.record(record)).at_version(version))
            })
        })
        .await?;
    Ok(answer.into_response())
}

/// A record with the titles of what it links to.
///
/// # Errors
/// When the database fails.
pub async fn record_json(
    tx: &mut Tx,
    saving: &Saving,
    object: &Object,
    record: &Record,
) -> Result<Json> {
    let records = std::slice::from_ref(record);
    let titles = query::titles_of(tx, saving.asking(), object, records).await?;
    let (selection, linked) = (Selection::default(), Linked::new());
    let writer = Writer { object, titles: &titles, selection: &selection, linked: &linked };
    Ok(writer.record(record))
}

/// `POST /api/v1/{objects}`.
pub async fn create(
    State(app): State<App>,
    Path(slug): Path<String>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let object = object_of(&app, &slug)?;
    let mut params = Params::read(&request.uri)?;
    let refuse = match params.take("on_duplicate").as_deref() {
        None | Some("create") => false,
        Some("refuse") => true,
        Some(other) => return Err(not_a_choice("on_duplicate", other, "create, refuse").into()),
    };
    params.finish()?;
    let saving = app.saving(signed.scope.clone(), Uuid::now_v7());
    let fields = request.fields(&saving, &object)?;
    let seen = LookAlikes::default();
    let creation = Creation {
        saving,
        object: Arc::clone(&object),
        fields,
        id: Uuid::now_v7(),
        duplicates: app.duplicates(object.key),
        refuse,
        seen: seen.clone(),
    };
    let effect: Effect = Arc::new(move |tx| {
        let creation = creation.clone();
        Box::pin(async move { creation.run(tx).await })
    });
    let key = request.key(&signed)?;
    let answer = idempotency::write((app.store(), app.in_flight()), key, effect).await;
    answer.map_err(|failure| seen.add_to(failure))
}

/// Look-alikes that a refused creation found before it was rolled back.
#[derive(Clone, Default)]
struct LookAlikes(Arc<Mutex<Option<Json>>>);

impl LookAlikes {
    fn note(&self, found: Json) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
    }

    fn add_to(&self, failure: ApiError) -> ApiError {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (failure.error(), found) {
            (Some(Error::Conflict(_)), Some(found)) => failure.with("duplicates", found),
            _ => failure,
        }
    }
}

#[derive(Clone)]
struct Creation {
    saving: Saving,
    object: Arc<Object>,
    fields: Fields,
    id: Uuid,
    duplicates: Option<DuplicatesFn>,
    refuse: bool,
    seen: LookAlikes,
}

impl Creation {
    async fn run(self, tx: &mut Tx) -> Result<Answer> {
        let Self { saving, object, .. } = &self;
        begin(tx, saving, "create", object).await?;
        let change = Change::new(object.key).with_id(self.id);
        let change = self.fields.clone().fill(tx, saving.asking(), change).await?;
        let saved = save_one(tx, saving, change).await?;
        let look_alikes = self.look_alikes(tx, &saved.record).await?;
        if self.refuse && !look_alikes.is_empty() {
            self.seen.note(Json::Array(look_alikes));
            return Err(Error::Conflict(Refusal::new("looks-like-others")));
        }
        let mut json = record_json(tx, saving, object, &saved.record).await?;
        if !look_alikes.is_empty()
            && let Some(members) = json.as_object_mut()
        {
            members.insert("duplicates".into(), Json::Array(look_alikes));
        }
        let location = format!("/api/v1/{}/{}", object.slug(), saved.id());
        Ok(Answer::ok(json).created_at(location).at_version(saved.record.envelope.version))
    }

    async fn look_alikes(&self, tx: &mut Tx, record: &Record) -> Result<Vec<Json>> {
        let Some(find) = self.duplicates else {
            return Ok(Vec::new());
        };
        let Saving { catalog, scope, .. } = &self.saving;
        let mut found = find(tx, catalog, scope, record).await?;
        found.retain(|id| *id != record.id());
        found.truncate(LOOK_ALIKES);
        let wanted: Vec<_> = found.iter().map(|id| (self.object.key, *id)).collect();
        let titles = query::titles(tx, self.saving.asking(), &wanted).await?;
        let named = found.iter().filter_map(|id| {
            titles.get(self.object.key, *id).map(|title| json!({"id": id, "title": title}))
        });
        Ok(named.collect())
    }
}

/// `PATCH /api/v1/{objects}/{id}`.
pub async fn patch(
    State(app): State<App>,
    Path((slug, id)): Path<(String, String)>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let target = Target::of(&app, &slug, &id)?;
    Params::read(&request.uri)?.finish()?;
    let version = if_match(&request.headers)?;
    let saving = app.saving(signed.scope.clone(), Uuid::now_v7());
    let fields = request.fields(&saving, &target.object)?;
    let change = Change::update(target.object.key, target.id).at_version(version);
    let edit = Edit { saving, target: target.clone(), kind: "edit", change, fields };
    let key = request.key(&signed)?;
    let done = idempotency::write((app.store(), app.in_flight()), key, edit.effect()).await;
    with_current(&app, &signed, &target, done).await
}

/// `POST /api/v1/{objects}/{id}/restore`.
pub async fn restore(
    State(app): State<App>,
    Path((slug, id)): Path<(String, String)>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let target = Target::of(&app, &slug, &id)?;
    Params::read(&request.uri)?.finish()?;
    request.nothing()?;
    let saving = app.saving(signed.scope.clone(), Uuid::now_v7());
    let change = Change::restore(target.object.key, target.id);
    let edit = Edit { saving, target, kind: "restore", change, fields: Fields::default() };
    let key = request.key(&signed)?;
    idempotency::write((app.store(), app.in_flight()), key, edit.effect()).await
}

/// `DELETE /api/v1/{objects}/{id}`: into the trash.
pub async fn delete(
    State(app): State<App>,
    Path((slug, id)): Path<(String, String)>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let target = Target::of(&app, &slug, &id)?;
    Params::read(&request.uri)?.finish()?;
    let version = if_match(&request.headers)?;
    let saving = app.saving(signed.scope.clone(), Uuid::now_v7());
    let change = Change::delete(target.object.key, target.id).at_version(version);
    let effect: Effect = Arc::new({
        let object = Arc::clone(&target.object);
        move |tx| {
            let (saving, change, object) = (saving.clone(), change.clone(), Arc::clone(&object));
            Box::pin(async move {
                begin(tx, &saving, "delete", &object).await?;
                save_one(tx, &saving, change).await?;
                Ok(Answer::nothing())
            })
        }
    });
    let done = idempotency::write((app.store(), app.in_flight()), None, effect).await;
    with_current(&app, &signed, &target, done).await
}

/// A record that a request names.
#[derive(Clone)]
struct Target {
    object: Arc<Object>,
    id: Uuid,
}

impl Target {
    fn of(app: &App, slug: &str, id: &str) -> Result<Self> {
        Ok(Self { object: object_of(app, slug)?, id: record_id(id)? })
    }
}

#[derive(Clone)]
struct Edit {
    saving: Saving,
    target: Target,
    kind: &'static str,
    change: Change,
    fields: Fields,
}

impl Edit {
    fn effect(self) -> Effect {
        Arc::new(move |tx| -> TxFuture<'_, Answer> {
            let edit = self.clone();
            Box::pin(async move { edit.run(tx).await })
        })
    }

    async fn run(self, tx: &mut Tx) -> Result<Answer> {
        let Self { saving, target, .. } = &self;
        begin(tx, saving, self.kind, &target.object).await?;
        let fields = self.fields.clone();
        let change = fields.fill(tx, saving.asking(), self.change.clone()).await?;
        let saved = save_one(tx, saving, change).await?;
        let json = record_json(tx, saving, &target.object, &saved.record).await?;
        Ok(Answer::ok(json).at_version(saved.record.envelope.version))
    }
}

/// Begins the change set of one act on an object.
async fn begin(tx: &mut Tx, saving: &Saving, kind: &str, object: &Object) -> Result<()> {
    let label = json!({"object": object.key});
    change_set::begin_as(tx, &saving.scope, saving.change_set, (kind, &label)).await
}

/// Whoever is stale gets the record as it is now, and decides.
async fn with_current(
    app: &App,
    signed: &Signed,
    target: &Target,
    done: Result<Response, ApiError>,
) -> Result<Response, ApiError> {
    let failure = match done {
        Err(failure) if matches!(failure.error(), Some(Error::Stale { .. })) => failure,
        other => return other,
    };
    let saving = app.saving(signed.scope.clone(), Uuid::nil());
    let target = target.clone();
    let current = app
        .store()
        .read(move |tx| {
            let (saving, target) = (saving.clone(), target.clone());
            Box::pin(async move {
                let record = query::get(tx, saving.asking(), &target.object, target.id).await?;
                record_json(tx, &saving, &target.object, &record).await
            })
        })
        .await?;
    Err(failure.with("current", current))
}

/// A value that is none of the few.
fn not_a_choice(parameter: &str, value: &str, choices: &str) -> Error {
    let refusal = Refusal::field(parameter, "not-a-choice");
    let refusal = refusal.with("value", super::params::short(value)).with("choices", choices);
    Error::Refused(Refusals::one(refusal))
}
