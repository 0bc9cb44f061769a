//! Signing in with an address and a password.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use kernel::{Error, Result};
use uuid::Uuid;
use web::app::App;

use crate::credential;
use crate::gate::Doors;
use crate::password::Password;
use crate::secret::Secret;
use crate::session::{self, Origin};

/// Why somebody was not let in.
#[derive(Debug)]
pub enum Denied {
    /// Address or password are wrong: which of them is not told.
    Wrong,
    /// Too many tries; wait so many seconds.
    TooMany { wait_s: u32 },
    /// Something else.
    Failed(Error),
}

impl From<Error> for Denied {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Duration> for Denied {
    fn from(wait: Duration) -> Self {
        Self::TooMany { wait_s: u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).max(1) }
    }
}

/// What somebody shows.
#[derive(Clone, Debug)]
pub struct Claim {
    pub email: String,
    pub password: Password,
    pub address: IpAddr,
}

/// Lets somebody in and begins a session.
///
/// # Errors
/// [`Denied`].
pub async fn sign_in(app: &App, claim: Claim, origin: Origin) -> Result<Secret, Denied> {
    let doors = Doors::of(app)?;
    let user = check(app, &doors, claim).await?;
    Ok(begin_session(app, user, origin).await?)
}

/// Whose address and password these are. The try is counted before it is checked.
///
/// # Errors
/// [`Denied`].
pub async fn check(app: &App, doors: &Doors, claim: Claim) -> Result<Uuid, Denied> {
    let Claim { email, password, address } = claim;
    let attempt = doors.throttle().enter(&email, address, Instant::now())?;
    let known = app
        .store()
        .read(move |tx| {
            let email = email.clone();
            Box::pin(async move { credential::of_address(tx, &email).await })
        })
        .await?;
    let (user, hash) = known.unzip();
    let right = doors.hasher().verify(password, hash.flatten()).await?;
    match user.filter(|_| right) {
        Some(user) => {
            attempt.succeeded();
            Ok(user)
        }
        None => {
            tracing::info!(user.id = ?user, "A sign-in was refused");
            Err(Denied::Wrong)
        }
    }
}

/// Begins a session under a new secret.
///
/// # Errors
/// When the store fails.
pub async fn begin_session(app: &App, user: Uuid, origin: Origin) -> Result<Secret> {
    let secret = Secret::new("")?;
    let (digest, now) = (secret.digest(app.store().sealer()), app.clock().now());
    app.store()
        .write(move |tx| {
            let origin = origin.clone();
            Box::pin(async move { session::begin(tx, user, digest, &origin, now).await })
        })
        .await?;
    tracing::info!(user.id = %user, "User {user} signed in");
    Ok(secret)
}
