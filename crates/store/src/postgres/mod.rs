//! PostgreSQL: a pool of connections, retries, and one process that numbers the journal.

mod answer;
mod binding;
mod connect;
mod engine;
mod fault;
mod insert;
mod numbering;
mod session;
mod soundness;
mod statistics;

pub(crate) use connect::{Target, advisory_key};
pub(crate) use engine::{Engine, EngineStart};
pub(crate) use fault::meaning;
pub(crate) use session::Session;
pub(crate) use soundness::require_sound;
