//! The pages: sign-in and set-up before somebody is known, settings and notifications after.

mod choose_password;
mod cookie;
mod export;
mod favourites;
pub mod fields;
mod forgot;
mod import;
mod notifications;
pub mod plain;
mod preferences;
mod set_up;
pub mod settings;
mod sign_in;
mod welcome;
mod workspace_form;
mod zones;

pub use export::{streamed, without_manner};
pub use import::refused_rows;
pub use settings::download;

use web::capability::SettingsEntry;
use web::routes::{Access, Routes};

/// Every route of this crate.
pub fn routes() -> Routes {
    let public = Routes::new()
        .get("/sign-in", Access::Public, sign_in::show)
        .post("/sign-in", Access::Public, sign_in::submit)
        .get("/forgot", Access::Public, forgot::show)
        .post("/forgot", Access::Public, forgot::submit)
        .get("/set-up", Access::Public, set_up::show)
        .post("/set-up", Access::Public, set_up::submit)
        .get("/invitation/{token}", Access::Public, choose_password::show_invitation)
        .post("/invitation/{token}", Access::Public, choose_password::accept_invitation)
        .get("/reset/{token}", Access::Public, choose_password::show_reset)
        .post("/reset/{token}", Access::Public, choose_password::accept_reset);
    let signed = Routes::new()
        .post("/sign-out", Access::Signed, sign_in::sign_out)
        .post("/preferences", Access::Signed, preferences::submit)
        .get("/notifications", Access::Signed, notifications::show)
        .post("/notifications/read", Access::Signed, notifications::read)
        .post("/favourites", Access::Signed, favourites::submit)
        .get("/export/{slug}", Access::Signed, export::download)
        .post("/export/{slug}", Access::Signed, export::submit)
        .get("/welcome", Access::Administrator, welcome::show);
    public.merge(signed).merge(import::routes()).merge(settings::routes())
}

/// The pages of the settings that this crate brings.
pub fn settings_entries() -> Vec<SettingsEntry> {
    settings::entries()
}
