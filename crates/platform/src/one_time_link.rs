//! Links that open once: set-up, invitation, new password. Only their digests are kept.

use jiff::{SignedDuration, Timestamp};
use kernel::access::Scope;
use kernel::{Error, Refusal, Result};
use store::tx::Tx;
use uuid::Uuid;

use crate::secret::Digest;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    SetUp,
    Invitation,
    Reset,
}

impl LinkKind {
    const fn key(self) -> &'static str {
        match self {
            Self::SetUp => "set-up",
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    /// How long it may be used.
    pub const fn lifetime(self) -> SignedDuration {
        match self {
            Self::SetUp => SignedDuration::from_hours(24),
            Self::Invitation => SignedDuration::from_hours(7 * 24),
            Self::Reset => SignedDuration::from_mins(30),
        }
    }

    /// Where it leads: the path before the secret.
    pub fn path(self, secret: &str) -> String {
        match self {
            Self::SetUp => format!("/set-up?token={secret}"),
            Self::Invitation => format!("/invitation/{secret}"),
            Self::Reset => format!("/reset/{secret}"),
        }
    }
}

/// Keeps a link for a user, or for the workspace; an earlier one for the same is worth nothing
/// any more.
///
/// # Errors
/// When the database fails; so with all of these.
pub async fn keep(
    tx: &mut Tx,
    scope: &Scope,
    kind: LinkKind,
    user: Option<Uuid>,
    digest: Digest,
) -> Result<()> {
    let sql = r#"delete from "one_time_link" where "kind" = $1 and "user" = $2"#;
    tx.execute(sql, &[kind.key().into(), user.unwrap_or(Uuid::nil()).into()]).await?;
    let sql = r#"
        insert into "one_time_link" ("hash", "kind", "user", "created_by", "created_at", "expires_at")
        values ($1, $2, $3, $4, $5, $6)"#;
    let parameters = [
        digest.into(),
        kind.key().into(),
        user.unwrap_or(Uuid::nil()).into(),
        scope.user().into(),
        scope.now.into(),
        (scope.now + kind.lifetime()).into(),
    ];
    tx.execute(sql, &parameters).await?;
    Ok(())
}

/// Whom a link is for, while it can still be used; nil for the workspace.
///
/// # Errors
/// [`Error::Gone`] when it was used, replaced or has run out.
pub async fn look(tx: &mut Tx, kind: LinkKind, digest: Digest, now: Timestamp) -> Result<Uuid> {
    let sql = r#"
        select "user"
        from "one_time_link"
        where "hash" = $1
        and "kind" = $2
        and "expires_at" > $3"#;
    let row = tx.query_opt(sql, &[digest.into(), kind.key().into(), now.into()]).await?;
    row.ok_or_else(gone)?.id(0)
}

/// Uses a link up. Of many at once only one gets it.
///
/// # Errors
/// As [`look`].
pub async fn take(tx: &mut Tx, kind: LinkKind, digest: Digest, now: Timestamp) -> Result<Uuid> {
    let user = look(tx, kind, digest, now).await?;
    let sql = r#"delete from "one_time_link" where "hash" = $1"#;
    if tx.execute(sql, &[digest.into()]).await? == 1 { Ok(user) } else { Err(gone()) }
}

/// Makes all links of a user worthless: the password or the address has changed.
///
/// # Errors
/// As [`keep`].
pub async fn drop_of_user(tx: &mut Tx, user: Uuid) -> Result<()> {
    let sql = r#"delete from "one_time_link" where "user" = $1"#;
    tx.execute(sql, &[user.into()]).await?;
    Ok(())
}

/// Clears away what has run out.
///
/// # Errors
/// As [`keep`].
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    let sql = r#"delete from "one_time_link" where "expires_at" <= $1"#;
    tx.execute(sql, &[now.into()]).await
}

fn gone() -> Error {
    Error::Gone(Refusal::new("link-used-up"))
}
