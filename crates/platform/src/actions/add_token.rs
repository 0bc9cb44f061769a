//! A new API token. It is shown once and kept as a digest.

use jiff::SignedDuration;
use kernel::{Error, Refusal, Refusals, Result};
use uuid::Uuid;
use web::app::App;

use crate::api_token::{self, MOST_DAYS, NewToken, PREFIX};
use crate::credential;
use crate::secret::Secret;

/// Longest name of a token.
const NAME_LIMIT: usize = 100;

/// Adds a token for the user with an address, in the name of the command line.
///
/// # Errors
/// Refusals of the address, the name or the days.
pub async fn add_token(app: &App, email: &str, name: &str, days: Option<i64>) -> Result<Secret> {
    let address = email.to_owned();
    let found = app
        .store()
        .read(move |tx| {
            let address = address.clone();
            Box::pin(async move { credential::of_address(tx, &address).await })
        })
        .await?;
    let (user, _) = found.ok_or_else(|| {
        let refusal = Refusal::field("email", "unknown-user").with("email", email);
        Error::Refused(Refusals::one(refusal))
    })?;
    add(app, user, name, days).await
}

/// Adds a token for a user.
///
/// # Errors
/// Refusals of the name or the days.
pub(crate) async fn add(app: &App, user: Uuid, name: &str, days: Option<i64>) -> Result<Secret> {
    let mut refusals = Refusals::default();
    let name = name.trim().to_owned();
    if name.is_empty() {
        refusals.field("name", "required");
    }
    if name.chars().count() > NAME_LIMIT {
        refusals.push(Refusal::field("name", "too-long").with("limit", NAME_LIMIT));
    }
    if days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
        refusals.push(Refusal::field("days", "not-a-number-of-days").with("limit", MOST_DAYS));
    }
    refusals.into_result()?;
    let now = app.clock().now();
    let expires_at = days.map(|days| now + SignedDuration::from_hours(days * 24));
    let secret = Secret::new(PREFIX)?;
    let kept = (secret.digest(app.store().sealer()), api_token::shown(secret.reveal()));
    let new = NewToken { user, name, expires_at };
    app.store()
        .write(move |tx| {
            let (new, (digest, shown)) = (new.clone(), kept.clone());
            Box::pin(async move { api_token::keep(tx, &new, (digest, &shown), now).await })
        })
        .await?;
    Ok(secret)
}
