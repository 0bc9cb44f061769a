//! The company that an e-mail address speaks of, for programs and for the form of a person.

use axum::Json;
use axum::extract::State;
use http::Uri;
use kernel::{Error, Result};
use serde_json::{Value, json};
use web::api::params::Params;
use web::app::App;
use web::error::ApiError;
use web::session::Signed;

use crate::alike;
use crate::reading::read;
use crate::ties;

/// `GET /api/v1/company-of?email=…`: `{"company": {"id": …, "title": …}}`, or null.
pub async fn company_of(
    State(app): State<App>,
    signed: Signed,
    uri: Uri,
) -> Result<Json<Value>, ApiError> {
    let mut params = Params::read(&uri)?;
    let email = params.take("email").ok_or_else(|| Error::invalid("email", "required"))?;
    params.finish()?;
    let found = read(&app, &signed.scope, move |tx, asking| {
        let email = email.clone();
        Box::pin(async move {
            match alike::company_of(tx, asking, email.trim()).await? {
                Some(id) => Ok(ties::known(tx, asking, &[id]).await?.remove(&id)),
                None => Ok(None),
            }
        })
    })
    .await?;
    let company = found.map(|known| json!({"id": known.id, "title": known.name}));
    Ok(Json(json!({ "company": company })))
}
