//! Teams: who sees and changes each other's records.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::Result;
use kernel::shape::Shape;
use maud::{Markup, html};
use store::save::Change;
use uuid::Uuid;
use web::app::App;
use web::components::{
    Button, ButtonKind, Crumb, EmptyState, Field, Form, PageHead, Phone, Relation, RelationCard,
    breadcrumb, button, empty_state, form, form_actions, form_section, hidden, page_head,
    relation_card, submit as submit_button, text,
};
use web::context::RequestContext;
use web::error::PageError;
use web::frame;
use web::session::Signed;

use super::super::fields::{Faults, Fields};
use super::super::plain::alerts;
use super::Page;
use super::list::{self, Head, Line, Look};
use super::record::{Loaded, all, get, version, write};
use crate::objects::{Team, User};

const SHOWN: [&str; 2] = ["name", "purpose"];

/// The teams, and the form of a new one.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
) -> Result<Markup, PageError> {
    Ok(draw_all(&app, &context, &signed, (&Team::default(), &Faults::default())).await?)
}

/// Adds a team.
pub async fn add(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&SHOWN)?;
    let team = typed(&fields);
    match write(&app, &signed, "create", Change::create(&team)).await {
        Ok(written) => Ok(frame::saved("/settings/teams", written.change_set)),
        Err(error) => {
            let faults = Faults::of(error, signed.scope.language)?;
            let page = draw_all(&app, &context, &signed, (&team, &faults)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// One team.
pub async fn form_page(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> Result<Markup, PageError> {
    let team = get::<Team>(&app, &signed, id).await?;
    Ok(draw_one(&app, &context, &signed, (&team, &Faults::default())).await?)
}

/// Keeps its name and purpose.
pub async fn submit(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only(&["name", "purpose", "version"])?;
    let mut team = get::<Team>(&app, &signed, id).await?;
    let shown = std::mem::replace(&mut team.shape, typed(&fields));
    let mut change = Change::update(Team::OBJECT, id)
        .at_version(version(fields.one("version")))
        .set(Team::purpose, &team.shape.purpose);
    if team.shape.name != shown.name {
        change = change.set(Team::name, &team.shape.name);
    }
    match write(&app, &signed, "edit", change).await {
        Ok(written) => Ok(frame::saved("/settings/teams", written.change_set)),
        Err(error) => {
            let faults = Faults::of(error, signed.scope.language)?;
            let page = draw_one(&app, &context, &signed, (&team, &faults)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Puts a team into the trash.
pub async fn delete(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, PageError> {
    fields.only(&[])?;
    let written = write(&app, &signed, "delete", Change::delete(Team::OBJECT, id)).await?;
    Ok(frame::saved("/settings/teams", written.change_set))
}

fn typed(fields: &Fields) -> Team {
    Team { name: fields.one("name").into(), purpose: fields.one("purpose").into() }
}

async fn draw_all(
    app: &App,
    context: &RequestContext,
    signed: &Signed,
    (fresh, faults): (&Team, &Faults),
) -> Result<Markup> {
    let teams = all::<Team>(app, signed).await?;
    let users = all::<User>(app, signed).await?;
    let page = Page::of(app, signed, context).await?;
    let title = page.text("settings-teams");
    let body = html! {
        (page_head(&PageHead { title: &title, note: Some(&page.text("teams-note")), ..PageHead::default() }))
        @if teams.is_empty() {
            (empty_state(&EmptyState { icon: "team", title: &page.text("teams-none"), ..EmptyState::default() }))
        } @else {
            (list(&page, &teams, &users))
        }
        (alerts(faults, &SHOWN))
        (form(&Form { id: "team", action: "/settings/teams", csrf: page.frame.csrf(), ..Form::default() }, &html! {
            (form_section(&page.text("teams-new"), None, &controls(&page, fresh, faults)))
            (form_actions(&submit_button(&page.text("teams-add"))))
        }))
    };
    Ok(page.show(&title, &body))
}

fn controls(page: &Page, team: &Team, faults: &Faults) -> Markup {
    let (name, purpose) = (page.text("field-team-name"), page.text("field-team-purpose"));
    html! {
        (text(&Field { name: "name", label: &name, value: &team.name, error: faults.field("name"), required: true, ..Field::default() }))
        (text(&Field { name: "purpose", label: &purpose, value: &team.purpose, error: faults.field("purpose"), ..Field::default() }))
    }
}

const HEADS: [Head; 3] = [
    ("field-team-name", Look::Words, Phone::Top),
    ("field-team-purpose", Look::Words, Phone::Bottom),
    ("teams-members", Look::Number, Phone::TopEnd),
];

fn list(page: &Page, teams: &[Loaded<Team>], users: &[Loaded<User>]) -> Markup {
    let lines: Vec<Line> = teams
        .iter()
        .map(|team| Line {
            id: team.id.to_string(),
            cells: vec![
                list::opening(&format!("/settings/teams/{}", team.id), &team.shape.name),
                html! { (*team.shape.purpose) },
                html! { (members_of(team, users).count()) },
            ],
            faint: false,
        })
        .collect();
    list::draw(page, ("teams", "settings-teams"), &HEADS, &lines)
}

fn members_of<'a>(
    team: &Loaded<Team>,
    users: &'a [Loaded<User>],
) -> impl Iterator<Item = &'a Loaded<User>> {
    let id = team.id;
    users.iter().filter(move |user| user.shape.active && user.shape.teams.0.contains(&id))
}

async fn draw_one(
    app: &App,
    context: &RequestContext,
    signed: &Signed,
    (team, faults): (&Loaded<Team>, &Faults),
) -> Result<Markup> {
    let users = all::<User>(app, signed).await?;
    let page = Page::of(app, signed, context).await?;
    let title = team.shape.name.to_string();
    let teams = page.text("settings-teams");
    let crumbs = [
        Crumb { label: &teams, href: Some("/settings/teams") },
        Crumb { label: &title, href: None },
    ];
    let action = format!("/settings/teams/{}", team.id);
    let version = team.version.to_string();
    let body = html! {
        (page_head(&PageHead { title: &title, above: Some(breadcrumb(&page.text("you-are-here"), &crumbs)),
            actions: Some(delete_button(&page, team)), ..PageHead::default() }))
        (alerts(faults, &SHOWN))
        (form(&Form { id: "team", action: &action, csrf: page.frame.csrf(), version: Some(&version), ..Form::default() }, &html! {
            (form_section(&page.text("section-team"), None, &controls(&page, &team.shape, faults)))
            (form_actions(&submit_button(&page.text("save"))))
        }))
        (members(&page, team, &users))
    };
    Ok(page.show(&title, &body))
}

fn delete_button(page: &Page, team: &Loaded<Team>) -> Markup {
    html! {
        form method="post" action={ "/settings/teams/" (team.id) "/delete" } {
            (hidden("csrf", page.frame.csrf()))
            (button(&Button { label: &page.text("delete"), kind: ButtonKind::Danger, icon: Some("trash"), ..Button::default() }))
        }
    }
}

fn members(page: &Page, team: &Loaded<Team>, users: &[Loaded<User>]) -> Markup {
    let found: Vec<&Loaded<User>> = members_of(team, users).collect();
    let links: Vec<String> =
        found.iter().map(|user| format!("/settings/users/{}", user.id)).collect();
    let rows: Vec<Relation> = found
        .iter()
        .zip(&links)
        .map(|(user, href)| Relation {
            href,
            title: &user.shape.name,
            role: Some(user.shape.job_title.as_str()).filter(|job| !job.is_empty()),
            ..Relation::default()
        })
        .collect();
    relation_card(&RelationCard {
        id: "members",
        title: &page.text("teams-members"),
        rows: &rows,
        none: &page.text("teams-no-members"),
        ..RelationCard::default()
    })
}
