//! `GET /api/v1/change-sets`: acts, newest first; what one did; take it back.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::Uri;
use kernel::access::Actor;
use kernel::language::Language;
use kernel::words::Words;
use kernel::{Error, Result};
use serde_json::{Value as Json, json};
use store::change_set::{self, ChangeSet};
use store::journal::Entry;
use store::undo::{self, Report};
use uuid::Uuid;

use super::answer::Answer;
use super::idempotency::{self, Progress};
use super::params::Params;
use super::record_id;
use super::request::Request;
use crate::app::App;
use crate::error::{ApiError, errors};
use crate::session::Signed;

/// Acts or entries of a page when nobody says how many, and at most.
const LIMITS: (i64, i64) = (50, 1_000);

/// Acts, newest first.
pub async fn list(State(app): State<App>, signed: Signed, uri: Uri) -> Result<Response, ApiError> {
    let mut params = Params::read(&uri)?;
    let limit = params.take_number("limit", LIMITS.0, (1, LIMITS.1))?;
    let before = match params.take("cursor") {
        Some(text) => {
            Some(text.parse::<Uuid>().map_err(|_| Error::invalid("cursor", "not-a-cursor"))?)
        }
        None => None,
    };
    params.finish()?;
    let language = signed.scope.language;
    let found = app
        .store()
        .read(move |tx| {
            let scope = signed.scope.clone();
            Box::pin(async move { change_set::list(tx, &scope, limit, before).await })
        })
        .await?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count == limit);
    let next = found.last().filter(|_| full).map(|last| last.id);
    let data: Vec<Json> = found.iter().map(|act| act_json(act, language)).collect();
    Ok(Answer::ok(json!({"data": data, "next": next})).into_response())
}

/// What one act did, newest first.
pub async fn explain(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    uri: Uri,
) -> Result<Response, ApiError> {
    let id = record_id(&id)?;
    let mut params = Params::read(&uri)?;
    let limit = params.take_number("limit", LIMITS.0, (1, LIMITS.1))?;
    let before = params.take("cursor").map(|text| place(&text)).transpose()?;
    params.finish()?;
    let language = signed.scope.language;
    let (found, entries) = app
        .store()
        .read(move |tx| {
            let scope = signed.scope.clone();
            Box::pin(async move { change_set::explain(tx, &scope, id, before, limit).await })
        })
        .await?;
    let full = i64::try_from(entries.len()).is_ok_and(|count| count == limit);
    let next = entries.last().filter(|_| full);
    let next = next.map(|last| format!("{}.{}", last.header.simple(), last.number));
    let mut body = act_json(&found, language);
    if let Some(members) = body.as_object_mut() {
        members.insert("changes".into(), entries.iter().map(entry_json).collect());
        members.insert("next".into(), json!(next));
    }
    Ok(Answer::ok(body).into_response())
}

/// A place among the entries of an act: header and number.
fn place(text: &str) -> Result<(Uuid, i64)> {
    let wrong = || Error::invalid("cursor", "not-a-cursor");
    let (header, number) = text.split_once('.').ok_or_else(wrong)?;
    Ok((header.parse().map_err(|_| wrong())?, number.parse().map_err(|_| wrong())?))
}

/// Takes an act back.
pub async fn take_back(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let id = record_id(&id)?;
    Params::read(&request.uri)?.finish()?;
    request.nothing()?;
    let saving = app.saving(signed.scope.clone(), Uuid::now_v7());
    let key = request.key(&signed)?;
    let _use = idempotency::begin(app.in_flight(), key.as_ref())?;
    if let Some(key) = &key
        && let Progress::Finished(answer) =
            idempotency::take_up(app.store(), key, saving.change_set).await?
    {
        return Ok(answer.replayed());
    }
    let done = undo::undo(app.store(), &saving, id, |_| {}).await;
    let report = match (done, key.clone()) {
        (Ok(report), _) => report,
        // A refusal is not kept: the same key may try again.
        (Err(error), Some(key)) => {
            idempotency::let_go(app.store(), key).await?;
            return Err(error.into());
        }
        (Err(error), None) => return Err(error.into()),
    };
    let answer = Answer::ok(report_json(&report, signed.scope.language));
    if let Some(key) = key {
        idempotency::finish(app.store(), key, answer.clone()).await?;
    }
    Ok(answer.into_response())
}

fn act_json(act: &ChangeSet, language: Language) -> Json {
    json!({
        "id": act.id,
        "kind": act.kind,
        "kind_label": Words::get().text(language, &format!("change-set-{}", act.kind)),
        "about": act.label,
        "actor": actor_json(&act.actor),
        "created_at": act.created_at.to_string(),
        "entries": act.entries,
        "undoes": act.undoes,
        "undone_by": act.undone_by,
    })
}

/// Who acted: `{"kind":"user","id":…}`.
pub fn actor_json(actor: &Actor) -> Json {
    serde_json::to_value(actor).unwrap_or_default()
}

fn entry_json(entry: &Entry) -> Json {
    json!({
        "object": entry.object,
        "id": entry.record,
        "action": entry.action,
        "version": entry.version,
        "events": entry.events,
        "at": entry.at.to_string(),
        "fields": fields_json(entry),
    })
}

/// `{"name":{"before":…,"after":…}}`; nothing when it was erased.
pub fn fields_json(entry: &Entry) -> Json {
    let Some(fields) = &entry.fields else {
        return Json::Null;
    };
    fields
        .iter()
        .map(|(key, (before, after))| (key.clone(), json!({"before": before, "after": after})))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn report_json(report: &Report, language: Language) -> Json {
    let left: Vec<Json> = report
        .left
        .iter()
        .map(|left| {
            json!({
                "object": left.object,
                "id": left.record,
                "title": left.title,
                "errors": errors(std::slice::from_ref(&left.refusal), language),
            })
        })
        .collect();
    json!({"change_set": report.change_set, "undone": report.undone, "left": left})
}
