//! The REST interface of every object that the Catalog shows to programs.

mod action;
pub mod answer;
mod batch;
mod catalog;
pub mod change_sets;
pub mod changes;
pub mod etag;
pub mod idempotency;
pub mod input;
pub mod json;
pub mod listing;
pub mod one;
pub mod output;
pub mod params;
pub mod request;
mod searching;

use std::str::FromStr;
use std::sync::Arc;

use kernel::object::Object;
use kernel::{Error, Result};
use uuid::Uuid;

use crate::app::App;
use crate::routes::Access::Signed;
use crate::routes::{BodySize, Routes};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/search", Signed, searching::find)
        .get("/api/v1/changes", Signed, changes::changes)
        .get("/api/v1/change-sets", Signed, change_sets::list)
        .get("/api/v1/change-sets/{id}", Signed, change_sets::explain)
        .post("/api/v1/change-sets/{id}/undo", Signed, change_sets::take_back)
        .get("/api/v1/catalog", Signed, catalog::catalog)
        .get("/api/openapi.json", Signed, crate::openapi::show)
        .get("/api/v1/{objects}", Signed, listing::list)
        .post("/api/v1/{objects}", Signed, one::create)
        .post_sized("/api/v1/{objects}/batch", Signed, BodySize::Batch, batch::batch)
        .get("/api/v1/{objects}/{id}", Signed, one::get)
        .patch("/api/v1/{objects}/{id}", Signed, one::patch)
        .delete("/api/v1/{objects}/{id}", Signed, one::delete)
        .post("/api/v1/{objects}/{id}/restore", Signed, one::restore)
        .post("/api/v1/{objects}/{id}/{action}", Signed, action::act)
}

/// The object of a collection, when programs may know it.
///
/// # Errors
/// [`Error::NotFound`].
pub fn object_of(app: &App, slug: &str) -> Result<Arc<Object>> {
    let catalog = app.catalog();
    catalog.by_slug(slug).filter(|object| object.in_api).cloned().ok_or(Error::NotFound)
}

/// The id in an address; what is no id names nothing.
///
/// # Errors
/// [`Error::NotFound`].
pub fn record_id(text: &str) -> Result<Uuid> {
    // Ids have one spelling: another would be a second address of the same thing.
    let id = Uuid::from_str(text).map_err(|_| Error::NotFound)?;
    if id.to_string() == text.to_ascii_lowercase() { Ok(id) } else { Err(Error::NotFound) }
}
