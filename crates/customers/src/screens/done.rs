//! Marks an activity as done, from wherever it is shown.

use std::collections::HashMap;

use axum::extract::{Path, RawForm, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::shape::{Choice, Shape};
use kernel::{Error, Result};
use maud::{Markup, html};
use store::query;
use store::save::Change;
use uuid::Uuid;
use web::app::App;
use web::components::{Toast, toast_partial};
use web::context::RequestContext;
use web::error::PageError;
use web::frame::Frame;
use web::screens::{pairs, save_change};
use web::session::Signed;

use super::desk::{Desk, party_href};
use super::moment::Moments;
use crate::objects::{Activity, ActivityStatus};
use crate::reading::{object, read};
use crate::ties;

/// `POST /activities/{id}/done`: done, or planned again.
pub async fn toggle(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let is_line = pairs(&body)?.text("from") == "agenda";
    let record = read(&app, &signed.scope, move |tx, asking| {
        Box::pin(async move { query::get(tx, asking, object(asking, "activity")?, id).await })
    })
    .await?;
    let activity = Activity::from_values(&record.values);
    let status = if activity.is_done() { ActivityStatus::Planned } else { ActivityStatus::Done };
    let change = Change::update("activity", id).set(Activity::status, &Choice(Some(status)));
    let (change_set, _) = save_change(&app, &signed, "edit", change).await?;
    if !context.is_htmx() {
        return Ok(web::frame::saved("/tasks", change_set));
    }
    let frame = Frame::of(&app, &signed, &context).await?;
    let desk = Desk { app: &app, frame: &frame };
    if is_line {
        // The line leaves the agenda; the message brings it back.
        return Ok(message(desk, (id, change_set)).await?.into_response());
    }
    let item = item(desk, id).await?;
    Ok(html! { (item) (message(desk, (id, change_set)).await?) }.into_response())
}

/// The item as it is now.
async fn item(desk: Desk<'_>, id: Uuid) -> Result<Markup> {
    let seen = read(desk.app, desk.frame.scope(), move |tx, asking| {
        Box::pin(
            async move { crate::reading::seen_with_titles(tx, asking, "activity", &[id]).await },
        )
    })
    .await?;
    let record = seen.records.first().ok_or(Error::NotFound)?;
    let names = HashMap::new();
    let moments = Moments { desk, titles: &seen.titles, names: &names, subject: None };
    Ok(moments.activity(record))
}

/// A message with the way back and, once something is done, the way on: the next step.
async fn message(desk: Desk<'_>, (id, change_set): (Uuid, Uuid)) -> Result<Markup> {
    let plan = next_step(desk, id).await?;
    let step = desk.text("head-task");
    let (said, undo, close) =
        (desk.text("activity-kept"), desk.text("shell-undo"), desk.text("shell-close"));
    let back = format!("/change-sets/{change_set}/undo");
    Ok(toast_partial(&Toast {
        text: &said,
        undo: Some((&back, &undo)),
        csrf: desk.frame.csrf(),
        link: plan.as_deref().map(|href| (href, step.as_str())),
        close: &close,
    }))
}

/// Where the next step with the party of a done activity is planned, while nothing is.
async fn next_step(desk: Desk<'_>, id: Uuid) -> Result<Option<String>> {
    read(desk.app, desk.frame.scope(), move |tx, asking| {
        Box::pin(async move {
            let record = query::get(tx, asking, object(asking, "activity")?, id).await?;
            let activity = Activity::from_values(&record.values);
            let Some(party) = activity.party.0.filter(|_| activity.is_done()) else {
                return Ok(None);
            };
            let known = ties::known(tx, asking, &[party]).await?.remove(&party);
            let open = known.filter(|known| known.next_step_on.is_none());
            Ok(open
                .map(|known| format!("{}?write=task#composer", party_href(known.kind, known.id))))
        })
    })
    .await
}

/// `GET /activities/{id}/done`: somebody without script came back here.
pub async fn back(Path(id): Path<Uuid>) -> Redirect {
    Redirect::to(&format!("/activities/{id}"))
}
