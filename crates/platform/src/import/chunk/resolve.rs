//! Which record a row is, and which records it points to.

use kernel::Refusal;
use kernel::value::Value;
use store::query::MOST_SHARING;
use uuid::Uuid;

use super::Sheet;
use crate::import::draft::{Draft, Refused, Wish};
use crate::import::lookup::{Facet, Lookup, facet_of_link, plain};
use crate::import::settings::{Mode, OnDuplicate};

/// Keys that mean one record or none: when they find nothing, no weaker key is asked.
const DECISIVE: [&str; 3] = ["id", "external_id", "tax_id"];

/// A row whose records are known.
pub(in crate::import) struct Resolved {
    /// The record that it changes; a new one without.
    pub record: Option<Uuid>,
    pub links: Vec<(&'static str, Value)>,
    pub is_duplicate: bool,
}

/// Why a row cannot be written.
pub(in crate::import) enum Unresolved {
    /// What it points to is not there; another row may make it.
    Link(Vec<Refused>),
    Never(Refused),
}

impl Sheet<'_> {
    /// What this row is known by: rows of the same name are written one after the other.
    pub(super) fn names(&self, draft: &Draft) -> Vec<String> {
        let mut names = Vec::new();
        let object = &self.plan.object;
        let keys: Option<Vec<String>> = self
            .plan
            .match_by
            .iter()
            .map(|key| draft.key(object, key).map(|value| plain(&value)))
            .collect();
        if let Some(keys) = keys.filter(|keys| !keys.is_empty()) {
            names.push(keys.join("\u{1}"));
        }
        for (key, act) in &self.plan.duplicates {
            if *act != OnDuplicate::Create
                && let Some(value) = draft.key(object, key)
            {
                names.push(format!("{key}\u{2}{}", plain(&value)));
            }
        }
        names
    }

    /// Asks for all that the row names.
    pub(super) fn ask(&self, lookup: &mut Lookup, draft: &Draft) {
        let object = &self.plan.object;
        let duplicates = self.plan.duplicates.iter().map(|(key, _)| key);
        for key in self.plan.match_by.iter().chain(duplicates) {
            if let Some(value) = draft.key(object, key) {
                lookup.ask((object.key, key, self.match_facet(draft, key)), &value);
            }
        }
        for wish in &draft.links {
            let facet = facet_of_link(&self.saving.catalog, wish.link, wish.target);
            for (key, value) in &wish.keys {
                lookup.ask((wish.target, key, facet), value);
            }
        }
    }

    /// Ids and keys of other systems are everyone's; names and addresses those of one facet.
    fn match_facet(&self, draft: &Draft, key: &str) -> Facet {
        if DECISIVE.contains(&key) { None } else { self.facet(draft) }
    }

    pub(super) fn resolve(&self, lookup: &Lookup, draft: &Draft) -> Result<Resolved, Unresolved> {
        let record = self.record(lookup, draft).map_err(Unresolved::Never)?;
        let mut links = Vec::with_capacity(draft.links.len());
        let mut lost = Vec::new();
        for wish in &draft.links {
            match self.link(lookup, wish) {
                Ok(Some(value)) => links.push((wish.link, value)),
                Ok(None) => {}
                Err(cell) => lost.push(cell),
            }
        }
        if !lost.is_empty() {
            return Err(Unresolved::Link(lost));
        }
        if record.is_some() {
            return Ok(Resolved { record, links, is_duplicate: false });
        }
        let (record, is_duplicate) = self.duplicate(lookup, draft).map_err(Unresolved::Never)?;
        Ok(Resolved { record, links, is_duplicate })
    }

    /// The record that the match fields find, all of them together.
    fn record(&self, lookup: &Lookup, draft: &Draft) -> Result<Option<Uuid>, Refused> {
        let mut found: Option<Vec<Uuid>> = None;
        for key in &self.plan.match_by {
            let refusal = |code| self.cell(draft, Refusal::field(key, code));
            let Some(value) = draft.key(&self.plan.object, key) else {
                return match self.plan.mode {
                    Mode::Update => Err(refusal("import-no-key")),
                    _ => Ok(None),
                };
            };
            let facet = self.match_facet(draft, key);
            let have = self.found(lookup, (self.plan.object.key, key, facet), &value);
            let both = match found {
                None => have,
                Some(known) => known.into_iter().filter(|id| have.contains(id)).collect(),
            };
            found = Some(both);
        }
        let Some(found) = found else {
            return Ok(None);
        };
        let key = self.plan.match_by.first().copied().unwrap_or_default();
        let refusal = |code| self.cell(draft, Refusal::field(key, code));
        match (found.as_slice(), self.plan.mode) {
            ([], Mode::Update) => Err(refusal("no-match")),
            ([], _) if self.plan.match_by.contains(&"id") => Err(refusal("no-match")),
            ([], _) => Ok(None),
            ([_], Mode::Create) => Err(refusal("import-is-there")),
            ([one], _) => Ok(Some(*one)),
            (_, Mode::Create) => Err(refusal("import-is-there")),
            _ => Err(refusal("many-match")),
        }
    }

    /// The record that a new row looks like, when the row shall change it; whether there is any.
    fn duplicate(&self, lookup: &Lookup, draft: &Draft) -> Result<(Option<Uuid>, bool), Refused> {
        let mut is_duplicate = false;
        for (key, act) in &self.plan.duplicates {
            let Some(value) = draft.key(&self.plan.object, key) else {
                continue;
            };
            let facet = self.match_facet(draft, key);
            let found = self.found(lookup, (self.plan.object.key, key, facet), &value);
            if found.is_empty() || found.len() > MOST_SHARING {
                continue;
            }
            let refusal = |code| self.cell(draft, Refusal::field(key, code));
            match (act, found.as_slice()) {
                (OnDuplicate::Create, _) => is_duplicate = true,
                (OnDuplicate::Skip, _) => return Err(refusal("import-is-there")),
                (OnDuplicate::Update, [one]) => return Ok((Some(*one), false)),
                (OnDuplicate::Update, _) => return Err(refusal("many-match")),
            }
        }
        Ok((None, is_duplicate))
    }

    /// What a link shall hold; `None` when a check has only imagined it.
    fn link(&self, lookup: &Lookup, wish: &Wish) -> Result<Option<Value>, Refused> {
        let refused = |code| Refused {
            column: wish.column.clone(),
            value: wish.cell.clone(),
            reason: Refusal::field(wish.link, code),
        };
        let facet = facet_of_link(&self.saving.catalog, wish.link, wish.target);
        let found = |key, value| self.found(lookup, (wish.target, key, facet), value);
        if wish.many {
            let mut ids = Vec::with_capacity(wish.keys.len());
            for (key, value) in &wish.keys {
                match found(*key, value).as_slice() {
                    [] => return Err(refused("no-match")),
                    [one] => ids.push(*one),
                    _ => return Err(refused("many-match")),
                }
            }
            ids.retain(|id| !self.is_imagined(*id));
            return Ok(Some(Value::Ids(ids)));
        }
        let mut candidates: Option<Vec<Uuid>> = None;
        for (key, value) in &wish.keys {
            let have = found(*key, value);
            let narrowed = match &candidates {
                None => have,
                Some(known) => known.iter().copied().filter(|id| have.contains(id)).collect(),
            };
            if narrowed.is_empty() {
                if candidates.is_none() && DECISIVE.contains(key) {
                    break;
                }
                continue;
            }
            let is_one = narrowed.len() == 1;
            candidates = Some(narrowed);
            if is_one {
                break;
            }
        }
        match candidates.unwrap_or_default().as_slice() {
            [] => Err(refused("no-match")),
            [one] if self.is_imagined(*one) => Ok(None),
            [one] => Ok(Some(Value::Id(*one))),
            _ => Err(refused("many-match")),
        }
    }

    fn found(
        &self,
        lookup: &Lookup,
        place: (&'static str, &'static str, Facet),
        value: &Value,
    ) -> Vec<Uuid> {
        let mut ids = lookup.found(place, value);
        if let Some(imagined) = self.imagined.filter(|_| place.0 == self.plan.object.key) {
            ids.extend(imagined.found(place.1, place.2, value));
        }
        ids
    }
}
