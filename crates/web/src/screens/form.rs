//! Creating, editing and deleting a record by forms, whole or value by value.

use std::sync::Arc;

use axum::extract::{Path, RawForm, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode, Uri};
use kernel::access::Act;
use kernel::face::Face;
use kernel::kind::Kind;
use kernel::object::{Field, Object, Writing};
use kernel::value::Value;
use kernel::{Error, Refusals, Result};
use maud::Markup;
use serde_json::json;
use store::change_set;
use store::save::{Change, Input, Saved, save_one};
use uuid::Uuid;

use super::form_input::{FormReader, owner_unsaid, says_nobody};
use super::form_page::FormPage;
use super::form_state::{FormState, MAX_PAIRS};
use super::list::place;
use super::record::{Loaded, RecordPage, load};
use super::shown::Shown;
use crate::api::input::reading;
use crate::api::params::Params;
use crate::app::App;
use crate::components::fact;
use crate::context::RequestContext;
use crate::error::PageError;
use crate::frame::{Frame, saved};
use crate::session::Signed;

/// Reads the pairs of a form.
///
/// # Errors
/// [`Error::Invalid`] when there are too many.
pub fn pairs(body: &[u8]) -> Result<FormState> {
    let pairs: Vec<(String, String)> =
        url::form_urlencoded::parse(body).into_owned().take(MAX_PAIRS + 1).collect();
    if pairs.len() > MAX_PAIRS {
        return Err(Error::invalid("form", "too-many-parameters"));
    }
    Ok(FormState::sent(pairs))
}

/// Saves one change as a change set of its own and answers with its id.
///
/// # Errors
/// As `save`.
pub async fn save_change(
    app: &App,
    signed: &Signed,
    kind: &'static str,
    change: Change,
) -> Result<(Uuid, Saved)> {
    let change_set = Uuid::now_v7();
    let saving = app.saving(signed.scope.clone(), change_set);
    let saved = app
        .store()
        .write(move |tx| {
            let (saving, change) = (saving.clone(), change.clone());
            Box::pin(async move {
                let label = json!({"object": change.object});
                change_set::begin_as(tx, &saving.scope, saving.change_set, (kind, &label)).await?;
                save_one(tx, &saving, change).await
            })
        })
        .await?;
    Ok((change_set, saved))
}

/// `GET /people/new`: the short form. Fields may be filled by the address.
pub async fn new(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    uri: Uri,
) -> Result<Markup, PageError> {
    let catalog = app.catalog();
    let slug = uri.path().split('/').nth(1).unwrap_or_default();
    let (object, face) = place(&catalog, &signed.scope, slug)?;
    require(&signed, &object, Act::Create)?;
    let mut state = FormState::default();
    let mut params = Params::of_page(&uri)?;
    for key in &face.form {
        for name in [(*key).to_owned(), format!("{key}.text"), format!("{key}.was")] {
            if let Some(value) = params.take(&name) {
                state.push(&name, value);
            }
        }
    }
    params.finish()?;
    let frame = Frame::of(&app, &signed, &context).await?;
    let page = FormPage { app: &app, frame: &frame, object: &object, face: &face, state: &state };
    Ok(page.creation())
}

/// `POST /people`.
pub async fn create(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(slug): Path<String>,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let catalog = app.catalog();
    let (object, face) = place(&catalog, &signed.scope, &slug)?;
    require(&signed, &object, Act::Create)?;
    let state = pairs(&body)?;
    let reading = reading(&signed.scope, &app.workspace());
    let reader = FormReader { catalog: &catalog, reading: &reading };
    let writable = object.fields.iter().filter(|field| is_writable(field, &face));
    let outcome = match reader.read(writable, &state) {
        Ok(inputs) => {
            let mut change = Change::new(object.key);
            change.fields = inputs;
            if let Some((key, value)) = face.facet {
                change.fields.retain(|(field, _)| *field != key);
                change = change.with(key, Value::Text(value.to_owned()));
            }
            save_change(&app, &signed, "create", change).await
        }
        Err(refusals) => Err(Error::Refused(refusals)),
    };
    match refused(outcome)? {
        Ok((change_set, record)) => {
            Ok(saved(&format!("/{}/{}", face.slug, record.id()), change_set))
        }
        Err(refusals) => {
            let state = state.refused(refusals);
            let frame = Frame::of(&app, &signed, &context).await?;
            let page =
                FormPage { app: &app, frame: &frame, object: &object, face: &face, state: &state };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page.creation()).into_response())
        }
    }
}

/// `GET /people/{id}/edit`: every field, section by section.
pub async fn edit(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path((slug, id)): Path<(String, Uuid)>,
) -> Result<Markup, PageError> {
    let (object, face, loaded) = editable(&app, &signed, (&slug, id)).await?;
    let frame = Frame::of(&app, &signed, &context).await?;
    let state = filled(&app, &frame, &object, &loaded);
    let page = FormPage { app: &app, frame: &frame, object: &object, face: &face, state: &state };
    Ok(page.edition(&loaded))
}

/// `POST /people/{id}/edit`.
pub async fn update(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path((slug, id)): Path<(String, Uuid)>,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let (object, face, loaded) = editable(&app, &signed, (&slug, id)).await?;
    let state = pairs(&body)?;
    match write(&app, &signed, (&object, &face, &loaded), &state).await? {
        Ok((change_set, _)) => Ok(saved(&format!("/{}/{id}", face.slug), change_set)),
        Err(refusals) => {
            let state = state.refused(refusals);
            let frame = Frame::of(&app, &signed, &context).await?;
            let page =
                FormPage { app: &app, frame: &frame, object: &object, face: &face, state: &state };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page.edition(&loaded)).into_response())
        }
    }
}

/// `GET /people/{id}/field/{key}`: the editor of one value in its place; with `shown=true` the
/// value again.
pub async fn field(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path((slug, id, key)): Path<(String, Uuid, String)>,
    uri: Uri,
) -> Result<Markup, PageError> {
    let mut params = Params::read(&uri)?;
    let shown = params.take_flag("shown")?;
    params.finish()?;
    let (object, face, loaded) = editable(&app, &signed, (&slug, id)).await?;
    let declared =
        object.field(&key).filter(|field| is_writable(field, &face)).ok_or(Error::NotFound)?;
    let frame = Frame::of(&app, &signed, &context).await?;
    if shown {
        return Ok(shown_fact(&app, &frame, (&object, &face, &loaded), declared));
    }
    let state = filled(&app, &frame, &object, &loaded);
    let page = FormPage { app: &app, frame: &frame, object: &object, face: &face, state: &state };
    Ok(page.in_place(&loaded, declared))
}

/// `POST /people/{id}/field/{key}`.
pub async fn set_field(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path((slug, id, key)): Path<(String, Uuid, String)>,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let (object, face, loaded) = editable(&app, &signed, (&slug, id)).await?;
    let declared =
        object.field(&key).filter(|field| is_writable(field, &face)).ok_or(Error::NotFound)?;
    let state = pairs(&body)?;
    let frame = Frame::of(&app, &signed, &context).await?;
    match write(&app, &signed, (&object, &face, &loaded), &state).await? {
        Ok(_) => {
            let loaded = load(&app, &signed, &object, id).await?;
            Ok(shown_fact(&app, &frame, (&object, &face, &loaded), declared).into_response())
        }
        Err(refusals) => {
            let state = state.refused(refusals);
            let page =
                FormPage { app: &app, frame: &frame, object: &object, face: &face, state: &state };
            let editor = page.in_place(&loaded, declared);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, editor).into_response())
        }
    }
}

/// `POST /people/{id}/delete`: into the trash, with its undo.
pub async fn delete(
    State(app): State<App>,
    signed: Signed,
    Path((slug, id)): Path<(String, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let catalog = app.catalog();
    let (object, face) = place(&catalog, &signed.scope, &slug)?;
    let (change_set, _) =
        save_change(&app, &signed, "delete", Change::delete(object.key, id)).await?;
    let address = format!("/{}?done={change_set}", face.slug);
    if headers.contains_key("hx-request") {
        return Ok(([("HX-Redirect", address)], "").into_response());
    }
    Ok(Redirect::to(&address).into_response())
}

fn require(signed: &Signed, object: &Object, act: Act) -> Result<()> {
    if signed.scope.reach(object.key, act) == kernel::access::Reach::None {
        return Err(Error::Forbidden(kernel::Refusal::new("no-right")));
    }
    Ok(())
}

/// Whether a form of this face may speak of a field.
pub fn is_writable(field: &Field, face: &Face) -> bool {
    !field.secret
        && field.writing != Writing::Never
        && field.belongs_to(face.key)
        && face.facet.is_none_or(|(key, _)| key != field.key)
        && field.kind != Kind::File
}

async fn editable(
    app: &App,
    signed: &Signed,
    (slug, id): (&str, Uuid),
) -> Result<(Arc<Object>, Face, Loaded)> {
    let catalog = app.catalog();
    let (object, _) = place(&catalog, &signed.scope, slug)?;
    let loaded = load(app, signed, &object, id).await?;
    let face = object.face_of(&loaded.record).cloned().ok_or(Error::NotFound)?;
    let envelope = &loaded.record.envelope;
    if !signed.scope.covers(object.key, Act::Edit, envelope.owner, envelope.team) {
        return Err(Error::Forbidden(kernel::Refusal::new("no-right")));
    }
    Ok((object, face, loaded))
}

/// Writes what differs from what the form showed; a stale version merges other fields silently.
async fn write(
    app: &App,
    signed: &Signed,
    (object, face, loaded): (&Arc<Object>, &Face, &Loaded),
    state: &FormState,
) -> Result<std::result::Result<(Uuid, Saved), Refusals>> {
    let catalog = app.catalog();
    let reading = reading(&signed.scope, &app.workspace());
    let reader = FormReader { catalog: &catalog, reading: &reading };
    let fields = object.fields.iter().filter(|field| is_writable(field, face));
    let inputs = match reader.read(fields, state) {
        Ok(inputs) => inputs,
        Err(refusals) => return Ok(Err(refusals)),
    };
    let is_orphaned = inputs.contains(&("owner", Input::Value(Value::Null)));
    if is_orphaned && loaded.record.envelope.owner.is_some() && !says_nobody(state) {
        return Ok(Err(Refusals::one(owner_unsaid())));
    }
    let mut change = Change::update(object.key, loaded.record.id());
    change.fields = inputs
        .into_iter()
        .filter(|(key, input)| *input != Input::Value(object.value(&loaded.record, key)))
        .collect();
    change.version = state.text("version").parse().ok();
    refused(save_change(app, signed, "edit", change).await)
}

/// Sorts what the form can show from what the whole page must.
fn refused<T>(outcome: Result<T>) -> Result<std::result::Result<T, Refusals>> {
    match outcome {
        Ok(done) => Ok(Ok(done)),
        Err(Error::Refused(refusals)) => Ok(Err(refusals)),
        Err(Error::Conflict(refusal)) => Ok(Err(Refusals::one(refusal))),
        Err(Error::Stale { .. }) => {
            Ok(Err(Refusals::one(kernel::Refusal::new("changed-meanwhile"))))
        }
        Err(other) => Err(other),
    }
}

fn filled(app: &App, frame: &Frame, object: &Object, loaded: &Loaded) -> FormState {
    let catalog = app.catalog();
    let shown = Shown {
        catalog: &catalog,
        titles: &loaded.titles,
        format: frame.format(),
        language: frame.language(),
        country: app.workspace().country,
        now: frame.scope().now,
    };
    FormState::of_record(&shown, object.fields.iter().filter(|field| !field.secret), &loaded.record)
}

fn shown_fact(
    app: &App,
    frame: &Frame,
    (object, face, loaded): (&Arc<Object>, &Face, &Loaded),
    declared: &Field,
) -> Markup {
    let page = RecordPage { app, frame, object, face, loaded };
    let catalog = app.catalog();
    let line = page.line(&page.shown(&catalog), declared);
    fact(&line.fact(), &frame.text("edit"))
}
