//! Planned things as lines of a day, each with its box to tick.

use kernel::access::Act;
use kernel::record::Record;
use kernel::shape::Shape;
use maud::{Markup, html};
use store::query::Titles;
use web::components::{Mark, hidden, icon, mark};
use web::screens::shown::record_href;

use super::desk::{Desk, icon_of};
use crate::objects::{Activity, ActivityKind};

/// A group of lines under a heading.
pub struct Day<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub records: &'a [&'a Record],
    pub titles: &'a Titles,
    /// All of one day, which the heading names: lines say the hour alone.
    pub is_one_day: bool,
}

/// Draws the group.
pub fn group(desk: Desk<'_>, day: &Day<'_>) -> Markup {
    html! {
        section.day aria-labelledby={ "day-" (day.id) } {
            h2 id={ "day-" (day.id) } { (day.title) span.count { (day.records.len()) } }
            ul { @for record in day.records { (line(desk, record, day)) } }
        }
    }
}

fn line(desk: Desk<'_>, record: &Record, group: &Day<'_>) -> Markup {
    let titles = group.titles;
    let activity = Activity::from_values(&record.values);
    let kind = activity.kind.0.unwrap_or(ActivityKind::Task);
    let format = desk.frame.format();
    let day = activity.day(format.zone());
    let (standing, words) = desk.mark(day);
    let at = activity.instant(record.envelope.created_at);
    let when = match (day, activity.has_hour()) {
        (Some(_), true) if group.is_one_day => format.time(at),
        (Some(_), false) if group.is_one_day => String::new(),
        (Some(day), true) if standing != Mark::Late => {
            format!("{} {}", desk.day(day), format.time(at))
        }
        (Some(day), _) => desk.day(day),
        (None, _) => String::new(),
    };
    let owner = record.envelope.owner.and_then(|id| titles.get("user", id));
    let owner = owner.filter(|_| record.envelope.owner != desk.frame.scope().user());
    let catalog = desk.app.catalog();
    let party = activity
        .party
        .0
        .and_then(|id| Some((record_href(&catalog, "party", id)?, titles.get("party", id)?)));
    let row = format!("moment-{}", record.id());
    html! {
        li id=(row) {
            (tick(desk, record, &row))
            span.day-kind { (icon(icon_of(kind), None)) }
            div.day-text {
                a href={ "/activities/" (record.id()) } { span.sr { (desk.label(kind)) ": " } (activity.subject.0) }
                small {
                    @if let Some((href, name)) = &party { a href=(href) { (name) } }
                    @if let Some(owner) = owner { @if party.is_some() { " · " } (owner) }
                }
            }
            time datetime=(at.to_string()) { (mark(standing, &words)) " " (when) }
        }
    }
}

/// The box that marks it done; nothing for whoever may not.
fn tick(desk: Desk<'_>, record: &Record, row: &str) -> Markup {
    if !desk.may("activity", Act::Edit, record) {
        return html! { span.done-place {} };
    }
    let action = format!("/activities/{}/done", record.id());
    let label = desk.text("activity-mark-done");
    html! {
        form method="post" action=(action) hx-post=(action) hx-target={ "#" (row) } hx-swap="outerHTML" {
            (hidden("csrf", desk.frame.csrf()))
            (hidden("from", "agenda"))
            button.done-box type="submit" title=(label) aria-label=(label) { (icon("check", None)) }
        }
    }
}
