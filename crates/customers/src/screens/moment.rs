//! How one thing of a story looks.

use std::collections::HashMap;

use kernel::access::Act;
use kernel::record::Record;
use kernel::shape::Shape;
use maud::{Markup, html};
use store::journal::Entry;
use store::query::Titles;
use uuid::Uuid;
use web::components::{IconButton, Mark, TimelineItem, icon_button, timeline_item};
use web::screens::history_view::{author, changes};
use web::screens::markdown;
use web::screens::shown::record_href;

use super::desk::{Desk, icon_of};
use crate::objects::{Activity, ActivityKind};
use crate::story::Moment;

/// Draws things of one story.
#[derive(Clone, Copy)]
pub struct Moments<'a> {
    pub desk: Desk<'a>,
    pub titles: &'a Titles,
    pub names: &'a HashMap<Uuid, String>,
    /// Whose story it is: what is about others says so.
    pub subject: Option<Uuid>,
}

/// An item with the words that it borrows.
struct Words {
    id: String,
    kind: &'static str,
    author: Option<String>,
    datetime: String,
    when: String,
    mark: Option<(Mark, String)>,
    done: Option<(String, String)>,
}

impl Moments<'_> {
    pub fn moment(&self, moment: &Moment) -> Markup {
        match moment {
            Moment::Activity(record) => self.activity(record),
            Moment::Burst(entries) => self.burst(entries),
        }
    }

    /// An activity, planned or done.
    pub fn activity(&self, record: &Record) -> Markup {
        let activity = Activity::from_values(&record.values);
        let kind = activity.kind.0.unwrap_or(ActivityKind::Task);
        let words = self.words(&activity, record, kind);
        let body = (!activity.description.is_empty()
            && activity.subject.0 != activity.description.0)
            .then(|| markdown::render(&activity.description));
        timeline_item(&TimelineItem {
            id: &words.id,
            icon: icon_of(kind),
            kind: words.kind,
            title: Some(self.title(&activity, record, kind)),
            author: words.author.as_deref(),
            datetime: &words.datetime,
            when: &words.when,
            body,
            meta: self.meta(&activity),
            mark: words.mark.as_ref().map(|(mark, words)| (*mark, words.as_str())),
            done: words
                .done
                .as_ref()
                .map(|(action, label)| (action.as_str(), self.desk.frame.csrf(), label.as_str())),
            actions: self.actions(record),
            pinned: activity.pinned,
        })
    }

    fn words(&self, activity: &Activity, record: &Record, kind: ActivityKind) -> Words {
        let at = activity.instant(record.envelope.created_at);
        let format = self.desk.frame.format();
        let day = activity.day(format.zone());
        let when = match (activity.is_planned(), activity.has_hour(), day) {
            (true, true, Some(day)) => format!("{} {}", self.desk.day(day), format.time(at)),
            (true, _, Some(day)) => self.desk.day(day),
            _ => format.relative(at, self.desk.frame.scope().now),
        };
        let may_edit = self.desk.may("activity", Act::Edit, record);
        Words {
            id: format!("moment-{}", record.id()),
            kind: css_of(kind),
            author: record
                .envelope
                .owner
                .and_then(|owner| self.titles.get("user", owner))
                .map(str::to_owned),
            datetime: at.to_string(),
            when,
            mark: activity.is_planned().then(|| self.desk.mark(day)),
            done: (activity.is_planned() && may_edit).then(|| {
                (format!("/activities/{}/done", record.id()), self.desk.text("activity-mark-done"))
            }),
        }
    }

    fn title(&self, activity: &Activity, record: &Record, kind: ActivityKind) -> Markup {
        let label = self.desk.label(kind);
        html! {
            a href={ "/activities/" (record.id()) } { span.sr { (label) ": " } (activity.subject.0) }
        }
    }

    /// Outcome, duration, place, with whom and, in a company's story, about whom.
    fn meta(&self, activity: &Activity) -> Option<Markup> {
        let mut others: Vec<Uuid> = activity.participants.0.clone();
        others.extend(activity.party.0.filter(|party| !others.contains(party)));
        others.retain(|party| Some(*party) != self.subject);
        let catalog = self.desk.app.catalog();
        let people: Vec<(String, &str)> = others
            .iter()
            .filter_map(|id| {
                Some((record_href(&catalog, "party", *id)?, self.titles.get("party", *id)?))
            })
            .collect();
        let minutes =
            activity.duration.0.map(|seconds| seconds / 60).filter(|minutes| *minutes > 0);
        let is_empty = people.is_empty()
            && minutes.is_none()
            && activity.outcome.is_empty()
            && activity.next_step.is_empty()
            && activity.location.is_empty();
        if is_empty {
            return None;
        }
        Some(html! {
            @for (href, name) in &people { span { a href=(href) { (name) } } }
            @if !activity.outcome.is_empty() { span { (self.desk.text("activity-outcome")) " " (activity.outcome.0) } }
            @if !activity.next_step.is_empty() { span { (self.desk.text("activity-agreed")) " " (activity.next_step.0) } }
            @if !activity.location.is_empty() { span { (activity.location.0) } }
            @if let Some(minutes) = minutes { span { (self.desk.frame.with("activity-minutes", &[("count", minutes.into())])) } }
        })
    }

    fn actions(&self, record: &Record) -> Option<Markup> {
        if !self.desk.may("activity", Act::Edit, record) {
            return None;
        }
        let href = format!("/activities/{}/edit", record.id());
        let label = self.desk.text("edit");
        Some(icon_button(&IconButton {
            icon: "edit",
            label: &label,
            href: Some(&href),
            ..IconButton::default()
        }))
    }

    /// Changes of fields in one line, with the fields behind it.
    fn burst(&self, entries: &[Entry]) -> Markup {
        let Some(newest) = entries.first() else {
            return html! {};
        };
        let frame = self.desk.frame;
        let who = author(frame, &newest.actor, self.names);
        let count = self.field_count(entries);
        let title = match newest.action.as_str() {
            "updated" => frame
                .with("story-changed", &[("who", who.as_str().into()), ("count", count.into())]),
            action => frame.with(&format!("story-{action}"), &[("who", who.as_str().into())]),
        };
        let catalog = self.desk.app.catalog();
        let object = catalog.object("party");
        let lists: Vec<Markup> = entries
            .iter()
            .filter_map(|entry| changes(self.desk.app, frame, object?, entry, self.titles))
            .collect();
        let body = (!lists.is_empty()).then(|| {
            html! { details.burst { summary { (title) } @for list in &lists { (list) } } }
        });
        timeline_item(&TimelineItem {
            id: &format!("burst-{}-{}", newest.header.simple(), newest.number),
            icon: "history",
            kind: "change",
            title: Some(body.unwrap_or_else(|| html! { (title) })),
            datetime: &newest.at.to_string(),
            when: &frame.format().relative(newest.at, frame.scope().now),
            ..TimelineItem::default()
        })
    }

    /// How many fields a burst touched, mirrors of lists not counted.
    fn field_count(&self, entries: &[Entry]) -> usize {
        let catalog = self.desk.app.catalog();
        let Some(object) = catalog.object("party") else {
            return 0;
        };
        let mut keys: Vec<&str> = entries
            .iter()
            .filter_map(|entry| entry.fields.as_ref())
            .flat_map(|fields| fields.keys().map(String::as_str))
            .filter(|key| object.field(key).is_some_and(|field| field.primary_of.is_none()))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys.len()
    }
}

/// The word of a kind in the style sheet.
const fn css_of(kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::Task => "task",
        ActivityKind::Call => "call",
        ActivityKind::Meeting => "meeting",
        ActivityKind::Visit => "visit",
        ActivityKind::Note => "note",
        ActivityKind::Email | ActivityKind::Letter => "mail",
    }
}
