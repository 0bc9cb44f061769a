//! What the cells below a heading look like.

use kernel::country::Country;
use kernel::email::parse_email;
use kernel::phone::parse_phone;
use uuid::Uuid;

use crate::import::reading::Column;

/// So many of a hundred samples must look alike.
const MOST_OF_THEM: usize = 80;

/// The field whose values these look like.
pub fn field(column: &Column, country: Option<Country>) -> Option<&'static str> {
    let looks = |test: &dyn Fn(&str) -> bool| {
        let alike = column.samples.iter().filter(|sample| test(sample)).count();
        !column.samples.is_empty() && alike * 100 >= column.samples.len() * MOST_OF_THEM
    };
    if looks(&|sample| sample.contains('@') && parse_email(sample).is_ok()) {
        return Some("email");
    }
    if looks(&|sample| is_web(sample)) {
        return Some("website");
    }
    if looks(&|sample| is_dialled(sample) && parse_phone(sample, country).is_ok()) {
        return Some("phone");
    }
    None
}

/// Whether these look like names of people or companies.
pub fn is_names(column: &Column) -> bool {
    let is_name = |sample: &String| {
        let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
        let figures = sample.chars().filter(char::is_ascii_digit).count();
        letters >= 2 && figures == 0 && sample.chars().count() <= 80 && !sample.contains('@')
    };
    !column.samples.is_empty() && column.samples.iter().all(is_name)
}

/// Whether these are ids as this program makes them.
pub fn is_ids(column: &Column) -> bool {
    !column.samples.is_empty()
        && column.samples.iter().all(|sample| Uuid::try_parse(sample).is_ok())
}

fn is_web(sample: &str) -> bool {
    let lower = sample.to_lowercase();
    ["http://", "https://", "www."].iter().any(|begin| lower.starts_with(begin))
}

/// A number as people dial it, unlike a bare count or key.
fn is_dialled(sample: &str) -> bool {
    let figures = sample.chars().filter(char::is_ascii_digit).count();
    figures >= 7 && sample.contains(['+', ' ', '-', '(', '.'])
}
