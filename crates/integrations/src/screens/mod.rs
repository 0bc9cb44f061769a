//! The pages of webhooks in the settings, for administrators.

mod act;
mod controls;
mod deliveries;
mod delivery;
mod webhook;
mod webhooks;

use web::capability::{SettingsEntry, SettingsGroup};
use web::routes::{Access, Routes};

const PATH: &str = "/settings/webhooks";
const DELIVERIES: &str = "/settings/webhooks/deliveries";

/// The routes.
pub fn routes() -> Routes {
    let administrator = Access::Administrator;
    Routes::new()
        .get(PATH, administrator, webhooks::show)
        .post(PATH, administrator, webhooks::add)
        .get("/settings/webhooks/{id}", administrator, webhook::show)
        .post("/settings/webhooks/{id}", administrator, webhook::submit)
        .post("/settings/webhooks/{id}/rotate", administrator, webhook::rotate)
        .post("/settings/webhooks/{id}/switch", administrator, act::switch)
        .post("/settings/webhooks/{id}/test", administrator, act::test)
        .post("/settings/webhooks/{id}/delete", administrator, act::delete)
        .get("/settings/webhooks/{id}/deliveries", administrator, deliveries::show)
        .post("/settings/webhooks/{id}/replay", administrator, deliveries::replay)
        .get("/settings/webhooks/deliveries/{id}", administrator, delivery::show)
        .post("/settings/webhooks/deliveries/{id}/replay", administrator, delivery::replay)
}

/// The page of the settings.
pub fn settings_entries() -> Vec<SettingsEntry> {
    vec![SettingsEntry {
        path: PATH,
        label: "settings-webhooks",
        text: "settings-webhooks-text",
        icon: "megaphone",
        position: 70,
        group: SettingsGroup::Workspace,
        shown_to: |scope| scope.rights.administer,
    }]
}
