//! Some hundred rows: what each points to, whether it is there already, and the writing of all of
//! them at once.

mod change;
mod missing;
mod resolve;

use std::collections::{HashMap, HashSet};

use kernel::access::Act;
use kernel::record::Record;
use kernel::{Error, Refusal, Result};
use store::Tx;
use store::query;
use store::save::{Saved, Saving, Write, save_each};
use uuid::Uuid;

use super::counts::Counts;
use super::draft::{Draft, Refused};
use super::lookup::{Facet, Imagined, ImaginedOne, Lookup};
use super::plan::{From, Plan};
use super::row_id::RowIds;
use change::Writing;
use missing::Tried;
use resolve::{Resolved, Unresolved};

/// Records that are in memory at once with all that is written of them.
const SAVED_TOGETHER: usize = 500;

/// All that the rows of a chunk share.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'a> {
    pub plan: &'a Plan,
    pub saving: &'a Saving,
    pub ids: RowIds,
    /// Set when nothing is to stay: what earlier chunks would have made.
    pub imagined: Option<&'a Imagined>,
    /// Whether what rows name and is not there is made now.
    pub makes_missing: bool,
}

/// What became of a chunk.
#[derive(Clone, Debug, Default)]
pub(super) struct Done {
    pub counts: Counts,
    pub refused: Vec<(u64, Refused)>,
    /// Places and ids of the rows that were made.
    pub made: Vec<(usize, Uuid)>,
    /// Records that were made because rows name them.
    pub linked: Vec<ImaginedOne>,
}

impl Done {
    fn refuse(&mut self, row: u64, cells: Vec<Refused>) {
        self.counts.rows += 1;
        self.counts.refused += 1;
        self.refused.extend(cells.into_iter().map(|cell| (row, cell)));
    }

    fn note(&mut self, place: usize, saved: &Saved) {
        self.counts.rows += 1;
        match saved.write {
            Write::Create => {
                self.counts.created += 1;
                self.made.push((place, saved.id()));
            }
            _ if saved.changed => self.counts.updated += 1,
            _ => self.counts.unchanged += 1,
        }
    }
}

/// Writes the rows that nothing speaks against, in waves: a row that names what another row of
/// the chunk makes comes after it.
///
/// # Errors
/// Only when the database fails; then nothing may be committed.
pub(super) async fn write(tx: &mut Tx, sheet: Sheet<'_>, drafts: &[Draft]) -> Result<Done> {
    let mut done = Done::default();
    let mut waiting = Vec::with_capacity(drafts.len());
    for (place, draft) in drafts.iter().enumerate() {
        if draft.refused.is_empty() {
            waiting.push(place);
        } else {
            done.refuse(draft.row.number, draft.refused.clone());
        }
    }
    let mut tried = Tried::default();
    while !waiting.is_empty() {
        let (made, dealt_with) = (done.made.len(), done.counts.rows);
        let (now, mut later) = sheet.wave(drafts, &waiting);
        let mut unresolved = sheet.write_wave(tx, drafts, &now, &mut done).await?;
        let moved = done.counts.rows > dealt_with;
        let mut hope = moved && (done.made.len() > made || !later.is_empty());
        if !hope && sheet.makes_missing && !unresolved.is_empty() {
            let trying = (&mut tried, &mut done);
            hope = sheet.make_missing(tx, drafts, &mut unresolved, trying).await?;
        }
        for (place, cells) in unresolved {
            match drafts.get(place) {
                Some(_) if hope => later.push(place),
                Some(draft) => done.refuse(draft.row.number, cells),
                None => {}
            }
        }
        later.sort_unstable();
        waiting = later;
    }
    done.refused.sort_by_key(|(row, _)| *row);
    Ok(done)
}

impl Sheet<'_> {
    /// Rows that may be written together, and those that must see what these make.
    fn wave(&self, drafts: &[Draft], waiting: &[usize]) -> (Vec<usize>, Vec<usize>) {
        let mut seen: HashSet<String> = HashSet::new();
        waiting.iter().partition(|place| {
            let Some(draft) = drafts.get(**place) else {
                return false;
            };
            let names = self.names(draft);
            let again = names.iter().any(|name| seen.contains(name));
            seen.extend(names);
            !again
        })
    }

    /// Answers the rows whose links lead nowhere yet.
    async fn write_wave(
        &self,
        tx: &mut Tx,
        drafts: &[Draft],
        now: &[usize],
        done: &mut Done,
    ) -> Result<Vec<(usize, Vec<Refused>)>> {
        let rows = || now.iter().filter_map(|place| Some((*place, drafts.get(*place)?)));
        let mut lookup = Lookup::default();
        for (_, draft) in rows() {
            self.ask(&mut lookup, draft);
        }
        lookup.find(tx, self.saving.asking()).await?;
        let mut ready: Vec<(usize, Resolved)> = Vec::new();
        let mut unresolved = Vec::new();
        for (place, draft) in rows() {
            match self.resolve(&lookup, draft) {
                Ok(resolved) => ready.push((place, resolved)),
                Err(Unresolved::Link(cells)) => unresolved.push((place, cells)),
                Err(Unresolved::Never(cell)) => done.refuse(draft.row.number, vec![cell]),
            }
        }
        let mut ready = ready.into_iter().peekable();
        while ready.peek().is_some() {
            let together = ready.by_ref().take(SAVED_TOGETHER).collect();
            self.save(tx, drafts, together, done).await?;
        }
        Ok(unresolved)
    }

    async fn save(
        &self,
        tx: &mut Tx,
        drafts: &[Draft],
        ready: Vec<(usize, Resolved)>,
        done: &mut Done,
    ) -> Result<()> {
        let known = self.load(tx, drafts, &ready).await?;
        let mut changes = Vec::with_capacity(ready.len());
        let mut places = Vec::with_capacity(ready.len());
        for (place, resolved) in ready {
            let Some(draft) = drafts.get(place) else {
                continue;
            };
            done.counts.duplicates += u64::from(resolved.is_duplicate);
            let record = resolved.record.and_then(|id| known.get(&id));
            if resolved.record.is_some_and(|id| self.is_imagined(id)) {
                done.counts.rows += 1;
                done.counts.updated += 1;
                continue;
            }
            if let (Some(at), Some(record)) = (resolved.found_by.filter(|at| *at > 0), record)
                && let Some(cell) = self.is_another(draft, at, record)
            {
                done.refuse(draft.row.number, vec![cell]);
                continue;
            }
            let writing = Writing { sheet: self, draft, record };
            changes.push(writing.change(resolved));
            places.push((place, draft));
        }
        let answers = save_each(tx, self.saving, changes).await?;
        for ((place, draft), answer) in places.into_iter().zip(answers) {
            match answer {
                Ok(saved) => done.note(place, &saved),
                Err(error) => done.refuse(draft.row.number, self.cells(draft, reasons(error)?)),
            }
        }
        Ok(())
    }

    /// The records whose lists get more entries, and those that a later key found.
    async fn load(
        &self,
        tx: &mut Tx,
        drafts: &[Draft],
        ready: &[(usize, Resolved)],
    ) -> Result<HashMap<Uuid, Record>> {
        let grows = |place: usize| drafts.get(place).is_some_and(|draft| !draft.lists.is_empty());
        let ids: Vec<Uuid> = ready
            .iter()
            .filter(|(place, found)| grows(*place) || found.found_by.is_some_and(|at| at > 0))
            .filter_map(|(_, resolved)| resolved.record)
            .collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let asking = self.saving.asking();
        let records = query::get_many(tx, asking, &self.plan.object, &ids, Act::See).await?;
        Ok(records.into_iter().map(|record| (record.id(), record)).collect())
    }

    fn is_imagined(&self, id: Uuid) -> bool {
        self.imagined.is_some_and(|imagined| imagined.has(id))
    }

    /// The facet of the row itself.
    fn facet(&self, draft: &Draft) -> Facet {
        let (field, _) = self.plan.facet?;
        let said = draft.values.iter().find(|(key, _)| *key == field);
        super::lookup::facet(&self.plan.object, said.map(|(_, value)| value))
    }

    /// Refusals of fields as refusals of cells.
    fn cells(&self, draft: &Draft, reasons: Vec<Refusal>) -> Vec<Refused> {
        reasons.into_iter().map(|reason| self.cell(draft, reason)).collect()
    }

    fn cell(&self, draft: &Draft, reason: Refusal) -> Refused {
        let Some(field) = reason.field.as_deref().and_then(|field| field.split('/').next()) else {
            return Refused { column: String::new(), value: String::new(), reason };
        };
        let said = |from: &From| match from {
            From::Cell(at) => draft.row.cell(*at).to_owned(),
            From::Fixed(text) => text.clone(),
        };
        let columns = || self.plan.headings_of(field).map(|column| (column, said(&column.from)));
        let filled = columns().find(|(_, cell)| !cell.trim().is_empty()).or(columns().next());
        match filled {
            Some((column, value)) => Refused { column: column.heading.clone(), value, reason },
            None => Refused { column: field.to_owned(), value: String::new(), reason },
        }
    }
}

/// Why one row was not written; an error of the machine is everyone's.
fn reasons(error: Error) -> Result<Vec<Refusal>> {
    match error {
        Error::Refused(refusals) | Error::Invalid(refusals) => Ok(refusals.0),
        Error::Forbidden(refusal)
        | Error::Conflict(refusal)
        | Error::Gone(refusal)
        | Error::TooLarge(refusal) => Ok(vec![refusal]),
        Error::NotFound | Error::Stale { .. } => Ok(vec![Refusal::new("unknown-record")]),
        machine @ (Error::Unavailable { .. } | Error::StorageFull | Error::Broken(_)) => {
            Err(machine)
        }
    }
}
