//! Which record a row is, and which records it points to.

use kernel::Refusal;
use kernel::record::Record;
use kernel::value::Value;
use store::query::MOST_SHARING;
use uuid::Uuid;

use super::Sheet;
use crate::import::draft::{Draft, Refused, Wish};
use crate::import::lookup::{Facet, Lookup, facet_of_link, plain};
use crate::import::plan::Key;
use crate::import::settings::{Mode, OnDuplicate};

/// Keys that mean one record or none: when they find nothing, no weaker key is asked.
const DECISIVE: [&str; 3] = ["id", "external_id", "tax_id"];

/// Where users are sought by their address.
const USER_BY_EMAIL: (&str, &str, Facet) = ("user", "email", None);

/// A row whose records are known.
pub(in crate::import) struct Resolved {
    /// The record that it changes; a new one without.
    pub record: Option<Uuid>,
    /// Which of the keys found it.
    pub found_by: Option<usize>,
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
        for (at, key) in self.plan.match_by.iter().enumerate() {
            let values: Option<Vec<String>> = key
                .iter()
                .map(|field| draft.key(object, field).map(|value| plain(&value)))
                .collect();
            if let Some(values) = values {
                names.push(format!("{at}\u{1}{}", values.join("\u{1}")));
            }
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
        for key in self.plan.match_by.iter().flatten().chain(duplicates) {
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
        if let Some(email) = &self.plan.owner_fallback {
            lookup.ask(USER_BY_EMAIL, &Value::Text(email.clone()));
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
        if let Some((record, at)) = record {
            let (record, found_by) = (Some(record), Some(at));
            return Ok(Resolved { record, found_by, links, is_duplicate: false });
        }
        let (record, is_duplicate) = self.duplicate(lookup, draft).map_err(Unresolved::Never)?;
        Ok(Resolved { record, found_by: None, links, is_duplicate })
    }

    /// The record that the first key finds which finds any, and the place of that key.
    fn record(&self, lookup: &Lookup, draft: &Draft) -> Result<Option<(Uuid, usize)>, Refused> {
        let mut in_vain = None;
        for (at, key) in self.plan.match_by.iter().enumerate() {
            let field = key.first().copied().unwrap_or_default();
            let refusal = |code| self.cell(draft, Refusal::field(field, code));
            let Some(found) = self.found_by(lookup, draft, key) else {
                continue;
            };
            match (found.as_slice(), self.plan.mode) {
                ([], _) if key.contains(&"id") => return Err(refusal("no-match")),
                ([], _) => in_vain = in_vain.or(Some(field)),
                (_, Mode::Create) => return Err(refusal("import-is-there")),
                ([one], _) => return Ok(Some((*one, at))),
                _ => return Err(refusal("many-match")),
            }
        }
        if self.plan.mode != Mode::Update {
            return Ok(None);
        }
        Err(match in_vain {
            Some(field) => self.cell(draft, Refusal::field(field, "no-match")),
            None => self.cell(draft, Refusal::field(self.unsaid(draft), "import-no-key")),
        })
    }

    /// The records that all fields of a key find; `None` when the row does not say one of them.
    fn found_by(&self, lookup: &Lookup, draft: &Draft, key: &Key) -> Option<Vec<Uuid>> {
        let object = &self.plan.object;
        let mut found: Option<Vec<Uuid>> = None;
        for field in key {
            let value = draft.key(object, field)?;
            let facet = self.match_facet(draft, field);
            let have = self.found(lookup, (object.key, field, facet), &value);
            found = Some(match found {
                None => have,
                Some(known) => known.into_iter().filter(|id| have.contains(id)).collect(),
            });
        }
        found
    }

    /// The first field of a key that the row does not say.
    fn unsaid(&self, draft: &Draft) -> &'static str {
        let mut fields = self.plan.match_by.iter().flatten();
        let unsaid = fields.find(|field| draft.key(&self.plan.object, field).is_none());
        unsaid.copied().unwrap_or_default()
    }

    /// What says that a record, found by a later key, is known otherwise by an earlier one.
    pub(super) fn is_another(
        &self,
        draft: &Draft,
        found_by: usize,
        record: &Record,
    ) -> Option<Refused> {
        let object = &self.plan.object;
        let earlier = self.plan.match_by.iter().take(found_by).flatten();
        let differs = |field: &&'static str| {
            let said = draft.key(object, field).map(|value| plain(&value));
            let known = object.field(field).map(|known| object.value(record, known.key));
            let known = known.filter(|value| !value.is_null()).map(|value| plain(&value));
            said.is_some() && known.is_some() && said != known
        };
        let field = earlier.copied().filter(|field| DECISIVE.contains(field)).find(differs)?;
        Some(self.cell(draft, Refusal::field(field, "import-other-key")))
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
            for keys in wish.keys.chunks(if wish.is_twofold { 2 } else { 1 }) {
                let mut by_key = keys.iter().map(|(key, value)| found(*key, value));
                let ones = by_key.find(|found| !found.is_empty()).unwrap_or_default();
                match ones.as_slice() {
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
                if candidates.is_none() && !wish.is_twofold && DECISIVE.contains(key) {
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
            [] => match self.owner_fallback(lookup, wish) {
                Some(user) => Ok(Some(Value::Id(user))),
                None => Err(refused("no-match")),
            },
            [one] if self.is_imagined(*one) => Ok(None),
            [one] => Ok(Some(Value::Id(*one))),
            _ => Err(refused("many-match")),
        }
    }

    /// Who gets a record whose owner is nobody here.
    fn owner_fallback(&self, lookup: &Lookup, wish: &Wish) -> Option<Uuid> {
        let email = self.plan.owner_fallback.as_ref().filter(|_| wish.link == "owner")?;
        lookup.found(USER_BY_EMAIL, &Value::Text(email.clone())).first().copied()
    }

    fn found(
        &self,
        lookup: &Lookup,
        place: (&'static str, &'static str, Facet),
        value: &Value,
    ) -> Vec<Uuid> {
        let mut ids = lookup.found(place, value);
        if let Some(imagined) = self.imagined {
            ids.extend(imagined.found(place, value));
        }
        ids
    }
}
