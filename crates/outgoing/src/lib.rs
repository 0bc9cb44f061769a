//! The guarded client for addresses that people typed.

mod address;
mod client;
mod destination;
mod network;
mod resolver;

pub use client::{Client, Limits, Reply, Unreachable};
pub use destination::{Wrong, check};
pub use network::Network;
pub use resolver::{Resolver, SystemResolver};
