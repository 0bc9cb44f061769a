//! Who may stand at the ends of a relationship, and which types may change.

use std::collections::HashMap;

use kernel::choice::Choices;
use kernel::record::Record;
use kernel::shape::Shape;
use kernel::words::Words;
use kernel::{Refusal, Result};
use store::save::{Change, Pending, Saved, Saving, Write};
use store::sql_value::SqlValue;
use store::{Tx, TxFuture};
use uuid::Uuid;

use super::party::kinds;
use super::{by_ids, distinct, employment};
use crate::objects::relationship_type::End;
use crate::objects::{Relationship, RelationshipType, WORKS_FOR};

fn relationship(record: &Record) -> Relationship {
    Relationship::from_values(&record.values)
}

/// The type says who may stand where.
pub(super) fn check<'a>(
    tx: &'a mut Tx,
    saving: &'a Saving,
    pending: &'a mut [Pending],
) -> TxFuture<'a, ()> {
    Box::pin(async move {
        let ties: Vec<Relationship> =
            pending.iter().map(|change| relationship(&change.after)).collect();
        let ends = ties.iter().flat_map(|tie| [tie.from.0, tie.to.0]).flatten();
        let kinds = kinds(tx, &distinct(ends)).await?;
        let types = distinct(ties.iter().filter_map(|tie| tie.relationship_type.0));
        let admitted = admitted_ends(tx, &types).await?;
        for (change, tie) in pending.iter_mut().zip(ties) {
            let Some(ends) = tie.relationship_type.0.and_then(|kind| admitted.get(&kind)) else {
                continue;
            };
            for (key, id, end) in [("from", tie.from.0, ends.0), ("to", tie.to.0, ends.1)] {
                let kind = id.and_then(|id| kinds.get(&id));
                if kind.is_some_and(|kind| !end.admits(*kind)) {
                    let label = End::SET.label_key(end.key());
                    let expected = Words::get().text(saving.scope.language, &label);
                    change
                        .refusals
                        .push(Refusal::field(key, "wrong-end").with("expected", expected));
                }
            }
        }
        Ok(())
    })
}

async fn admitted_ends(tx: &mut Tx, types: &[Uuid]) -> Result<HashMap<Uuid, (End, End)>> {
    let sql = r#"select "id", "from_kind", "to_kind" from "relationship_type" where "id" in ({})"#;
    let rows = by_ids(tx, sql, &[], types.iter().map(|id| SqlValue::Id(*id))).await?;
    let mut ends = HashMap::new();
    for row in rows {
        let end = |at| -> Result<End> {
            Ok(row.opt_text(at)?.and_then(End::from_key).unwrap_or(End::Anyone))
        };
        ends.insert(row.id(0)?, (end(1)?, end(2)?));
    }
    Ok(ends)
}

/// An employment that was written settles which company the person shows.
pub(super) fn follow<'a>(
    tx: &'a mut Tx,
    saving: &'a Saving,
    saved: &'a [&'a Saved],
) -> TxFuture<'a, Vec<Change>> {
    Box::pin(async move {
        let Some(kind) = employment::type_id(tx).await? else {
            return Ok(Vec::new());
        };
        let mut people = Vec::new();
        let mut latest = Vec::new();
        for change in saved {
            let states = [Some(&change.record), change.before.as_ref()];
            for tie in states.into_iter().flatten().map(relationship) {
                if tie.relationship_type.0 == Some(kind) {
                    people.extend(tie.from.0);
                    latest.push(change.id());
                }
            }
        }
        if people.is_empty() {
            return Ok(Vec::new());
        }
        employment::follow_jobs(tx, saving, (kind, distinct(people), latest)).await
    })
}

/// A type in use stays, and so does the one that the company of people mirrors. Keys are unique.
pub(super) fn check_types<'a>(
    tx: &'a mut Tx,
    _saving: &'a Saving,
    pending: &'a mut [Pending],
) -> TxFuture<'a, ()> {
    Box::pin(async move {
        for change in pending.iter_mut() {
            let kind = RelationshipType::from_values(&change.after.values);
            let id = change.after.id();
            if change.write == Write::Delete {
                if kind.key.as_str() == WORKS_FOR {
                    change.refusals.push(Refusal::new("standard-type"));
                }
                let sql = r#"
                    select 1 from "relationship"
                    where "relationship_type" = $1 and "deleted_at" is null
                    limit 1"#;
                if tx.query_opt(sql, &[id.into()]).await?.is_some() {
                    change.refusals.push(Refusal::new("type-in-use"));
                }
                continue;
            }
            let sql = r#"
                select 1 from "relationship_type"
                where "key" = $1 and "id" <> $2 and "deleted_at" is null"#;
            if tx.query_opt(sql, &[kind.key.as_str().into(), id.into()]).await?.is_some() {
                change.refusals.field("key", "taken");
            }
        }
        Ok(())
    })
}
