//! Who gets the records whose owner is nobody here.

use std::sync::Arc;

use kernel::access::Scope;
use kernel::value::Value;
use kernel::{Error, Refusal, Refusals, Result};
use store::query::{self, Asking};
use web::App;

use super::cell;
use super::settings::Settings;

/// Their e-mail, as users are found by it.
pub(super) fn fallback(settings: &Settings) -> Option<String> {
    let email = settings.owner_fallback.as_deref().map(|email| email.trim().to_lowercase());
    email.filter(|email| !email.is_empty())
}

/// Whoever is to get what nobody here owns is somebody here.
///
/// # Errors
/// [`Error::Refused`] when nobody here has that address.
pub(super) async fn know(app: &App, scope: &Scope, settings: &Settings) -> Result<()> {
    let Some(email) = fallback(settings) else {
        return Ok(());
    };
    let (catalog, scope, sought) = (app.catalog(), scope.clone(), Value::Text(email.clone()));
    let found = app
        .store()
        .read(move |tx| {
            let (catalog, scope) = (Arc::clone(&catalog), scope.clone());
            let sought = sought.clone();
            Box::pin(async move {
                let user = catalog.object("user").ok_or(Error::NotFound)?;
                let asking = Asking { catalog: &catalog, scope: &scope };
                query::find_matching(tx, asking, user, &[("email", sought)]).await
            })
        })
        .await?;
    if !found.is_empty() {
        return Ok(());
    }
    let refusal = Refusal::field("owner_fallback", "import-unknown-owner");
    Err(Error::Refused(Refusals::one(refusal.with("email", cell::short(&email)))))
}
