//! Records that the rows of a chunk name, found in a few statements for all of them.

use std::collections::{HashMap, HashSet};

use kernel::Result;
use kernel::catalog::Catalog;
use kernel::object::Object;
use kernel::text::fold::fold;
use kernel::value::Value;
use store::Tx;
use store::query::{Asking, FindBy, find_each};
use uuid::Uuid;

/// The field that tells faces apart, and its value.
pub(super) type Facet = Option<(&'static str, &'static str)>;

/// Where something is sought: object, field, facet.
type Place = (&'static str, &'static str, Facet);

/// Object, field, and a value without case and accents.
type Said = (&'static str, &'static str, String);

/// What was asked and what was found.
#[derive(Default)]
pub(super) struct Lookup {
    asked: HashMap<Place, HashMap<String, Value>>,
    found: HashMap<Place, HashMap<String, Vec<Uuid>>>,
}

impl Lookup {
    pub fn ask(&mut self, place: Place, value: &Value) {
        self.asked.entry(place).or_default().entry(said(value)).or_insert_with(|| value.clone());
    }

    /// Finds all that was asked for.
    pub async fn find(&mut self, tx: &mut Tx, asking: Asking<'_>) -> Result<()> {
        for (place, values) in std::mem::take(&mut self.asked) {
            let Some(object) = asking.catalog.object(place.0) else {
                continue;
            };
            let (said, values): (Vec<String>, Vec<Value>) = values.into_iter().unzip();
            let by = FindBy { object, key: place.1, facet: place.2 };
            let found = self.found.entry(place).or_default();
            for (at, id) in find_each(tx, asking, by, &values).await? {
                if let Some(said) = said.get(at) {
                    found.entry(said.clone()).or_default().push(id);
                }
            }
        }
        Ok(())
    }

    /// The records that have a value, each once.
    pub fn found(&self, place: Place, value: &Value) -> Vec<Uuid> {
        let found = self.found.get(&place).and_then(|found| found.get(&said(value)));
        let mut ids = found.cloned().unwrap_or_default();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// A value as text: two values that say the same in other letters are two.
fn said(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

/// A value without case and accents.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => fold(text),
        other => format!("{other:?}"),
    }
}

/// The facet that a link leads to: one that is called as a face of its target leads to that.
pub(super) fn facet_of_link(catalog: &Catalog, link: &str, target: &str) -> Facet {
    catalog.object(target)?.faces.iter().find(|face| face.key == link)?.facet
}

/// The facet of a value of the field that tells faces apart.
pub(super) fn facet(object: &Object, value: Option<&Value>) -> Facet {
    let value = value?.as_text()?;
    object.faces.iter().filter_map(|face| face.facet).find(|(_, known)| *known == value)
}

/// A record that a check would have made, and what it is found by.
#[derive(Clone, Debug)]
pub(super) struct ImaginedOne {
    pub id: Uuid,
    pub object: &'static str,
    pub facet: Facet,
    pub keys: Vec<(&'static str, Value)>,
}

/// What a check would have made by now: it is written nowhere, so that later rows find it here.
#[derive(Clone, Debug, Default)]
pub(super) struct Imagined {
    made: HashMap<Said, Vec<(Uuid, Facet)>>,
    ids: HashSet<Uuid>,
}

impl Imagined {
    pub fn add(&mut self, one: ImaginedOne) {
        let ImaginedOne { id, object, facet, keys } = one;
        self.ids.insert(id);
        for (key, value) in keys {
            self.made.entry((object, key, plain(&value))).or_default().push((id, facet));
        }
    }

    pub fn has(&self, id: Uuid) -> bool {
        self.ids.contains(&id)
    }

    pub fn found(&self, (object, key, facet): Place, value: &Value) -> Vec<Uuid> {
        let made = self.made.get(&(object, key, plain(value)));
        let suits = |known: &&(Uuid, Facet)| facet.is_none() || known.1 == facet;
        made.into_iter().flatten().filter(suits).map(|(id, _)| *id).collect()
    }
}
