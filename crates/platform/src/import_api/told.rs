//! An import as programs are told: the report of the command line, and how it stands.

use kernel::access::Scope;
use kernel::{Error, Result};
use serde_json::{Map, Value as Json, json};
use web::App;
use web::api::change_sets::actor_json;
use web::error::errors;

use super::asked;
use crate::import::{self, Import, Look};

/// Refusals of a page when nobody says how many, and at most.
pub(super) const LIMITS: (i64, i64) = (50, 1_000);

/// One of many: without its columns and refusals.
pub(super) fn brief(scope: &Scope, import: &Import) -> Map<String, Json> {
    let mut told = members(import::report(import, None));
    told.extend(members(json!({
        "id": import.id,
        "version": import.version,
        "filename": import.name,
        "size": import.size,
        "position": import.position,
        "total": import.total,
        "actor": actor_json(&import.actor),
        "settings": asked::json(&import.settings),
        "errors": errors(&import.faults.0, scope.language),
        "created_at": import.created_at.to_string(),
        "started_at": import.started_at.map(|at| at.to_string()),
        "finished_at": import.finished_at.map(|at| at.to_string()),
    })));
    told
}

/// An import with its first refusals.
pub(super) async fn whole(app: &App, scope: &Scope, import: &Import) -> Result<Json> {
    page(app, scope, import, (None, LIMITS.0)).await
}

/// An import with a page of its refusals.
pub(super) async fn page(
    app: &App,
    scope: &Scope,
    import: &Import,
    (after, limit): (Option<(u64, u32)>, i64),
) -> Result<Json> {
    let mut told = brief(scope, import);
    match import::look(app, scope, import.id).await {
        Ok(look) => {
            told.extend(members(import::report(import, Some(&look))));
            told.extend(of_file(&look));
        }
        Err(Error::Refused(faults) | Error::Invalid(faults)) if import.faults.is_empty() => {
            told.insert("errors".into(), errors(&faults.0, scope.language));
        }
        Err(Error::Gone(fault)) if import.is_draft() => {
            told.insert("errors".into(), errors(&[fault], scope.language));
        }
        Err(Error::Refused(_) | Error::Invalid(_) | Error::Gone(_)) => {}
        Err(error) => return Err(error),
    }
    let refused = import::refusals(app, scope, import.id, after, limit).await?;
    let full = i64::try_from(refused.len()).is_ok_and(|count| count == limit);
    let next = refused.last().filter(|_| full);
    let next = next.map(|last| format!("{}.{}", last.row, last.position));
    let refusals: Vec<Json> = refused.iter().map(|cell| cell.json(scope.language)).collect();
    told.insert("refusals".into(), refusals.into());
    told.insert("next".into(), json!(next));
    Ok(Json::Object(told))
}

/// A place among refusals: row and position in it.
///
/// # Errors
/// [`Error::Invalid`].
pub(super) fn place(text: &str) -> Result<(u64, u32)> {
    let wrong = || Error::invalid("cursor", "not-a-cursor");
    let (row, position) = text.split_once('.').ok_or_else(wrong)?;
    let row: u32 = row.parse().map_err(|_| wrong())?;
    Ok((row.into(), position.parse().map_err(|_| wrong())?))
}

fn of_file(look: &Look) -> Map<String, Json> {
    let columns = look.columns.iter().map(|column| {
        json!({
            "heading": column.heading,
            "field": column.field,
            "because": column.because,
            "filled": column.filled,
            "samples": column.samples,
        })
    });
    let survey = &look.survey;
    members(json!({
        "columns": columns.collect::<Vec<_>>(),
        "file": {
            "format": survey.format(),
            "sheet": survey.workbook.as_ref().map(|workbook| &workbook.sheet),
            "sheets": survey.workbook.as_ref().map(|workbook| &workbook.sheets),
            "encoding": survey.encoding,
            "delimiter": survey.delimiter,
            "heading": survey.heading,
            "rows": survey.rows,
        },
    }))
}

fn members(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(members) => members,
        _ => Map::new(),
    }
}
