//! Files whose records name their own columns: JSON, and cards. Which of them a text is, and the
//! columns that its records have named so far.

use std::collections::HashMap;

use kernel::Refusal;
use serde::{Deserialize, Serialize};

use super::card;
use super::json::Members;
use super::{Fault, MAX_COLUMNS, Mark, Row};
use crate::export::formula;

/// Lines that a text is told by.
const LOOKED_AT: usize = 20;
/// Characters of a column's name.
const LONGEST_NAME: usize = 200;

/// How records stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Records {
    /// A JSON object on each line, alone or as lines of one array.
    Lines,
    /// JSON objects one after the other, in an array or not, over any lines.
    Array,
    /// vCards, one after the other.
    Cards,
}

impl Records {
    /// What the beginning of a text says; `None` for tables.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim_start();
        if card::begins(text) {
            return Some(Self::Cards);
        }
        let inner = text.strip_prefix('[').map(str::trim_start);
        if let Some(inner) = inner
            && !begins_object(inner)
            && !inner.starts_with(']')
        {
            return None;
        }
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let lines = lines.map(|line| line.trim_end_matches(',')).filter(|line| *line != "[");
        let is_object =
            |line: &str| begins_object(line) && line != "{}" && Members::read(line).is_ok();
        let has_line = lines.take(LOOKED_AT).any(is_object);
        match (has_line, inner.is_some() || begins_object(text)) {
            (true, _) => Some(Self::Lines),
            (false, true) => Some(Self::Array),
            (false, false) => None,
        }
    }

    /// As files are called.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Lines | Self::Array => "jsonl",
            Self::Cards => "vcf",
        }
    }
}

fn begins_object(text: &str) -> bool {
    text.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}']))
}

/// What one record says under one name.
pub struct Said {
    pub text: String,
    pub mark: Option<Mark>,
}

impl Said {
    /// Text that comes back as it stands here, whatever a spreadsheet would make of it.
    pub fn text(text: String) -> Self {
        let text = if formula::restored(&text) == text { text } else { format!("'{text}") };
        Self { text, mark: None }
    }
}

/// The names of columns in the order in which records first said them.
#[derive(Debug, Default)]
pub struct Names {
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Names {
    pub fn of<'a>(known: impl Iterator<Item = &'a str>) -> Self {
        let mut names = Self::default();
        for name in known {
            names.add(name.to_owned());
        }
        names
    }

    /// All of them.
    pub fn all(&self) -> &[String] {
        &self.names
    }

    fn add(&mut self, name: String) -> usize {
        let next = self.names.len();
        let place = *self.places.entry(name.clone()).or_insert(next);
        if place == next {
            self.names.push(name);
        }
        place
    }

    /// Writes what a record says into the cells of a row.
    ///
    /// # Errors
    /// When all records together name more columns than there may be.
    pub fn fill(&mut self, row: &mut Row, said: Vec<(String, Said)>) -> Result<(), Fault> {
        let is_name = |name: &str| {
            name.chars().count() <= LONGEST_NAME && !name.chars().any(char::is_control)
        };
        if let Some((name, _)) = said.iter().find(|(name, _)| !is_name(name)) {
            let short: String = name.chars().filter(|sign| !sign.is_control()).take(80).collect();
            row.refuse(Refusal::new("import-record-name").with("name", short));
            return Ok(());
        }
        let mut cells: HashMap<usize, Said> = HashMap::with_capacity(said.len());
        for (name, said) in said {
            cells.insert(self.add(name), said);
        }
        if self.names.len() > MAX_COLUMNS {
            return Err(Fault::in_row("import-too-many-columns", row.number));
        }
        for place in 0..self.names.len() {
            if let Some(said) = cells.remove(&place) {
                if let Some(mark) = said.mark {
                    row.mark(mark);
                }
                row.push(&said.text);
            }
            row.end_cell();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_by_its_first_records() {
        for (text, is) in [
            ("{\"name\":\"Ana\"}\n{\"name\":", Some(Records::Lines)),
            ("  \n\nwhat?\n{\"name\":\"Ana\"}\n", Some(Records::Lines)),
            ("[\n{\"name\":\"Ana\"},\n{\"name\":\"Bo\"}\n]\n", Some(Records::Lines)),
            ("[{\"name\":\"Ana\"},{\"name\":\"Bo\"}]", Some(Records::Array)),
            ("{\n  \"name\": \"Ana\"\n}\n", Some(Records::Array)),
            ("[\n]", Some(Records::Array)),
            ("[id],name\n1,Ana\n", None),
            ("{id},name\n1,Ana\n", None),
            ("name\n{}\n", None),
            ("name,city\nAna,{}\n", None),
            ("", None),
        ] {
            assert_eq!(Records::of(text), is, "{text:?}");
        }
    }
}
