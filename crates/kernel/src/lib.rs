//! Shapes, values, filters, access rules, money and time: pure, without input or output.

pub mod access;
pub mod address;
pub mod catalog;
pub mod choice;
pub mod conduct;
pub mod country;
mod country_table;
pub mod date_words;
pub mod email;
pub mod error;
pub mod face;
pub mod filter;
pub mod format;
mod free_mail_table;
pub mod kind;
pub mod kind_rules;
pub mod language;
pub mod money;
pub mod name;
mod name_table;
pub mod number;
pub mod object;
pub mod period;
pub mod phone;
pub mod record;
pub mod shape;
pub mod tax_id;
pub mod telling;
pub mod text;
pub mod value;
pub mod words;

pub use error::{Error, Refusal, Refusals, Result};
