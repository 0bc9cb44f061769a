//! An import as it stands in the database: whose, of which file, how far it came.

use jiff::Timestamp;
use kernel::access::{Actor, Scope};
use kernel::{Error, Refusals, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::sql_value::SqlValue;
use store::{Row, Tx};
use uuid::Uuid;

use super::counts::Counts;
use super::reading::Survey;
use super::reason;
use super::settings::Settings;

/// One file on its way into the workspace.
#[derive(Clone, Debug)]
pub struct Import {
    pub id: Uuid,
    /// Another with every change, its progress too.
    pub version: i64,
    /// As the file was called.
    pub name: String,
    pub(super) file: Uuid,
    /// Bytes.
    pub size: u64,
    pub state: State,
    pub settings: Settings,
    pub(super) survey: Option<Survey>,
    pub actor: Actor,
    /// All that it writes; known once it was started.
    pub change_set: Option<Uuid>,
    /// Rows of the file that hold something; known once it was checked or started.
    pub total: u64,
    /// The last row of the file that was dealt with, as spreadsheets number it.
    pub position: u64,
    pub counts: Counts,
    /// Why it failed as a whole.
    pub faults: Refusals,
    pub(super) worked_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
}

/// How an import stands. A check is the import without its writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Uploaded,
    Checking,
    Checked,
    Running,
    Done,
    Cancelled,
    Failed,
}

impl State {
    const ALL: [Self; 7] = [
        Self::Uploaded,
        Self::Checking,
        Self::Checked,
        Self::Running,
        Self::Done,
        Self::Cancelled,
        Self::Failed,
    ];

    pub const fn key(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// Whether a job is at it.
    pub const fn is_busy(self) -> bool {
        matches!(self, Self::Checking | Self::Running)
    }
}

const COLUMNS: &str = r#""id", "name", "file", "size", "state", "settings", "survey", "actor",
    "change_set", "total", "position", "rows", "created", "updated", "unchanged", "refused",
    "duplicates", "faults", "worked_at", "created_at", "started_at", "finished_at", "version", "linked""#;

pub(super) fn int(number: u64) -> SqlValue {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

fn count(row: &Row, at: usize) -> Result<u64> {
    Ok(u64::try_from(row.int(at)?).unwrap_or_default())
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T> {
    Ok(serde_json::from_str(text).map_err(anyhow::Error::from)?)
}

pub(super) fn text(value: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string(value).map_err(anyhow::Error::from)?)
}

impl Import {
    /// Rows dealt with, and of how many.
    pub const fn progress(&self) -> (u64, u64) {
        (self.counts.rows, self.total)
    }

    /// Whether it has written nothing and nobody is at it: its settings may change.
    pub const fn is_draft(&self) -> bool {
        matches!(self.state, State::Uploaded | State::Checked | State::Failed)
            && self.change_set.is_none()
    }

    fn read(row: &Row) -> Result<Self> {
        let state = row.text(4)?;
        Ok(Self {
            id: row.id(0)?,
            name: row.text(1)?.to_owned(),
            file: row.id(2)?,
            size: count(row, 3)?,
            state: State::parse(state)
                .ok_or_else(|| Error::broken(format!("an import is {state}")))?,
            settings: json(row.text(5)?)?,
            survey: row.opt_text(6)?.map(json).transpose()?,
            actor: json(row.text(7)?)?,
            change_set: row.opt_id(8)?,
            total: count(row, 9)?,
            position: count(row, 10)?,
            counts: Counts {
                rows: count(row, 11)?,
                created: count(row, 12)?,
                updated: count(row, 13)?,
                unchanged: count(row, 14)?,
                refused: count(row, 15)?,
                duplicates: count(row, 16)?,
                linked: count(row, 23)?,
            },
            faults: reason::read_all(row.opt_text(17)?)?,
            worked_at: row.opt_instant(18)?,
            created_at: row.instant(19)?,
            started_at: row.opt_instant(20)?,
            finished_at: row.opt_instant(21)?,
            version: row.int(22)?,
        })
    }
}

pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    (name, file, size): (&str, Uuid, u64),
) -> Result<()> {
    let sql = r#"insert into "import"
        ("id", "created_at", "actor", "actor_user", "name", "file", "size", "settings", "state")
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"#;
    let params: [SqlValue; 9] = [
        id.into(),
        scope.now.into(),
        text(&scope.actor)?.into(),
        scope.user().into(),
        name.into(),
        file.into(),
        int(size),
        text(&Settings::default())?.into(),
        State::Uploaded.key().into(),
    ];
    tx.execute(sql, &params).await.map(drop)
}

/// An import, whoever's it is.
pub(super) async fn load(tx: &mut Tx, id: Uuid) -> Result<Import> {
    let sql = format!(r#"select {COLUMNS} from "import" where "id" = $1"#);
    Import::read(&tx.query_opt(&sql, &[id.into()]).await?.ok_or(Error::NotFound)?)
}

/// An import that the asker may know of: one's own, or any for administrators.
pub(super) async fn find(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Import> {
    let import = load(tx, id).await?;
    let own = scope.user().is_some() && import.actor.user() == scope.user();
    if own || scope.rights.administer { Ok(import) } else { Err(Error::NotFound) }
}

pub(super) async fn newest(
    tx: &mut Tx,
    scope: &Scope,
    limit: i64,
    before: Option<Uuid>,
) -> Result<Vec<Import>> {
    let before = before.unwrap_or(Uuid::max());
    let mut params: Vec<SqlValue> = vec![limit.into(), before.into()];
    let mine = if scope.rights.administer {
        ""
    } else {
        params.push(scope.user().unwrap_or(Uuid::nil()).into());
        r#"and "actor_user" = $3"#
    };
    let sql = format!(
        r#"select {COLUMNS} from "import" where "id" < $2 {mine} order by "id" desc limit $1"#
    );
    tx.query(&sql, &params).await?.iter().map(Import::read).collect()
}

/// Holds an import as somebody saw it until the end of the transaction.
///
/// # Errors
/// [`Error::Stale`] when it has changed since.
pub(super) async fn hold(tx: &mut Tx, id: Uuid, version: Option<i64>) -> Result<()> {
    let Some(version) = version else {
        return Ok(());
    };
    let sql = r#"update "import" set "version" = "version" where "id" = $1 and "version" = $2"#;
    if tx.execute(sql, &[id.into(), version.into()]).await? > 0 {
        return Ok(());
    }
    Err(Error::Stale { current_version: load(tx, id).await?.version })
}

/// Keeps settings and what the file is by them; a report of other settings ends with them.
pub(super) async fn keep_settings(
    tx: &mut Tx,
    id: Uuid,
    (settings, survey): (&Settings, &Survey),
    now: Timestamp,
) -> Result<()> {
    forget_report(tx, id).await?;
    let sql = r#"update "import"
        set "settings" = $1, "survey" = $2, "worked_at" = $3, "state" = 'uploaded',
            "version" = "version" + 1
        where "id" = $4 and "state" in ('uploaded', 'checked', 'failed') and "change_set" is null"#;
    let params: [SqlValue; 4] =
        [text(settings)?.into(), text(survey)?.into(), now.into(), id.into()];
    require(tx.execute(sql, &params).await?)
}

/// Forgets an import that has written nothing.
pub(super) async fn forget(tx: &mut Tx, id: Uuid) -> Result<()> {
    let sql = r#"delete from "import"
        where "id" = $1 and "state" in ('uploaded', 'checked', 'failed') and "change_set" is null"#;
    require(tx.execute(sql, &[id.into()]).await?)
}

/// Begins a check or the import itself, from the first row.
pub(super) async fn begin(
    tx: &mut Tx,
    import: &Import,
    (state, survey): (State, &Survey),
    (change_set, now): (Option<Uuid>, Timestamp),
) -> Result<()> {
    forget_report(tx, import.id).await?;
    let sql = r#"update "import" set "state" = $1, "survey" = $2, "total" = $3,
        "change_set" = $4, "started_at" = $5, "worked_at" = null, "finished_at" = null,
        "version" = "version" + 1
        where "id" = $6 and "state" in ('uploaded', 'checked', 'failed') and "change_set" is null"#;
    let params: [SqlValue; 6] = [
        state.key().into(),
        text(survey)?.into(),
        int(survey.rows),
        change_set.into(),
        now.into(),
        import.id.into(),
    ];
    require(tx.execute(sql, &params).await?)
}

pub(super) async fn forget_report(tx: &mut Tx, id: Uuid) -> Result<()> {
    tx.execute(r#"delete from "import_refusal" where "import" = $1"#, &[id.into()]).await?;
    let sql = r#"update "import" set "position" = 0, "rows" = 0, "created" = 0, "updated" = 0,
        "unchanged" = 0, "refused" = 0, "duplicates" = 0, "linked" = 0, "faults" = null
        where "id" = $1 and "state" not in ('done', 'cancelled')"#;
    tx.execute(sql, &[id.into()]).await.map(drop)
}

/// At the beginning of a chunk's transaction: it is still this chunk's turn, and nobody else's.
pub(super) async fn take_turn(tx: &mut Tx, import: &Import, now: Timestamp) -> Result<()> {
    let sql = r#"update "import" set "worked_at" = $1
        where "id" = $2 and "state" = $3 and "position" = $4 and "refused" = $5"#;
    let params: [SqlValue; 5] = [
        now.into(),
        import.id.into(),
        import.state.key().into(),
        int(import.position),
        int(import.counts.refused),
    ];
    require(tx.execute(sql, &params).await?)
}

/// Whoever was at it stops of their own will.
pub(super) async fn rest(tx: &mut Tx, id: Uuid) -> Result<()> {
    let sql = r#"update "import" set "worked_at" = null where "id" = $1"#;
    tx.execute(sql, &[id.into()]).await.map(drop)
}

/// At the end of a chunk's transaction: how far it came.
pub(super) async fn note_progress(
    tx: &mut Tx,
    id: Uuid,
    (position, counts): (u64, Counts),
) -> Result<()> {
    let sql = r#"update "import" set "rows" = $1, "created" = $2, "updated" = $3,
        "unchanged" = $4, "refused" = $5, "duplicates" = $6, "linked" = $7, "position" = $8,
        "version" = "version" + 1
        where "id" = $9"#;
    let mut params = counts.values().to_vec();
    params.extend([int(position), id.into()]);
    tx.execute(sql, &params).await.map(drop)
}

/// Ends it where it stands.
pub(super) async fn end(
    tx: &mut Tx,
    import: &Import,
    (state, faults): (State, &Refusals),
    now: Timestamp,
) -> Result<()> {
    let sql = r#"update "import" set "state" = $1, "faults" = $2, "finished_at" = $3,
        "version" = "version" + 1
        where "id" = $4 and "state" = $5 and "position" = $6"#;
    let params: [SqlValue; 6] = [
        state.key().into(),
        reason::write_all(faults).into(),
        now.into(),
        import.id.into(),
        import.state.key().into(),
        int(import.position),
    ];
    require(tx.execute(sql, &params).await?)
}

/// Somebody does not want it any more: a check is forgotten, an import stays as far as it came.
pub(super) async fn cancel(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<()> {
    let sql = r#"update "import" set "state" = 'uploaded', "version" = "version" + 1
        where "id" = $1 and "state" = 'checking'"#;
    if tx.execute(sql, &[id.into()]).await? > 0 {
        return forget_report(tx, id).await;
    }
    let sql = r#"update "import" set "state" = 'cancelled', "finished_at" = $1,
        "version" = "version" + 1
        where "id" = $2 and "state" = 'running'"#;
    require(tx.execute(sql, &[now.into(), id.into()]).await?)
}

fn require(touched: u64) -> Result<()> {
    if touched > 0 { Ok(()) } else { Err(Error::Conflict(moved())) }
}

/// Why an act came too late.
pub(super) fn moved() -> kernel::Refusal {
    kernel::Refusal::new("import-not-now")
}
