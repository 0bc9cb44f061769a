//! What each column means: said by somebody, remembered from the same headings, or guessed from
//! the heading and what stands below it.

mod content;
mod guess;
mod heading;
mod heading_words;
mod layout;
mod target;

pub use guess::{Because, Guess, guess};
pub use layout::Found;
pub use target::{EntryPart, Target};

use std::collections::BTreeMap;

use kernel::catalog::Catalog;
use kernel::country::Country;
use kernel::object::Object;
use kernel::{Error, Refusal, Refusals, Result};

use super::reading::Survey;

/// What somebody said about headings; `None` leaves a column out.
pub type Map = BTreeMap<String, Option<String>>;

/// Which object, among which, and where we are.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    pub catalog: &'a Catalog,
    pub object: &'a Object,
    pub country: Option<Country>,
}

/// The meaning of every column of a file: what was said wins over what is guessed.
///
/// # Errors
/// [`Error::Invalid`] naming a heading that the file does not have, or a field that does not exist.
pub fn meanings(ground: Ground<'_>, survey: &Survey, map: &Map) -> Result<Vec<Guess>> {
    let mut faults = Refusals::default();
    let mut said: BTreeMap<usize, Option<Target>> = BTreeMap::new();
    for (heading, field) in map {
        let Some(at) = column(survey, heading) else {
            faults
                .push(Refusal::field("map", "import-unknown-heading").with("name", short(heading)));
            continue;
        };
        match field.as_deref().map(|text| Target::parse(text, ground)).transpose() {
            Ok(target) => {
                said.insert(at, target);
            }
            Err(refusal) => faults.push(Refusal { field: Some("map".to_owned()), ..refusal }),
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    Ok(guess(ground, survey, &said))
}

/// A heading as the file has it, or in another case.
fn column(survey: &Survey, heading: &str) -> Option<usize> {
    let exact = survey.headings().position(|known| known == heading.trim());
    exact.or_else(|| {
        let plain = heading::normal(heading);
        survey.headings().position(|known| heading::normal(known) == plain)
    })
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}
