//! The demo company: Ferralta, a mid-sized exporter of workshop machines. One command in, one
//! command out.

mod colleagues;
mod contact;
mod fill;
mod firms;
mod papers;
mod past;
mod people;
mod plans;
mod remove;
mod seed;
mod tables;
mod ties;
mod views;
mod world;

pub use fill::{check, fill, is_there};
pub use remove::remove;
