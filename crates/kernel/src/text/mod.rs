//! Text as people search, compare and sort it.

mod edit;
pub mod fold;
mod piece;
mod question;
pub mod reading;
pub mod sort_key;
mod surname_table;
pub mod token;
