//! What the platform promises, told through HTTP, on SQLite and again on PostgreSQL.

mod links;
mod permissions;
mod sessions;
mod set_up;
mod settings;
mod sign_in;
mod visitor;
