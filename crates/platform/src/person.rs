//! A user as the gate knows them: who they are, what they may do, how they like their pages.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::tz::TimeZone;
use kernel::Result;
use kernel::access::Rights;
use kernel::language::Language;
use store::tx::Tx;
use uuid::Uuid;

/// An active user with the rights of their role.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub rights: Arc<Rights>,
    pub teams: Arc<[Uuid]>,
    pub main_team: Option<Uuid>,
    /// The browser's when they chose none.
    pub language: Option<Language>,
    /// The workspace's when they chose none.
    pub zone: Option<TimeZone>,
    pub theme: Option<String>,
    pub density: Option<String>,
}

/// An active user; `None` when deactivated, deleted or never there.
///
/// # Errors
/// When the database fails.
pub async fn load(tx: &mut Tx, id: Uuid) -> Result<Option<Person>> {
    let sql = r#"
        select u."name", u."email", u."main_team", u."language", u."time_zone", u."theme",
          u."density", r."rights"
        from "user" u
        left join "role" r on r."id" = u."role" and r."deleted_at" is null
        where u."id" = $1
        and u."deleted_at" is null
        and u."active" = $2"#;
    let Some(row) = tx.query_opt(sql, &[id.into(), true.into()]).await? else {
        return Ok(None);
    };
    let owned = |at| row.opt_text(at).map(|text| text.map(str::to_owned));
    // A role that is gone or cannot be read gives no right at all.
    let rights: Rights =
        row.opt_text(7)?.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    Ok(Some(Person {
        id,
        name: owned(0)?.unwrap_or_default(),
        email: owned(1)?.unwrap_or_default(),
        main_team: row.opt_id(2)?,
        language: row.opt_text(3)?.and_then(Language::parse),
        zone: row.opt_text(4)?.and_then(|name| TimeZone::get(name).ok()),
        theme: owned(5)?.filter(|theme| theme != "system"),
        density: owned(6)?,
        rights: Arc::new(rights),
        teams: teams(tx, id).await?.into(),
    }))
}

/// The living teams of a user: one in the trash gives no right.
async fn teams(tx: &mut Tx, user: Uuid) -> Result<Vec<Uuid>> {
    let sql =
        r#"select "value" from "user_teams" where "record" = $1 order by "position" limit 500"#;
    let rows = tx.query(sql, &[user.into()]).await?;
    let named: Vec<Uuid> = rows.iter().filter_map(|row| row.text(0).ok()?.parse().ok()).collect();
    let sql = r#"select "id" from "team" where "deleted_at" is null order by "id" limit 10000"#;
    let rows = tx.query(sql, &[]).await?;
    let living = rows.iter().map(|row| row.id(0)).collect::<Result<HashSet<Uuid>>>()?;
    Ok(named.into_iter().filter(|team| living.contains(team)).collect())
}
