//! The guess: field keys first, then words and labels of three languages, numbered columns, what
//! the other headings say, and the cells.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use kernel::catalog::field_label_key;
use kernel::kind::Kind;
use kernel::language::Language;
use kernel::words::Words;
use serde::{Deserialize, Serialize};

use super::heading_words::WORDS;
use super::target::is_importable;
use super::{EntryPart, Found, Ground, Target, content, heading};
use crate::import::cell;
use crate::import::reading::{Column, Survey};

/// What a column was taken for, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    pub target: Option<Target>,
    pub because: Because,
}

/// Why a column has the meaning that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// Somebody said so.
    Said,
    Heading,
    /// It is so in the exports of the system that the file comes from.
    Layout,
    Content,
    /// Nobody knows this heading.
    Unknown,
    /// Another column is this already.
    Taken,
}

static SPELLINGS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut spellings: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
    for (target, words) in WORDS {
        for word in *words {
            spellings.entry(word).or_default().push(target);
        }
    }
    spellings
});

/// Guesses the meaning of each column that nobody has spoken about.
pub fn guess(
    ground: Ground<'_>,
    survey: &Survey,
    said: &BTreeMap<usize, Option<Target>>,
) -> Vec<Guess> {
    let labels = labels(ground);
    let layout = Found::of(survey);
    let asked: Vec<Vec<Target>> = survey
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| match said.get(&at) {
            Some(_) => Vec::new(),
            None => match layout.and_then(|layout| known(ground, layout, column)) {
                Some(known) => known,
                None => candidates(ground, column, &labels),
            },
        })
        .collect();
    let mut guessing = Guessing { ground, asked, taken: BTreeSet::new() };
    for target in said.values().flatten() {
        guessing.taken.insert(target.to_string());
    }
    let mut guesses: Vec<Guess> = (0..survey.columns.len())
        .map(|at| match said.get(&at) {
            Some(target) => Guess { target: target.clone(), because: Because::Said },
            None => guessing.choose(at),
        })
        .collect();
    for (guess, column) in guesses.iter_mut().zip(&survey.columns) {
        let meaning = layout.and_then(|layout| layout.meaning(&column.heading));
        let is_guessed = matches!(guess.because, Because::Heading | Because::Unknown);
        if is_guessed && meaning.is_some_and(|meaning| says(guess, meaning)) {
            guess.because = Because::Layout;
        }
    }
    for (at, column) in survey.columns.iter().enumerate() {
        if let Some(guess) = guesses.get_mut(at).filter(|guess| guess.because == Because::Unknown)
            && let Some(target) = guessing.by_content(survey, column)
        {
            *guess = Guess { target: Some(target), because: Because::Content };
        }
    }
    guesses
}

/// What a column is in the layout of the file; none when the layout does not say it for this object.
fn known(ground: Ground<'_>, layout: Found, column: &Column) -> Option<Vec<Target>> {
    let meaning = layout.meaning(&column.heading)?;
    if meaning.is_empty() {
        return Some(Vec::new());
    }
    let target = Target::parse(meaning, ground).ok()?;
    fits(ground, &target, column).then(|| vec![target])
}

/// Whether a column was taken for what its layout says.
fn says(guess: &Guess, meaning: &str) -> bool {
    guess.target.as_ref().map(Target::to_string).unwrap_or_default() == meaning
}

struct Guessing<'a> {
    ground: Ground<'a>,
    /// What each column may be, the likeliest first.
    asked: Vec<Vec<Target>>,
    taken: BTreeSet<String>,
}

impl Guessing<'_> {
    fn choose(&mut self, at: usize) -> Guess {
        let candidates = self.asked.get(at).cloned().unwrap_or_default();
        if candidates.is_empty() {
            return Guess { target: None, because: Because::Unknown };
        }
        let suits = candidates.iter().find(|target| self.suits(at, target) && self.is_free(target));
        let chosen =
            suits.cloned().or_else(|| candidates.iter().find_map(|target| self.next_entry(target)));
        match chosen {
            Some(target) => {
                self.taken.insert(target.to_string());
                Guess { target: Some(target), because: Because::Heading }
            }
            None => Guess { target: None, because: Because::Taken },
        }
    }

    fn is_free(&self, target: &Target) -> bool {
        !self.taken.contains(&target.to_string())
    }

    /// A word with several meanings is understood by the other headings.
    fn suits(&self, at: usize, target: &Target) -> bool {
        match target.to_string().as_str() {
            "first_name" => self.is_sure_elsewhere(at, &["last_name"]) || self.only(at),
            link if link.starts_with("organization") => {
                let named = ["name", "first_name", "last_name", "job_title", "email"];
                self.only(at) || self.is_sure_elsewhere(at, &named)
            }
            "legal_name" => self.only(at) || self.is_sure_elsewhere(at, &["name"]),
            _ => true,
        }
    }

    /// Whether this column has no other meaning.
    fn only(&self, at: usize) -> bool {
        self.asked.get(at).is_some_and(|candidates| candidates.len() == 1)
    }

    /// Whether another column can only be one of these, or likeliest is.
    fn is_sure_elsewhere(&self, at: usize, keys: &[&str]) -> bool {
        self.asked.iter().enumerate().any(|(other, candidates)| {
            let first = candidates.first().map(Target::to_string).unwrap_or_default();
            let sure = candidates.len() == 1 || !first.starts_with("organization");
            other != at && sure && keys.contains(&first.as_str())
        })
    }

    /// A second e-mail becomes the second entry of its list.
    fn next_entry(&self, target: &Target) -> Option<Target> {
        let Target::Field(key) = target else {
            return None;
        };
        let field = self.ground.object.field(key)?;
        if !matches!(field.kind, Kind::Email | Kind::Phone) {
            return None;
        }
        let list = field.primary_of?;
        (2..=20)
            .map(|number: u8| Target::Entry {
                list,
                slot: number.to_string(),
                part: EntryPart::Value,
            })
            .find(|target| self.is_free(target))
    }

    fn by_content(&mut self, survey: &Survey, column: &Column) -> Option<Target> {
        let by_cells = content::field(column, self.ground.country);
        let by_names = || (!survey.heading && content::is_names(column)).then_some("name");
        let key = by_cells.or_else(by_names)?;
        let target = Target::parse(key, self.ground).ok()?;
        let entry = match key {
            "email" => "emails.",
            "phone" => "phones.",
            _ => "-",
        };
        let has_list = self.taken.iter().any(|taken| taken.starts_with(entry));
        (self.is_free(&target) && !has_list).then(|| {
            self.taken.insert(target.to_string());
            target
        })
    }
}

/// Labels of the object's fields in all languages.
fn labels(ground: Ground<'_>) -> HashMap<String, &'static str> {
    let words = Words::get();
    let mut labels = HashMap::new();
    for field in ground.object.fields.iter().filter(|field| is_importable(field)) {
        let key = field_label_key(words, ground.object.key, field.key);
        for language in Language::ALL {
            labels.entry(heading::normal(&words.text(language, &key))).or_insert(field.key);
        }
    }
    labels
}

/// What a column may be, the likeliest first.
fn candidates(
    ground: Ground<'_>,
    column: &Column,
    labels: &HashMap<String, &'static str>,
) -> Vec<Target> {
    let written = column.heading.trim().to_lowercase();
    let plain = heading::normal(&column.heading);
    let parsed = |text: &str| Target::parse(text, ground).ok();
    let is_foreign_id = written == "id" && !content::is_ids(column);
    if let Some(exact) = parsed(&written).or_else(|| parsed(&plain.replace(' ', "_")))
        && !is_foreign_id
        && !is_word_of_many(&plain, column)
    {
        return vec![exact];
    }
    let mut found: Vec<Target> = SPELLINGS
        .get(plain.as_str())
        .into_iter()
        .flatten()
        .filter_map(|text| parsed(text))
        .filter(|target| fits(ground, target, column))
        .collect();
    if let Some(target) = labels.get(&plain).and_then(|key| parsed(key))
        && !found.contains(&target)
        && !(found.iter().any(|known| known.field() == target.field()))
    {
        found.push(target);
    }
    if found.is_empty() {
        found.extend(numbered(ground, &plain, labels));
    }
    found
}

/// `organization` may hold ids or names, and be the name itself in a list of companies.
fn is_word_of_many(plain: &str, column: &Column) -> bool {
    plain == "organization" && !column.is_linked && !content::is_ids(column)
}

/// A choice is not guessed for a column none of whose cells is one.
fn fits(ground: Ground<'_>, target: &Target, column: &Column) -> bool {
    let kind = ground.object.field(target.field()).map(|field| field.kind);
    match (target, kind) {
        (Target::Field(_), Some(Kind::Choice(set) | Kind::Choices(set))) => {
            column.samples.iter().any(|sample| cell::choice(set, sample).is_some())
        }
        _ => true,
    }
}

/// `Email 2`, `Phone 1 - Type`, `Address 2 - City`, `Organization 1 - Name`.
fn numbered(
    ground: Ground<'_>,
    plain: &str,
    labels: &HashMap<String, &'static str>,
) -> Option<Target> {
    let (before, number, behind) = heading::numbered(plain)?;
    let known = |text: &str| {
        let spelled = SPELLINGS.get(text).into_iter().flatten().copied();
        let labelled = labels.get(text).copied();
        spelled.chain(labelled).find_map(|target| Target::parse(target, ground).ok())
    };
    let base = known(&before)?;
    let field = ground.object.field(base.field())?;
    let list = match field.kind {
        kind if kind.has_parts() => field.key,
        _ => match field.primary_of {
            Some(list) => list,
            None if number == 1 => {
                let rest = if behind == "value" { "" } else { behind.as_str() };
                return known(format!("{before} {rest}").trim());
            }
            None => return None,
        },
    };
    let is_address = ground.object.field(list).is_some_and(|list| list.kind == Kind::Addresses);
    let part = match behind.as_str() {
        "" | "value" | "address" | "number" if !is_address => EntryPart::Value,
        "type" | "label" | "tipo" | "etiqueta" | "类型" => EntryPart::Type,
        "" | "formatted" | "value" => EntryPart::Street,
        part if is_address => EntryPart::parse(known(part)?.field())?,
        _ => return None,
    };
    Some(Target::Entry { list, slot: number.to_string(), part })
}
