//! How other systems hear of what happens here: webhooks.

mod api;
mod courier;
mod delivery;
mod desk;
mod follower;
mod jobs;
mod schedule;
mod screens;
mod webhook;

use web::capability::Capability;

pub use courier::deliver_due;

/// What this crate brings to an application.
pub fn capability() -> Capability {
    Capability {
        key: "integrations",
        routes: api::routes().merge(screens::routes()),
        openapi: Some(api::described),
        jobs: Some(jobs::register),
        background: Some(courier::run),
        settings: screens::settings_entries(),
        ..Capability::default()
    }
}
