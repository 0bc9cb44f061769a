//! Changing one's own password: the old one is asked for, and all that it opened is closed.

use std::net::IpAddr;

use kernel::Result;
use uuid::Uuid;
use web::app::App;
use web::session::Signed;

use super::sign_in::{Claim, Denied, check};
use crate::credential;
use crate::gate::Doors;
use crate::password::Password;

/// The old password and the new one.
#[derive(Clone, Debug)]
pub struct PasswordChange {
    pub current: Password,
    pub new: Password,
    pub address: IpAddr,
}

/// Gives the asker a new password; their other sessions and all of their tokens end.
///
/// # Errors
/// [`Denied`].
pub async fn change_password(
    app: &App,
    signed: &Signed,
    change: PasswordChange,
) -> Result<(), Denied> {
    let doors = Doors::of(app)?;
    let PasswordChange { current, new, address } = change;
    let claim = Claim { email: signed.email.clone(), password: current, address };
    let user = check(app, &doors, claim).await?;
    let hash = doors.hasher().hash(new).await?;
    replace(app, user, hash, signed.session).await?;
    tracing::info!(user.id = %user, "User {user} changed the password");
    Ok(())
}

async fn replace(app: &App, user: Uuid, hash: String, kept: Option<Uuid>) -> Result<()> {
    let now = app.clock().now();
    app.store()
        .write(move |tx| {
            let hash = hash.clone();
            Box::pin(async move { credential::replace(tx, user, &hash, kept, now).await })
        })
        .await
}
