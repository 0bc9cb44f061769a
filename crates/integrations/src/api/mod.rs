//! Webhooks for programs: `/api/v1/webhooks` and `/api/v1/webhook-deliveries`. Administrators alone.

mod act;
mod asked;
mod described;
mod read;
mod told;

use web::routes::{Access, Routes};

pub use described::described;

const COLLECTION: &str = "/api/v1/webhooks";
const DELIVERIES: &str = "/api/v1/webhook-deliveries";

/// The routes.
pub fn routes() -> Routes {
    let administrator = Access::Administrator;
    Routes::new()
        .get(COLLECTION, administrator, read::list)
        .post(COLLECTION, administrator, act::create)
        .get("/api/v1/webhooks/{id}", administrator, read::get)
        .patch("/api/v1/webhooks/{id}", administrator, act::change)
        .delete("/api/v1/webhooks/{id}", administrator, act::remove)
        .post("/api/v1/webhooks/{id}/rotate", administrator, act::rotate)
        .post("/api/v1/webhooks/{id}/test", administrator, act::test)
        .post("/api/v1/webhooks/{id}/replay", administrator, act::replay_range)
        .get("/api/v1/webhooks/{id}/deliveries", administrator, read::deliveries)
        .get("/api/v1/webhook-deliveries/{id}", administrator, read::delivery)
        .post("/api/v1/webhook-deliveries/{id}/replay", administrator, act::replay)
}
