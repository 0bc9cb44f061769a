//! What each kind of field can be asked, and how its values are read and written as text and
//! as JSON.

mod json;
mod parts;
mod schema;
mod text;

use jiff::tz::TimeZone;

pub use json::{read_json, to_json};
pub use schema::{json_schema, match_reference, schema_name};
pub use text::{read_operand, read_text, to_cell};

use crate::country::Country;
use crate::filter::Op;
use crate::kind::Kind;
use crate::language::Language;
use crate::money::Currency;
use crate::number::DecimalStyle;

/// Longest line of text, in characters.
pub const MAX_TEXT: usize = 1_000;
/// Longest long text, in characters.
pub const MAX_LONG_TEXT: usize = 100_000;
/// Most entries of a list.
pub const MAX_ENTRIES: usize = 200;

/// Whose spelling of numbers, phones, dates and money is read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// National phone numbers and tax ids are of this country.
    pub country: Option<Country>,
    pub language: Language,
    /// Amounts without a currency are in this one.
    pub currency: Currency,
    /// Wall-clock times are in this zone.
    pub zone: TimeZone,
    pub decimal_style: DecimalStyle,
}

impl Reading {
    /// How programs write: points for decimals, UTC, no national numbers.
    pub fn exact(currency: Currency) -> Self {
        Self {
            country: None,
            language: Language::En,
            currency,
            zone: TimeZone::UTC,
            decimal_style: DecimalStyle::Point,
        }
    }
}

/// The operators that a kind understands.
pub const fn operators(kind: Kind) -> &'static [Op] {
    use Op::{Contains, Empty, Eq, Gt, Gte, In, Lt, Lte, Ne, Nin, Starts, Within};
    match kind {
        Kind::Text | Kind::Name | Kind::Email | Kind::Phone | Kind::Url => {
            &[Eq, Ne, In, Nin, Lt, Lte, Gt, Gte, Contains, Starts, Empty]
        }
        Kind::LongText => &[Contains, Empty],
        Kind::Whole | Kind::Decimal { .. } | Kind::Percent | Kind::Money | Kind::Duration => {
            &[Eq, Ne, In, Nin, Lt, Lte, Gt, Gte, Empty]
        }
        Kind::YesNo => &[Eq, Ne],
        Kind::Date | Kind::Instant => &[Eq, Ne, Lt, Lte, Gt, Gte, Within, Empty],
        Kind::Choice(_) | Kind::Choices(_) | Kind::Link(_) | Kind::Links(_) => {
            &[Eq, Ne, In, Nin, Empty]
        }
        Kind::Tags | Kind::Emails | Kind::Phones | Kind::Domains | Kind::Identifiers => {
            &[Eq, Ne, In, Nin, Contains, Starts, Empty]
        }
        Kind::Addresses | Kind::Address => &[Contains, Empty],
        Kind::File => &[Empty],
    }
}
