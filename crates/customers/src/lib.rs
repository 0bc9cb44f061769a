//! Who the customers are and all that happened with them.

pub mod demo;
mod hooks;
pub mod objects;
mod party_fact;
#[cfg(test)]
mod testing;
