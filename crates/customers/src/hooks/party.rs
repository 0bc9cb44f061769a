//! Who may belong to whom, and the employment that a changed company means.

use std::collections::{HashMap, HashSet};

use kernel::choice::Choices;
use kernel::record::Record;
use kernel::shape::Shape;
use kernel::{Refusal, Result};
use store::save::{Change, Pending, Saved, Saving, Write};
use store::sql_value::SqlValue;
use store::{Tx, TxFuture};
use uuid::Uuid;

use super::employment::{self, Move};
use super::{by_ids, distinct};
use crate::objects::{Party, PartyKind};
use crate::party_fact;

/// Levels of belonging that are followed upwards.
const MAX_LEVELS: usize = 30;

pub(super) fn party(record: &Record) -> Party {
    Party::from_values(&record.values)
}

/// Companies belong to companies, without circles; people work for companies; a picture is one
/// of their own.
pub(super) fn check<'a>(
    tx: &'a mut Tx,
    _saving: &'a Saving,
    pending: &'a mut [Pending],
) -> TxFuture<'a, ()> {
    Box::pin(async move {
        let named: Vec<Named> = pending.iter().map(Named::of).collect();
        if named.iter().any(Named::belongs) {
            check_kinds(tx, pending, &named).await?;
            check_circles(tx, pending, &named).await?;
        }
        check_photos(tx, pending, &named).await
    })
}

fn is_written(change: &Pending) -> bool {
    matches!(change.write, Write::Create | Write::Update)
}

/// What a change names anew; nothing, where it only deletes or restores.
#[derive(Default)]
struct Named {
    organization: Option<Uuid>,
    parent: Option<Uuid>,
    photo: Option<Uuid>,
    /// The parent from now on, named anew or not.
    above: Option<Uuid>,
}

impl Named {
    fn of(change: &Pending) -> Self {
        if !is_written(change) {
            return Self::default();
        }
        let after = party(&change.after);
        let before = change.before.as_ref().map(party).unwrap_or_default();
        let anew = |now: Option<Uuid>, then: Option<Uuid>| now.filter(|_| now != then);
        Self {
            organization: anew(after.organization.0, before.organization.0),
            parent: anew(after.parent.0, before.parent.0),
            photo: anew(after.photo.0, before.photo.0),
            above: after.parent.0,
        }
    }

    fn companies(&self) -> [(&'static str, Option<Uuid>); 2] {
        [("organization", self.organization), ("parent", self.parent)]
    }

    fn belongs(&self) -> bool {
        self.organization.is_some() || self.parent.is_some()
    }
}

async fn check_kinds(tx: &mut Tx, pending: &mut [Pending], named: &[Named]) -> Result<()> {
    let ids = distinct(named.iter().flat_map(Named::companies).filter_map(|(_, id)| id));
    let kinds = kinds(tx, &ids).await?;
    for (change, named) in pending.iter_mut().zip(named) {
        for (key, id) in named.companies() {
            let is_wrong = id.is_some_and(|id| {
                kinds.get(&id).is_some_and(|kind| *kind != PartyKind::Organization)
            });
            if is_wrong {
                change.refusals.field(key, "not-an-organization");
            }
        }
    }
    Ok(())
}

/// What the parties are.
pub(super) async fn kinds(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, PartyKind>> {
    let sql = r#"select "id", "kind" from "party" where "id" in ({})"#;
    let rows = by_ids(tx, sql, &[], ids.iter().map(|id| SqlValue::Id(*id))).await?;
    let mut kinds = HashMap::new();
    for row in rows {
        if let Some(kind) = row.opt_text(1)?.and_then(PartyKind::from_key) {
            kinds.insert(row.id(0)?, kind);
        }
    }
    Ok(kinds)
}

/// Walks up from every new parent; whoever meets itself is refused. Changes of the same batch
/// count already.
async fn check_circles(tx: &mut Tx, pending: &mut [Pending], named: &[Named]) -> Result<()> {
    if named.iter().all(|named| named.parent.is_none()) {
        return Ok(());
    }
    let written = || pending.iter().zip(named).filter(|(change, _)| is_written(change));
    let mut parents: HashMap<Uuid, Option<Uuid>> =
        written().map(|(change, named)| (change.after.id(), named.above)).collect();
    for _ in 0..MAX_LEVELS {
        let unknown = parents.values().flatten().filter(|id| !parents.contains_key(id)).copied();
        let unknown = distinct(unknown);
        if unknown.is_empty() {
            break;
        }
        let sql = r#"select "id", "parent" from "party" where "id" in ({})"#;
        let rows = by_ids(tx, sql, &[], unknown.iter().map(|id| SqlValue::Id(*id))).await?;
        parents.extend(unknown.into_iter().map(|id| (id, None)));
        for row in rows {
            parents.insert(row.id(0)?, row.opt_id(1)?);
        }
    }
    for (change, named) in pending.iter_mut().zip(named) {
        if named.parent.is_some() && is_in_circle(&parents, change.after.id()) {
            change.refusals.field("parent", "parent-circle");
        }
    }
    Ok(())
}

fn is_in_circle(parents: &HashMap<Uuid, Option<Uuid>>, start: Uuid) -> bool {
    let mut seen = HashSet::new();
    let mut at = parents.get(&start).copied().flatten();
    while let Some(id) = at {
        if id == start {
            return true;
        }
        if !seen.insert(id) {
            return false;
        }
        at = parents.get(&id).copied().flatten();
    }
    false
}

/// A picture must be bytes that we keep and that no file is made of: otherwise a known id would
/// show a file to somebody who may not see it.
async fn check_photos(tx: &mut Tx, pending: &mut [Pending], named: &[Named]) -> Result<()> {
    for (change, named) in pending.iter_mut().zip(named) {
        let Some(photo) = named.photo else {
            continue;
        };
        let sql = r#"
            select 1 from "stored_file" s
            where s."id" = $1
            and not exists (select 1 from "file" f where f."content" = $1)"#;
        if tx.query_opt(sql, &[photo.into()]).await?.is_none() {
            change.refusals.push(Refusal::field("photo", "unknown-record"));
        }
    }
    Ok(())
}

/// A person's company is the mirror of their employment: writing the one writes the other. What
/// a company knows of its people's last contact changes with them.
pub(super) fn follow<'a>(
    tx: &'a mut Tx,
    saving: &'a Saving,
    saved: &'a [&'a Saved],
) -> TxFuture<'a, Vec<Change>> {
    Box::pin(async move {
        let mut moves = Vec::new();
        let mut companies = Vec::new();
        for change in saved {
            let after = party(&change.record);
            let before = change.before.as_ref().map(party).unwrap_or_default();
            let is_moved = after.organization != before.organization;
            if is_moved && matches!(change.write, Write::Create | Write::Update) {
                moves.push(Move {
                    person: change.id(),
                    company: after.organization.0,
                    is_new: change.write == Write::Create,
                });
            }
            let is_other = is_moved || matches!(change.write, Write::Delete | Write::Restore);
            let has_facts = after.last_activity_at.is_some() || after.next_step.0.is_some();
            if is_other && has_facts {
                companies
                    .extend([before.organization.0, after.organization.0].into_iter().flatten());
            }
        }
        party_fact::settle(tx, saving, &distinct(companies)).await?;
        employment::follow_moves(tx, saving, moves).await
    })
}
