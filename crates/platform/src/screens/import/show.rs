//! `/import/{id}`: the step where an import is.

use axum::extract::{Path, Query, State};
use kernel::Error;
use maud::Markup;
use serde::Deserialize;
use uuid::Uuid;
use web::frame::Frame;
use web::{App, PageError, RequestContext, Signed};

use super::{At, Desk, columns, meaning, places, report};
use crate::import::{self, Import, Look, RefusedCell, State as Stand};

/// Refused cells of a page; the file holds all of them.
const MOST: i64 = 100;

/// The step that somebody wants to see again.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    step: Option<String>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    let one = import::get(&app, &signed.scope, id).await?;
    let frame = Frame::of(&app, &signed, &context).await?;
    let desk = Desk { app: &app, frame: &frame, import: &one };
    let step = step(&one, asked.step.as_deref());
    if step >= At::Check {
        let refused = refusals(&app, &signed, &one).await?;
        let how = how(&app, &signed, &one).await?;
        return Ok(desk.page(step, None, &report::draw(&desk, how.as_ref(), &refused)));
    }
    let looked = match import::look(&app, &signed.scope, id).await {
        Ok(look) => Ok(look),
        Err(error @ (Error::Refused(_) | Error::Invalid(_))) => Err(PageError::from(error)),
        Err(error) => return Err(error.into()),
    };
    Ok(form(&desk, &signed, step, looked))
}

fn form(desk: &Desk<'_>, signed: &Signed, step: At, looked: Result<Look, PageError>) -> Markup {
    let (look, wrong) = match &looked {
        Ok(look) => (Some(look), None),
        Err(error) => (None, Some(error)),
    };
    match look {
        Some(look) if step == At::Columns => desk.page(step, None, &columns::draw(desk, look)),
        _ => {
            let places = places(desk.app, &signed.scope);
            desk.page(At::Meaning, wrong, &meaning::draw(desk, look, &places))
        }
    }
}

/// Where an import is, or an earlier step that may still be changed.
fn step(one: &Import, asked: Option<&str>) -> At {
    let now = match one.state {
        Stand::Uploaded => At::Columns,
        Stand::Checking | Stand::Checked => At::Check,
        Stand::Failed if one.change_set.is_none() => At::Check,
        Stand::Running | Stand::Done | Stand::Cancelled | Stand::Failed => At::Report,
    };
    if one.state.is_busy() || one.change_set.is_some() {
        return now;
    }
    let asked = At::ALL.into_iter().find(|step| Some(step.key()) == asked);
    asked.filter(|step| *step < now).unwrap_or(now)
}

async fn refusals(app: &App, signed: &Signed, one: &Import) -> Result<Vec<RefusedCell>, PageError> {
    if one.state.is_busy() || one.counts.refused == 0 {
        return Ok(Vec::new());
    }
    Ok(import::refusals(app, &signed.scope, one.id, None, MOST).await?)
}

/// How the file was taken, once nobody is at it; files of long ago are cleared away.
async fn how(app: &App, signed: &Signed, one: &Import) -> Result<Option<Look>, PageError> {
    if one.state.is_busy() {
        return Ok(None);
    }
    match import::look(app, &signed.scope, one.id).await {
        Ok(look) => Ok(Some(look)),
        Err(Error::Refused(_) | Error::Invalid(_) | Error::Gone(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// `GET /import/{id}/progress`: what a page asks each second.
pub async fn progress(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
) -> Result<Markup, PageError> {
    let one = import::get(&app, &signed.scope, id).await?;
    let frame = Frame::of(&app, &signed, &context).await?;
    let refused = refusals(&app, &signed, &one).await?;
    let how = how(&app, &signed, &one).await?;
    Ok(report::draw(&Desk { app: &app, frame: &frame, import: &one }, how.as_ref(), &refused))
}
