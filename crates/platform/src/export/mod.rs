//! Export: a list as it is seen, streamed row by row.

pub mod formula;
