//! Taking back a change set: the journal's values through `save`, newest first, in chunks, as a
//! change set of its own. Records changed since are named and left alone.

use std::collections::{BTreeMap, HashSet};

use kernel::kind_rules::{Reading, read_json};
use kernel::object::{Object, Writing};
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::change_set;
use crate::journal::{self, Entry, Fields};
use crate::save::{Change, Saving, save_each};
use crate::store::Store;
use crate::tx::Tx;

/// Entries that one transaction takes back.
const CHUNK: i64 = 500;

/// What an undo did.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The change set of the undo itself.
    pub change_set: Uuid,
    /// Records that are as they were.
    pub undone: u64,
    /// Records that were left, with the reason.
    pub left: Vec<Left>,
}

/// A record that an undo left alone.
#[derive(Clone, Debug)]
pub struct Left {
    pub object: String,
    pub record: Uuid,
    pub title: String,
    pub refusal: Refusal,
}

/// Takes back the change set `undone`, in the name of `saving`, whose change set is that of the
/// undo. `progress` hears how many entries are done.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it was undone already, or when a single edit's
/// field was changed since.
pub async fn undo(
    store: &Store,
    saving: &Saving,
    undone: Uuid,
    mut progress: impl FnMut(u64) + Send,
) -> Result<Report> {
    let mut saving = saving.clone();
    saving.undoing = true;
    let single = begin(store, &saving, undone).await?;
    let mut report = Report { change_set: saving.change_set, ..Report::default() };
    let mut seen = HashSet::new();
    let mut place = None;
    let mut done = 0;
    loop {
        let chunk = chunk(store, &saving, (undone, place, single)).await?;
        let Some(last) = chunk.place else { break };
        place = Some(last);
        done += chunk.read;
        progress(done);
        for record in chunk.undone {
            if seen.insert(record) {
                report.undone += 1;
            }
        }
        report.left.extend(chunk.left);
    }
    finish(store, &saving, undone, report.undone > 0).await?;
    Ok(report)
}

/// Opens the undo's change set; tells whether it is about a single edit.
async fn begin(store: &Store, saving: &Saving, undone: Uuid) -> Result<bool> {
    let saving = saving.clone();
    store
        .write(move |tx| {
            let saving = saving.clone();
            Box::pin(async move {
                let found = change_set::get(tx, &saving.scope, undone).await?;
                if found.undone_by.is_some() {
                    return Err(Error::Conflict(Refusal::new("already-undone")));
                }
                let label = json!({"kind": found.kind, "label": found.label});
                change_set::begin_as(tx, &saving.scope, saving.change_set, ("undo", &label))
                    .await?;
                Ok(found.entries == 1)
            })
        })
        .await
}

async fn finish(store: &Store, saving: &Saving, undone: Uuid, any: bool) -> Result<()> {
    if !any {
        return Ok(());
    }
    let by = saving.change_set;
    store
        .write(move |tx| Box::pin(async move { change_set::note_undo(tx, undone, by).await }))
        .await
}

#[derive(Default)]
struct Chunk {
    /// The last entry that was read; none when there was none.
    place: Option<(Uuid, i64)>,
    read: u64,
    undone: Vec<Uuid>,
    left: Vec<Left>,
}

type Task = (Uuid, Option<(Uuid, i64)>, bool);

async fn chunk(store: &Store, saving: &Saving, task: Task) -> Result<Chunk> {
    let saving = saving.clone();
    store
        .write(move |tx| {
            let saving = saving.clone();
            Box::pin(async move { undo_chunk(tx, &saving, task).await })
        })
        .await
}

async fn undo_chunk(tx: &mut Tx, saving: &Saving, (undone, place, single): Task) -> Result<Chunk> {
    let entries = journal::of_change_set(tx, undone, place, CHUNK).await?;
    let mut chunk =
        Chunk { read: u64::try_from(entries.len()).unwrap_or_default(), ..Chunk::default() };
    let mut changes = Vec::new();
    let mut sources = Vec::new();
    for entry in entries {
        chunk.place = Some((entry.header, entry.number));
        match reverse(tx, saving, &entry, single).await? {
            Ok(change) => {
                changes.push(change);
                sources.push(entry);
            }
            Err(refusal) if single => return Err(Error::Conflict(refusal)),
            Err(refusal) => chunk.left.push(left(&entry, refusal)),
        }
    }
    for (entry, answer) in sources.into_iter().zip(save_each(tx, saving, changes).await?) {
        match answer {
            Ok(saved) => chunk.undone.push(saved.id()),
            Err(error) => chunk.left.push(left(&entry, reason(error)?)),
        }
    }
    Ok(chunk)
}

/// The change that takes an entry back, or why the record is left alone.
async fn reverse(
    tx: &mut Tx,
    saving: &Saving,
    entry: &Entry,
    single: bool,
) -> Result<Result<Change, Refusal>> {
    let Some(object) = saving.catalog.object(&entry.object).cloned() else {
        return Ok(Err(Refusal::new("unknown-record")));
    };
    let later =
        journal::later_of_record(tx, entry.record, (entry.header, entry.number), entry.change_set)
            .await?;
    let later: Vec<Entry> =
        later.into_iter().filter(|later| later.change_set != saving.change_set).collect();
    let mut since = changed_since(&later).into_iter();
    let conflict = match entry.action.as_str() {
        "updated" if single => since.find(|field| touches(entry, field)),
        _ => since.next(),
    };
    if let Some(field) = conflict {
        return Ok(Err(Refusal::new("field-changed-since").with("name", field)));
    }
    Ok(match entry.action.as_str() {
        "created" | "restored" => Ok(Change::delete(object.key, entry.record)),
        "deleted" => Ok(Change::restore(object.key, entry.record)),
        _ => match &entry.fields {
            Some(fields) => before(&object, entry.record, fields),
            None => Err(Refusal::new("unknown-record")),
        },
    })
}

fn touches(entry: &Entry, field: &str) -> bool {
    entry.fields.as_ref().is_some_and(|fields| fields.contains_key(field))
}

/// What later entries, newest first, left different when taken together: what was changed and
/// taken back again does not count.
fn changed_since(later: &[Entry]) -> Vec<String> {
    let mut net: BTreeMap<&str, (&Json, &Json)> = BTreeMap::new();
    let mut moves = Vec::new();
    for entry in later.iter().rev() {
        for (key, (old, new)) in entry.fields.iter().flatten() {
            net.entry(key).or_insert((old, new)).1 = new;
        }
        if entry.fields.is_none() || entry.action != "updated" {
            moves.push(entry.action.as_str());
        }
    }
    let fields = net.into_iter().filter(|(_, (old, new))| old != new);
    let mut changed: Vec<String> = fields.map(|(key, _)| key.to_owned()).collect();
    // Into the trash and out of it again is no move.
    if let (Some(first), Some(last)) = (moves.first(), moves.last())
        && (first == last || moves.contains(&"updated"))
    {
        changed.push((*last).to_owned());
    }
    changed
}

/// An update that brings the old values back.
fn before(object: &Object, record: Uuid, fields: &Fields) -> Result<Change, Refusal> {
    let reading = Reading::exact(kernel::money::Currency::EUR);
    let mut change = Change::update(object.key, record);
    for (key, (old, _)) in fields {
        let Some(field) = object.field(key) else {
            return Err(Refusal::field(key, "unknown-field").with("name", key));
        };
        if field.primary_of.is_some() || field.writing == Writing::Never {
            continue;
        }
        let value = read_json(field.kind, old, &reading)?;
        change = change.with(field.key, value);
    }
    Ok(change)
}

fn left(entry: &Entry, refusal: Refusal) -> Left {
    let title = entry
        .fields
        .as_ref()
        .and_then(|fields| fields.get("name").or(fields.get("subject")))
        .and_then(|(old, new)| new.as_str().or(old.as_str()))
        .unwrap_or_default()
        .to_owned();
    Left { object: entry.object.clone(), record: entry.record, title, refusal }
}

/// The reason of a record that could not be taken back; anything but a refusal fails the undo.
fn reason(error: Error) -> Result<Refusal> {
    match error {
        Error::Refused(Refusals(list)) | Error::Invalid(Refusals(list)) => {
            Ok(list.into_iter().next().unwrap_or_else(|| Refusal::new("no-right")))
        }
        Error::Forbidden(refusal) | Error::Conflict(refusal) => Ok(refusal),
        Error::NotFound => Ok(Refusal::new("unknown-record")),
        other => Err(other),
    }
}
