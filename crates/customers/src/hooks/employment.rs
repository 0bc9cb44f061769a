//! Employment: the relationships `works_for` are the truth, `party.organization` is the mirror of
//! the main one. Each follows the other, and both come to rest at once.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::Result;
use kernel::shape::Link;
use kernel::value::Value;
use store::save::{Change, Saving};
use store::sql_value::SqlValue;
use store::{Row, Tx};
use uuid::Uuid;

use super::{by_ids, distinct};
use crate::objects::{Relationship, WORKS_FOR};

/// An employment, over or not.
#[derive(Clone, Debug)]
struct Job {
    id: Uuid,
    person: Uuid,
    company: Uuid,
    ends_on: Option<Date>,
    is_primary: bool,
    created_at: Timestamp,
}

impl Job {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.id(0)?,
            person: row.id(1)?,
            company: row.id(2)?,
            ends_on: row.opt_date(3)?,
            is_primary: row.bool(4)?,
            created_at: row.instant(5)?,
        })
    }

    /// Whether it goes on after today.
    fn is_current(&self, today: Date) -> bool {
        self.ends_on.is_none_or(|end| end > today)
    }
}

/// The id of the type `works_for`.
pub(super) async fn type_id(tx: &mut Tx) -> Result<Option<Uuid>> {
    let sql = r#"
        select "id" from "relationship_type" where "key" = $1 and "deleted_at" is null"#;
    match tx.query_opt(sql, &[WORKS_FOR.into()]).await? {
        Some(row) => row.id(0).map(Some),
        None => Ok(None),
    }
}

async fn jobs_of(tx: &mut Tx, kind: Uuid, people: &[Uuid]) -> Result<HashMap<Uuid, Vec<Job>>> {
    let sql = r#"
        select "id", "from", "to", "ends_on", "primary", "created_at"
        from "relationship"
        where "relationship_type" = $1
        and "from" in ({})
        and "deleted_at" is null
        order by "created_at" desc, "id" desc"#;
    let ids = people.iter().map(|id| SqlValue::Id(*id));
    let mut jobs: HashMap<Uuid, Vec<Job>> = HashMap::new();
    for row in by_ids(tx, sql, &[kind.into()], ids).await? {
        let job = Job::read(&row)?;
        jobs.entry(job.person).or_default().push(job);
    }
    Ok(jobs)
}

/// A person whose company was written.
pub(super) struct Move {
    pub person: Uuid,
    pub company: Option<Uuid>,
    /// Somebody entered just now: nobody has employed them yet.
    pub is_new: bool,
}

/// People whose company was written: their employments follow.
pub(super) async fn follow_moves(
    tx: &mut Tx,
    saving: &Saving,
    moves: Vec<Move>,
) -> Result<Vec<Change>> {
    if moves.is_empty() {
        return Ok(Vec::new());
    }
    let Some(kind) = type_id(tx).await? else {
        return Ok(Vec::new());
    };
    let known = moves.iter().filter(|moved| !moved.is_new);
    let people = distinct(known.map(|moved| moved.person));
    let jobs = jobs_of(tx, kind, &people).await?;
    let mut wanted = Vec::new();
    let mut changes = Vec::new();
    for Move { person, company, .. } in moves {
        let own = jobs.get(&person).map_or(&[][..], Vec::as_slice);
        changes.extend(leave_others(saving, own, company));
        let Some(company) = company else { continue };
        match own.iter().find(|job| job.company == company && job.is_current(today(saving))) {
            Some(job) if !job.is_primary => changes.push(mark(job, true)),
            Some(_) => {}
            None => wanted.push((person, company)),
        }
    }
    changes.extend(begin(tx, kind, wanted).await?);
    Ok(changes)
}

fn today(saving: &Saving) -> Date {
    saving.scope.today()
}

fn mark(job: &Job, primary: bool) -> Change {
    Change::update("relationship", job.id).set(Relationship::primary, &primary)
}

/// The main employment elsewhere ends; one that was only entered today was a mistake.
fn leave_others(saving: &Saving, jobs: &[Job], company: Option<Uuid>) -> Vec<Change> {
    let today = today(saving);
    jobs.iter()
        .filter(|job| job.is_primary && Some(job.company) != company && job.is_current(today))
        .map(|job| {
            let begun = job.created_at.to_zoned(saving.scope.zone.clone()).date();
            if begun == today {
                return Change::delete("relationship", job.id);
            }
            mark(job, false).set(Relationship::ends_on, &Some(today))
        })
        .collect()
}

/// New employments, under an id that derives from both ends while it is free.
async fn begin(tx: &mut Tx, kind: Uuid, wanted: Vec<(Uuid, Uuid)>) -> Result<Vec<Change>> {
    let derived = |person: &Uuid, company: &Uuid| Uuid::new_v5(person, company.as_bytes());
    let ids = wanted.iter().map(|(person, company)| SqlValue::Id(derived(person, company)));
    let sql = r#"select "id" from "relationship" where "id" in ({})"#;
    let taken: Vec<Uuid> =
        by_ids(tx, sql, &[], ids).await?.iter().map(|row| row.id(0)).collect::<Result<_>>()?;
    Ok(wanted
        .into_iter()
        .map(|(person, company)| {
            let job = Relationship {
                from: Link::to(person),
                to: Link::to(company),
                relationship_type: Link::to(kind),
                primary: true,
                ..Relationship::default()
            };
            let change = Change::create(&job);
            let id = derived(&person, &company);
            if taken.contains(&id) { change } else { change.with_id(id) }
        })
        .collect())
}

/// People whose employments were written: one is the main one, and their company is its mirror.
/// `latest` are the relationships just written; among several main ones they win.
pub(super) async fn follow_jobs(
    tx: &mut Tx,
    saving: &Saving,
    (kind, people, latest): (Uuid, Vec<Uuid>, Vec<Uuid>),
) -> Result<Vec<Change>> {
    let jobs = jobs_of(tx, kind, &people).await?;
    let sql = r#"
        select "id", "organization" from "party" where "id" in ({}) and "deleted_at" is null"#;
    let rows = by_ids(tx, sql, &[], people.iter().map(|id| SqlValue::Id(*id))).await?;
    let mut changes = Vec::new();
    for row in rows {
        let (person, company) = (row.id(0)?, row.opt_id(1)?);
        let own = jobs.get(&person).map_or(&[][..], Vec::as_slice);
        let main = main_job(own, &latest, today(saving));
        for job in own {
            let is_main = main.is_some_and(|main| main.id == job.id);
            if job.is_primary != is_main {
                changes.push(mark(job, is_main));
            }
        }
        let mirrored = main.map(|job| job.company);
        if mirrored != company {
            let value = mirrored.map_or(Value::Null, Value::Id);
            changes.push(Change::update("party", person).with("organization", value));
        }
    }
    Ok(changes)
}

/// Marked and just written, else marked, else the latest that goes on.
fn main_job<'a>(jobs: &'a [Job], latest: &[Uuid], today: Date) -> Option<&'a Job> {
    let mut current = jobs.iter().filter(|job| job.is_current(today));
    let marked = |job: &&Job| job.is_primary;
    let fresh = |job: &&Job| latest.contains(&job.id);
    current
        .clone()
        .find(|job| marked(job) && fresh(job))
        .or_else(|| current.clone().find(marked))
        .or_else(|| current.next())
}
