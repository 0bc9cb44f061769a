//! The first two minutes: a printed link leads to a workspace with its first administrator.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use kernel::language::Language;
use kernel::shape::{Choice, Link, Links};
use kernel::text::sort_key::Collation;
use kernel::{Error, Result};
use serde_json::json;
use store::change_set;
use store::save::{Change, Saving, save_one};
use store::tx::Tx;
use store::workspace::Workspace;
use uuid::Uuid;
use web::app::App;

use super::add_user::{self, Door};
use super::prepare::{prepare, role_by_key, translate};
use super::sign_in::Denied;
use crate::gate::Doors;
use crate::hooks::{administering_roles, administrators, lock_administrators};
use crate::objects::{Team, User};
use crate::one_time_link::{self, LinkKind};
use crate::password::Password;
use crate::secret::{self, Digest, Secret};
use crate::standard_role::StandardRole;

/// What the set-up asks for.
#[derive(Clone, Debug)]
pub struct SetUp {
    /// The secret of the printed link.
    pub secret: String,
    pub workspace: Workspace,
    pub name: String,
    pub email: String,
    pub password: Password,
    pub address: IpAddr,
}

/// A one-time link to the set-up of a workspace without an administrator; an earlier one ends.
/// `None` once there is one. Prepares the workspace first.
///
/// # Errors
/// When the store fails.
pub async fn first_link(app: &App) -> Result<Option<String>> {
    prepare(app).await?;
    if app.store().read(|tx| Box::pin(is_administered(tx))).await? {
        return Ok(None);
    }
    let secret = Secret::new("")?;
    let (digest, scope) = (secret.digest(app.store().sealer()), app.robot("set-up"));
    app.store()
        .write(move |tx| {
            let scope = scope.clone();
            Box::pin(
                async move { one_time_link::keep(tx, &scope, LinkKind::SetUp, None, digest).await },
            )
        })
        .await?;
    Ok(Some(app.config().link(&LinkKind::SetUp.path(secret.reveal()))))
}

/// Whether a link opens the set-up.
///
/// # Errors
/// [`Error::NotFound`] once an administrator exists; [`Error::Gone`] when the link is used up.
pub async fn look(app: &App, secret: &str) -> Result<()> {
    let (digest, now) = (secret::digest(app.store().sealer(), secret), app.clock().now());
    app.store()
        .read(move |tx| {
            Box::pin(async move {
                if is_administered(tx).await? {
                    return Err(Error::NotFound);
                }
                one_time_link::look(tx, LinkKind::SetUp, digest, now).await.map(drop)
            })
        })
        .await
}

/// Sets the workspace up and gives the first administrator. Of many at once, one succeeds; the
/// others find nothing.
///
/// # Errors
/// [`Denied`].
pub async fn set_up(app: &App, asked: SetUp) -> Result<Uuid, Denied> {
    let doors = Doors::of(app)?;
    let attempt = doors.throttle().enter(&asked.secret, asked.address, Instant::now())?;
    look(app, &asked.secret).await?;
    let hash = doors.hasher().hash(asked.password.clone()).await?;
    let digest = secret::digest(app.store().sealer(), &asked.secret);
    let mut saving = app.saving(app.robot("set-up"), Uuid::now_v7());
    saving.collation = Arc::new(Collation::new(asked.workspace.language));
    saving.workspace = Arc::new(asked.workspace.clone());
    let user = app
        .store()
        .write(move |tx| {
            let (saving, asked, hash) = (saving.clone(), asked.clone(), hash.clone());
            Box::pin(async move { write(tx, &saving, &asked, (digest, hash)).await })
        })
        .await?;
    app.reload_workspace().await?;
    attempt.succeeded();
    tracing::info!(user.id = %user, "The workspace was set up");
    Ok(user)
}

async fn write(
    tx: &mut Tx,
    saving: &Saving,
    asked: &SetUp,
    (digest, hash): (Digest, String),
) -> Result<Uuid> {
    lock_administrators(tx).await?;
    if is_administered(tx).await? {
        return Err(Error::NotFound);
    }
    let now = saving.scope.now;
    one_time_link::take(tx, LinkKind::SetUp, digest, now).await?;
    asked.workspace.store(tx, now).await?;
    let label = json!({"name": asked.workspace.name});
    change_set::begin_as(tx, &saving.scope, saving.change_set, ("set-up", &label)).await?;
    translate(tx, saving, asked.workspace.language).await?;
    let team = Team { name: asked.workspace.name.as_str().into(), ..Team::default() };
    let team = save_one(tx, saving, Change::create(&team)).await?.id();
    let user = first_administrator(tx, asked, team).await?;
    add_user::insert(tx, saving, &user, Door { hash: Some(hash), link: None }).await
}

async fn first_administrator(tx: &mut Tx, asked: &SetUp, team: Uuid) -> Result<User> {
    let language: Language = asked.workspace.language;
    Ok(User {
        name: asked.name.as_str().into(),
        email: asked.email.as_str().into(),
        role: Link::to(role_by_key(tx, StandardRole::Administrator.key()).await?),
        active: true,
        teams: Links::to(vec![team]),
        language: Choice(Some(language.into())),
        ..User::default()
    })
}

/// Whether somebody may administer the workspace already.
///
/// # Errors
/// When the database fails.
pub async fn is_administered(tx: &mut Tx) -> Result<bool> {
    let roles = administering_roles(tx).await?;
    Ok(!administrators(tx, &roles).await?.is_empty())
}
