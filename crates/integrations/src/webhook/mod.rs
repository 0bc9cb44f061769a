//! An endpoint that is told of events: where it is, what it hears, by whose rights, and whether it
//! is well.

mod draft;
mod ending;
mod pattern;
mod signature;

use jiff::Timestamp;
use kernel::{Error, Result};
use store::row::Row;
use store::secret::Sealer;
use store::sql_value::SqlValue;
use store::tx::Tx;
use uuid::Uuid;

pub use draft::Draft;
pub use ending::end;
pub use pattern::matches;
pub use signature::{Secret, sign};

/// Most endpoints of a workspace.
pub const MOST: i64 = 500;

/// Why an endpoint is switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Off {
    /// Somebody switched it off.
    Stopped,
    /// It answered 410.
    Gone,
    /// It failed for days.
    Failing,
    /// Its user may not sign in any more.
    User,
}

impl Off {
    const ALL: [Self; 4] = [Self::Stopped, Self::Gone, Self::Failing, Self::User];

    /// As it stands in the table and in the API.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Gone => "gone",
            Self::Failing => "failing",
            Self::User => "user",
        }
    }

    fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|off| off.key() == key)
    }
}

/// An endpoint.
#[derive(Clone, Debug)]
pub struct Webhook {
    pub id: Uuid,
    pub version: i64,
    pub name: String,
    pub url: String,
    /// `party.created`, `party.*`, `*`.
    pub events: Vec<String>,
    /// By whose rights it hears.
    pub user: Uuid,
    pub user_name: String,
    /// Who is told when it is switched off.
    pub owner: Option<Uuid>,
    pub active: bool,
    pub off: Option<Off>,
    /// It hears what comes after this number of the journal.
    pub since: i64,
    pub old_until: Option<Timestamp>,
    /// It has only failed since then.
    pub failing_since: Option<Timestamp>,
    pub delivered_at: Option<Timestamp>,
    pub failed_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    secret: Vec<u8>,
    old_secret: Option<Vec<u8>>,
}

const SELECT: &str = r#"
    select w."id", w."version", w."name", w."url", w."events", w."user", u."name", w."owner",
           w."active", w."off_reason", w."since", w."old_until", w."failing_since",
           w."delivered_at", w."failed_at", w."created_at", w."updated_at", w."secret",
           w."old_secret"
    from "webhook" w
    left join "user" u on u."id" = w."user""#;

fn webhook(row: &Row) -> Result<Webhook> {
    Ok(Webhook {
        id: row.id(0)?,
        version: row.int(1)?,
        name: row.text(2)?.to_owned(),
        url: row.text(3)?.to_owned(),
        events: serde_json::from_str(row.text(4)?).map_err(anyhow::Error::from)?,
        user: row.id(5)?,
        user_name: row.opt_text(6)?.unwrap_or_default().to_owned(),
        owner: row.opt_id(7)?,
        active: row.bool(8)?,
        off: row.opt_text(9)?.and_then(Off::parse),
        since: row.int(10)?,
        old_until: row.opt_instant(11)?,
        failing_since: row.opt_instant(12)?,
        delivered_at: row.opt_instant(13)?,
        failed_at: row.opt_instant(14)?,
        created_at: row.instant(15)?,
        updated_at: row.instant(16)?,
        secret: row.bytes(17)?.to_vec(),
        old_secret: row.opt_bytes(18)?.map(<[u8]>::to_vec),
    })
}

impl Webhook {
    /// The secrets that sign now, the new one first.
    ///
    /// # Errors
    /// [`Error::Broken`] when they were sealed under another key.
    pub fn secrets(&self, sealer: &Sealer, now: Timestamp) -> Result<Vec<Secret>> {
        let old = self.old_secret.as_ref().filter(|_| self.old_until.is_some_and(|at| at > now));
        let sealed = [Some(&self.secret), old];
        sealed.into_iter().flatten().map(|sealed| Secret::open(sealer, self.id, sealed)).collect()
    }
}

/// Endpoints, the newest first, from before one of them.
///
/// # Errors
/// When the database fails; so with all of these.
pub async fn list(tx: &mut Tx, before: Option<Uuid>, limit: i64) -> Result<Vec<Webhook>> {
    let sql = format!(r#"{SELECT} where w."id" < $1 order by w."id" desc limit $2"#);
    let rows = tx.query(&sql, &[before.unwrap_or(Uuid::max()).into(), limit.into()]).await?;
    rows.iter().map(webhook).collect()
}

/// The endpoints that are switched on.
///
/// # Errors
/// As [`list`].
pub async fn active(tx: &mut Tx) -> Result<Vec<Webhook>> {
    let sql = format!(r#"{SELECT} where w."active" = $1 order by w."id" limit $2"#);
    tx.query(&sql, &[true.into(), MOST.into()]).await?.iter().map(webhook).collect()
}

/// One endpoint.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Webhook> {
    let sql = format!(r#"{SELECT} where w."id" = $1"#);
    webhook(&tx.query_opt(&sql, &[id.into()]).await?.ok_or(Error::NotFound)?)
}

/// Adds an endpoint.
///
/// # Errors
/// As [`list`].
pub async fn insert(
    tx: &mut Tx,
    (id, owner): (Uuid, Option<Uuid>),
    draft: &Draft,
    sealed: Vec<u8>,
    (since, now): (i64, Timestamp),
) -> Result<()> {
    let sql = r#"
        insert into "webhook" ("id", "version", "name", "url", "events", "user", "owner", "active",
          "off_reason", "since", "secret", "created_at", "updated_at")
        values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)"#;
    let values: [SqlValue; 11] = [
        id.into(),
        (&draft.name).into(),
        (&draft.url).into(),
        draft.events_json().into(),
        draft.user.into(),
        owner.into(),
        draft.active.into(),
        (!draft.active).then_some(Off::Stopped.key()).into(),
        since.into(),
        SqlValue::Bytes(sealed),
        now.into(),
    ];
    tx.execute(sql, &values).await.map(drop)
}

/// Keeps what was changed of an endpoint; false when it is at another version. One that is
/// switched on again begins anew: with what comes after `since`, and well.
///
/// # Errors
/// As [`list`].
pub async fn update(
    tx: &mut Tx,
    known: &Webhook,
    draft: &Draft,
    (since, now): (i64, Timestamp),
) -> Result<bool> {
    let begins = draft.active && !known.active;
    let off = known.off.filter(|_| !known.active).unwrap_or(Off::Stopped);
    let sql = r#"
        update "webhook"
        set "version" = "version" + 1, "name" = $1, "url" = $2, "events" = $3, "user" = $4,
          "active" = $5, "off_reason" = $6, "since" = $7, "failing_since" = $8, "updated_at" = $9
        where "id" = $10
        and "version" = $11"#;
    let values: [SqlValue; 11] = [
        (&draft.name).into(),
        (&draft.url).into(),
        draft.events_json().into(),
        draft.user.into(),
        draft.active.into(),
        (!draft.active).then_some(off.key()).into(),
        if begins { since } else { known.since }.into(),
        known.failing_since.filter(|_| !begins).into(),
        now.into(),
        known.id.into(),
        known.version.into(),
    ];
    Ok(tx.execute(sql, &values).await? > 0)
}

/// Gives an endpoint a new secret; the one before signs along until then.
///
/// # Errors
/// As [`list`].
pub async fn rotate(
    tx: &mut Tx,
    known: &Webhook,
    sealed: Vec<u8>,
    (until, now): (Timestamp, Timestamp),
) -> Result<bool> {
    let sql = r#"
        update "webhook"
        set "version" = "version" + 1, "old_secret" = "secret", "old_until" = $1, "secret" = $2,
          "updated_at" = $3
        where "id" = $4
        and "version" = $5"#;
    let values =
        [until.into(), SqlValue::Bytes(sealed), now.into(), known.id.into(), known.version.into()];
    Ok(tx.execute(sql, &values).await? > 0)
}

/// Switches an endpoint off; false when it was off already.
///
/// # Errors
/// As [`list`].
async fn switch_off(tx: &mut Tx, id: Uuid, why: Off, now: Timestamp) -> Result<bool> {
    let sql = r#"
        update "webhook"
        set "version" = "version" + 1, "active" = $1, "off_reason" = $2, "updated_at" = $3
        where "id" = $4
        and "active" = $5"#;
    let values = [false.into(), why.key().into(), now.into(), id.into(), true.into()];
    Ok(tx.execute(sql, &values).await? > 0)
}

/// Notes how an endpoint is: when it was reached, or since when it has only failed.
///
/// # Errors
/// As [`list`].
pub async fn note(tx: &mut Tx, id: Uuid, is_well: bool, now: Timestamp) -> Result<()> {
    let sql = if is_well {
        r#"update "webhook" set "delivered_at" = $1, "failing_since" = null where "id" = $2"#
    } else {
        r#"
        update "webhook"
        set "failed_at" = $1, "failing_since" = coalesce("failing_since", $1)
        where "id" = $2"#
    };
    tx.execute(sql, &[now.into(), id.into()]).await.map(drop)
}

/// Takes an endpoint away, with its deliveries.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn delete(tx: &mut Tx, id: Uuid) -> Result<()> {
    let sql = r#"
        delete from "webhook_attempt"
        where "delivery" in (select "id" from "webhook_delivery" where "webhook" = $1)"#;
    tx.execute(sql, &[id.into()]).await?;
    if tx.execute(r#"delete from "webhook" where "id" = $1"#, &[id.into()]).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(())
}

/// How many there are.
///
/// # Errors
/// As [`list`].
pub async fn count(tx: &mut Tx) -> Result<i64> {
    tx.query_one(r#"select count(*) from "webhook""#, &[]).await?.int(0)
}
