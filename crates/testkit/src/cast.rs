//! Who works in the test company. Nobody has a password: sessions and tokens are made for them.

use std::collections::HashMap;

use kernel::Result;
use kernel::shape::{Link, Links};
use platform::objects::{Team, User};
use store::Tx;
use store::change_set;
use store::save::{Change, Saving, save_one};
use uuid::Uuid;

/// A member of the cast.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    pub key: &'static str,
    pub name: &'static str,
    /// The key of a standard role.
    pub role: &'static str,
    pub team: &'static str,
    pub active: bool,
}

/// Everybody: one of each role, a member of another team, and somebody who was let go.
pub const CAST: [Member; 6] = [
    Member { key: "ada", name: "Ada Moreno", role: "administrator", team: "North", active: true },
    Member { key: "max", name: "Max Weber", role: "manager", team: "North", active: true },
    Member { key: "mia", name: "Mia Torres", role: "member", team: "North", active: true },
    Member { key: "sol", name: "Sol Rivas", role: "member", team: "South", active: true },
    Member { key: "rita", name: "Rita Chen", role: "read-only", team: "South", active: true },
    Member { key: "gus", name: "Gus Prado", role: "manager", team: "North", active: false },
];

/// The ids of users and teams by key and name.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    pub users: HashMap<&'static str, Uuid>,
    pub teams: HashMap<&'static str, Uuid>,
}

/// Writes the teams and the users.
pub async fn enter(tx: &mut Tx, saving: &Saving) -> Result<Cast> {
    let label = serde_json::json!({"name": "cast"});
    change_set::begin_as(tx, &saving.scope, saving.change_set, ("create", &label)).await?;
    let mut cast = Cast::default();
    for member in CAST {
        if !cast.teams.contains_key(member.team) {
            let team = Team { name: member.team.into(), ..Team::default() };
            let saved = save_one(tx, saving, Change::create(&team)).await?;
            cast.teams.insert(member.team, saved.id());
        }
        let user = user(tx, member, &cast).await?;
        let saved = save_one(tx, saving, Change::create(&user)).await?;
        cast.users.insert(member.key, saved.id());
    }
    Ok(cast)
}

async fn user(tx: &mut Tx, member: Member, cast: &Cast) -> Result<User> {
    let sql = r#"select "id" from "role" where "key" = $1 limit 1"#;
    let role = tx.query_one(sql, &[member.role.into()]).await?.id(0)?;
    let teams = cast.teams.get(member.team).copied().into_iter().collect();
    Ok(User {
        name: member.name.into(),
        email: format!("{}@rapport.example", member.key).into(),
        role: Link::to(role),
        active: member.active,
        teams: Links::to(teams),
        ..User::default()
    })
}
