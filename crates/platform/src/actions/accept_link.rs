//! Opening a one-time link: an invitation or a new password.

use std::net::IpAddr;
use std::time::Instant;

use kernel::shape::{Choice, Name, Shape};
use kernel::{Error, Refusal, Result};
use serde_json::json;
use store::change_set;
use store::save::{Change, Saving, save};
use uuid::Uuid;
use web::app::App;

use super::sign_in::Denied;
use crate::gate::Doors;
use crate::objects::{ScreenLanguage, User};
use crate::one_time_link::{self, LinkKind};
use crate::password::Password;
use crate::person::{self, Person};
use crate::{credential, secret};

/// The secret of a link and the password chosen behind it.
#[derive(Clone, Debug)]
pub struct Acceptance {
    pub kind: LinkKind,
    pub secret: String,
    pub password: Password,
    /// What an invited user says about themselves.
    pub about: Option<About>,
    pub address: IpAddr,
}

/// How an invited user wants to be called and spoken to.
#[derive(Clone, Debug)]
pub struct About {
    pub name: String,
    pub language: ScreenLanguage,
}

/// Whom a link is for, as long as it can be used.
///
/// # Errors
/// [`Error::Gone`].
pub async fn look(app: &App, kind: LinkKind, secret: &str) -> Result<Person> {
    let (digest, now) = (secret::digest(app.store().sealer(), secret), app.clock().now());
    app.store()
        .read(move |tx| {
            Box::pin(async move {
                let user = one_time_link::look(tx, kind, digest, now).await?;
                let person = person::load(tx, user).await?;
                person.ok_or_else(|| Error::Gone(Refusal::new("link-used-up")))
            })
        })
        .await
}

/// Uses the link up and gives its user the password. Of many at once, one succeeds.
///
/// # Errors
/// [`Denied`]; [`Error::Gone`] inside when the link is used up.
pub async fn accept(app: &App, acceptance: Acceptance) -> Result<Uuid, Denied> {
    let doors = Doors::of(app)?;
    let Acceptance { kind, secret, password, about, address } = acceptance;
    let attempt = doors.throttle().enter(&secret, address, Instant::now())?;
    let person = look(app, kind, &secret).await?;
    let hash = doors.hasher().hash(password).await?;
    let digest = secret::digest(app.store().sealer(), &secret);
    let mut saving = app.saving(app.robot("set-up"), Uuid::now_v7());
    saving.scope.actor = kernel::access::Actor::User { id: person.id };
    let user = app
        .store()
        .write(move |tx| {
            let (saving, hash, about) = (saving.clone(), hash.clone(), about.clone());
            Box::pin(async move {
                let user = one_time_link::take(tx, kind, digest, saving.scope.now).await?;
                credential::replace(tx, user, &hash, None, saving.scope.now).await?;
                if let Some(about) = about {
                    introduce(tx, &saving, user, &about).await?;
                }
                Ok(user)
            })
        })
        .await?;
    attempt.succeeded();
    tracing::info!(user.id = %user, "User {user} chose a password by a link");
    Ok(user)
}

async fn introduce(
    tx: &mut store::tx::Tx,
    saving: &Saving,
    user: Uuid,
    about: &About,
) -> Result<()> {
    let label = json!({"name": about.name});
    change_set::begin_as(tx, &saving.scope, saving.change_set, ("edit", &label)).await?;
    let change = Change::update(User::OBJECT, user)
        .set(User::name, &Name::from(about.name.as_str()))
        .set(User::language, &Choice(Some(about.language)));
    save(tx, saving, vec![change]).await.map(drop)
}
