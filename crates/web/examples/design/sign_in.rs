//! Sign-in, settings, and a step of the import.

use crate::shown;
use axum::response::Html;
use maud::html;
use web::{
    components::{
        Choice, Crumb, Field, Form, JobProgress, LinkButton, PageHead, PlainPage, Span, Step,
        StepState, Tone, breadcrumb, email, form, form_actions, form_section, job_progress,
        link_button, narrow_page, page as shell_page, page_head, password, plain_page, radio_group,
        select, settings_page, steps, submit, switch, text,
    },
    design_page::sample_shell,
};

pub(crate) async fn page() -> Html<String> {
    let footer = html! { a href="?lang=en" { "English" } a href="?lang=es" lang="es" { "Español" } a href="?lang=zh" lang="zh-Hans" { "简体中文" } };
    shown(plain_page(
        &PlainPage {
            lang: "en",
            theme: None,
            title: "Sign in",
            product: "Rapport",
            skip: "Skip to content",
            footer: Some(footer),
            wide: false,
        },
        &html! {
            h1 { "Sign in" }
            p { "Welcome back to Máquinas Levante." }
            (form(&Form { id: "sign-in", action: "/sign-in", csrf: "sample", ..Form::default() }, &html! {
                div.form-grid {
                    (email(&Field { name: "email", label: "E-mail", autocomplete: Some("username"), autofocus: true, required: true, ..Field::default() }))
                    (password(&Field { name: "password", label: "Password", autocomplete: Some("current-password"), required: true, error: Some("E-mail and password do not belong together."), ..Field::default() }))
                }
                (form_actions(&submit("Sign in")))
            }))
        },
    ))
}

pub(crate) async fn settings() -> Html<String> {
    let nav = html! { nav aria-label="Settings" {
        h2 { "You" } ul { li { a href="/settings" aria-current="page" { "Profile" } } li { a href="/settings/2" { "Security" } } li { a href="/settings/3" { "Notifications" } } }
        h2 { "Workspace" } ul { li { a href="/settings/4" { "Company" } } li { a href="/settings/5" { "Users and teams" } } li { a href="/settings/6" { "Roles" } } li { a href="/settings/7" { "API tokens" } } li { a href="/settings/8" { "Jobs" } } }
    } };
    let languages = [
        Choice { value: "en", label: "English", selected: true, help: None },
        Choice { value: "zh", label: "简体中文", selected: false, help: None },
    ];
    let density = [
        Choice {
            value: "compact",
            label: "Compact",
            help: Some("32 pixels a row: most on one screen."),
            selected: true,
        },
        Choice {
            value: "comfortable",
            label: "Comfortable",
            help: Some("40 pixels a row, larger text."),
            selected: false,
        },
    ];
    shown(shell_page(
        &sample_shell("Settings", "/settings"),
        &settings_page(
            &nav,
            &html! {
                (page_head(&PageHead { title: "Profile", ..PageHead::default() }))
                (form(&Form { id: "profile", action: "/settings", csrf: "sample", ..Form::default() }, &html! {
                    (form_section("Who you are", None, &html! {
                        (text(&Field { name: "name", label: "Name", value: "Lucía Ferrer", required: true, ..Field::default() }))
                        (email(&Field { name: "email", label: "E-mail", value: "lucia@levante.example", read_only: true, help: Some("An administrator can change it."), ..Field::default() }))
                        (select(&Field { name: "language", label: "Language", ..Field::default() }, &languages))
                    }))
                    (form_section("How it looks", Some("Only for you."), &html! {
                        (radio_group(&Field { name: "density", label: "Rows", span: Span::Full, ..Field::default() }, &density))
                        (switch(&Field { name: "shortcuts", label: "One-key shortcuts", help: Some("Press ? to see them all."), ..Field::default() }, true))
                    }))
                    (form_actions(&submit("Save")))
                }))
            },
        ),
    ))
}

pub(crate) async fn import() -> Html<String> {
    let step = |label, state| Step { label, href: None, state };
    shown(shell_page(
        &sample_shell("Import", "/import"),
        &narrow_page(&html! {
            (page_head(&PageHead { title: "Import people", above: Some(breadcrumb("You are here", &[Crumb { label: "People", href: Some("/people") }, Crumb { label: "Import", href: None }])), ..PageHead::default() }))
            (steps("Import", &[step("File", StepState::Done), step("What it is", StepState::Done), step("Columns", StepState::Done), step("Check", StepState::Current), step("Run", StepState::Ahead), step("Report", StepState::Ahead)]))
            br;
            (job_progress(&JobProgress { id: "job", label: "Checking customers.csv", percent: Some(64), counts: &[("New", "1,204", Tone::Ok), ("Changed", "312", Tone::Info), ("Same", "88", Tone::Neutral), ("Refused", "9", Tone::Danger)], poll: None, actions: Some(link_button(&LinkButton { href: "/import", label: "Back", ..LinkButton::default() })) }))
        }),
    ))
}
