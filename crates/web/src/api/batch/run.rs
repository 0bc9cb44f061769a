//! Runs operations in one transaction, as many as possible through one `save`.

use http::StatusCode;
use kernel::access::Scope;
use kernel::object::Object;
use kernel::value::Value;
use kernel::{Error, Refusal, Result};
use serde_json::{Value as Json, json};
use store::Tx;
use store::query;
use store::save::{Change, Saved, Saving, Write, save_each};
use uuid::Uuid;

use super::Refused;
use super::operation::{Named, Operation, Unread, Verb};
use crate::error::Failure;

/// What became of an operation.
pub(super) struct Done {
    place: usize,
    op: &'static str,
    outcome: Result<Saved, Refused>,
}

impl Done {
    pub(super) const fn is_refused(&self) -> bool {
        self.outcome.is_err()
    }

    /// It speaks of something that does not exist here, such as an unknown field.
    pub(super) fn is_invalid(&self) -> bool {
        self.outcome.as_ref().is_err_and(|failure| failure.status() == StatusCode::BAD_REQUEST)
    }

    /// Why it was refused, with pointers into the batch.
    pub(super) fn refusals(&self) -> Vec<Refusal> {
        let Err(failure) = &self.outcome else {
            return Vec::new();
        };
        let at = format!("operations/{}", self.place);
        let mut refusals: Vec<Refusal> = failure.all_refusals().to_vec();
        if refusals.is_empty() {
            refusals.push(Refusal::new(failure.code()));
        }
        for refusal in &mut refusals {
            let field = refusal.field.take();
            refusal.field = Some(match field {
                Some(field) if field.starts_with("operations/") => field,
                Some(field) => format!("{at}/data/{field}"),
                None => at.clone(),
            });
        }
        refusals
    }

    /// Its compact answer.
    pub(super) fn json(&self, scope: &Scope) -> Json {
        match &self.outcome {
            Ok(saved) => {
                let status = match saved.write {
                    Write::Create => 201,
                    Write::Delete => 204,
                    Write::Update | Write::Restore => 200,
                };
                json!({
                    "op": self.op,
                    "status": status,
                    "id": saved.id(),
                    "version": saved.record.envelope.version,
                    "changed": saved.changed,
                })
            }
            Err(failure) => json!({
                "op": self.op,
                "status": failure.status().as_u16(),
                "errors": crate::error::errors(&self.refusals(), scope.language),
            }),
        }
    }
}

/// A change with its place in the batch.
type Placed = (usize, &'static str, Change);
/// Operations, the first of which stands at a place in the batch.
type From<'a> = (&'a [Result<Operation, Unread>], usize);

/// Runs the operations in their order and answers each.
///
/// # Errors
/// Only when the database fails; then nothing may be committed.
pub(super) async fn run(
    tx: &mut Tx,
    saving: &Saving,
    object: &Object,
    (operations, first): From<'_>,
) -> Result<Vec<Done>> {
    let mut done = Vec::with_capacity(operations.len());
    let mut waiting: Vec<Placed> = Vec::new();
    // Two upserts of the same thing, or an upsert of what was just made: the second must find
    // what the first made.
    let mut sought: Vec<Vec<(&'static str, Value)>> = Vec::new();
    let mut creates = false;
    for (place, operation) in (first..).zip(operations) {
        let operation = match operation {
            Ok(operation) => operation,
            Err(unread) => {
                let outcome = Err(Refused::clone(&unread.failure));
                done.push(Done { place, op: unread.op, outcome });
                continue;
            }
        };
        if let Some(values) = sought_by(operation) {
            if creates || sought.contains(values) {
                done.extend(flush(tx, saving, std::mem::take(&mut waiting)).await?);
                sought.clear();
                creates = false;
            }
            sought.push(values.clone());
        }
        creates |= operation.verb == Verb::Create;
        let op = operation.verb.key();
        match change(tx, saving, object, operation).await {
            Ok(change) => waiting.push((place, op, change)),
            Err(error) => done.push(Done { place, op, outcome: Err(own(error)?) }),
        }
    }
    done.extend(flush(tx, saving, waiting).await?);
    done.sort_by_key(|done| done.place);
    Ok(done)
}

fn sought_by(operation: &Operation) -> Option<&Vec<(&'static str, Value)>> {
    match &operation.verb {
        Verb::Upsert(values)
        | Verb::Update(Named::Match(values))
        | Verb::Delete(Named::Match(values)) => Some(values),
        _ => None,
    }
}

async fn flush(tx: &mut Tx, saving: &Saving, waiting: Vec<Placed>) -> Result<Vec<Done>> {
    let (places, changes): (Vec<_>, Vec<_>) =
        waiting.into_iter().map(|(place, op, change)| ((place, op), change)).unzip();
    let answers = save_each(tx, saving, changes).await?;
    places
        .into_iter()
        .zip(answers)
        .map(|((place, op), answer)| {
            let outcome = match answer {
                Ok(saved) => Ok(saved),
                Err(error) => Err(own(error)?),
            };
            Ok(Done { place, op, outcome })
        })
        .collect()
}

/// An error that is the operation's own; the database's is everyone's.
fn own(error: Error) -> Result<Refused> {
    match error {
        Error::Broken(_) | Error::Unavailable { .. } | Error::StorageFull => Err(error),
        own => Ok(Refused::new(Failure::from(own))),
    }
}

async fn change(
    tx: &mut Tx,
    saving: &Saving,
    object: &Object,
    operation: &Operation,
) -> Result<Change> {
    let mut fields = operation.fields.clone();
    let change = match &operation.verb {
        Verb::Create => Change::new(object.key).with_id(Uuid::now_v7()),
        Verb::Update(named) => Change::update(object.key, find(tx, saving, object, named).await?),
        Verb::Delete(named) => Change::delete(object.key, find(tx, saving, object, named).await?),
        Verb::Upsert(values) => match matching(tx, saving, object, values).await? {
            Some(id) => Change::update(object.key, id),
            None => {
                for (key, value) in values {
                    fields.or_insert(object, key, value.clone());
                }
                Change::new(object.key).with_id(Uuid::now_v7())
            }
        },
    };
    fields.fill(tx, saving.asking(), change.at_version(operation.version)).await
}

async fn find(tx: &mut Tx, saving: &Saving, object: &Object, named: &Named) -> Result<Uuid> {
    match named {
        Named::Id(id) => Ok(*id),
        Named::Match(values) => {
            let found = matching(tx, saving, object, values).await?;
            found.ok_or_else(|| Error::refused("match", "no-match"))
        }
    }
}

async fn matching(
    tx: &mut Tx,
    saving: &Saving,
    object: &Object,
    values: &[(&'static str, Value)],
) -> Result<Option<Uuid>> {
    let found = query::find_matching(tx, saving.asking(), object, values).await?;
    match found.as_slice() {
        [] => Ok(None),
        [id] => Ok(Some(*id)),
        _ => Err(Error::refused("match", "many-match")),
    }
}
