//! Export: a list as it is seen, streamed page by page.

mod ask;
mod book;
mod card;
mod format;
pub mod formula;
mod sheet;
mod stream;

pub use ask::everything_of;
pub use format::Format;
pub use stream::{Export, Piece, export};
