//! Links of the changes: found by match, and checked to be visible and living, set by set.

use std::collections::{HashMap, HashSet};

use kernel::kind::Kind;
use kernel::object::{Field, Object};
use kernel::value::Value;
use kernel::{Error, Refusal, Result};
use uuid::Uuid;

use super::prepare::Draft;
use super::{Change, Input, Saving};
use crate::query;
use crate::tx::Tx;

/// The records that links may point to.
#[derive(Default)]
pub(super) struct Found {
    visible: HashSet<(&'static str, Uuid)>,
    matched: HashMap<(&'static str, String), Result<Uuid, &'static str>>,
}

impl Found {
    /// The record that a match means.
    pub fn matched(&self, field: &Field, by: &[(&'static str, Value)]) -> Result<Uuid, Refusal> {
        let target = field.kind.link_target().unwrap_or_default();
        match self.matched.get(&(target, key_of(by))) {
            Some(Ok(id)) => Ok(*id),
            Some(Err(code)) => Err(Refusal::new(code)),
            None => Err(Refusal::new("no-match")),
        }
    }

    /// Refuses a link to what the asker may not see.
    pub fn check(&self, field: &Field, value: &Value) -> Result<(), Refusal> {
        let Some(target) = field.kind.link_target() else {
            return Ok(());
        };
        let known = |id: &Uuid| self.visible.contains(&(target, *id));
        let all = match value {
            Value::Id(id) => known(id),
            Value::Ids(ids) => ids.iter().all(known),
            _ => true,
        };
        if all { Ok(()) } else { Err(Refusal::new("unknown-record")) }
    }
}

fn key_of(by: &[(&'static str, Value)]) -> String {
    format!("{by:?}")
}

/// Looks up all links of the changes: one query for each target and one for each distinct match.
pub(super) async fn find(
    tx: &mut Tx,
    saving: &Saving,
    object: &Object,
    drafts: &[(usize, Change, Draft)],
) -> Result<Found> {
    let mut found = Found::default();
    let mut wanted: HashMap<&'static str, HashSet<Uuid>> = HashMap::new();
    for (_, change, draft) in drafts {
        for (key, input) in &change.fields {
            let Some(field) = object.field(key) else {
                continue;
            };
            let (Kind::Link(target) | Kind::Links(target)) = field.kind else {
                continue;
            };
            match input {
                Input::Value(value) if draft.after.value(field.position) == *value => {
                    trust(&mut found, target, value);
                }
                Input::Value(Value::Id(id)) => {
                    wanted.entry(target).or_default().insert(*id);
                }
                Input::Value(Value::Ids(ids)) => {
                    wanted.entry(target).or_default().extend(ids);
                }
                Input::Value(_) => {}
                Input::Match(by) => find_match(tx, saving, &mut found, target, by).await?,
            }
        }
    }
    for (target, ids) in wanted {
        let Some(linked) = saving.catalog.object(target) else {
            continue;
        };
        let ids: Vec<Uuid> = ids.into_iter().collect();
        for id in query::visible_ids(tx, saving.asking(), linked, &ids).await? {
            found.visible.insert((linked.key, id));
        }
    }
    Ok(found)
}

/// A link that stays as it was needs no right to see where it points.
fn trust(found: &mut Found, target: &'static str, value: &Value) {
    match value {
        Value::Id(id) => {
            found.visible.insert((target, *id));
        }
        Value::Ids(ids) => found.visible.extend(ids.iter().map(|id| (target, *id))),
        _ => {}
    }
}

async fn find_match(
    tx: &mut Tx,
    saving: &Saving,
    found: &mut Found,
    target: &'static str,
    by: &[(&'static str, Value)],
) -> Result<()> {
    let key = (target, key_of(by));
    if found.matched.contains_key(&key) {
        return Ok(());
    }
    let linked = saving
        .catalog
        .object(target)
        .ok_or_else(|| Error::broken(format!("a link to {target}, which does not exist")))?;
    let ids = query::find_matching(tx, saving.asking(), linked, by).await?;
    let answer = match ids.as_slice() {
        [] => Err("no-match"),
        [id] => {
            found.visible.insert((target, *id));
            Ok(*id)
        }
        _ => Err("many-match"),
    };
    found.matched.insert(key, answer);
    Ok(())
}
