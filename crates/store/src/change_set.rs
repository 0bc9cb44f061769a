//! Change sets: every act that touches records belongs to one, and can be listed, explained and
//! undone.

use jiff::Timestamp;
use kernel::access::{Actor, Scope};
use kernel::{Error, Result};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::journal::{self, Entry};
use crate::row::Row;
use crate::sql_value::SqlValue;
use crate::tx::Tx;

/// An act: who, what kind, when, how much.
#[derive(Clone, Debug)]
pub struct ChangeSet {
    pub id: Uuid,
    /// `edit`, `create`, `bulk`, `import`, `undo` …: the Fluent key `change-set-KIND`.
    pub kind: String,
    /// What it was about: a title, a file, a count.
    pub label: Json,
    pub actor: Actor,
    pub created_at: Timestamp,
    /// How many records it touched, each as often as it did.
    pub entries: i64,
    pub undoes: Option<Uuid>,
    pub undone_by: Option<Uuid>,
}

const COLUMNS: &str =
    r#""id", "kind", "label", "actor", "created_at", "entries", "undoes", "undone_by""#;

/// Begins an act. It is listed once it has touched a record.
///
/// # Errors
/// When the database fails.
pub async fn begin(tx: &mut Tx, scope: &Scope, kind: &str, label: &Json) -> Result<Uuid> {
    let id = Uuid::now_v7();
    begin_as(tx, scope, id, (kind, label)).await?;
    Ok(id)
}

/// Begins an act under an id that the caller made, so that a body run again makes no second one.
///
/// # Errors
/// When the database fails.
pub async fn begin_as(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    (kind, label): (&str, &Json),
) -> Result<()> {
    let actor = serde_json::to_string(&scope.actor).map_err(anyhow::Error::from)?;
    let sql = r#"
        insert into "change_set" ("id", "kind", "label", "actor", "actor_user", "created_at", "entries")
        values ($1, $2, $3, $4, $5, $6, 0)
        on conflict ("id") do nothing"#;
    let params = [
        id.into(),
        kind.into(),
        label.to_string().into(),
        actor.into(),
        scope.user().into(),
        scope.now.into(),
    ];
    tx.execute(sql, &params).await?;
    Ok(())
}

/// Says what an act was about once that is known: how much a file took out.
///
/// # Errors
/// When the database fails.
pub async fn relabel(tx: &mut Tx, id: Uuid, label: &Json) -> Result<()> {
    let sql = r#"update "change_set" set "label" = $1 where "id" = $2"#;
    tx.execute(sql, &[label.to_string().into(), id.into()]).await.map(drop)
}

fn change_set(row: &Row) -> Result<ChangeSet> {
    Ok(ChangeSet {
        id: row.id(0)?,
        kind: row.text(1)?.to_owned(),
        label: serde_json::from_str(row.text(2)?).map_err(anyhow::Error::from)?,
        actor: serde_json::from_str(row.text(3)?).map_err(anyhow::Error::from)?,
        created_at: row.instant(4)?,
        entries: row.int(5)?,
        undoes: row.opt_id(6)?,
        undone_by: row.opt_id(7)?,
    })
}

/// Acts that touched something or took it out, newest first: one's own, or everyone's for administrators.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx,
    scope: &Scope,
    limit: i64,
    before: Option<Uuid>,
) -> Result<Vec<ChangeSet>> {
    let mut params: Vec<SqlValue> = vec![before.unwrap_or(Uuid::max()).into(), limit.into()];
    let mine = if scope.rights.administer {
        ""
    } else {
        params.push(scope.user().unwrap_or(Uuid::nil()).into());
        r#"and "actor_user" = $3"#
    };
    let sql = format!(
        r#"select {COLUMNS}
        from "change_set"
        where "id" < $1 and ("entries" > 0 or "kind" = 'export') {mine}
        order by "id" desc
        limit $2"#
    );
    tx.query(&sql, &params).await?.iter().map(change_set).collect()
}

/// One act, when the asker may know of it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<ChangeSet> {
    let sql = format!(r#"select {COLUMNS} from "change_set" where "id" = $1"#);
    let row = tx.query_opt(&sql, &[id.into()]).await?.ok_or(Error::NotFound)?;
    let found = change_set(&row)?;
    let own = scope.user().is_some() && found.actor.user() == scope.user();
    if own || scope.rights.administer { Ok(found) } else { Err(Error::NotFound) }
}

/// What an act did, newest entry first, from before a place in it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn explain(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    before: Option<(Uuid, i64)>,
    limit: i64,
) -> Result<(ChangeSet, Vec<Entry>)> {
    let found = get(tx, scope, id).await?;
    let entries = journal::of_change_set(tx, id, before, limit).await?;
    Ok((found, entries))
}

/// Notes that one act took back another.
pub(crate) async fn note_undo(tx: &mut Tx, undone: Uuid, by: Uuid) -> Result<()> {
    let sql = r#"update "change_set" set "undone_by" = $1 where "id" = $2"#;
    tx.execute(sql, &[by.into(), undone.into()]).await?;
    let sql = r#"update "change_set" set "undoes" = $1 where "id" = $2"#;
    tx.execute(sql, &[undone.into(), by.into()]).await?;
    Ok(())
}
