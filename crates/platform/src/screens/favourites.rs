//! Keeping a record or a view at hand, and moving it among the others.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use kernel::{Error, Result};
use store::query::{self, Asking};
use uuid::Uuid;
use web::app::App;
use web::error::PageError;
use web::redirect::{local_path, see_other};
use web::session::Signed;

use super::fields::{Fields, not_one_of};
use crate::place::{self, Spot, VIEW};

/// Keeps the `record` of a `face`, or a `view` of it: `kept` is true or false, or `move` is up or
/// down; then back to `back`.
pub async fn submit(
    State(app): State<App>,
    signed: Signed,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&["face", "record", "view", "kept", "move", "back"])?;
    let me = signed.scope.user().ok_or(Error::NotFound)?;
    let name = if fields.one("view").is_empty() { "record" } else { "view" };
    let record =
        Uuid::try_parse(fields.one(name)).map_err(|_| Error::invalid(name, "not-an-id"))?;
    let up = match fields.one("move") {
        "" => None,
        "up" => Some(true),
        "down" => Some(false),
        _ => return Err(not_one_of("move", &["up", "down"]).into()),
    };
    let kept = fields.ticked("kept");
    let catalog = app.catalog();
    let found = Arc::clone(&catalog);
    let (object, face) = found.by_face_slug(fields.one("face")).ok_or(Error::NotFound)?;
    let object = if name == "view" { found.object(VIEW).ok_or(Error::NotFound)? } else { object };
    let spot = Spot { object: object.key.to_owned(), face: face.slug.to_owned(), record };
    let (object, scope) = (object.clone(), signed.scope.clone());
    app.store()
        .write(move |tx| {
            let (spot, object, scope) = (spot.clone(), object.clone(), scope.clone());
            let catalog = catalog.clone();
            Box::pin(async move {
                if let Some(up) = up {
                    return place::reorder(tx, me, record, up).await;
                }
                let asking = Asking { catalog: &catalog, scope: &scope };
                let seen = query::visible_ids(tx, asking, &object, &[record]).await?;
                if kept && seen.is_empty() {
                    return Err(Error::NotFound);
                }
                place::keep(tx, me, &spot, kept).await
            })
        })
        .await?;
    Ok(see_other(local_path(fields.one("back"))))
}
