//! Users, teams, roles, tokens, views, import, settings and notifications.

pub mod actions;
pub mod api_token;
mod credential;
pub mod export;
mod export_api;
mod extras;
pub mod gate;
mod hooks;
pub mod import;
mod import_api;
mod jobs;
pub mod notification;
pub mod objects;
mod one_time_link;
pub mod password;
mod person;
pub mod place;
mod screens;
pub mod secret;
pub mod session;
pub mod standard_role;
#[cfg(test)]
mod testing;
pub mod throttle;
pub mod turn;

use kernel::catalog::Catalog;
use web::capability::Capability;
use web::openapi::Described;

pub use actions::add_token::add_token;
pub use actions::add_user::{AddedUser, NewUser, add_user};
pub use actions::prepare::prepare;
pub use actions::set_up::first_link;
pub use gate::Doors;

/// Of what pages of the settings are made, for those of other capabilities.
pub mod pages {
    pub use crate::screens::fields::{Faults, Fields};
    pub use crate::screens::plain::alerts;
    pub use crate::screens::settings::{Page, list, shown_once};
}

/// What this crate brings to an application. Its gate is [`Doors`].
pub fn capability() -> Capability {
    Capability {
        key: "platform",
        objects: objects::objects(),
        hooks: hooks::hooks(),
        routes: screens::routes().merge(import_api::routes()).merge(export_api::routes()),
        openapi: Some(described),
        jobs: Some(jobs::register),
        settings: screens::settings_entries(),
        extras: Some(extras::extras),
        ..Capability::default()
    }
}

/// What the calls of imports and exports take and answer.
fn described(catalog: &Catalog) -> Described {
    let mut all = import_api::described(catalog);
    let exports = export_api::described(catalog);
    all.paths.extend(exports.paths);
    all.schemas.extend(exports.schemas);
    all
}
