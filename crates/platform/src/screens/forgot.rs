//! A forgotten password. There need be no mail server: administrators are told, and one of them
//! makes a link. The answer is the same whoever asks for whomever.

use std::time::Instant;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use kernel::Result;
use maud::{Markup, html};
use serde::Deserialize;
use store::tx::Tx;
use uuid::Uuid;
use web::app::App;
use web::components::{
    Banner, Field, Form, Span, Tone, banner, email, form, form_actions, hidden,
    submit as submit_button,
};
use web::context::RequestContext;
use web::error::PageError;

use super::fields::Fields;
use super::plain::Plain;
use crate::credential;
use crate::gate::Doors;
use crate::hooks::{administering_roles, administrators, lock_administrators};
use crate::notification::{Notice, notify};

/// How often administrators are told about the same user.
const TOLD_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// In which language to ask.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    language: Option<String>,
}

/// The page.
pub async fn show(context: RequestContext, Query(asked): Query<Asked>) -> Markup {
    let plain = Plain::new(&context, asked.language.as_deref(), &[]);
    plain.page(&plain.text("forgot"), false, &question(&plain))
}

/// Tells the administrators, if the address is somebody's.
pub async fn submit(
    State(app): State<App>,
    context: RequestContext,
    doors: Doors,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&["email", "language"])?;
    let plain = Plain::new(&context, Some(fields.one("language")), &[]);
    let email = fields.one("email").to_owned();
    match doors.throttle().enter(&email, context.address(), Instant::now()) {
        // The work is done beside the answer, so that its time says nothing.
        Ok(_counted) => {
            let app = app.clone();
            tokio::spawn(async move {
                if let Err(error) = tell(&app, email).await {
                    tracing::error!(
                        "Administrators could not be told of a forgotten password: {error}"
                    );
                }
            });
        }
        Err(_) => tracing::info!("A forgotten password was asked for too often"),
    }
    Ok(plain.page(&plain.text("forgot"), false, &answer(&plain)).into_response())
}

async fn tell(app: &App, email: String) -> Result<()> {
    let now = app.clock().now();
    app.store()
        .write(move |tx| {
            let email = email.clone();
            Box::pin(async move {
                let Some((user, _)) = credential::of_address(tx, &email).await? else {
                    return Ok(());
                };
                // Two who ask at the same moment are told apart.
                lock_administrators(tx).await?;
                if was_told(tx, user, now - TOLD_EVERY).await? {
                    return Ok(());
                }
                let roles = administering_roles(tx).await?;
                for administrator in administrators(tx, &roles).await? {
                    notify(tx, &wanted(administrator, user, &email), now).await?;
                }
                Ok(())
            })
        })
        .await
}

fn wanted(administrator: Uuid, user: Uuid, email: &str) -> Notice {
    Notice {
        user: administrator,
        kind: "reset-wanted",
        about: Some(("user", user, "settings/users")),
        text: "notification-reset-wanted",
        values: vec![("email", email.to_owned())],
    }
}

async fn was_told(tx: &mut Tx, user: Uuid, since: jiff::Timestamp) -> Result<bool> {
    let sql = r#"
        select 1
        from "notification"
        where "kind" = 'reset-wanted'
        and "record" = $1
        and "at" > $2
        limit 1"#;
    Ok(tx.query_opt(sql, &[user.into(), since.into()]).await?.is_some())
}

fn question(plain: &Plain) -> Markup {
    let label = plain.text("sign-in-email");
    html! {
        h1 { (plain.text("forgot")) }
        p { (plain.text("forgot-text")) }
        (form(&Form { id: "forgot", action: "/forgot", ..Form::default() }, &html! {
            (hidden("language", plain.language().code()))
            div.form-grid {
                (email(&Field { name: "email", label: &label, autocomplete: Some("username"), required: true,
                    autofocus: true, span: Span::Full, ..Field::default() }))
            }
            (form_actions(&submit_button(&plain.text("forgot-ask"))))
        }))
        (back(plain))
    }
}

fn answer(plain: &Plain) -> Markup {
    html! {
        h1 { (plain.text("forgot")) }
        (banner(&Banner { tone: Tone::Ok, text: &plain.text("forgot-asked"), ..Banner::default() }))
        (back(plain))
    }
}

fn back(plain: &Plain) -> Markup {
    html! { p { a.more-link href={ "/sign-in?language=" (plain.language().code()) } { (plain.text("forgot-back")) } } }
}
