//! Sessions of people who signed in with a browser. Only the digest of the cookie is kept.

use jiff::{SignedDuration, Timestamp};
use kernel::Result;
use store::row::Row;
use store::tx::Tx;
use uuid::Uuid;

use crate::secret::Digest;

/// A session ends when nobody used it for so long.
pub const IDLE: SignedDuration = SignedDuration::from_hours(8);
/// A session ends so long after the sign-in, whatever happens.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The last use is noted no more often than this.
pub const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// Longest name of a browser that is kept.
const AGENT_LIMIT: usize = 300;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// For lists and for ending it; it opens nothing.
    pub id: Uuid,
    pub user: Uuid,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// Whether the rail shows icons only in this browser.
    pub rail_folded: bool,
}

/// Where a sign-in came from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    pub address: String,
    pub agent: String,
}

const COLUMNS: &str = r#""id", "user", "created_at", "seen_at", "address", "agent", "rail_folded""#;

fn session(row: &Row) -> Result<Session> {
    Ok(Session {
        id: row.id(0)?,
        user: row.id(1)?,
        created_at: row.instant(2)?,
        seen_at: row.instant(3)?,
        address: row.text(4)?.to_owned(),
        agent: row.text(5)?.to_owned(),
        rail_folded: row.bool(6)?,
    })
}

/// Begins a session and gives its id.
///
/// # Errors
/// When the database fails; so with all of these.
pub async fn begin(
    tx: &mut Tx,
    user: Uuid,
    digest: Digest,
    origin: &Origin,
    now: Timestamp,
) -> Result<Uuid> {
    let id = Uuid::now_v7();
    let agent: String = origin.agent.chars().take(AGENT_LIMIT).collect();
    let sql = r#"
        insert into "session" ("hash", "id", "user", "created_at", "seen_at", "address", "agent", "rail_folded")
        values ($1, $2, $3, $4, $5, $6, $7, $8)"#;
    let parameters = [
        digest.into(),
        id.into(),
        user.into(),
        now.into(),
        now.into(),
        (&origin.address).into(),
        agent.into(),
        false.into(),
    ];
    tx.execute(sql, &parameters).await?;
    Ok(id)
}

/// The living session of a cookie.
///
/// # Errors
/// As [`begin`].
pub async fn find(tx: &mut Tx, digest: Digest, now: Timestamp) -> Result<Option<Session>> {
    let sql = format!(
        r#"select {COLUMNS}
        from "session"
        where "hash" = $1
        and "seen_at" > $2
        and "created_at" > $3"#
    );
    let parameters = [digest.into(), (now - IDLE).into(), (now - ABSOLUTE).into()];
    tx.query_opt(&sql, &parameters).await?.as_ref().map(session).transpose()
}

/// The living sessions of a user, the last used first.
///
/// # Errors
/// As [`begin`].
pub async fn of_user(tx: &mut Tx, user: Uuid, now: Timestamp) -> Result<Vec<Session>> {
    let sql = format!(
        r#"select {COLUMNS}
        from "session"
        where "user" = $1
        and "seen_at" > $2
        and "created_at" > $3
        order by "seen_at" desc
        limit 100"#
    );
    let parameters = [user.into(), (now - IDLE).into(), (now - ABSOLUTE).into()];
    tx.query(&sql, &parameters).await?.iter().map(session).collect()
}

/// Notes that a session is in use.
///
/// # Errors
/// As [`begin`].
pub async fn note_use(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<()> {
    let sql = r#"update "session" set "seen_at" = $1 where "id" = $2 and "seen_at" < $1"#;
    tx.execute(sql, &[now.into(), id.into()]).await?;
    Ok(())
}

/// Folds or opens the rail in this browser.
///
/// # Errors
/// As [`begin`].
pub async fn fold_rail(tx: &mut Tx, id: Uuid, folded: bool) -> Result<()> {
    let sql = r#"update "session" set "rail_folded" = $1 where "id" = $2"#;
    tx.execute(sql, &[folded.into(), id.into()]).await?;
    Ok(())
}

/// Ends one session of a user; nothing happens when it is not theirs.
///
/// # Errors
/// As [`begin`].
pub async fn end(tx: &mut Tx, user: Uuid, id: Uuid) -> Result<()> {
    let sql = r#"delete from "session" where "id" = $1 and "user" = $2"#;
    tx.execute(sql, &[id.into(), user.into()]).await?;
    tx.on_commit(Box::new(crate::gate::forget));
    Ok(())
}

/// Ends all sessions of a user but one.
///
/// # Errors
/// As [`begin`].
pub async fn end_others(tx: &mut Tx, user: Uuid, kept: Option<Uuid>) -> Result<()> {
    let sql = r#"delete from "session" where "user" = $1 and "id" <> $2"#;
    tx.execute(sql, &[user.into(), kept.unwrap_or(Uuid::nil()).into()]).await?;
    tx.on_commit(Box::new(crate::gate::forget));
    Ok(())
}

/// Clears away what has ended by itself.
///
/// # Errors
/// As [`begin`].
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    let sql = r#"delete from "session" where "seen_at" <= $1 or "created_at" <= $2"#;
    tx.execute(sql, &[(now - IDLE).into(), (now - ABSOLUTE).into()]).await
}
