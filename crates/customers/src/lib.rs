//! Who the customers are and all that happened with them.
