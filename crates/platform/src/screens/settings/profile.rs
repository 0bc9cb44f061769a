//! One's own name, language, zone and looks.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::choice::Choices;
use kernel::shape::{Choice as Chosen, Shape, Text};
use kernel::{Error, Result};
use maud::{Markup, html};
use store::save::Change;
use web::app::App;
use web::components::{
    Choice, Field, Form, PageHead, Span, form, form_actions, form_section, page_head, radio_group,
    select, submit as submit_button, text,
};
use web::context::RequestContext;
use web::error::PageError;
use web::frame;
use web::session::Signed;

use super::super::fields::{Faults, Fields};
use super::super::plain::alerts;
use super::super::zones;
use super::Page;
use super::record::{Loaded, get, version, write};
use crate::objects::{Density, ScreenLanguage, Theme, User};

const SHOWN: [&str; 6] = ["name", "job_title", "language", "time_zone", "theme", "density"];

/// The page.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
) -> Result<Markup, PageError> {
    let me = signed.scope.user().ok_or(Error::NotFound)?;
    let user = get::<User>(&app, &signed, me).await?;
    let page = Page::of(&app, &signed, &context).await?;
    Ok(draw(&page, &user, &Faults::default()))
}

/// Keeps the profile.
pub async fn submit(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    fields: Fields,
) -> Result<Response, PageError> {
    let fields = fields.only_those(|name| name == "version" || SHOWN.contains(&name))?;
    let me = signed.scope.user().ok_or(Error::NotFound)?;
    let mut user = get::<User>(&app, &signed, me).await?;
    read(&fields, &mut user.shape);
    let change = Change::update(User::OBJECT, me)
        .at_version(version(fields.one("version")))
        .set(User::name, &user.shape.name)
        .set(User::job_title, &user.shape.job_title)
        .set(User::language, &user.shape.language)
        .set(User::time_zone, &user.shape.time_zone)
        .set(User::theme, &user.shape.theme)
        .set(User::density, &user.shape.density);
    match write(&app, &signed, "edit", change).await {
        Ok(written) => Ok(frame::saved("/settings/profile", written.change_set)),
        Err(error) => {
            let faults = Faults::of(error, signed.scope.language)?;
            let page = Page::of(&app, &signed, &context).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(&page, &user, &faults)).into_response())
        }
    }
}

fn read(fields: &Fields, user: &mut User) {
    user.name = fields.one("name").into();
    user.job_title = fields.one("job_title").into();
    user.language = Chosen(ScreenLanguage::from_key(fields.one("language")));
    user.time_zone = Text(fields.one("time_zone").to_owned());
    user.theme = Chosen(Theme::from_key(fields.one("theme")));
    user.density = Chosen(Density::from_key(fields.one("density")));
}

fn draw(page: &Page, user: &Loaded<User>, faults: &Faults) -> Markup {
    let title = page.text("settings-profile");
    let version = user.version.to_string();
    let body = html! {
        (page_head(&PageHead { title: &title, ..PageHead::default() }))
        (alerts(faults, &SHOWN))
        (form(&Form { id: "profile", action: "/settings/profile", csrf: page.frame.csrf(), version: Some(&version), ..Form::default() }, &html! {
            (form_section(&page.text("section-user"), None, &about(page, &user.shape, faults)))
            (form_section(&page.text("section-preferences"), None, &preferences(page, &user.shape, faults)))
            (form_actions(&submit_button(&page.text("save"))))
        }))
    };
    page.show(&title, &body)
}

fn about(page: &Page, user: &User, faults: &Faults) -> Markup {
    let (name, job) = (page.text("field-user-name"), page.text("field-user-job-title"));
    let (address, help) = (page.text("field-user-email"), page.text("profile-email-help"));
    html! {
        (text(&Field { name: "name", label: &name, value: &user.name, error: faults.field("name"), autocomplete: Some("name"),
            required: true, ..Field::default() }))
        (text(&Field { name: "job_title", label: &job, value: &user.job_title, error: faults.field("job_title"),
            autocomplete: Some("organization-title"), ..Field::default() }))
        div.field.field-full {
            span.label { (address) }
            p { (*user.email) }
            p.help { (help) }
        }
    }
}

fn preferences(page: &Page, user: &User, faults: &Faults) -> Markup {
    let (language, zone) = (page.text("field-user-language"), page.text("field-user-time-zone"));
    let (theme, density) = (page.text("field-user-theme"), page.text("field-user-density"));
    let names = zones::names();
    let workspace_zone = page.text("profile-zone-workspace");
    let none =
        Choice { label: &workspace_zone, selected: user.time_zone.is_empty(), ..Choice::default() };
    let mut zone_choices = vec![none];
    zone_choices.extend(zones::choices(&names, &user.time_zone));
    html! {
        (one_of(page, ("language", &language, "profile-language-browser"), user.language.0))
        (select(&Field { name: "time_zone", label: &zone, error: faults.field("time_zone"), ..Field::default() }, &zone_choices))
        (looks(page, "theme", &theme, user.theme.0.or(Some(Theme::System))))
        (looks(page, "density", &density, user.density.0.or(Some(Density::Compact))))
    }
}

/// A choice of few as a select; the first says what happens without one.
fn one_of<E: Choices>(
    page: &Page,
    (name, label, none): (&str, &str, &str),
    chosen: Option<E>,
) -> Markup {
    let none = page.text(none);
    let labels: Vec<(&str, String)> =
        E::SET.keys.iter().map(|key| (*key, page.text(&E::SET.label_key(key)))).collect();
    let mut choices =
        vec![Choice { label: &none, selected: chosen.is_none(), ..Choice::default() }];
    choices.extend(labels.iter().map(|(key, label)| Choice {
        value: key,
        label,
        selected: chosen.is_some_and(|chosen| chosen.key() == *key),
        ..Choice::default()
    }));
    select(&Field { name, label, ..Field::default() }, &choices)
}

fn looks<E: Choices>(page: &Page, name: &str, label: &str, chosen: Option<E>) -> Markup {
    let labels: Vec<(&str, String)> =
        E::SET.keys.iter().map(|key| (*key, page.text(&E::SET.label_key(key)))).collect();
    let choices: Vec<Choice> = labels
        .iter()
        .map(|(key, label)| Choice {
            value: key,
            label,
            selected: chosen.is_some_and(|chosen| chosen.key() == *key),
            ..Choice::default()
        })
        .collect();
    radio_group(&Field { name, label, span: Span::Half, ..Field::default() }, &choices)
}
