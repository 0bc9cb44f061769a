//! Tokens with which programs act for a user. Only their digests are kept.

use jiff::{SignedDuration, Timestamp};
use kernel::Result;
use store::row::Row;
use store::tx::Tx;
use uuid::Uuid;

use crate::secret::Digest;

/// What every token begins with, so that one is recognised where it should not be.
pub const PREFIX: &str = "rap_";
/// How much of a token is shown afterwards.
const SHOWN: usize = 10;
/// Most days that a token may live.
pub const MOST_DAYS: i64 = 3_650;
/// The last use is noted no more often than this.
pub const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// A token as its owner sees it afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    pub id: Uuid,
    pub user: Uuid,
    pub name: String,
    /// Its first characters.
    pub prefix: String,
    pub created_at: Timestamp,
    /// Never, when there is none.
    pub expires_at: Option<Timestamp>,
    pub used_at: Option<Timestamp>,
}

/// What a new token is.
#[derive(Clone, Debug)]
pub struct NewToken {
    pub user: Uuid,
    pub name: String,
    pub expires_at: Option<Timestamp>,
}

const COLUMNS: &str = r#""id", "user", "name", "prefix", "created_at", "expires_at", "used_at""#;

fn token(row: &Row) -> Result<ApiToken> {
    Ok(ApiToken {
        id: row.id(0)?,
        user: row.id(1)?,
        name: row.text(2)?.to_owned(),
        prefix: row.text(3)?.to_owned(),
        created_at: row.instant(4)?,
        expires_at: row.opt_instant(5)?,
        used_at: row.opt_instant(6)?,
    })
}

/// The part of a token that may be shown.
pub fn shown(secret: &str) -> String {
    secret.chars().take(SHOWN).collect()
}

/// Keeps a token.
///
/// # Errors
/// When the database fails; so with all of these.
pub async fn keep(
    tx: &mut Tx,
    new: &NewToken,
    (digest, prefix): (Digest, &str),
    now: Timestamp,
) -> Result<Uuid> {
    let id = Uuid::now_v7();
    let sql = r#"
        insert into "api_token" ("id", "hash", "user", "name", "prefix", "created_at", "expires_at")
        values ($1, $2, $3, $4, $5, $6, $7)"#;
    let parameters = [
        id.into(),
        digest.into(),
        new.user.into(),
        (&new.name).into(),
        prefix.into(),
        now.into(),
        new.expires_at.into(),
    ];
    tx.execute(sql, &parameters).await?;
    Ok(id)
}

/// The living token of a digest.
///
/// # Errors
/// As [`keep`].
pub async fn find(tx: &mut Tx, digest: Digest, now: Timestamp) -> Result<Option<ApiToken>> {
    let sql = format!(
        r#"select {COLUMNS}
        from "api_token"
        where "hash" = $1
        and ("expires_at" is null or "expires_at" > $2)"#
    );
    tx.query_opt(&sql, &[digest.into(), now.into()]).await?.as_ref().map(token).transpose()
}

/// The tokens of a user, the newest first, those that have run out among them.
///
/// # Errors
/// As [`keep`].
pub async fn of_user(tx: &mut Tx, user: Uuid) -> Result<Vec<ApiToken>> {
    let sql = format!(
        r#"select {COLUMNS}
        from "api_token"
        where "user" = $1
        order by "created_at" desc
        limit 100"#
    );
    tx.query(&sql, &[user.into()]).await?.iter().map(token).collect()
}

/// Notes that a token is in use.
///
/// # Errors
/// As [`keep`].
pub async fn note_use(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<()> {
    let sql = r#"update "api_token" set "used_at" = $1 where "id" = $2"#;
    tx.execute(sql, &[now.into(), id.into()]).await?;
    Ok(())
}

/// Revokes one token of a user; nothing happens when it is not theirs.
///
/// # Errors
/// As [`keep`].
pub async fn revoke(tx: &mut Tx, user: Uuid, id: Uuid) -> Result<()> {
    let sql = r#"delete from "api_token" where "id" = $1 and "user" = $2"#;
    tx.execute(sql, &[id.into(), user.into()]).await?;
    tx.on_commit(Box::new(crate::gate::forget));
    Ok(())
}

/// Revokes all tokens of a user.
///
/// # Errors
/// As [`keep`].
pub async fn revoke_all(tx: &mut Tx, user: Uuid) -> Result<()> {
    let sql = r#"delete from "api_token" where "user" = $1"#;
    tx.execute(sql, &[user.into()]).await?;
    tx.on_commit(Box::new(crate::gate::forget));
    Ok(())
}
