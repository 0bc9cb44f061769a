//! An export that is prepared, as it stands in the database.

use jiff::{SignedDuration, Timestamp};
use kernel::access::{Act, Actor, Reach, Scope};
use kernel::{Error, Refusals, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::files::StoredFile;
use store::sql_value::SqlValue;
use store::{Row, Tx};
use uuid::Uuid;

use super::source::Source;
use super::{Format, Manner};
use crate::import::reason;

/// How long a file waits to be fetched.
pub const LIFE: SignedDuration = SignedDuration::from_hours(24);

/// A file on its way to whoever asked for it.
#[derive(Clone, Debug)]
pub struct Kept {
    pub id: Uuid,
    pub created_at: Timestamp,
    pub actor: Actor,
    pub source: Source,
    /// Of records; a whole workspace is an archive.
    pub manner: Manner,
    pub state: State,
    /// Records written so far.
    pub rows: u64,
    /// Bytes, once it is whole.
    pub size: Option<u64>,
    pub(super) file: Option<Uuid>,
    pub(super) held: Held,
    /// Why there is no file.
    pub faults: Refusals,
    pub finished_at: Option<Timestamp>,
    /// When it is gone.
    pub ends_at: Option<Timestamp>,
}

/// How an export stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Waiting,
    Running,
    Done,
    Failed,
}

impl State {
    const ALL: [Self; 4] = [Self::Waiting, Self::Running, Self::Done, Self::Failed];

    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// Whether a job is at it, or will be.
    pub const fn is_busy(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

impl Kept {
    /// Whether its file can be fetched.
    pub fn is_ready(&self, now: Timestamp) -> bool {
        self.state == State::Done
            && self.file.is_some()
            && self.ends_at.is_some_and(|end| now < end)
    }

    /// As its file is called.
    pub fn file_name(&self) -> String {
        let day = self.created_at.strftime("%Y-%m-%d");
        let ending = match self.source {
            Source::Workspace => "tar",
            _ => self.manner.format.ending(),
        };
        format!("{}-{day}.{ending}", self.source.name())
    }

    /// What the file is.
    pub const fn media_type(&self) -> &'static str {
        match self.source {
            Source::Workspace => "application/x-tar",
            _ => self.manner.format.media_type(),
        }
    }
}

/// The rights that a file was made with: whoever has less of them later does not get it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    administer: bool,
    object: Option<String>,
    see: Reach,
    export: Reach,
    teams: Vec<Uuid>,
}

impl Held {
    /// Of who asks, on an object; without one on everything.
    pub fn by(scope: &Scope, object: Option<&str>) -> Self {
        let reach = |act| object.map_or(Reach::All, |object| scope.reach(object, act));
        Self {
            administer: scope.rights.administer,
            object: object.map(str::to_owned),
            see: reach(Act::See),
            export: reach(Act::Export),
            teams: scope.teams.to_vec(),
        }
    }

    /// Whether the same asker may still do what they could.
    pub fn still(&self, scope: &Scope) -> bool {
        let now = Self::by(scope, self.object.as_deref());
        let narrowest = now.see.min(now.export);
        let has_teams = self.teams.iter().all(|team| now.teams.contains(team));
        (now.administer || (!self.administer && self.object.is_some()))
            && now.see >= self.see
            && now.export >= self.export
            && (has_teams || narrowest == Reach::All)
    }
}

const COLUMNS: &str = r#""id", "created_at", "actor", "source", "format", "bom", "state", "rows",
    "size", "file", "reach", "faults", "finished_at", "ends_at""#;

fn json<T: DeserializeOwned>(text: &str) -> Result<T> {
    Ok(serde_json::from_str(text).map_err(anyhow::Error::from)?)
}

fn text(value: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string(value).map_err(anyhow::Error::from)?)
}

fn int(number: u64) -> SqlValue {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

fn read(row: &Row) -> Result<Kept> {
    let unknown = || Error::broken("an export is kept in words that nobody knows");
    let state = row.text(6)?;
    Ok(Kept {
        id: row.id(0)?,
        created_at: row.instant(1)?,
        actor: json(row.text(2)?)?,
        source: json(row.text(3)?)?,
        manner: Manner {
            format: Format::parse(row.text(4)?).ok_or_else(unknown)?,
            bom: row.bool(5)?,
        },
        state: State::ALL.into_iter().find(|one| one.key() == state).ok_or_else(unknown)?,
        rows: u64::try_from(row.int(7)?).unwrap_or_default(),
        size: row.opt_int(8)?.and_then(|size| u64::try_from(size).ok()),
        file: row.opt_id(9)?,
        held: json(row.text(10)?)?,
        faults: reason::read_all(row.opt_text(11)?)?,
        finished_at: row.opt_instant(12)?,
        ends_at: row.opt_instant(13)?,
    })
}

pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    (source, manner, held): (&Source, Manner, &Held),
) -> Result<()> {
    let sql = r#"insert into "export"
        ("id", "created_at", "actor", "actor_user", "source", "format", "bom", "state", "reach")
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"#;
    let params: [SqlValue; 9] = [
        id.into(),
        scope.now.into(),
        text(&scope.actor)?.into(),
        scope.user().into(),
        text(source)?.into(),
        manner.format.key().into(),
        manner.bom.into(),
        State::Waiting.key().into(),
        text(held)?.into(),
    ];
    tx.execute(sql, &params).await.map(drop)
}

/// An export, whoever's it is.
pub(super) async fn load(tx: &mut Tx, id: Uuid) -> Result<Kept> {
    let sql = format!(r#"select {COLUMNS} from "export" where "id" = $1"#);
    read(&tx.query_opt(&sql, &[id.into()]).await?.ok_or(Error::NotFound)?)
}

/// One's own; those of others are nobody's business.
pub(super) async fn find(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Kept> {
    let kept = load(tx, id).await?;
    let own = scope.user().is_some() && kept.actor.user() == scope.user();
    if own { Ok(kept) } else { Err(Error::NotFound) }
}

/// One's own, the newest first, from before one of them.
pub(super) async fn newest(
    tx: &mut Tx,
    scope: &Scope,
    limit: i64,
    before: Option<Uuid>,
) -> Result<Vec<Kept>> {
    let sql = format!(
        r#"select {COLUMNS} from "export"
        where "actor_user" = $1 and "id" < $2 order by "id" desc limit $3"#
    );
    let user = scope.user().unwrap_or(Uuid::nil());
    let params = [user.into(), before.unwrap_or(Uuid::max()).into(), limit.into()];
    tx.query(&sql, &params).await?.iter().map(read).collect()
}

/// How many of a user's are not finished, up to a bound.
pub(super) async fn unfinished(tx: &mut Tx, user: Uuid, most: i64) -> Result<i64> {
    let sql = r#"select count(*) from (select 1 from "export"
        where "actor_user" = $1 and "state" in ('waiting', 'running') limit $2) as busy"#;
    tx.query_one(sql, &[user.into(), most.into()]).await?.int(0)
}

/// Notes how far it came; whoever finds it gone stops.
pub(super) async fn note(tx: &mut Tx, id: Uuid, rows: u64) -> Result<()> {
    let sql = r#"update "export" set "state" = 'running', "rows" = $1
        where "id" = $2 and "state" in ('waiting', 'running')"#;
    require(tx.execute(sql, &[int(rows), id.into()]).await?)
}

/// Gives it its file.
pub(super) async fn finish(
    tx: &mut Tx,
    id: Uuid,
    (file, rows): (&StoredFile, u64),
    now: Timestamp,
) -> Result<()> {
    let sql = r#"update "export" set "state" = 'done', "rows" = $1, "size" = $2, "file" = $3,
        "finished_at" = $4, "ends_at" = $5 where "id" = $6 and "state" in ('waiting', 'running')"#;
    let params =
        [int(rows), int(file.size), file.id.into(), now.into(), (now + LIFE).into(), id.into()];
    require(tx.execute(sql, &params).await?)
}

/// Notes why there is no file.
pub(super) async fn fail(tx: &mut Tx, id: Uuid, faults: &Refusals, now: Timestamp) -> Result<()> {
    let sql = r#"update "export" set "state" = 'failed', "faults" = $1, "finished_at" = $2,
        "ends_at" = $3 where "id" = $4 and "state" in ('waiting', 'running')"#;
    let params: [SqlValue; 4] =
        [reason::write_all(faults).into(), now.into(), (now + LIFE).into(), id.into()];
    tx.execute(sql, &params).await.map(drop)
}

/// Takes its row away.
pub(super) async fn forget(tx: &mut Tx, id: Uuid) -> Result<()> {
    tx.execute(r#"delete from "export" where "id" = $1"#, &[id.into()]).await.map(drop)
}

/// Takes the rows away that ended before then; answers their files.
pub(super) async fn clear(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<Option<Uuid>>> {
    let sql =
        r#"select "id", "file" from "export" where "ends_at" <= $1 order by "ends_at" limit $2"#;
    let mut files = Vec::new();
    for row in tx.query(sql, &[now.into(), limit.into()]).await? {
        forget(tx, row.id(0)?).await?;
        files.push(row.opt_id(1)?);
    }
    Ok(files)
}

fn require(changed: u64) -> Result<()> {
    if changed > 0 {
        return Ok(());
    }
    Err(Error::Conflict(kernel::Refusal::new("export-let-go")))
}
