//! The fields about a user that administrators fill in.

use kernel::shape::{Link, Links};
use maud::{Markup, html};
use uuid::Uuid;
use web::components::{Choice, Field, Span, checkbox_group, email, select, text};

use super::super::fields::{Faults, Fields};
use super::Page;
use super::record::Loaded;
use crate::objects::{Role, Team, User};

/// The names of the fields.
pub const NAMES: [&str; 6] = ["name", "email", "job_title", "role", "main_team", "teams"];

/// Puts what was typed into a user.
pub fn read(fields: &Fields, user: &mut User) {
    let id = |text: &str| Uuid::try_parse(text).ok();
    user.name = fields.one("name").into();
    user.email = fields.one("email").into();
    user.job_title = fields.one("job_title").into();
    user.role = id(fields.one("role")).map_or(Link::none(), Link::to);
    user.main_team = id(fields.one("main_team")).map_or(Link::none(), Link::to);
    user.teams = Links::to(fields.all("teams").into_iter().filter_map(id).collect());
}

/// What a user may have.
#[derive(Clone, Debug)]
pub struct Offered {
    pub roles: Vec<Loaded<Role>>,
    pub teams: Vec<Loaded<Team>>,
}

/// Draws the fields.
pub fn controls(page: &Page, user: &User, offered: &Offered, faults: &Faults) -> Markup {
    let labels = NAMES.map(|name| page.text(&format!("field-user-{name}").replace('_', "-")));
    let [name, address, job, role, main_team, teams] = &labels;
    let purpose = role_purpose(offered, user);
    html! {
        (text(&Field { name: "name", label: name, value: &user.name, error: faults.field("name"), required: true,
            autocomplete: Some("off"), ..Field::default() }))
        (email(&Field { name: "email", label: address, value: &user.email, error: faults.field("email"), required: true,
            autocomplete: Some("off"), ..Field::default() }))
        (text(&Field { name: "job_title", label: job, value: &user.job_title, error: faults.field("job_title"),
            autocomplete: Some("off"), ..Field::default() }))
        (select(&Field { name: "role", label: role, help: purpose, error: faults.field("role"), required: true, ..Field::default() },
            &roles(offered, user)))
        @if !offered.teams.is_empty() {
            (checkbox_group(&Field { name: "teams", label: teams, error: faults.field("teams"), span: Span::Half, ..Field::default() },
                &team_choices(offered, |id| user.teams.0.contains(&id))))
            (select(&Field { name: "main_team", label: main_team, help: Some(&page.text("user-main-team-help")),
                error: faults.field("main_team"), ..Field::default() }, &main_teams(offered, user)))
        }
    }
}

fn role_purpose<'a>(offered: &'a Offered, user: &User) -> Option<&'a str> {
    let role = offered.roles.iter().find(|role| user.role.0 == Some(role.id))?;
    Some(role.shape.purpose.as_str()).filter(|purpose| !purpose.is_empty())
}

fn roles<'a>(offered: &'a Offered, user: &User) -> Vec<Choice<'a>> {
    offered
        .roles
        .iter()
        .map(|role| Choice {
            value: role.text_id(),
            label: &role.shape.name,
            selected: user.role.0 == Some(role.id),
            ..Choice::default()
        })
        .collect()
}

fn team_choices(offered: &Offered, chosen: impl Fn(Uuid) -> bool) -> Vec<Choice<'_>> {
    offered
        .teams
        .iter()
        .map(|team| Choice {
            value: team.text_id(),
            label: &team.shape.name,
            selected: chosen(team.id),
            ..Choice::default()
        })
        .collect()
}

fn main_teams<'a>(offered: &'a Offered, user: &User) -> Vec<Choice<'a>> {
    let none = Choice { label: "—", selected: user.main_team.0.is_none(), ..Choice::default() };
    let teams = team_choices(offered, |id| user.main_team.0 == Some(id));
    std::iter::once(none).chain(teams).collect()
}
