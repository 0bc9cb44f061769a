//! What the buttons of an endpoint do.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::pages::Fields;
use uuid::Uuid;
use web::app::App;
use web::error::PageError;
use web::redirect::see_other;

use super::PATH;
use crate::desk::{self, Seen};
use crate::webhook::Draft;

/// Switches an endpoint off or on.
pub async fn switch(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&["active"])?;
    let draft =
        Draft { active: fields.ticked("active"), ..Draft::like(&desk::get(&app, id).await?) };
    desk::change(&app, Seen { id, version: None }, &draft).await?;
    Ok(see_other(&format!("{PATH}/{id}")))
}

/// Sends a test, and shows how it goes.
pub async fn test(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, PageError> {
    fields.only(&[])?;
    desk::test(&app, id, Uuid::now_v7()).await?;
    Ok(see_other(&format!("{PATH}/{id}/deliveries")))
}

/// Takes an endpoint away.
pub async fn delete(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, PageError> {
    fields.only(&[])?;
    desk::remove(&app, Seen { id, version: None }).await?;
    Ok(see_other(PATH))
}
