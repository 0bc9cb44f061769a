//! Rules about users, roles and views that need the database, and what follows from changing
//! them.

use std::collections::HashSet;

use kernel::record::Record;
use kernel::shape::Shape;
use kernel::value::Value;
use kernel::{Refusal, Result};
use store::save::{Change, ObjectHooks, Pending, Saved, Saving, Write};
use store::tx::{Tx, TxFuture};
use uuid::Uuid;

use crate::objects::{Audience, Role, SavedView, User};
use crate::{credential, one_time_link};

/// The hooks of this crate's objects.
pub fn hooks() -> Vec<(&'static str, ObjectHooks)> {
    vec![
        ("user", ObjectHooks { check: Some(check_users), follow: Some(follow_users) }),
        ("role", ObjectHooks { check: Some(check_roles), follow: Some(follow_access) }),
        ("team", ObjectHooks { check: None, follow: Some(follow_access) }),
        ("saved_view", ObjectHooks { check: Some(check_views), follow: None }),
    ]
}

/// Administrators alone decide who may do what; an address is one user's; somebody must be able
/// to administer.
fn check_users<'a>(
    tx: &'a mut Tx,
    saving: &'a Saving,
    pending: &'a mut [Pending],
) -> TxFuture<'a, ()> {
    Box::pin(async move {
        if !saving.scope.rights.administer {
            pending.iter_mut().for_each(refuse_reserved);
        }
        refuse_taken_addresses(tx, pending).await?;
        keep_an_administrator(tx, pending).await
    })
}

fn refuse_reserved(change: &mut Pending) {
    let Some(before) = change.before.as_ref().filter(|_| change.write == Write::Update) else {
        change.refusals.push(Refusal::new("administrators-only"));
        return;
    };
    for ((key, _), (old, new)) in
        User::shape().iter().zip(before.values.iter().zip(&change.after.values))
    {
        if User::RESERVED.contains(key) && old != new {
            change.refusals.field(key, "administrators-only");
        }
    }
}

async fn refuse_taken_addresses(tx: &mut Tx, pending: &mut [Pending]) -> Result<()> {
    let mut coming: HashSet<String> = HashSet::new();
    for change in pending.iter_mut().filter(|change| change.write != Write::Delete) {
        let email = user(&change.after).email.0;
        let kept = change.write == Write::Update
            && change.before.as_ref().is_some_and(|before| user(before).email.0 == email);
        if kept {
            continue;
        }
        let sql = r#"
            select "id" from "user" where "email" = $1 and "id" <> $2 and "deleted_at" is null"#;
        let taken = tx.query_opt(sql, &[(&email).into(), change.after.id().into()]).await?;
        if taken.is_some() || !coming.insert(email) {
            change.refusals.field("email", "taken");
        }
    }
    Ok(())
}

/// Refuses whatever would take the last administrator away.
async fn keep_an_administrator(tx: &mut Tx, pending: &mut [Pending]) -> Result<()> {
    let roles = administering_roles(tx).await?;
    if !pending.iter().any(|change| steps_down(change, &roles)) {
        return Ok(());
    }
    lock_administrators(tx).await?;
    let roles = administering_roles(tx).await?;
    let mut left = administrators(tx, &roles).await?;
    for change in pending.iter() {
        if administers(&change.after, &roles) {
            left.insert(change.after.id());
        } else {
            left.remove(&change.after.id());
        }
    }
    if left.is_empty() {
        for change in pending.iter_mut().filter(|change| steps_down(change, &roles)) {
            change.refusals.push(Refusal::new("last-administrator"));
        }
    }
    Ok(())
}

/// Whether this user may sign in and administer.
fn administers(record: &Record, roles: &HashSet<Uuid>) -> bool {
    let user = user(record);
    let role = user.role.0.is_some_and(|role| roles.contains(&role));
    user.active && role && record.envelope.deleted_at.is_none()
}

fn steps_down(change: &Pending, roles: &HashSet<Uuid>) -> bool {
    change.before.as_ref().is_some_and(|before| administers(before, roles))
        && !administers(&change.after, roles)
}

/// Roles are for administrators to change; one that is in use stays; one that administers stays
/// when nobody else could.
fn check_roles<'a>(
    tx: &'a mut Tx,
    saving: &'a Saving,
    pending: &'a mut [Pending],
) -> TxFuture<'a, ()> {
    Box::pin(async move {
        if !saving.scope.rights.administer {
            for change in pending.iter_mut() {
                change.refusals.push(Refusal::new("administrators-only"));
            }
        }
        refuse_taken_keys(tx, pending).await?;
        for change in pending.iter_mut().filter(|change| change.write == Write::Delete) {
            let sql = r#"
                select count(*) from "user" where "role" = $1 and "deleted_at" is null"#;
            let count = tx.query_one(sql, &[change.after.id().into()]).await?.int(0)?;
            if count > 0 {
                change.refusals.push(Refusal::new("role-in-use").with("count", count));
            }
        }
        keep_an_administering_role(tx, pending).await
    })
}

async fn refuse_taken_keys(tx: &mut Tx, pending: &mut [Pending]) -> Result<()> {
    let mut coming: HashSet<String> = HashSet::new();
    for change in
        pending.iter_mut().filter(|change| matches!(change.write, Write::Create | Write::Restore))
    {
        let key = Role::from_values(&change.after.values).key.0;
        let sql = r#"
            select "id" from "role" where "key" = $1 and "id" <> $2 and "deleted_at" is null"#;
        let taken = tx.query_opt(sql, &[(&key).into(), change.after.id().into()]).await?;
        if taken.is_some() || !coming.insert(key) {
            change.refusals.field("key", "taken");
        }
    }
    Ok(())
}

async fn keep_an_administering_role(tx: &mut Tx, pending: &mut [Pending]) -> Result<()> {
    let administers = |record: &Record| {
        record.envelope.deleted_at.is_none()
            && Role::from_values(&record.values).parsed_rights().administer
    };
    let loses = |change: &Pending| {
        change.before.as_ref().is_some_and(administers) && !administers(&change.after)
    };
    if !pending.iter().any(loses) {
        return Ok(());
    }
    lock_administrators(tx).await?;
    let mut roles = administering_roles(tx).await?;
    for change in pending.iter() {
        if administers(&change.after) {
            roles.insert(change.after.id());
        } else {
            roles.remove(&change.after.id());
        }
    }
    if administrators(tx, &roles).await?.is_empty() {
        for change in pending.iter_mut().filter(|change| loses(change)) {
            change.refusals.push(Refusal::new("last-administrator"));
        }
    }
    Ok(())
}

/// A new user owns their own record, so that they may keep their profile; whoever may not sign
/// in any more is out at once; a changed address ends the links that went to the old one.
fn follow_users<'a>(
    tx: &'a mut Tx,
    _saving: &'a Saving,
    saved: &'a [&'a Saved],
) -> TxFuture<'a, Vec<Change>> {
    Box::pin(async move {
        tx.on_commit(Box::new(crate::gate::forget));
        let mut following = Vec::new();
        for change in saved {
            let now = user(&change.record);
            if !now.active || change.record.envelope.deleted_at.is_some() {
                credential::close(tx, change.id(), None).await?;
            }
            let before = change.before.as_ref().map(user);
            if before.is_some_and(|before| before.email != now.email) {
                one_time_link::drop_of_user(tx, change.id()).await?;
            }
            if change.write == Write::Create && change.record.envelope.owner != Some(change.id()) {
                following.push(
                    Change::update("user", change.id())
                        .with("owner", Value::Id(change.id()))
                        .with("team", now.main_team.0.map_or(Value::Null, Value::Id)),
                );
            }
        }
        Ok(following)
    })
}

/// A changed role or team binds the next request.
fn follow_access<'a>(
    tx: &'a mut Tx,
    _saving: &'a Saving,
    _saved: &'a [&'a Saved],
) -> TxFuture<'a, Vec<Change>> {
    tx.on_commit(Box::new(crate::gate::forget));
    Box::pin(async { Ok(Vec::new()) })
}

/// A view belongs to a team only when it is for a team.
fn check_views<'a>(
    tx: &'a mut Tx,
    _saving: &'a Saving,
    pending: &'a mut [Pending],
) -> TxFuture<'a, ()> {
    Box::pin(async move {
        for change in pending.iter_mut() {
            let audience = SavedView::from_values(&change.after.values).audience.0;
            let owner = change.after.envelope.owner;
            change.after.envelope.team = match (audience, owner) {
                (Some(Audience::Team), Some(owner)) => main_team(tx, owner).await?,
                _ => None,
            };
        }
        Ok(())
    })
}

async fn main_team(tx: &mut Tx, user: Uuid) -> Result<Option<Uuid>> {
    let sql = r#"select "main_team" from "user" where "id" = $1"#;
    match tx.query_opt(sql, &[user.into()]).await? {
        Some(row) => row.opt_id(0),
        None => Ok(None),
    }
}

fn user(record: &Record) -> User {
    User::from_values(&record.values)
}

/// One change of administrators at a time, in all processes.
pub async fn lock_administrators(tx: &mut Tx) -> Result<()> {
    let sql = r#"insert into "lock" ("name") values ($1) on conflict ("name") do nothing"#;
    tx.execute(sql, &["administrators".into()]).await?;
    let sql = r#"update "lock" set "value" = "value" + 1 where "name" = $1"#;
    tx.execute(sql, &["administrators".into()]).await?;
    Ok(())
}

/// The living roles that may administer.
pub async fn administering_roles(tx: &mut Tx) -> Result<HashSet<Uuid>> {
    let sql = r#"
        select "id", "rights" from "role" where "deleted_at" is null order by "id" limit 1000"#;
    let mut roles = HashSet::new();
    for row in tx.query(sql, &[]).await? {
        let rights = row.opt_text(1)?.unwrap_or_default().to_owned();
        if (Role { rights: rights.into(), ..Role::default() }).parsed_rights().administer {
            roles.insert(row.id(0)?);
        }
    }
    Ok(roles)
}

/// The active users with one of these roles.
pub async fn administrators(tx: &mut Tx, roles: &HashSet<Uuid>) -> Result<HashSet<Uuid>> {
    let mut found = HashSet::new();
    for role in roles {
        let sql = r#"
            select "id"
            from "user"
            where "role" = $1
            and "active" = $2
            and "deleted_at" is null
            order by "id"
            limit 1000"#;
        for row in tx.query(sql, &[(*role).into(), true.into()]).await? {
            found.insert(row.id(0)?);
        }
    }
    Ok(found)
}
