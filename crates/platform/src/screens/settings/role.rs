//! One role: its name and its rights.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::Result;
use kernel::shape::{LongText, Shape};
use maud::{Markup, html};
use store::save::Change;
use uuid::Uuid;
use web::app::App;
use web::components::{
    Button, ButtonKind, Crumb, Field, Form, PageHead, breadcrumb, button, form, form_actions,
    form_section, hidden, page_head, submit as submit_button, switch, text,
};
use web::context::RequestContext;
use web::error::PageError;
use web::frame;
use web::session::Signed;

use super::super::fields::{Faults, Fields};
use super::super::plain::alerts;
use super::record::{Loaded, get, version, write};
use super::{Page, role_rights};
use crate::objects::Role;

const SHOWN: [&str; 4] = ["name", "purpose", "administer", "bulk"];

/// The page.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> Result<Markup, PageError> {
    let role = get::<Role>(&app, &signed, id).await?;
    Ok(draw(&app, &context, &signed, (&role, &Faults::default())).await?)
}

/// Keeps the rights.
pub async fn submit(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, PageError> {
    let catalog = app.catalog();
    let fields = fields.only_those(|name| {
        name == "version" || SHOWN.contains(&name) || role_rights::is_field(name, &catalog)
    })?;
    let mut role = get::<Role>(&app, &signed, id).await?;
    let shown = role.shape.clone();
    let rights = role_rights::read(&fields, &catalog)?;
    role.shape.name = fields.one("name").into();
    role.shape.purpose = fields.one("purpose").into();
    role.shape.rights = LongText(serde_json::to_string(&rights).map_err(anyhow::Error::from)?);
    let mut change = Change::update(Role::OBJECT, id)
        .at_version(version(fields.one("version")))
        .set(Role::rights, &role.shape.rights);
    if role.shape.name != shown.name {
        change = change.set(Role::name, &role.shape.name);
    }
    if role.shape.purpose != shown.purpose {
        change = change.set(Role::purpose, &role.shape.purpose);
    }
    match write(&app, &signed, "edit", change).await {
        Ok(written) => Ok(frame::saved(&format!("/settings/roles/{id}"), written.change_set)),
        Err(error) => again(&app, &context, &signed, &role, error).await,
    }
}

/// Puts a role that nobody has into the trash.
pub async fn delete(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, PageError> {
    fields.only(&[])?;
    let role = get::<Role>(&app, &signed, id).await?;
    match write(&app, &signed, "delete", Change::delete(Role::OBJECT, id)).await {
        Ok(written) => Ok(frame::saved("/settings/roles", written.change_set)),
        Err(error) => again(&app, &context, &signed, &role, error).await,
    }
}

async fn again(
    app: &App,
    context: &RequestContext,
    signed: &Signed,
    role: &Loaded<Role>,
    error: kernel::Error,
) -> Result<Response, PageError> {
    let faults = Faults::of(error, signed.scope.language)?;
    let page = draw(app, context, signed, (role, &faults)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn draw(
    app: &App,
    context: &RequestContext,
    signed: &Signed,
    (role, faults): (&Loaded<Role>, &Faults),
) -> Result<Markup> {
    let page = Page::of(app, signed, context).await?;
    let title = role.shape.name.to_string();
    let roles = page.text("settings-roles");
    let crumbs = [
        Crumb { label: &roles, href: Some("/settings/roles") },
        Crumb { label: &title, href: None },
    ];
    let action = format!("/settings/roles/{}", role.id);
    let version = role.version.to_string();
    let rights = role.shape.parsed_rights();
    let body = html! {
        (page_head(&PageHead { title: &title, above: Some(breadcrumb(&page.text("you-are-here"), &crumbs)),
            note: Some(&role.shape.key), actions: Some(delete_button(&page, role)) }))
        (alerts(faults, &["name", "purpose"]))
        (form(&Form { id: "role", action: &action, csrf: page.frame.csrf(), version: Some(&version), ..Form::default() }, &html! {
            (form_section(&page.text("section-role"), None, &about(&page, role, &rights, faults)))
            (form_section(&page.text("field-role-rights"), Some(&page.text("rights-note")), &html! {}))
            (role_rights::draw(&page, &app.catalog(), &rights))
            (form_actions(&submit_button(&page.text("save"))))
        }))
    };
    Ok(page.show(&title, &body))
}

fn about(
    page: &Page,
    role: &Loaded<Role>,
    rights: &kernel::access::Rights,
    faults: &Faults,
) -> Markup {
    let labels = ["field-role-name", "field-role-purpose", "rights-administer", "rights-bulk"]
        .map(|key| page.text(key));
    let [name, purpose, administer, bulk] = &labels;
    let helps = ["rights-administer-help", "rights-bulk-help"].map(|key| page.text(key));
    let [administer_help, bulk_help] = &helps;
    html! {
        (text(&Field { name: "name", label: name, value: &role.shape.name, error: faults.field("name"), required: true, ..Field::default() }))
        (text(&Field { name: "purpose", label: purpose, value: &role.shape.purpose, error: faults.field("purpose"), ..Field::default() }))
        (switch(&Field { name: "administer", label: administer, help: Some(administer_help), ..Field::default() }, rights.administer))
        (switch(&Field { name: "bulk", label: bulk, help: Some(bulk_help), ..Field::default() }, rights.bulk))
    }
}

fn delete_button(page: &Page, role: &Loaded<Role>) -> Markup {
    html! {
        form method="post" action={ "/settings/roles/" (role.id) "/delete" } {
            (hidden("csrf", page.frame.csrf()))
            (button(&Button { label: &page.text("delete"), kind: ButtonKind::Danger, icon: Some("trash"), ..Button::default() }))
        }
    }
}
