//! A new user: with a password, or with a link by which they choose one.

use kernel::kind::Kind;
use kernel::kind_rules::read_text;
use kernel::language::Language;
use kernel::shape::{Choice, Link, Links};
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::json;
use store::change_set;
use store::save::{Change, Saving, save_one};
use store::tx::Tx;
use uuid::Uuid;
use web::api::input::reading;
use web::app::App;

use super::prepare::role_by_key;
use crate::credential;
use crate::gate::Doors;
use crate::objects::User;
use crate::one_time_link::{self, LinkKind};
use crate::password::Password;
use crate::secret::{Digest, Secret};

/// Who shall be able to sign in.
#[derive(Clone, Debug)]
pub struct NewUser {
    pub name: String,
    pub email: String,
    /// The key of a role.
    pub role: String,
    /// Without one, a link by which they choose it.
    pub password: Option<Password>,
    pub language: Option<Language>,
}

/// A user who was added.
#[derive(Clone, Debug)]
pub struct AddedUser {
    pub id: Uuid,
    /// The link to hand over, when no password was given. It is shown nowhere again.
    pub link: Option<String>,
}

/// Adds a user in the name of the command line.
///
/// # Errors
/// Refusals of the address, the role or the password.
pub async fn add_user(app: &App, new: NewUser) -> Result<AddedUser> {
    let new = NewUser { email: address(app, &new.email)?, ..new };
    let hash = match &new.password {
        Some(password) => Some(Doors::of(app)?.hasher().hash(password.clone()).await?),
        None => None,
    };
    let secret = Secret::new("")?;
    let digest = secret.digest(app.store().sealer());
    let saving = app.saving(app.robot("operator"), Uuid::now_v7());
    let by_link = hash.is_none();
    let id = app
        .store()
        .write(move |tx| {
            let (saving, new, hash) = (saving.clone(), new.clone(), hash.clone());
            Box::pin(async move {
                let label = json!({"name": new.name});
                let (scope, set) = (&saving.scope, saving.change_set);
                change_set::begin_as(tx, scope, set, ("create", &label)).await?;
                let user = user_of(tx, &new).await?;
                insert(tx, &saving, &user, Door { hash, link: Some(digest).filter(|_| by_link) })
                    .await
            })
        })
        .await?;
    let link = by_link.then(|| app.config().link(&LinkKind::Invitation.path(secret.reveal())));
    Ok(AddedUser { id, link })
}

/// The address as it is kept.
///
/// # Errors
/// [`Error::Refused`] when it is none.
fn address(app: &App, email: &str) -> Result<String> {
    let reading = reading(&app.robot("operator"), &app.workspace());
    let read = read_text(Kind::Email, email, &reading);
    let named = |refusal| Refusal { field: Some("email".to_owned()), ..refusal };
    let value = read.map_err(|refusal| Error::Refused(Refusals::one(named(refusal))))?;
    let text = value.as_text().ok_or_else(|| Error::refused("email", "required"))?;
    Ok(text.to_owned())
}

async fn user_of(tx: &mut Tx, new: &NewUser) -> Result<User> {
    let role = role_by_key(tx, &new.role).await?;
    let team = only_team(tx).await?;
    Ok(User {
        name: new.name.as_str().into(),
        email: new.email.as_str().into(),
        role: Link::to(role),
        active: true,
        teams: Links::to(team.into_iter().collect()),
        language: Choice(new.language.map(Into::into)),
        ..User::default()
    })
}

/// The team of a workspace that has one only: newcomers belong to it.
///
/// # Errors
/// When the database fails.
pub async fn only_team(tx: &mut Tx) -> Result<Option<Uuid>> {
    let sql = r#"select "id" from "team" where "deleted_at" is null order by "id" limit 2"#;
    match tx.query(sql, &[]).await?.as_slice() {
        [only] => only.id(0).map(Some),
        _ => Ok(None),
    }
}

/// How a new user gets in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Door {
    /// The hash of their password.
    pub hash: Option<String>,
    /// The digest of their invitation.
    pub link: Option<Digest>,
}

/// Writes the user with what opens the door to them.
pub(crate) async fn insert(tx: &mut Tx, saving: &Saving, user: &User, door: Door) -> Result<Uuid> {
    let id = save_one(tx, saving, Change::create(user)).await?.id();
    if let Some(hash) = door.hash {
        credential::replace(tx, id, &hash, None, saving.scope.now).await?;
    }
    if let Some(digest) = door.link {
        one_time_link::keep(tx, &saving.scope, LinkKind::Invitation, Some(id), digest).await?;
    }
    Ok(id)
}
