//! Records that rows name and that are not there, made on the way when somebody asked for it.

use std::collections::HashMap;

use kernel::value::Value;
use kernel::{Refusal, Result};
use store::Tx;
use store::save::{Change, save_each};

use super::{Done, Sheet, reasons};
use crate::import::draft::{Draft, Refused, Wish};
use crate::import::lookup::{ImaginedOne, facet_of_link, plain};
use crate::import::plan::From;

/// Records of a chunk that were made, or why they could not be.
pub(super) type Tried = HashMap<String, Option<Refusal>>;

impl Sheet<'_> {
    /// Makes what rows name in vain and answers whether there was any; the cells of what may not be
    /// made say why.
    pub(super) async fn make_missing(
        &self,
        tx: &mut Tx,
        drafts: &[Draft],
        unresolved: &mut [(usize, Vec<Refused>)],
        (tried, done): (&mut Tried, &mut Done),
    ) -> Result<bool> {
        let (mut changes, mut records) = (Vec::new(), Vec::new());
        for (place, cells) in unresolved.iter() {
            let Some(draft) = drafts.get(*place) else {
                continue;
            };
            for wish in self.missing(draft, cells).unwrap_or_default() {
                let name = name(wish);
                if !tried.contains_key(&name) {
                    tried.insert(name.clone(), None);
                    let (change, record) = self.linked(draft, wish);
                    changes.push(change);
                    records.push((name, record));
                }
            }
        }
        let mut has_made = false;
        let answers = save_each(tx, self.saving, changes).await?;
        for ((name, record), answer) in records.into_iter().zip(answers) {
            match answer {
                Ok(_) => {
                    has_made = true;
                    done.counts.linked += 1;
                    done.linked.push(record);
                }
                Err(error) => {
                    tried.insert(name, reasons(error)?.into_iter().next());
                }
            }
        }
        for (place, cells) in unresolved {
            let links = drafts.get(*place).map(|draft| draft.links.as_slice()).unwrap_or_default();
            for cell in cells {
                let wish =
                    links.iter().find(|wish| Some(wish.link) == cell.reason.field.as_deref());
                if let Some(Some(reason)) = wish.and_then(|wish| tried.get(&name(wish))) {
                    cell.reason = Refusal { field: cell.reason.field.clone(), ..reason.clone() };
                }
            }
        }
        Ok(has_made)
    }

    /// What a row names in vain, when all of it can be made.
    fn missing<'a>(&self, draft: &'a Draft, cells: &[Refused]) -> Option<Vec<&'a Wish>> {
        let mut wishes = Vec::with_capacity(cells.len());
        for cell in cells {
            let link = cell.reason.field.as_deref()?;
            let wish = draft.links.iter().find(|wish| wish.link == link)?;
            let title = self.plan.linked.get(wish.target)?.title;
            let is_named = wish.keys.iter().any(|(key, _)| *key == title);
            let is_known = !wish.is_twofold && wish.keys.iter().any(|(key, _)| *key == "id");
            if cell.reason.code != "no-match"
                || !self.plan.creates.contains(&wish.link)
                || !is_named
                || is_known
            {
                return None;
            }
            wishes.push(wish);
        }
        Some(wishes)
    }

    fn linked(&self, draft: &Draft, wish: &Wish) -> (Change, ImaginedOne) {
        let facet = facet_of_link(&self.saving.catalog, wish.link, wish.target);
        let id = self.ids.linked(draft.row.number, wish.link);
        let mut change = Change::new(wish.target).with_id(id);
        if let Some((field, value)) = facet {
            change.fields.push((field, Value::Text(value.to_owned()).into()));
        }
        let said = self.plan.columns.iter().find(|column| column.target.field() == "source");
        if let (true, Some(From::Fixed(source))) =
            (wish.target == self.plan.object.key, said.map(|column| &column.from))
        {
            change.fields.push(("source", Value::Text(source.clone()).into()));
        }
        let named = wish.keys.iter().filter(|(key, _)| *key != "id");
        let mut keys: Vec<(&'static str, Value)> = named.cloned().collect();
        keys.dedup();
        change.fields.extend(keys.iter().map(|(key, value)| (*key, value.clone().into())));
        (change, ImaginedOne { id, object: wish.target, facet, keys })
    }
}

/// What a record is called by the row that names it: by its strongest key.
fn name(wish: &Wish) -> String {
    let key = wish.keys.first().map(|(key, value)| format!("{key}\u{1}{}", plain(value)));
    format!("{}\u{1}{}", wish.link, key.unwrap_or_default())
}
