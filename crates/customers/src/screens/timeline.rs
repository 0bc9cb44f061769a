//! The middle of a party's page: pinned, planned, done, with the filter by kind.

use kernel::Result;
use kernel::access::Act;
use kernel::choice::Choices;
use kernel::record::Record;
use maud::{Markup, html};
use store::Tx;
use store::query::{Asking, Binds, scope_condition};
use store::sql_value::SqlValue;
use uuid::Uuid;
use web::components::{EmptyState, Tab, empty_state, region, tabs};

use super::desk::{Desk, icon_of};
use super::moment::Moments;
use super::party::{View, Whole};
use crate::objects::ActivityKind;
use crate::reading::object;
use crate::story::{Shown, Story, Subject};

/// Parties whose activities are counted.
const COUNTED: usize = 200;

/// How many of each kind the asker sees.
///
/// # Errors
/// When the database fails.
pub async fn counts(
    tx: &mut Tx,
    asking: Asking<'_>,
    subject: &Subject,
) -> Result<Vec<(ActivityKind, i64)>> {
    let everyone: Vec<Uuid> = subject.everyone().into_iter().take(COUNTED).collect();
    let mut binds = Binds::new(tx.dialect());
    let condition = scope_condition(asking, &mut binds, object(asking, "activity")?, "a", Act::See);
    let about = binds.list(everyone.iter().map(|id| SqlValue::Id(*id)));
    let with = binds.list(everyone.iter().map(|id| SqlValue::Text(id.to_string())));
    let sql = format!(
        r#"
        select a."kind", count(*) from "activity" a
        where a."id" in (
            select x."id" from "activity" x where x."party" in ({about})
            union
            select p."record" from "activity_participants" p where p."value_key" in ({with})
        )
        and {condition}
        group by a."kind""#
    );
    let mut counts = Vec::new();
    for row in tx.query(&sql, binds.values()).await? {
        if let Some(kind) = row.opt_text(0)?.and_then(ActivityKind::from_key) {
            counts.push((kind, row.int(1)?));
        }
    }
    counts
        .sort_by_key(|(kind, _)| ActivityKind::SET.keys.iter().position(|key| *key == kind.key()));
    Ok(counts)
}

/// The whole story.
pub fn whole(desk: Desk<'_>, whole: &Whole, view: &View) -> Markup {
    let href = whole.href();
    let moments = moments(desk, &whole.story, whole.id());
    let list = |id: &str, key: &str, records: &[Record]| {
        let items: Vec<Markup> = records.iter().map(|record| moments.activity(record)).collect();
        section(id, &desk.text(key), &html! { @for item in &items { (item) } })
    };
    let story = &whole.story;
    let is_empty = story.planned.is_empty() && story.pinned.is_empty() && story.done.is_empty();
    region(
        "story",
        &html! {
            (filter(desk, whole, view))
            div hx-boost:inherited="false" {
                @if !story.pinned.is_empty() { (list("pinned", "story-pinned", &story.pinned)) }
                @if !story.planned.is_empty() { (list("planned", "story-planned", &story.planned)) }
                @if !story.done.is_empty() {
                    (section("done", &desk.text("story-done"), &html! {
                        @for moment in &story.done { (moments.moment(moment)) }
                        (more(desk, &href, story, view.shown))
                    }))
                }
                @if is_empty {
                    (empty_state(&EmptyState {
                        icon: "history",
                        title: &desk.text("story-empty"),
                        text: Some(&desk.text("story-empty-text")),
                        ..EmptyState::default()
                    }))
                }
            }
        },
    )
}

/// The next things and the last, for the panel beside a list.
pub fn short(desk: Desk<'_>, whole: &Whole) -> Markup {
    let moments = moments(desk, &whole.story, whole.id());
    html! {
        @if !whole.story.planned.is_empty() {
            (section("peek-planned", &desk.text("story-planned"), &html! {
                @for record in whole.story.planned.iter().take(3) { (moments.activity(record)) }
            }))
        }
        @if !whole.story.done.is_empty() {
            (section("peek-done", &desk.text("story-done"), &html! {
                @for moment in whole.story.done.iter().take(3) { (moments.moment(moment)) }
            }))
        }
    }
}

/// Older things, which take the place of the link that asked for them.
pub fn older(desk: Desk<'_>, (href, id): (&str, Uuid), story: &Story, shown: Shown) -> Markup {
    let moments = moments(desk, story, id);
    html! {
        @for moment in &story.done { (moments.moment(moment)) }
        (more(desk, href, story, shown))
    }
}

fn moments<'a>(desk: Desk<'a>, story: &'a Story, subject: Uuid) -> Moments<'a> {
    Moments { desk, titles: &story.titles, names: &story.names, subject: Some(subject) }
}

fn section(id: &str, title: &str, items: &Markup) -> Markup {
    html! {
        section.timeline aria-labelledby={ (id) "-title" } {
            h2.timeline-title id={ (id) "-title" } { (title) }
            ol id={ (id) "-items" } { (items) }
        }
    }
}

/// The link to what is older; it fetches itself when it comes into view.
fn more(desk: Desk<'_>, href: &str, story: &Story, shown: Shown) -> Markup {
    let Some(place) = story.next else {
        return html! {};
    };
    let query = format!("before={}{}", place.cursor(), show_parameter(shown, "&"));
    let (page, fragment) = (format!("{href}?{query}"), format!("{href}/story?{query}"));
    html! {
        li.moment-more id="story-more" {
            a.more-link href=(page) hx-get=(fragment) hx-target="#story-more" hx-swap="outerHTML" hx-trigger="click, revealed" {
                (desk.text("story-older"))
            }
        }
    }
}

fn show_parameter(shown: Shown, mark: &str) -> String {
    match shown {
        Shown::Everything => String::new(),
        Shown::Changes => format!("{mark}show=changes"),
        Shown::Kind(kind) => format!("{mark}show={}", kind.key()),
    }
}

/// What is shown: everything, each kind with its count, the changes of fields.
fn filter(desk: Desk<'_>, whole: &Whole, view: &View) -> Markup {
    let href = whole.href();
    let (all, changes) = (desk.text("story-all"), desk.text("story-changes"));
    let kinds: Vec<(String, String, String, ActivityKind)> = whole
        .counts
        .iter()
        .map(|(kind, count)| {
            let address = format!("{href}?show={}", kind.key());
            (desk.label(*kind), desk.frame.format().whole(*count), address, *kind)
        })
        .collect();
    let changes_href = format!("{href}?show=changes");
    let mut items = vec![Tab {
        label: &all,
        href: &href,
        current: view.shown == Shown::Everything,
        ..Tab::default()
    }];
    items.extend(kinds.iter().map(|(label, count, address, kind)| Tab {
        label,
        href: address,
        icon: Some(icon_of(*kind)),
        count: Some(count),
        current: view.shown == Shown::Kind(*kind),
        ..Tab::default()
    }));
    items.push(Tab {
        label: &changes,
        href: &changes_href,
        icon: Some("history"),
        current: view.shown == Shown::Changes,
        ..Tab::default()
    });
    tabs(&desk.text("story-filter"), &items, &html! {})
}
