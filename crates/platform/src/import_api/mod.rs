//! Imports for programs: `/api/v1/imports`. The wizard, the command line and this work through the
//! same desk.

mod act;
mod asked;
mod bring;
mod described;
mod read;
mod told;

use web::routes::{Access, BodySize, Routes};

pub use described::described;

use crate::import::reading::MAX_FILE_BYTES;

/// What a form adds to its file.
const AROUND: usize = 64 * 1_024;
const COLLECTION: &str = "/api/v1/imports";

/// The routes.
pub fn routes() -> Routes {
    let signed = Access::Signed;
    let upload = BodySize::Upload(MAX_FILE_BYTES + AROUND);
    Routes::new()
        .get(COLLECTION, signed, read::list)
        .post_sized(COLLECTION, signed, upload, bring::bring)
        .get("/api/v1/imports/{id}", signed, read::get)
        .patch("/api/v1/imports/{id}", signed, act::set)
        .get("/api/v1/imports/{id}/refused", signed, read::refused)
        .post("/api/v1/imports/{id}/check", signed, act::check)
        .post("/api/v1/imports/{id}/start", signed, act::start)
        .post("/api/v1/imports/{id}/cancel", signed, act::cancel)
}
