//! The roles, and the beginning of a new one as a copy of another.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::{Error, Result};
use maud::{Markup, html};
use store::save::Change;
use uuid::Uuid;
use web::app::App;
use web::components::{
    Choice, Field, Form, PageHead, Phone, form, form_actions, form_section, page_head, select,
    submit as submit_button, text,
};
use web::context::RequestContext;
use web::error::PageError;
use web::redirect::see_other;
use web::session::Signed;

use super::super::fields::{Faults, Fields};
use super::super::plain::alerts;
use super::Page;
use super::list::{self, Head, Line, Look};
use super::record::{Loaded, all, get, write};
use crate::objects::{Role, User};

const SHOWN: [&str; 2] = ["name", "purpose"];

/// The roles.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
) -> Result<Markup, PageError> {
    Ok(draw(&app, &context, &signed, (&Role::default(), &Faults::default())).await?)
}

/// Adds a role with the rights of another, and leads to them.
pub async fn add(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&["name", "purpose", "like"])?;
    let like =
        Uuid::try_parse(fields.one("like")).map_err(|_| Error::invalid("like", "not-an-id"))?;
    let like = get::<Role>(&app, &signed, like).await?;
    let role = Role {
        name: fields.one("name").into(),
        purpose: fields.one("purpose").into(),
        rights: like.shape.rights,
        ..Role::default()
    };
    match write(&app, &signed, "create", Change::create(&role)).await {
        Ok(written) => Ok(see_other(&format!("/settings/roles/{}", written.saved.id()))),
        Err(error) => {
            let faults = Faults::of(error, signed.scope.language)?;
            let page = draw(&app, &context, &signed, (&role, &faults)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn draw(
    app: &App,
    context: &RequestContext,
    signed: &Signed,
    (fresh, faults): (&Role, &Faults),
) -> Result<Markup> {
    let roles = all::<Role>(app, signed).await?;
    let users = all::<User>(app, signed).await?;
    let page = Page::of(app, signed, context).await?;
    let title = page.text("settings-roles");
    let body = html! {
        (page_head(&PageHead { title: &title, note: Some(&page.text("roles-note")), ..PageHead::default() }))
        (list(&page, &roles, &users))
        (alerts(faults, &SHOWN))
        (form(&Form { id: "role", action: "/settings/roles", csrf: page.frame.csrf(), ..Form::default() }, &html! {
            (form_section(&page.text("roles-new"), None, &controls(&page, fresh, &roles, faults)))
            (form_actions(&submit_button(&page.text("roles-add"))))
        }))
    };
    Ok(page.show(&title, &body))
}

fn controls(page: &Page, role: &Role, roles: &[Loaded<Role>], faults: &Faults) -> Markup {
    let labels = ["field-role-name", "field-role-purpose", "roles-like"].map(|key| page.text(key));
    let [name, purpose, like] = &labels;
    let choices: Vec<Choice> = roles
        .iter()
        .map(|role| Choice { value: role.text_id(), label: &role.shape.name, ..Choice::default() })
        .collect();
    html! {
        (text(&Field { name: "name", label: name, value: &role.name, error: faults.field("name"), required: true, ..Field::default() }))
        (text(&Field { name: "purpose", label: purpose, value: &role.purpose, error: faults.field("purpose"), ..Field::default() }))
        (select(&Field { name: "like", label: like, ..Field::default() }, &choices))
    }
}

const HEADS: [Head; 3] = [
    ("field-role-name", Look::Words, Phone::Top),
    ("field-role-purpose", Look::Words, Phone::Bottom),
    ("roles-users", Look::Number, Phone::TopEnd),
];

fn list(page: &Page, roles: &[Loaded<Role>], users: &[Loaded<User>]) -> Markup {
    let having = |role: &Loaded<Role>| {
        users.iter().filter(|user| user.shape.role.0 == Some(role.id)).count()
    };
    let lines: Vec<Line> = roles
        .iter()
        .map(|role| Line {
            id: role.id.to_string(),
            cells: vec![
                list::opening(&format!("/settings/roles/{}", role.id), &role.shape.name),
                html! { (*role.shape.purpose) },
                html! { (having(role)) },
            ],
            faint: false,
        })
        .collect();
    list::draw(page, ("roles", "settings-roles"), &HEADS, &lines)
}
