//! Import: a table of any encoding read row by row, its columns understood, its rows written
//! through the one path to write, in a job that goes on after a crash.

mod cell;
mod chunk;
mod clear;
mod counts;
mod desk;
mod draft;
mod job;
mod look;
mod lookup;
pub mod mapping;
mod owner;
mod plan;
pub mod reading;
pub(crate) mod reason;
mod record;
mod refused;
mod report;
mod row_id;
mod sent_back;
mod settings;
mod sheet_file;
#[cfg(test)]
mod testing;
mod work;

pub use cell::separates_entries;
pub use clear::ClearImports;
pub use counts::Counts;
pub use desk::{
    Hands, Seen, SentBack, cancel, check, fields, forget, get, keep, list, look, refusals,
    refused_file, set, start, start_as, take, upload,
};
pub use job::{ImportRows, Worker};
pub use look::{Look, LookColumn};
pub use plan::{Key, find_object};
pub use record::{Import, State};
pub use refused::RefusedCell;
pub use report::report;
pub use settings::{DecimalSign, Mode, OnDuplicate, Settings};
