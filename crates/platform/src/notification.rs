//! What waits behind the bell: short lines for one user, kept outside the journal.

use jiff::Timestamp;
use kernel::Result;
use kernel::language::Language;
use kernel::words::Words;
use serde_json::Value as Json;
use store::row::Row;
use store::tx::{Statement, Tx};
use uuid::Uuid;

/// More unread ones are not counted.
const COUNTED: i64 = 100;

/// A line for somebody.
#[derive(Clone, Debug)]
pub struct Notice {
    pub user: Uuid,
    /// `reminder`, `assigned`, `reset-wanted`: what may be filtered or switched off later.
    pub kind: &'static str,
    /// Object, record and the address of the face that shows it: `party`, id, `people`.
    pub about: Option<(&'static str, Uuid, &'static str)>,
    /// A Fluent key.
    pub text: &'static str,
    /// What the text names.
    pub values: Vec<(&'static str, String)>,
}

/// A line as its user reads it.
#[derive(Clone, Debug)]
pub struct Notification {
    pub id: Uuid,
    pub kind: String,
    pub object: Option<String>,
    pub record: Option<Uuid>,
    pub face: Option<String>,
    pub at: Timestamp,
    pub read_at: Option<Timestamp>,
    text: String,
    values: Vec<(String, String)>,
}

impl Notification {
    /// The sentence.
    pub fn sentence(&self, language: Language) -> String {
        let values: Vec<(&str, fluent_bundle::FluentValue<'_>)> = self
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().into()))
            .collect();
        Words::get().with(language, &self.text, &values)
    }

    /// Where the record is.
    pub fn href(&self) -> Option<String> {
        Some(format!("/{}/{}", self.face.as_ref()?, self.record?))
    }
}

/// Puts a line behind somebody's bell. Call it in the transaction of its cause.
///
/// # Errors
/// When the database fails; so with all of these.
pub async fn notify(tx: &mut Tx, notice: &Notice, now: Timestamp) -> Result<Uuid> {
    let id = Uuid::now_v7();
    let values: Vec<(&str, &str)> =
        notice.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let sql = r#"
        insert into "notification" ("id", "user", "kind", "object", "record", "face", "text", "values", "at")
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"#;
    let parameters = [
        id.into(),
        notice.user.into(),
        notice.kind.into(),
        notice.about.map(|(object, _, _)| object).into(),
        notice.about.map(|(_, record, _)| record).into(),
        notice.about.map(|(_, _, face)| face).into(),
        notice.text.into(),
        serde_json::to_string(&values).map_err(anyhow::Error::from)?.into(),
        now.into(),
    ];
    tx.execute(sql, &parameters).await?;
    Ok(id)
}

/// A user's lines, the newest first, from before one of them.
///
/// # Errors
/// As [`notify`].
pub async fn list(
    tx: &mut Tx,
    user: Uuid,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Notification>> {
    let sql = r#"
        select "id", "kind", "object", "record", "face", "at", "read_at", "text", "values"
        from "notification"
        where "user" = $1
        and "id" < $2
        order by "id" desc
        limit $3"#;
    let parameters = [user.into(), before.unwrap_or(Uuid::max()).into(), limit.into()];
    tx.query(sql, &parameters).await?.iter().map(notification).collect()
}

/// The statement for how many are unread, at most a hundred, to be asked together with others.
pub fn unread_of(user: Uuid) -> Statement {
    let sql = r#"
        select count(*)
        from (
          select 1 from "notification" where "user" = $1 and "read_at" is null limit $2
        ) as waiting"#;
    (sql.to_owned(), vec![user.into(), COUNTED.into()])
}

/// What the row of [`unread_of`] says.
///
/// # Errors
/// When it says something else.
pub fn counted(rows: &[Row]) -> Result<u32> {
    let count = rows.first().map_or(Ok(0), |row| row.int(0))?;
    Ok(u32::try_from(count).unwrap_or_default())
}

/// Marks one line, or all of a user's, as read.
///
/// # Errors
/// As [`notify`].
pub async fn mark_read(tx: &mut Tx, user: Uuid, one: Option<Uuid>, now: Timestamp) -> Result<()> {
    let sql = r#"
        update "notification"
        set "read_at" = $1
        where "user" = $2
        and "read_at" is null
        and ("id" = $3 or $4 = 1)"#;
    let parameters =
        [now.into(), user.into(), one.unwrap_or(Uuid::nil()).into(), one.is_none().into()];
    tx.execute(sql, &parameters).await?;
    Ok(())
}

/// Clears away what is older than an instant.
///
/// # Errors
/// As [`notify`].
pub async fn sweep(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    let sql = r#"delete from "notification" where "at" < $1"#;
    tx.execute(sql, &[before.into()]).await
}

fn notification(row: &Row) -> Result<Notification> {
    let values: Json = serde_json::from_str(row.text(8)?).map_err(anyhow::Error::from)?;
    Ok(Notification {
        id: row.id(0)?,
        kind: row.text(1)?.to_owned(),
        object: row.opt_text(2)?.map(str::to_owned),
        record: row.opt_id(3)?,
        face: row.opt_text(4)?.map(str::to_owned),
        at: row.instant(5)?,
        read_at: row.opt_instant(6)?,
        text: row.text(7)?.to_owned(),
        values: serde_json::from_value(values).map_err(anyhow::Error::from)?,
    })
}
