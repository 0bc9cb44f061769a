//! The one path for every write: load inside the caller's scope, check the version, merge,
//! settle, refuse, check, write the rows, journal, search text; then what follows from it.

mod change;
mod fields;
mod links;
mod mirror;
mod prepare;
mod rights;
mod write;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kernel::access::Scope;
use kernel::catalog::Catalog;
use kernel::object::Object;
use kernel::text::sort_key::Collation;
use kernel::{Error, Result};
use uuid::Uuid;

pub use change::{Change, Input, Pending, Saved, Write};

use crate::journal;
use crate::query::Asking;
use crate::tx::{Tx, TxFuture};
use crate::workspace::Workspace;

/// Rules that need the database; may refuse each of the changes.
pub type CheckFn = for<'a> fn(&'a mut Tx, &'a Saving, &'a mut [Pending]) -> TxFuture<'a, ()>;

/// Further changes of the same transaction and change set. They must come to rest.
pub type FollowFn =
    for<'a> fn(&'a mut Tx, &'a Saving, &'a [&'a Saved]) -> TxFuture<'a, Vec<Change>>;

/// How far one change may pull others after it.
const MAX_FOLLOWING: usize = 5;

/// What an object does with the database around a write.
#[derive(Clone, Copy, Default)]
pub struct ObjectHooks {
    pub check: Option<CheckFn>,
    pub follow: Option<FollowFn>,
}

/// The hooks of all objects.
#[derive(Clone, Default)]
pub struct Hooks(pub HashMap<&'static str, ObjectHooks>);

impl std::fmt::Debug for Hooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hooks({} objects)", self.0.len())
    }
}

/// All that a write needs to know besides the changes.
#[derive(Clone, Debug)]
pub struct Saving {
    pub catalog: Arc<Catalog>,
    pub hooks: Arc<Hooks>,
    pub scope: Scope,
    pub workspace: Arc<Workspace>,
    pub collation: Arc<Collation>,
    pub change_set: Uuid,
    /// Queue search documents for a job instead of writing them now.
    pub bulk: bool,
    /// An undo may write what is otherwise written once.
    pub undoing: bool,
}

impl Saving {
    /// Who asks, for reading.
    pub fn asking(&self) -> Asking<'_> {
        Asking { catalog: &self.catalog, scope: &self.scope }
    }

    fn object(&self, key: &str) -> Result<Arc<Object>> {
        self.catalog
            .object(key)
            .cloned()
            .ok_or_else(|| Error::broken(format!("no object {key} in the Catalog")))
    }

    fn hooks(&self, object: &str) -> ObjectHooks {
        self.hooks.0.get(object).copied().unwrap_or_default()
    }
}

/// Saves all of the changes or none.
///
/// # Errors
/// The first error of a row; the caller must let the transaction fail.
pub async fn save(tx: &mut Tx, saving: &Saving, changes: Vec<Change>) -> Result<Vec<Saved>> {
    save_each(tx, saving, changes).await?.into_iter().collect()
}

/// Saves one change.
///
/// # Errors
/// As [`save`].
pub async fn save_one(tx: &mut Tx, saving: &Saving, change: Change) -> Result<Saved> {
    let mut saved = save(tx, saving, vec![change]).await?;
    saved.pop().ok_or_else(|| Error::broken("save answered nothing for one change"))
}

/// Saves what can be saved: a refused change is left out and answered with its reason, the
/// others are written.
///
/// # Errors
/// Only when the database or a hook fails; then nothing may be committed.
pub async fn save_each(
    tx: &mut Tx,
    saving: &Saving,
    changes: Vec<Change>,
) -> Result<Vec<Result<Saved>>> {
    let mut header = journal::Header::begin(saving.change_set, saving.scope.now);
    let mut answers = write_rounds(tx, saving, changes, &mut header).await?;
    let mut next = following(tx, saving, &written(&answers)).await?;
    for _ in 0..MAX_FOLLOWING {
        if next.is_empty() {
            break;
        }
        let robot = Saving { scope: consequence_scope(&saving.scope), ..saving.clone() };
        let followed = write_rounds(tx, &robot, next, &mut header).await?;
        let wave = followed.into_iter().collect::<Result<Vec<Saved>>>()?;
        refresh(&mut answers, &wave);
        let changed: Vec<&Saved> = wave.iter().filter(|saved| saved.changed).collect();
        next = following(tx, saving, &changed).await?;
    }
    if !next.is_empty() {
        return Err(Error::broken("what follows from a change does not come to rest"));
    }
    header.finish(tx).await?;
    Ok(answers)
}

/// What follows from a change is done in the name of the same actor, with the rights that the
/// consequence needs: the actor had the right to the cause.
fn consequence_scope(scope: &Scope) -> Scope {
    Scope { rights: Scope::robot("consequence", scope.now).rights, ..scope.clone() }
}

/// A record that was changed again by what followed is answered as it is now.
fn refresh(answers: &mut [Result<Saved>], wave: &[Saved]) {
    let later: HashMap<Uuid, &Saved> = wave.iter().map(|saved| (saved.id(), saved)).collect();
    for answer in answers.iter_mut().flatten() {
        if let Some(later) = later.get(&answer.id()) {
            answer.record = later.record.clone();
        }
    }
}

fn written(answers: &[Result<Saved>]) -> Vec<&Saved> {
    answers.iter().flatten().filter(|saved| saved.changed).collect()
}

async fn following(tx: &mut Tx, saving: &Saving, wave: &[&Saved]) -> Result<Vec<Change>> {
    let mut following = Vec::new();
    let mut objects: Vec<&'static str> = Vec::new();
    for saved in wave {
        if !objects.contains(&saved.object) {
            objects.push(saved.object);
        }
    }
    for object in objects {
        if let Some(follow) = saving.hooks(object).follow {
            let own: Vec<&Saved> =
                wave.iter().filter(|saved| saved.object == object).copied().collect();
            following.extend(follow(tx, saving, &own).await?);
        }
    }
    Ok(following)
}

/// Writes in rounds: changes of one object together, a record at most once in a round.
async fn write_rounds(
    tx: &mut Tx,
    saving: &Saving,
    changes: Vec<Change>,
    header: &mut journal::Header,
) -> Result<Vec<Result<Saved>>> {
    let mut answers: Vec<Option<Result<Saved>>> = changes.iter().map(|_| None).collect();
    let mut waiting: Vec<(usize, Change)> = changes.into_iter().enumerate().collect();
    while let Some((_, first)) = waiting.first() {
        let object = saving.object(first.object)?;
        let mut seen: HashSet<Uuid> = HashSet::new();
        let mut open = true;
        let mut round = Vec::new();
        let mut later = Vec::new();
        for (place, change) in waiting {
            let again = change.id.is_some_and(|id| seen.contains(&id));
            open = open && change.object == object.key && !again;
            if open {
                seen.extend(change.id);
                round.push((place, change));
            } else {
                later.push((place, change));
            }
        }
        waiting = later;
        for (place, answer) in write_round(tx, saving, &object, round, header).await? {
            if let Some(slot) = answers.get_mut(place) {
                *slot = Some(answer);
            }
        }
    }
    answers
        .into_iter()
        .map(|answer| answer.ok_or_else(|| Error::broken("a change was left without an answer")))
        .collect()
}

async fn write_round(
    tx: &mut Tx,
    saving: &Saving,
    object: &Arc<Object>,
    round: Vec<(usize, Change)>,
    header: &mut journal::Header,
) -> Result<Vec<(usize, Result<Saved>)>> {
    let mut answers = Vec::with_capacity(round.len());
    let (mut pending, refused) = prepare::prepare(tx, saving, object, round).await?;
    answers.extend(refused.into_iter().map(|(place, error)| (place, Err(error))));
    if let Some(check) = saving.hooks(object.key).check {
        check(tx, saving, &mut pending).await?;
    }
    let mut ready = Vec::with_capacity(pending.len());
    for change in pending {
        if change.refusals.is_empty() {
            ready.push(change);
        } else {
            answers.push((change.place, Err(Error::Refused(change.refusals))));
        }
    }
    for (place, saved) in write::write(tx, saving, object, ready, header).await? {
        answers.push((place, Ok(saved)));
    }
    Ok(answers)
}
