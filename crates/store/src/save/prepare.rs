//! From what was asked for to what will be written: load, check rights and version, merge,
//! settle, refuse.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::access::Act;
use kernel::conduct::Context;
use kernel::object::Object;
use kernel::record::{Envelope, Record};
use kernel::value::Value;
use kernel::{Error, Refusal, Refusals, Result};
use uuid::Uuid;

use super::{Change, Pending, Saving, Write, fields, links, mirror, rights};
use crate::query;
use crate::sql_value::SqlValue;
use crate::tx::Tx;

type Refused = Vec<(usize, Error)>;

/// Gives the changes that may be written, and the errors of those that may not.
pub(super) async fn prepare(
    tx: &mut Tx,
    saving: &Saving,
    object: &Arc<Object>,
    round: Vec<(usize, Change)>,
) -> Result<(Vec<Pending>, Refused)> {
    let loaded = load(tx, saving, object, &round).await?;
    let mut refused = Refused::new();
    let mut drafts = Vec::with_capacity(round.len());
    for (place, change) in round {
        match draft(saving, object, &loaded, &change) {
            Ok(draft) => drafts.push((place, change, draft)),
            Err(error) => refused.push((place, error)),
        }
    }
    let found = links::find(tx, saving, object, &drafts).await?;
    let main_teams = rights::main_teams(tx, saving, &drafts).await?;
    let mut pending = Vec::with_capacity(drafts.len());
    for (place, change, draft) in drafts {
        let merging = Merging { saving, object, found: &found, main_teams: &main_teams };
        match merging.merge(place, change, draft) {
            Ok(change) => pending.push(change),
            Err(error) => refused.push((place, error)),
        }
    }
    Ok((pending, refused))
}

/// A change with the record that it begins from.
pub(super) struct Draft {
    pub before: Option<Record>,
    pub after: Record,
}

struct Loaded {
    living: HashMap<Uuid, Record>,
    trashed: HashMap<Uuid, Record>,
}

/// Loads, and on PostgreSQL locks, the records that the changes name, inside the scope.
async fn load(
    tx: &mut Tx,
    saving: &Saving,
    object: &Arc<Object>,
    round: &[(usize, Change)],
) -> Result<Loaded> {
    let ids: Vec<Uuid> = round.iter().filter_map(|(_, change)| change.id).collect();
    let mut loaded = Loaded { living: HashMap::new(), trashed: HashMap::new() };
    if ids.is_empty() {
        return Ok(loaded);
    }
    let ids = lock(tx, object, ids).await?;
    if ids.is_empty() {
        return Ok(loaded);
    }
    let asking = saving.asking();
    for record in query::get_many(tx, asking, object, &ids, Act::See).await? {
        loaded.living.insert(record.id(), record);
    }
    if loaded.living.len() < ids.len() {
        for record in query::get_deleted(tx, asking, object, &ids).await? {
            loaded.trashed.insert(record.id(), record);
        }
    }
    Ok(loaded)
}

/// The records that are there at all, locked on PostgreSQL: in the order of the ids, so that two
/// writers never wait for each other in a ring.
async fn lock(tx: &mut Tx, object: &Object, mut ids: Vec<Uuid>) -> Result<Vec<Uuid>> {
    ids.sort_unstable();
    let mut there = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let marks: Vec<String> = (1..=chunk.len()).map(|number| format!("${number}")).collect();
        let sql = format!(
            r#"select "id" from "{}" where "id" in ({}) order by "id" {}"#,
            object.key,
            marks.join(", "),
            tx.dialect().for_update()
        );
        let params: Vec<SqlValue> = chunk.iter().map(|id| SqlValue::Id(*id)).collect();
        for row in tx.query(&sql, &params).await? {
            there.push(row.id(0)?);
        }
    }
    Ok(there)
}

fn draft(saving: &Saving, object: &Object, loaded: &Loaded, change: &Change) -> Result<Draft> {
    let scope = &saving.scope;
    if change.write == Write::Create {
        if let Some(id) = change.id
            && (loaded.living.contains_key(&id) || loaded.trashed.contains_key(&id))
        {
            return Err(Error::Conflict(Refusal::field("id", "taken")));
        }
        let mut after = fields::blank(object, change.id, scope);
        after.envelope.created_at = change.created_at.unwrap_or(scope.now);
        return Ok(Draft { before: None, after });
    }
    let id = change.id.ok_or(Error::NotFound)?;
    let record = match change.write {
        Write::Restore => loaded.trashed.get(&id).ok_or_else(|| {
            if loaded.living.contains_key(&id) {
                Error::Conflict(Refusal::new("not-in-trash"))
            } else {
                Error::NotFound
            }
        })?,
        _ => loaded.living.get(&id).ok_or(Error::NotFound)?,
    };
    rights::may(scope, object, change.write, &record.envelope)?;
    if let Some(version) = change.version
        && version != record.envelope.version
    {
        return Err(Error::Stale { current_version: record.envelope.version });
    }
    Ok(Draft { before: Some(record.clone()), after: record.clone() })
}

struct Merging<'a> {
    saving: &'a Saving,
    object: &'a Object,
    found: &'a links::Found,
    main_teams: &'a HashMap<Uuid, Uuid>,
}

impl Merging<'_> {
    fn merge(&self, place: usize, change: Change, draft: Draft) -> Result<Pending> {
        let Draft { before, mut after } = draft;
        let mut refusals = Refusals::default();
        let mut events = Vec::new();
        match change.write {
            Write::Delete => {
                after.envelope.deleted_at = Some(self.saving.scope.now);
                after.envelope.deleted_by = self.saving.scope.user();
            }
            Write::Restore => {
                after.envelope.deleted_at = None;
                after.envelope.deleted_by = None;
            }
            Write::Create | Write::Update => {
                fields::merge(self, &change, before.as_ref(), &mut after, &mut refusals);
                self.give_team(&change, &mut after.envelope);
                rights::may_hold(
                    &self.saving.scope,
                    self.object,
                    before.as_ref(),
                    &after.envelope,
                )?;
                if !refusals.is_empty() {
                    return Err(Error::Refused(refusals));
                }
                let verdict = self.conduct(before.as_ref(), &mut after);
                refusals.0.extend(verdict.refusals.0);
                events.extend(verdict.events.into_iter().map(str::to_owned));
                fields::require(self.object, &after, &mut refusals);
                if !refusals.is_empty() {
                    return Err(Error::Refused(refusals));
                }
            }
        }
        events.insert(0, format!("{}.{}", self.object.key, change.write.action()));
        Ok(Pending { place, write: change.write, before, after, refusals, events })
    }

    /// A record that is given an owner and no team goes to the owner's main team.
    fn give_team(&self, change: &Change, envelope: &mut Envelope) {
        let names = |key| change.fields.iter().any(|(field, _)| *field == key);
        let created = change.write == Write::Create;
        if (created || names("owner")) && !names("team") {
            envelope.team = envelope.owner.and_then(|owner| self.main_teams.get(&owner).copied());
        }
    }

    fn conduct(&self, before: Option<&Record>, after: &mut Record) -> kernel::conduct::Verdict {
        let saving = self.saving;
        let context = Context {
            now: saving.scope.now,
            today: saving.scope.today(),
            actor: saving.scope.actor.clone(),
            language: saving.workspace.language,
            country: saving.workspace.country,
            envelope: after.envelope.clone(),
        };
        mirror::scalars(self.object, after);
        let values: Option<&[Value]> = before.map(|record| record.values.as_slice());
        let verdict = (self.object.conduct)(&mut after.values, values, &context);
        mirror::scalars(self.object, after);
        verdict
    }
}

impl fields::Finding for Merging<'_> {
    fn saving(&self) -> &Saving {
        self.saving
    }

    fn object(&self) -> &Object {
        self.object
    }

    fn found(&self) -> &links::Found {
        self.found
    }
}
