//! SQLite: one writer thread with group commit, and connections that only read.

mod connection;
mod deadline;
pub(crate) mod fault;
mod group;
mod readers;
mod session;
mod statistics;
mod writer;

pub(crate) use connection::{Access, open};
pub(crate) use readers::Readers;
pub(crate) use session::Session;
pub(crate) use writer::Writer;
