//! The jobs as administrators see them: what waits, what failed, try again, cancel.

use jiff::Timestamp;
use kernel::{Error, Result};
use serde_json::Value as Json;
use uuid::Uuid;

use super::outcome::JobState;
use crate::row::Row;
use crate::sql_value::SqlValue;
use crate::tx::Tx;

/// Which jobs, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobList {
    pub state: Option<JobState>,
    pub kind: Option<String>,
    /// Those older than this one.
    pub before: Option<Uuid>,
    /// At most 200.
    pub limit: u32,
}

/// A job as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct JobRecord {
    pub id: Uuid,
    pub kind: String,
    pub state: JobState,
    pub payload: Json,
    pub run_at: Timestamp,
    pub attempts: i64,
    pub max_attempts: i64,
    pub progress_done: Option<i64>,
    pub progress_total: Option<i64>,
    pub message: Option<String>,
    pub error: Option<String>,
    /// `refused`, `unavailable`, `broken`, `panic`, `lost` or `cancelled`.
    pub error_kind: Option<String>,
    pub actor: Option<Json>,
    pub change_set: Option<Uuid>,
    pub cancel_asked: bool,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
}

const COLUMNS: &str = r#""id", "kind", "state", "payload", "run_at", "attempts", "max_attempts",
    "progress_done", "progress_total", "message", "error", "error_kind", "actor", "change_set",
    "cancel_asked", "created_at", "started_at", "finished_at""#;

/// A page of jobs.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx, asked: &JobList) -> Result<Vec<JobRecord>> {
    let mut values: Vec<SqlValue> = Vec::new();
    let mut conditions = vec!["1 = 1".to_owned()];
    let mut add = |condition: &str, value: SqlValue| {
        values.push(value);
        conditions.push(format!("{condition} ${}", values.len()));
    };
    if let Some(state) = asked.state {
        add(r#""state" ="#, state.key().into());
    }
    if let Some(kind) = &asked.kind {
        add(r#""kind" ="#, kind.as_str().into());
    }
    if let Some(before) = asked.before {
        add(r#""id" <"#, before.into());
    }
    let sql = format!(
        r#"select {COLUMNS} from "job" where {} order by "id" desc limit {}"#,
        conditions.join(" and "),
        asked.limit.clamp(1, 200)
    );
    tx.query(&sql, &values).await?.iter().map(read).collect()
}

/// One job.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<JobRecord> {
    let sql = format!(r#"select {COLUMNS} from "job" where "id" = $1"#);
    read(&tx.query_opt(&sql, &[id.into()]).await?.ok_or(Error::NotFound)?)
}

/// How many jobs are in each state, counted up to 10,000.
///
/// # Errors
/// When the database fails.
pub async fn counts(tx: &mut Tx) -> Result<Vec<(JobState, i64)>> {
    let mut counts = Vec::new();
    for state in JobState::ALL {
        let sql = r#"select count(*) from
            (select 1 from "job" where "state" = $1 limit 10000) as bounded"#;
        counts.push((state, tx.query_one(sql, &[state.key().into()]).await?.int(0)?));
    }
    Ok(counts)
}

/// Tries a failed or waiting job again at once. False when it is neither.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when one with the same key is unfinished.
pub async fn retry(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<bool> {
    let sql = r#"update "job" set "state" = 'queued', "attempts" = 0, "run_at" = $1, "error" = null,
        "error_kind" = null, "finished_at" = null, "cancel_asked" = 0
        where "id" = $2 and "state" in ('failed', 'waiting')"#;
    let changed = tx.execute(sql, &[now.into(), id.into()]).await? > 0;
    if changed {
        tx.wake_jobs();
    } else {
        get(tx, id).await?;
    }
    Ok(changed)
}

/// Cancels a job: at once when it has not begun, else its runner is asked to stop it. False when
/// it has ended.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn cancel(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<bool> {
    let sql = r#"update "job" set "state" = 'failed', "error_kind" = 'cancelled', "error" = 'cancelled',
        "finished_at" = $1 where "id" = $2 and "state" in ('queued', 'waiting')"#;
    if tx.execute(sql, &[now.into(), id.into()]).await? > 0 {
        return Ok(true);
    }
    let sql = r#"update "job" set "cancel_asked" = 1 where "id" = $1 and "state" = 'running'"#;
    let asked = tx.execute(sql, &[id.into()]).await? > 0;
    if !asked {
        get(tx, id).await?;
    }
    Ok(asked)
}

/// Removes jobs that ended before then, at most so many; answers how many.
///
/// # Errors
/// When the database fails.
pub async fn purge_finished(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64> {
    let sql = format!(
        r#"delete from "job" where "id" in
        (select "id" from "job" where "finished_at" < $1 order by "finished_at" limit {limit})"#
    );
    tx.execute(&sql, &[before.into()]).await
}

fn read(row: &Row) -> Result<JobRecord> {
    let json = |text: &str| serde_json::from_str(text).map_err(anyhow::Error::from);
    let text = |at: usize| row.opt_text(at).map(|text| text.map(str::to_owned));
    let state = row.text(2)?;
    Ok(JobRecord {
        id: row.id(0)?,
        kind: row.text(1)?.to_owned(),
        state: JobState::parse(state)
            .ok_or_else(|| Error::broken(format!("a job is in the unknown state {state}")))?,
        payload: json(row.text(3)?)?,
        run_at: row.instant(4)?,
        attempts: row.int(5)?,
        max_attempts: row.int(6)?,
        progress_done: row.opt_int(7)?,
        progress_total: row.opt_int(8)?,
        message: text(9)?,
        error: text(10)?,
        error_kind: text(11)?,
        actor: row.opt_text(12)?.map(json).transpose()?,
        change_set: row.opt_id(13)?,
        cancel_asked: row.bool(14)?,
        created_at: row.instant(15)?,
        started_at: row.opt_instant(16)?,
        finished_at: row.opt_instant(17)?,
    })
}
