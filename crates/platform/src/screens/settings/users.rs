//! Who works here, and inviting somebody by a link that is handed over.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::Result;
use kernel::shape::{Link, Links};
use maud::{Markup, html};
use serde_json::json;
use store::change_set;
use uuid::Uuid;
use web::app::App;
use web::components::{
    Banner, ButtonKind, Form, LinkButton, PageHead, Phone, TagColour, Tone, banner, cell_name,
    form, form_actions, form_section, link_button, page_head, submit as submit_button, tag,
};
use web::context::RequestContext;
use web::error::PageError;
use web::session::Signed;

use super::super::fields::{Faults, Fields};
use super::super::plain::alerts;
use super::list::{self, Head, Line, Look};
use super::record::{Loaded, all};
use super::user_form::{self, Offered};
use super::{Page, shown_once};
use crate::actions::add_user::{Door, insert};
use crate::objects::{Role, Team, User};
use crate::one_time_link::LinkKind;
use crate::secret::Secret;
use crate::standard_role::StandardRole;

/// The users.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
) -> Result<Markup, PageError> {
    let users = all::<User>(&app, &signed).await?;
    let offered = offered(&app, &signed).await?;
    let waiting = without_password(&app).await?;
    let page = Page::of(&app, &signed, &context).await?;
    let title = page.text("settings-users");
    let invite = link_button(&LinkButton {
        href: "/settings/users/new",
        label: &page.text("users-invite"),
        kind: ButtonKind::Primary,
        icon: Some("plus"),
        ..LinkButton::default()
    });
    let body = html! {
        (page_head(&PageHead { title: &title, actions: Some(invite), ..PageHead::default() }))
        (list(&page, &users, &offered, &waiting))
    };
    Ok(page.show(&title, &body))
}

/// The form of an invitation.
pub async fn form_page(
    app: &App,
    context: &RequestContext,
    signed: &Signed,
    (user, faults): (&User, &Faults),
) -> Result<Markup> {
    let offered = offered(app, signed).await?;
    let page = Page::of(app, signed, context).await?;
    let title = page.text("users-invite");
    let body = html! {
        (page_head(&PageHead { title: &title, ..PageHead::default() }))
        (alerts(faults, &user_form::NAMES))
        (form(&Form { id: "invite", action: "/settings/users", csrf: page.frame.csrf(), ..Form::default() }, &html! {
            (form_section(&page.text("section-user"), Some(&page.text("users-invite-text")),
                &user_form::controls(&page, user, &offered, faults)))
            (form_actions(&submit_button(&page.text("users-invite-make"))))
        }))
    };
    Ok(page.show(&title, &body))
}

/// The empty form: a member of the only team there is.
pub async fn form_empty(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
) -> Result<Markup, PageError> {
    let offered = offered(&app, &signed).await?;
    let member = offered.roles.iter().find(|role| *role.shape.key == *StandardRole::Member.key());
    let team = match offered.teams.as_slice() {
        [only] => vec![only.id],
        _ => Vec::new(),
    };
    let user = User {
        role: member.map_or(Link::none(), |role| Link::to(role.id)),
        teams: Links::to(team),
        ..User::default()
    };
    Ok(form_page(&app, &context, &signed, (&user, &Faults::default())).await?)
}

/// Adds the user and shows the link, this once.
pub async fn invite(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&user_form::NAMES)?;
    let mut user = User { active: true, ..User::default() };
    user_form::read(&fields, &mut user);
    let secret = Secret::new("")?;
    match add(&app, &signed, &user, &secret).await {
        Ok(id) => {
            let link = app.config().link(&LinkKind::Invitation.path(secret.reveal()));
            let page = Page::of(&app, &signed, &context).await?;
            Ok(hand_over(&page, &user, id, &link).into_response())
        }
        Err(error) => {
            let faults = Faults::of(error, signed.scope.language)?;
            let page = form_page(&app, &context, &signed, (&user, &faults)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn add(app: &App, signed: &Signed, user: &User, secret: &Secret) -> Result<Uuid> {
    let digest = secret.digest(app.store().sealer());
    let saving = app.saving(signed.scope.clone(), Uuid::now_v7());
    let user = user.clone();
    app.store()
        .write(move |tx| {
            let (saving, user) = (saving.clone(), user.clone());
            Box::pin(async move {
                let label = json!({"name": *user.name});
                let (scope, set) = (&saving.scope, saving.change_set);
                change_set::begin_as(tx, scope, set, ("create", &label)).await?;
                insert(tx, &saving, &user, Door { hash: None, link: Some(digest) }).await
            })
        })
        .await
}

/// A link to hand over, with what to say about it.
pub(super) fn hand_over(page: &Page, user: &User, id: Uuid, link: &str) -> Markup {
    let title = page.frame.with("users-link", &[("name", user.name.as_str().into())]);
    let body = html! {
        (page_head(&PageHead { title: &title, ..PageHead::default() }))
        (banner(&Banner { tone: Tone::Ok, text: &page.text("users-link-text"), ..Banner::default() }))
        (shown_once(&page.text("users-link-label"), link))
        p { a href={ "/settings/users/" (id) } { (page.text("users-link-back")) } }
    };
    page.show(&title, &body)
}

/// The roles and teams that a user may have.
pub(super) async fn offered(app: &App, signed: &Signed) -> Result<Offered> {
    Ok(Offered { roles: all::<Role>(app, signed).await?, teams: all::<Team>(app, signed).await? })
}

/// The users who have chosen no password yet.
async fn without_password(app: &App) -> Result<Vec<Uuid>> {
    app.store()
        .read(|tx| {
            Box::pin(async move {
                let sql = r#"
                    select u."id"
                    from "user" u
                    left join "credential" c on c."user" = u."id"
                    where c."user" is null
                    and u."deleted_at" is null
                    limit 1000"#;
                tx.query(sql, &[]).await?.iter().map(|row| row.id(0)).collect()
            })
        })
        .await
}

const HEADS: [Head; 5] = [
    ("field-user-name", Look::Words, Phone::Top),
    ("field-user-email", Look::Words, Phone::Bottom),
    ("field-user-role", Look::Words, Phone::BottomEnd),
    ("field-user-teams", Look::Words, Phone::Hidden),
    ("users-state", Look::Words, Phone::TopEnd),
];

fn list(page: &Page, users: &[Loaded<User>], offered: &Offered, waiting: &[Uuid]) -> Markup {
    let lines: Vec<Line> = users
        .iter()
        .map(|user| Line {
            id: user.id.to_string(),
            cells: cells(page, user, offered, waiting),
            faint: !user.shape.active,
        })
        .collect();
    list::draw(page, ("users", "settings-users"), &HEADS, &lines)
}

fn cells(page: &Page, user: &Loaded<User>, offered: &Offered, waiting: &[Uuid]) -> Vec<Markup> {
    let href = format!("/settings/users/{}", user.id);
    let role = offered.roles.iter().find(|role| user.shape.role.0 == Some(role.id));
    let teams: Vec<&str> = offered
        .teams
        .iter()
        .filter(|team| user.shape.teams.0.contains(&team.id))
        .map(|team| team.shape.name.as_str())
        .collect();
    vec![
        cell_name(&href, &user.shape.name, false, None),
        html! { (*user.shape.email) },
        html! { (role.map_or("—", |role| role.shape.name.as_str())) },
        html! { (teams.join(", ")) },
        state_tag(page, &user.shape, waiting.contains(&user.id)),
    ]
}

fn state_tag(page: &Page, user: &User, waits: bool) -> Markup {
    match (user.active, waits) {
        (false, _) => tag(TagColour::Slate, &page.text("users-inactive")),
        (true, true) => tag(TagColour::Amber, &page.text("users-invited")),
        (true, false) => tag(TagColour::Green, &page.text("users-active")),
    }
}
