//! One user as administrators see them: access, a new link, the sessions.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::shape::Shape;
use kernel::{Error, Result};
use maud::{Markup, html};
use store::save::Change;
use uuid::Uuid;
use web::app::App;
use web::components::{
    Button, Crumb, Field, Form, PageHead, breadcrumb, button, card_with, form, form_actions,
    form_section, hidden, page_head, submit as submit_button, switch,
};
use web::context::RequestContext;
use web::error::PageError;
use web::frame;
use web::redirect::see_other;
use web::session::Signed;

use super::super::fields::{Faults, Fields};
use super::super::plain::alerts;
use super::record::{Loaded, get, version, write};
use super::user_form::{self, Offered};
use super::users::{hand_over, offered};
use super::{Page, sessions};
use crate::credential;
use crate::objects::User;
use crate::one_time_link::{self, LinkKind};
use crate::secret::Secret;
use crate::session::{self, Session};

const SHOWN: [&str; 7] = ["name", "email", "job_title", "role", "main_team", "teams", "active"];

/// The page.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> Result<Markup, PageError> {
    let user = get::<User>(&app, &signed, id).await?;
    Ok(draw(&app, &context, &signed, (&user, &Faults::default())).await?)
}

/// Keeps what was changed.
pub async fn submit(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only_those(|name| name == "version" || SHOWN.contains(&name))?;
    let mut user = get::<User>(&app, &signed, id).await?;
    user_form::read(&fields, &mut user.shape);
    user.shape.active = fields.ticked("active");
    let shape = &user.shape;
    let change = Change::update(User::OBJECT, id)
        .at_version(version(fields.one("version")))
        .set(User::name, &shape.name)
        .set(User::email, &shape.email)
        .set(User::job_title, &shape.job_title)
        .set(User::role, &shape.role)
        .set(User::main_team, &shape.main_team)
        .set(User::teams, &shape.teams)
        .set(User::active, &shape.active);
    match write(&app, &signed, "edit", change).await {
        Ok(written) => Ok(frame::saved(&format!("/settings/users/{id}"), written.change_set)),
        Err(error) => {
            let faults = Faults::of(error, signed.scope.language)?;
            let page = draw(&app, &context, &signed, (&user, &faults)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Makes a link: to a new password, or once more the invitation of somebody who never had one.
pub async fn link(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Markup, PageError> {
    fields.only(&[])?;
    let user = get::<User>(&app, &signed, id).await?;
    if !user.shape.active {
        return Err(Error::NotFound.into());
    }
    let secret = Secret::new("")?;
    let (digest, scope) = (secret.digest(app.store().sealer()), signed.scope.clone());
    let kind = app
        .store()
        .write(move |tx| {
            let scope = scope.clone();
            Box::pin(async move {
                let kind = match credential::hash_of(tx, id).await? {
                    Some(_) => LinkKind::Reset,
                    None => LinkKind::Invitation,
                };
                one_time_link::keep(tx, &scope, kind, Some(id), digest).await?;
                Ok(kind)
            })
        })
        .await?;
    tracing::info!(user.id = %id, "A link to a new password was made for user {id}");
    let page = Page::of(&app, &signed, &context).await?;
    let link = app.config().link(&kind.path(secret.reveal()));
    Ok(hand_over(&page, &user.shape, id, &link))
}

/// Ends one session of the user, or all of them.
pub async fn end_sessions(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&["id"])?;
    get::<User>(&app, &signed, id).await?;
    let one = match fields.one("id") {
        "" => None,
        one => Some(Uuid::try_parse(one).map_err(|_| Error::invalid("id", "not-an-id"))?),
    };
    app.store()
        .write(move |tx| {
            Box::pin(async move {
                match one {
                    Some(one) => session::end(tx, id, one).await,
                    None => session::end_others(tx, id, None).await,
                }
            })
        })
        .await?;
    Ok(see_other(&format!("/settings/users/{id}")))
}

async fn draw(
    app: &App,
    context: &RequestContext,
    signed: &Signed,
    (user, faults): (&Loaded<User>, &Faults),
) -> Result<Markup> {
    let (id, now) = (user.id, app.clock().now());
    let open = app
        .store()
        .read(move |tx| Box::pin(async move { session::of_user(tx, id, now).await }))
        .await?;
    let offered = offered(app, signed).await?;
    let page = Page::of(app, signed, context).await?;
    let title = user.shape.name.to_string();
    let users = page.text("settings-users");
    let crumbs = [
        Crumb { label: &users, href: Some("/settings/users") },
        Crumb { label: &title, href: None },
    ];
    let body = html! {
        (page_head(&PageHead { title: &title, above: Some(breadcrumb(&page.text("you-are-here"), &crumbs)), ..PageHead::default() }))
        (alerts(faults, &SHOWN))
        (edit(&page, user, &offered, faults))
        @if user.shape.active { (way_in(&page, user)) }
        (sessions_of(&page, user, &open))
    };
    Ok(page.show(&title, &body))
}

fn edit(page: &Page, user: &Loaded<User>, offered: &Offered, faults: &Faults) -> Markup {
    let action = format!("/settings/users/{}", user.id);
    let version = user.version.to_string();
    let active = page.text("field-user-active");
    let help = page.text("user-active-help");
    form(
        &Form {
            id: "user",
            action: &action,
            csrf: page.frame.csrf(),
            version: Some(&version),
            ..Form::default()
        },
        &html! {
            (form_section(&page.text("section-access"), None, &html! {
                (user_form::controls(page, &user.shape, offered, faults))
                (switch(&Field { name: "active", label: &active, help: Some(&help), error: faults.field("active"), ..Field::default() }, user.shape.active))
            }))
            (form_actions(&submit_button(&page.text("save"))))
        },
    )
}

fn way_in(page: &Page, user: &Loaded<User>) -> Markup {
    let post = html! {
        form method="post" action={ "/settings/users/" (user.id) "/link" } {
            (hidden("csrf", page.frame.csrf()))
            (button(&Button { label: &page.text("user-link"), icon: Some("link"), ..Button::default() }))
        }
    };
    card_with(
        "way-in",
        &page.text("user-way-in"),
        &post,
        &html! { p.help { (page.text("user-way-in-text")) } },
    )
}

fn sessions_of(page: &Page, user: &Loaded<User>, open: &[Session]) -> Markup {
    let action = format!("/settings/users/{}/end-sessions", user.id);
    let all = html! {
        @if !open.is_empty() {
            form method="post" action=(action) {
                (hidden("csrf", page.frame.csrf()))
                (button(&Button { label: &page.text("user-end-sessions"), ..Button::default() }))
            }
        }
    };
    card_with(
        "open-sessions",
        &page.text("user-sessions"),
        &all,
        &html! {
            @if open.is_empty() { p.help { (page.text("user-no-sessions")) } } @else { (sessions::list(page, open, &action)) }
        },
    )
}
