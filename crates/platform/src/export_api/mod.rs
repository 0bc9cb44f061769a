//! Exports for programs: `/api/v1/{objects}/export` streams, `/api/v1/exports` prepares.

mod asked;
mod described;
mod direct;
mod kept;

use web::routes::{Access, Routes};

pub use described::described;

const COLLECTION: &str = "/api/v1/exports";

/// The routes.
pub fn routes() -> Routes {
    let signed = Access::Signed;
    Routes::new()
        .get("/api/v1/{objects}/export", signed, direct::stream)
        .get(COLLECTION, signed, kept::list)
        .post(COLLECTION, signed, kept::begin)
        .get("/api/v1/exports/{id}", signed, kept::get)
        .delete("/api/v1/exports/{id}", signed, kept::delete)
        .get("/api/v1/exports/{id}/file", signed, kept::file)
}
