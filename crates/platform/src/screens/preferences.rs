//! Theme, row spacing and the folded rail: changed from anywhere, kept at once.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::REFERER;
use http::{HeaderMap, StatusCode};
use kernel::choice::Choices;
use kernel::shape::{Choice, Shape};
use kernel::{Error, Result};
use serde_json::json;
use store::change_set;
use store::save::{Change, save};
use uuid::Uuid;
use web::app::App;
use web::context::RequestContext;
use web::error::PageError;
use web::redirect::{local_path, see_other};
use web::session::Signed;

use super::fields::{Fields, not_one_of};
use crate::objects::{Density, Theme, User};
use crate::{gate, session};

/// Keeps a preference. Script gets 204, a plain form is led back.
pub async fn submit(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&["theme", "density", "rail"])?;
    let me = signed.scope.user().ok_or(Error::NotFound)?;
    if !fields.one("rail").is_empty() {
        fold_rail(&app, &signed, fields.one("rail")).await?;
    }
    let mut change = Change::update(User::OBJECT, me);
    if !fields.one("theme").is_empty() {
        let theme = Theme::from_key(fields.one("theme"));
        let theme = theme.ok_or_else(|| not_one_of("theme", Theme::SET.keys))?;
        change = change.set(User::theme, &Choice(Some(theme)));
    }
    if !fields.one("density").is_empty() {
        let density = Density::from_key(fields.one("density"));
        let density = density.ok_or_else(|| not_one_of("density", Density::SET.keys))?;
        change = change.set(User::density, &Choice(Some(density)));
    }
    if !change.fields.is_empty() {
        keep(&app, &signed, change).await?;
    }
    if context.is_htmx() || headers.get("x-csrf-token").is_some() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(see_other(local_path(&came_from(&headers))))
}

async fn keep(app: &App, signed: &Signed, change: Change) -> Result<()> {
    let saving = app.saving(signed.scope.clone(), Uuid::now_v7());
    app.store()
        .write(move |tx| {
            let (saving, change) = (saving.clone(), change.clone());
            Box::pin(async move {
                let (scope, id) = (&saving.scope, saving.change_set);
                change_set::begin_as(tx, scope, id, ("edit", &json!({}))).await?;
                save(tx, &saving, vec![change]).await.map(drop)
            })
        })
        .await
}

async fn fold_rail(app: &App, signed: &Signed, wish: &str) -> Result<()> {
    let folded = match wish {
        "folded" => true,
        "open" => false,
        _ => return Err(not_one_of("rail", &["folded", "open"])),
    };
    let Some(id) = signed.session else {
        return Ok(());
    };
    app.store()
        .write(move |tx| {
            Box::pin(async move {
                tx.on_commit(Box::new(gate::forget));
                session::fold_rail(tx, id, folded).await
            })
        })
        .await
}

/// The path of the page that a plain form was on.
fn came_from(headers: &HeaderMap) -> String {
    let address = headers.get(REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match url::Url::parse(address) {
        Ok(url) => match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        },
        Err(_) => "/".to_owned(),
    }
}
