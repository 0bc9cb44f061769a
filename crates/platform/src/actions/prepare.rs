//! What a workspace has before anybody comes: the standard roles. Safe to run at every start and
//! in several processes at once.

use kernel::Result;
use kernel::language::Language;
use kernel::shape::{Name, Shape, Text};
use serde_json::json;
use store::change_set;
use store::save::{Change, Saving, save};
use store::tx::Tx;
use uuid::Uuid;
use web::app::App;

use crate::hooks::lock_administrators;
use crate::objects::Role;
use crate::standard_role::StandardRole;

/// Makes the standard roles in a workspace that has never had any.
///
/// # Errors
/// When the store fails.
pub async fn prepare(app: &App) -> Result<()> {
    if app.store().read(|tx| Box::pin(has_roles(tx))).await? {
        return Ok(());
    }
    let saving = app.saving(app.robot("set-up"), Uuid::now_v7());
    app.store()
        .write(move |tx| {
            let saving = saving.clone();
            Box::pin(async move {
                lock_administrators(tx).await?;
                if has_roles(tx).await? {
                    return Ok(());
                }
                let (scope, id) = (&saving.scope, saving.change_set);
                change_set::begin_as(tx, scope, id, ("set-up", &json!({}))).await?;
                let roles = StandardRole::ALL.map(|role| standard(role, saving.workspace.language));
                save(tx, &saving, roles.into()).await.map(drop)
            })
        })
        .await
}

/// Roles in the trash count: somebody wanted them gone.
async fn has_roles(tx: &mut Tx) -> Result<bool> {
    Ok(tx.query_opt(r#"select "id" from "role" limit 1"#, &[]).await?.is_some())
}

fn standard(role: StandardRole, language: Language) -> Change {
    let shape = Role {
        key: role.key().into(),
        name: role.name(language).into(),
        purpose: role.purpose(language).into(),
        rights: serde_json::to_string(&role.rights()).unwrap_or_default().into(),
    };
    Change::create(&shape).with_id(role.id())
}

/// Keeps the names of the standard roles in another language, where nobody gave them others: the
/// one that lists are sorted by.
///
/// # Errors
/// As [`prepare`].
pub(super) async fn translate(tx: &mut Tx, saving: &Saving, language: Language) -> Result<()> {
    let sql = r#"
        select "id", "key" from "role" where "version" = 1 and "deleted_at" is null limit 100"#;
    let mut changes = Vec::new();
    for row in tx.query(sql, &[]).await? {
        let Some(role) = row.opt_text(1)?.and_then(StandardRole::from_key) else {
            continue;
        };
        changes.push(
            Change::update(Role::OBJECT, row.id(0)?)
                .set(Role::name, &Name(role.name(language)))
                .set(Role::purpose, &Text(role.purpose(language))),
        );
    }
    save(tx, saving, changes).await.map(drop)
}

/// The id of the role with this key.
///
/// # Errors
/// A refusal of the field `role` that names the roles there are.
pub(super) async fn role_by_key(tx: &mut Tx, key: &str) -> Result<Uuid> {
    let sql = r#"
        select "id", "key" from "role" where "deleted_at" is null order by "created_at", "id" limit 1000"#;
    let rows = tx.query(sql, &[]).await?;
    let mut known = Vec::new();
    for row in &rows {
        let own = row.opt_text(1)?.unwrap_or_default();
        if own == key {
            return row.id(0);
        }
        known.push(own);
    }
    let refusal = kernel::Refusal::field("role", "unknown-role")
        .with("value", key)
        .with("known", known.join(", "));
    Err(kernel::Error::Refused(kernel::Refusals::one(refusal)))
}
