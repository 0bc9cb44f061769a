//! Merging the fields that were sent into a record.

use kernel::access::Scope;
use kernel::kind::Kind;
use kernel::object::{Field, Object, Writing};
use kernel::record::{Envelope, Record};
use kernel::value::Value;
use kernel::{Refusal, Refusals};
use uuid::Uuid;

use super::links::Found;
use super::{Change, Input, Saving, Write, mirror};

/// What merging looks things up in.
pub(super) trait Finding {
    fn saving(&self) -> &Saving;
    fn object(&self) -> &Object;
    fn found(&self) -> &Found;
}

/// A new record: initial values, owned by who makes it.
pub(super) fn blank(object: &Object, id: Option<Uuid>, scope: &Scope) -> Record {
    let values = object
        .shape_fields()
        .map(|field| match (&field.initial, field.kind) {
            (Some(value), _) => value.clone(),
            (None, Kind::YesNo) => Value::Bool(false),
            (None, _) => Value::Null,
        })
        .collect();
    let envelope = Envelope {
        id: id.unwrap_or_else(Uuid::now_v7),
        version: 0,
        created_at: scope.now,
        created_by: scope.user(),
        updated_at: scope.now,
        owner: scope.user(),
        ..Envelope::default()
    };
    Record { envelope, values, custom: None }
}

/// Puts each sent field into its place, or says why not.
pub(super) fn merge(
    finding: &impl Finding,
    change: &Change,
    before: Option<&Record>,
    after: &mut Record,
    refusals: &mut Refusals,
) {
    let object = finding.object();
    for (key, input) in &change.fields {
        let Some(field) = object.field(key) else {
            refusals.push(Refusal::field(key, "unknown-field").with("name", key));
            continue;
        };
        if let Err(refusal) = merge_one(finding, change, field, input, after) {
            refusals.push(Refusal { field: refusal.field.or(Some((*key).to_owned())), ..refusal });
        }
    }
    keep_to_facet(object, change, before, after, refusals);
}

fn merge_one(
    finding: &impl Finding,
    change: &Change,
    field: &Field,
    input: &Input,
    after: &mut Record,
) -> Result<(), Refusal> {
    let value = match input {
        Input::Value(value) => value.clone().normalised(),
        Input::Match(by) => Value::Id(finding.found().matched(field, by)?),
    };
    finding.found().check(field, &value)?;
    let same = after.value(field.position) == value;
    let allowed = match field.writing {
        Writing::Always => true,
        Writing::Once => change.write == Write::Create || same || finding.saving().undoing,
        Writing::Never => same || finding.saving().undoing,
    };
    if !allowed {
        let once = field.writing == Writing::Once;
        return Err(Refusal::new(if once { "written-once" } else { "not-writable" }));
    }
    if let Some(list) = field.primary_of {
        if change.fields.iter().any(|(key, _)| *key == list) {
            return Err(Refusal::new("both-forms").with("scalar", field.key).with("list", list));
        }
        return mirror::write_primary(finding.object(), field, list, &value, after);
    }
    put(field, value, after);
    Ok(())
}

fn put(field: &Field, value: Value, after: &mut Record) {
    if field.system {
        match field.key {
            "owner" => after.envelope.owner = value.as_id(),
            "team" => after.envelope.team = value.as_id(),
            _ => {}
        }
        return;
    }
    let value = match (field.kind, value) {
        (Kind::YesNo, Value::Null) => Value::Bool(false),
        (kind, value) if kind.has_parts() => {
            keep_entry_ids(after.value(field.position).parts(), value)
        }
        (_, value) => value,
    };
    if let Some(slot) = after.values.get_mut(field.position) {
        *slot = value;
    }
}

/// An entry that says the same as one before keeps its id, so that replacing a list by itself
/// changes nothing.
fn keep_entry_ids(before: &[kernel::value::Part], value: Value) -> Value {
    let Value::Parts(mut parts) = value else {
        return value;
    };
    for part in &mut parts {
        if let Some(known) = before.iter().find(|known| known.says_the_same(part)) {
            part.id = known.id;
        }
    }
    Value::Parts(parts)
}

/// A field of the other facet must stay empty.
fn keep_to_facet(
    object: &Object,
    change: &Change,
    before: Option<&Record>,
    after: &Record,
    refusals: &mut Refusals,
) {
    let Some(face) = object.face_of(after) else {
        return;
    };
    for (key, _) in &change.fields {
        let Some(field) = object.field(key) else {
            continue;
        };
        let value = after.value(field.position);
        let kept = before.is_some_and(|before| before.value(field.position) == value);
        let empty = matches!(value, Value::Null | Value::Bool(false));
        if !field.belongs_to(face.key) && !empty && !kept {
            refusals.push(Refusal::field(key, "not-for-facet"));
        }
    }
}

/// Refuses required fields that are still empty.
pub(super) fn require(object: &Object, after: &Record, refusals: &mut Refusals) {
    let facet = object.face_of(after).map_or("", |face| face.key);
    for field in &object.fields {
        let missing = field.required
            && field.belongs_to(facet)
            && after.value(field.position).is_null()
            && !refusals.0.iter().any(|refusal| refusal.field.as_deref() == Some(field.key));
        if missing {
            refusals.field(field.key, "required");
        }
    }
}
