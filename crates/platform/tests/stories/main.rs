//! What the platform promises, told through HTTP, on SQLite and again on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends there"
)]

mod links;
mod permissions;
mod reach;
mod sessions;
mod set_up;
mod settings;
mod sign_in;
mod tokens;
mod visitor;
