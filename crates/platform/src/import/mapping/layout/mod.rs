//! The exports of other systems: which one a file is, by its headings, and what those mean there.
//!
//! *Source*: files that these systems write and their published field names, November 2026.

mod espocrm;
mod google;
mod hubspot;
mod odoo;
mod outlook;
mod pipedrive;
mod salesforce;
mod suitecrm;
mod twenty;
mod zoho;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::heading;
use crate::import::reading::Survey;

/// One kind of file that a system writes.
#[derive(Debug)]
pub struct Layout {
    /// The system's name.
    pub system: &'static str,
    /// Headings that only this file has together, one set for each language or version.
    signs: &'static [&'static [&'static str]],
    /// What headings mean there, where they mean anything else than elsewhere; nothing for those
    /// that are left out.
    columns: &'static [(&'static str, &'static str)],
}

/// Of two that a file has as many signs of, the first is taken.
const ALL: [&[Layout]; 10] = [
    zoho::LAYOUTS,
    hubspot::LAYOUTS,
    espocrm::LAYOUTS,
    salesforce::LAYOUTS,
    twenty::LAYOUTS,
    suitecrm::LAYOUTS,
    odoo::LAYOUTS,
    google::LAYOUTS,
    outlook::LAYOUTS,
    pipedrive::LAYOUTS,
];

/// A layout with its signs as they are written, in lower case, and its headings in one plain form.
struct Known {
    layout: &'static Layout,
    signs: Vec<HashSet<String>>,
    columns: HashMap<String, &'static str>,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let known = |layout: &'static Layout| Known {
        layout,
        signs: layout
            .signs
            .iter()
            .map(|set| set.iter().map(|sign| written(sign)).collect())
            .collect(),
        columns: layout.columns.iter().map(|(name, field)| (plain(name), *field)).collect(),
    };
    ALL.iter().flat_map(|layouts| layouts.iter()).map(known).collect()
});

/// A file of a known layout.
#[derive(Clone, Copy)]
pub struct Found(&'static Known);

impl Found {
    /// The layout whose signs a file has, the one with the most of them.
    pub fn of(survey: &Survey) -> Option<Self> {
        if !survey.heading || survey.records.is_some() {
            return None;
        }
        let headings: HashSet<String> = survey.headings().map(written).collect();
        let known = KNOWN.iter().filter_map(|known| {
            let whole = known.signs.iter().filter(|set| set.is_subset(&headings));
            Some((known, whole.map(HashSet::len).max()?))
        });
        let first = |best: (&'static Known, usize), next: (&'static Known, usize)| {
            if next.1 > best.1 { next } else { best }
        };
        known.reduce(first).map(|(known, _)| Self(known))
    }

    /// The name of the system.
    pub const fn system(self) -> &'static str {
        self.0.layout.system
    }

    /// What a heading means there: nothing when it says no more than others do, an empty text when
    /// it is left out.
    pub fn meaning(self, heading: &str) -> Option<&'static str> {
        self.0.columns.get(&plain(heading)).copied()
    }
}

/// Signs are told apart by their spelling too: `firstName` is another system than `First Name`.
fn written(heading: &str) -> String {
    heading.trim().to_lowercase()
}

fn plain(heading: &str) -> String {
    heading::normal(heading)
}

#[cfg(test)]
mod tests;
