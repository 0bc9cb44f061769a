//! Password hashes, in a table of their own that nothing lists.

use jiff::Timestamp;
use kernel::Result;
use store::tx::Tx;
use uuid::Uuid;

use crate::{api_token, one_time_link, session};

/// The stored hash of a user's password; none when they cannot sign in with one.
///
/// # Errors
/// When the database fails; so with all of these.
pub async fn hash_of(tx: &mut Tx, user: Uuid) -> Result<Option<String>> {
    let sql = r#"select "hash" from "credential" where "user" = $1"#;
    match tx.query_opt(sql, &[user.into()]).await? {
        Some(row) => Ok(Some(row.text(0)?.to_owned())),
        None => Ok(None),
    }
}

/// Gives a user a new password. All that the old one opened is closed: sessions but the one
/// kept, tokens, links.
///
/// # Errors
/// As [`hash_of`].
pub async fn replace(
    tx: &mut Tx,
    user: Uuid,
    hash: &str,
    kept_session: Option<Uuid>,
    now: Timestamp,
) -> Result<()> {
    let sql = r#"
        insert into "credential" ("user", "hash", "changed_at")
        values ($1, $2, $3)
        on conflict ("user") do update set "hash" = excluded."hash", "changed_at" = excluded."changed_at""#;
    tx.execute(sql, &[user.into(), hash.into(), now.into()]).await?;
    close(tx, user, kept_session).await
}

/// Ends a user's sessions but one, revokes their tokens and drops their links.
///
/// # Errors
/// As [`hash_of`].
pub async fn close(tx: &mut Tx, user: Uuid, kept_session: Option<Uuid>) -> Result<()> {
    session::end_others(tx, user, kept_session).await?;
    api_token::revoke_all(tx, user).await?;
    one_time_link::drop_of_user(tx, user).await
}

/// The id and hash of the active user with this address. Addresses are compared byte by byte
/// after ASCII letters are put in lower case: look-alikes are others.
///
/// # Errors
/// As [`hash_of`].
pub async fn of_address(tx: &mut Tx, email: &str) -> Result<Option<(Uuid, Option<String>)>> {
    let sql = r#"
        select u."id", c."hash"
        from "user" u
        left join "credential" c on c."user" = u."id"
        where u."email" = $1
        and u."deleted_at" is null
        and u."active" = $2"#;
    let parameters = [email.trim().to_ascii_lowercase().into(), true.into()];
    match tx.query_opt(sql, &parameters).await? {
        Some(row) => Ok(Some((row.id(0)?, row.opt_text(1)?.map(str::to_owned)))),
        None => Ok(None),
    }
}
