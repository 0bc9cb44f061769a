//! Export: a list as it is seen, streamed page by page, or prepared by a job as a file that waits.

mod ask;
mod book;
mod card;
mod desk;
mod format;
pub mod formula;
mod job;
mod kept;
mod picked;
mod sheet;
mod source;
mod stream;

pub use ask::everything_of;
pub use card::has_cards;
pub use desk::{begin, file, get, is_large, let_go, list};
pub use format::{Format, Manner};
pub(crate) use job::{ClearExports, WriteExport};
pub use kept::{Kept, State};
pub use source::Source;
pub use stream::{Export, Piece, check, export};
