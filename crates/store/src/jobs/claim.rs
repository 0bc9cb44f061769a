//! Leases: who may run a job, for how long, and how it is given back. Every change of a running
//! job is guarded by runner and attempt, so that one who lost the lease changes nothing.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kernel::{Error, Result};
use serde_json::Value as Json;
use uuid::Uuid;

use super::outcome::{Failure, Outcome, Priority, chance, pause};
use crate::row::Row;
use crate::sql_value::SqlValue;
use crate::tx::Tx;

/// A leased job.
#[derive(Clone, Debug)]
pub(crate) struct Claimed {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) payload: Json,
    pub(crate) attempts: i64,
    pub(crate) max_attempts: i64,
    pub(crate) actor: Option<Json>,
    pub(crate) change_set: Option<Uuid>,
}

/// Who leases, since when and until when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lease {
    pub(crate) runner: Uuid,
    pub(crate) now: Timestamp,
    pub(crate) until: Timestamp,
}

const COLUMNS: &str =
    r#""id", "kind", "payload", "attempts", "max_attempts", "actor", "change_set""#;

/// Whether a job is due, or a lease has run out.
///
/// # Errors
/// When the database fails.
pub(crate) async fn is_any_due(tx: &mut Tx, now: Timestamp) -> Result<bool> {
    let sql = r#"select 1 from "job" where "state" = 'running' and "leased_until" < $1 limit 1"#;
    if tx.query_opt(sql, &[now.into()]).await?.is_some() {
        return Ok(true);
    }
    for priority in Priority::ALL {
        let sql = r#"select 1 from "job" where "state" in ('queued', 'waiting')
            and "priority" = $1 and "run_at" <= $2 limit 1"#;
        if tx.query_opt(sql, &[priority.number().into(), now.into()]).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Leases up to so many jobs of the kinds known: those whose runner died first, then the due ones.
///
/// # Errors
/// When the database fails.
pub(crate) async fn claim(
    tx: &mut Tx,
    lease: Lease,
    kinds: &[&'static str],
    most: usize,
) -> Result<Vec<Claimed>> {
    let mut claimed = Vec::new();
    for row in orphans(tx, lease, kinds, most).await? {
        let job = read(&row)?;
        if job.attempts >= job.max_attempts {
            give_up(tx, job.id, lease.now).await?;
        } else {
            claimed.push(take(tx, lease, job).await?);
        }
    }
    for priority in Priority::ALL {
        let room = most.saturating_sub(claimed.len());
        if room == 0 {
            break;
        }
        for row in due(tx, lease, kinds, (priority, room)).await? {
            claimed.push(take(tx, lease, read(&row)?).await?);
        }
    }
    Ok(claimed)
}

/// Keeps the leases of running jobs; answers which are lost or shall be cancelled.
///
/// # Errors
/// When the database fails.
pub(crate) async fn keep(tx: &mut Tx, lease: Lease, running: &[(Uuid, i64)]) -> Result<Vec<Uuid>> {
    let mut ended = Vec::new();
    for (id, attempts) in running {
        if !keep_one(tx, lease, *id, *attempts).await? {
            ended.push(*id);
        }
    }
    let sql = r#"select "id" from "job"
        where "state" = 'running' and "leased_by" = $1 and "cancel_asked" <> 0"#;
    for row in tx.query(sql, &[lease.runner.into()]).await? {
        ended.push(row.id(0)?);
    }
    Ok(ended)
}

/// Notes how a job ended; does nothing when the lease was lost.
///
/// # Errors
/// When the database fails.
pub(crate) async fn finish(
    tx: &mut Tx,
    lease: Lease,
    job: &Claimed,
    ended: &Result<Outcome, Failure>,
) -> Result<bool> {
    let (state, run_at, attempts) = match ended {
        Ok(Outcome::Done | Outcome::DoneWith(_)) => ("done", None, job.attempts),
        Ok(Outcome::Again(after)) => ("queued", Some(*after), job.attempts - 1),
        Err(failure) if failure.is_final || job.attempts >= job.max_attempts => {
            ("failed", None, job.attempts)
        }
        Err(_) => ("waiting", Some(pause(job.attempts, chance()?)), job.attempts),
    };
    let message = match ended {
        Ok(Outcome::DoneWith(message)) => Some(message.as_str()),
        _ => None,
    };
    let failure = ended.as_ref().err();
    let sql = r#"update "job" set "state" = $1, "attempts" = $2, "run_at" = coalesce($3, "run_at"),
        "finished_at" = $4, "message" = coalesce($5, "message"), "error" = $6, "error_kind" = $7,
        "leased_by" = null, "leased_until" = null
        where "id" = $8 and "leased_by" = $9 and "attempts" = $10 and "state" = 'running'"#;
    let values: [SqlValue; 10] = [
        state.into(),
        attempts.into(),
        run_at.map(|after| later(lease.now, after)).into(),
        run_at.is_none().then_some(lease.now).into(),
        message.into(),
        failure.map(|failure| failure.message.as_str()).into(),
        failure.map(|failure| failure.kind).into(),
        job.id.into(),
        lease.runner.into(),
        job.attempts.into(),
    ];
    Ok(tx.execute(sql, &values).await? > 0)
}

/// Refuses when the lease was lost; otherwise nobody else takes the job before this commit.
///
/// # Errors
/// [`Error::Broken`] when the lease was lost.
pub(crate) async fn hold(tx: &mut Tx, lease: Lease, id: Uuid, attempts: i64) -> Result<()> {
    if keep_one(tx, lease, id, attempts).await? {
        return Ok(());
    }
    Err(Error::broken("the lease of this job was lost"))
}

/// Gives back what a runner has, as if it had never been tried.
///
/// # Errors
/// When the database fails.
pub(crate) async fn hand_back(tx: &mut Tx, runner: Uuid, now: Timestamp) -> Result<u64> {
    let sql = r#"update "job" set "state" = 'queued', "attempts" = "attempts" - 1, "run_at" = $1,
        "leased_by" = null, "leased_until" = null where "state" = 'running' and "leased_by" = $2"#;
    tx.execute(sql, &[now.into(), runner.into()]).await
}

/// Lets the leases of all others run out at once: for a process that is alone with its data.
///
/// # Errors
/// When the database fails.
pub(crate) async fn end_other_leases(tx: &mut Tx, runner: Uuid, now: Timestamp) -> Result<u64> {
    let sql = r#"update "job" set "leased_until" = $1
        where "state" = 'running' and "leased_by" <> $2 and "leased_until" >= $1"#;
    let past = now.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(now);
    tx.execute(sql, &[past.into(), runner.into()]).await
}

/// An instant so much later.
pub(crate) fn later(now: Timestamp, by: Duration) -> Timestamp {
    let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

async fn keep_one(tx: &mut Tx, lease: Lease, id: Uuid, attempts: i64) -> Result<bool> {
    let sql = r#"update "job" set "leased_until" = $1
        where "id" = $2 and "leased_by" = $3 and "attempts" = $4 and "state" = 'running'"#;
    let values: [SqlValue; 4] =
        [lease.until.into(), id.into(), lease.runner.into(), attempts.into()];
    Ok(tx.execute(sql, &values).await? > 0)
}

async fn orphans(tx: &mut Tx, lease: Lease, kinds: &[&str], most: usize) -> Result<Vec<Row>> {
    let sql = format!(
        r#"select {COLUMNS} from "job" where "state" = 'running' and "leased_until" < $1
        and "kind" in ({}) order by "leased_until" limit {most}{}"#,
        marks(kinds, 2),
        tx.dialect().skip_locked()
    );
    let mut values = vec![lease.now.into()];
    values.extend(kinds.iter().map(|kind| SqlValue::from(*kind)));
    tx.query(&sql, &values).await
}

async fn due(
    tx: &mut Tx,
    lease: Lease,
    kinds: &[&str],
    (priority, most): (Priority, usize),
) -> Result<Vec<Row>> {
    let sql = format!(
        r#"select {COLUMNS} from "job" where "state" in ('queued', 'waiting')
        and "priority" = $1 and "run_at" <= $2 and "kind" in ({})
        order by "run_at", "id" limit {most}{}"#,
        marks(kinds, 3),
        tx.dialect().skip_locked()
    );
    let mut values = vec![priority.number().into(), lease.now.into()];
    values.extend(kinds.iter().map(|kind| SqlValue::from(*kind)));
    tx.query(&sql, &values).await
}

async fn take(tx: &mut Tx, lease: Lease, mut job: Claimed) -> Result<Claimed> {
    job.attempts += 1;
    let sql = r#"update "job" set "state" = 'running', "attempts" = $1, "leased_by" = $2,
        "leased_until" = $3, "started_at" = $4, "error" = null, "error_kind" = null where "id" = $5"#;
    let values: [SqlValue; 5] = [
        job.attempts.into(),
        lease.runner.into(),
        lease.until.into(),
        lease.now.into(),
        job.id.into(),
    ];
    tx.execute(sql, &values).await?;
    Ok(job)
}

/// Its runner died each time: it may be the job that kills them.
async fn give_up(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<()> {
    let sql = r#"update "job" set "state" = 'failed', "error_kind" = 'lost',
        "error" = 'the process died while it ran', "finished_at" = $1, "leased_by" = null,
        "leased_until" = null where "id" = $2"#;
    tx.execute(sql, &[now.into(), id.into()]).await.map(drop)
}

fn marks(kinds: &[&str], from: usize) -> String {
    let marks: Vec<String> = (from..from + kinds.len()).map(|at| format!("${at}")).collect();
    marks.join(", ")
}

fn read(row: &Row) -> Result<Claimed> {
    let json = |text: &str| serde_json::from_str(text).map_err(anyhow::Error::from);
    Ok(Claimed {
        id: row.id(0)?,
        kind: row.text(1)?.to_owned(),
        payload: json(row.text(2)?)?,
        attempts: row.int(3)?,
        max_attempts: row.int(4)?,
        actor: row.opt_text(5)?.map(json).transpose()?,
        change_set: row.opt_id(6)?,
    })
}
