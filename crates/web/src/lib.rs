//! HTTP, HTML components, generic screens and the generic REST API.

pub mod allowance;
pub mod api;
pub mod app;
pub mod assets;
pub mod capability;
pub mod clock;
pub mod components;
pub mod config;
pub mod context;
pub mod csrf;
pub mod design_page;
pub mod error;
pub mod frame;
pub mod health;
pub mod jobs;
pub mod metrics;
pub mod middleware;
pub mod openapi;
pub mod read;
pub mod redirect;
pub mod routes;
pub mod screens;
pub mod server;
pub mod session;
mod shell_words;

pub use app::{App, Parts};
pub use capability::{Capability, NavEntry, SettingsEntry, SettingsGroup};
pub use config::ServeConfig;
pub use context::RequestContext;
pub use error::{ApiError, Failure, PageError};
pub use routes::{Access, BodySize, Routes};
pub use session::{Actor, Credentials, Gate, Signed};

/// The routes of an application with all that surrounds them.
pub fn router(app: &App) -> axum::Router {
    middleware::surround(app.routes().into_router(), app)
}
