//! Import: a table of any encoding read row by row, its columns understood, its rows written
//! through the one path to write, in a job that goes on after a crash.

mod cell;
mod draft;
pub mod mapping;
mod plan;
pub mod reading;
mod settings;
#[cfg(test)]
mod testing;

pub use settings::{Mode, OnDuplicate, Settings};
