//! Who the customers are and all that happened with them.

pub mod objects;
#[cfg(test)]
mod testing;
