//! What is planned, by day: late, today, and each day that comes.

use axum::extract::State;
use http::Uri;
use jiff::civil::Date;
use kernel::access::{Act, Reach};
use kernel::choice::Choices;
use kernel::record::Record;
use kernel::shape::Shape;
use kernel::{Error, Result};
use maud::{Markup, html};
use store::Tx;
use store::query::{Asking, Binds, scope_condition};
use uuid::Uuid;
use web::api::params::Params;
use web::app::App;
use web::components::{
    ButtonKind, EmptyState, LinkButton, PageHead, Tab, empty_state, link_button, page_head, tabs,
};
use web::context::RequestContext;
use web::error::PageError;
use web::frame::Frame;
use web::session::Signed;

use super::agenda::{self, Day};
use super::desk::{Desk, icon_of};
use crate::objects::activity::timing::Standing;
use crate::objects::{Activity, ActivityKind};
use crate::reading::{Seen, object, read, seen_with_titles};

/// Lines of the page.
const MOST: i64 = 400;

/// `GET /tasks`.
pub async fn show(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    uri: Uri,
) -> Result<Markup, PageError> {
    let mut params = Params::read(&uri)?;
    let (whose, kind) = (params.take("whose"), params.take("kind"));
    params.take("done");
    params.finish()?;
    let everyone = whose.as_deref() == Some("all");
    let kind = kind
        .map(|key| {
            ActivityKind::from_key(&key).ok_or_else(|| Error::invalid("kind", "not-a-choice"))
        })
        .transpose()?;
    let seen = read(&app, &signed.scope, move |tx, asking| {
        Box::pin(async move { planned(tx, asking, (everyone, kind)).await })
    })
    .await?;
    let frame = Frame::of(&app, &signed, &context).await?;
    Ok(draw(Desk { app: &app, frame: &frame }, &seen, (everyone, kind)))
}

async fn planned(
    tx: &mut Tx,
    asking: Asking<'_>,
    (everyone, kind): (bool, Option<ActivityKind>),
) -> Result<Seen> {
    let mut binds = Binds::new(tx.dialect());
    let condition = scope_condition(asking, &mut binds, object(asking, "activity")?, "a", Act::See);
    let owner = asking.scope.user().unwrap_or(Uuid::nil());
    let whose =
        if everyone { String::new() } else { format!(r#"and a."owner" = {}"#, binds.add(owner)) };
    let kind =
        kind.map_or(String::new(), |kind| format!(r#"and a."kind" = {}"#, binds.add(kind.key())));
    let sql = format!(
        r#"
        select a."id" from "activity" a
        where a."status" = 'planned' {whose} {kind}
        and {condition}
        order by a."occurs_at", a."id"
        limit {MOST}"#
    );
    let rows = tx.query(&sql, binds.values()).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id(0)).collect::<Result<_>>()?;
    seen_with_titles(tx, asking, "activity", &ids).await
}

fn draw(desk: Desk<'_>, seen: &Seen, (everyone, kind): (bool, Option<ActivityKind>)) -> Markup {
    let title = desk.text("tasks-title");
    let days = by_day(desk, &seen.records);
    let main = html! {
        (page_head(&PageHead { title: &title, actions: Some(actions(desk)), ..PageHead::default() }))
        (filter(desk, everyone, kind))
        div.narrow {
            @for (id, heading, records) in &days {
                (agenda::group(desk, &Day { id, title: heading, records, titles: &seen.titles, is_one_day: id != "late" }))
            }
            @if days.is_empty() {
                (empty_state(&EmptyState {
                    icon: "check",
                    title: &desk.text("home-free"),
                    text: Some(&desk.text("home-free-text")),
                    ..EmptyState::default()
                }))
            }
        }
    };
    desk.frame.page(&title, &main)
}

fn actions(desk: Desk<'_>) -> Markup {
    let (new, list) = (desk.text("face-activity-new"), desk.text("tasks-as-list"));
    let may_plan = desk.frame.scope().reach("activity", Act::Create) > Reach::None;
    html! {
        (link_button(&LinkButton { href: "/activities", label: &list, icon: Some("list"), ..LinkButton::default() }))
        @if may_plan { (link_button(&LinkButton { href: "/activities/new", label: &new, kind: ButtonKind::Primary, icon: Some("plus"), key: Some("c k"), ..LinkButton::default() })) }
    }
}

/// One's own or everyone's; one kind or all.
fn filter(desk: Desk<'_>, everyone: bool, kind: Option<ActivityKind>) -> Markup {
    let address = |everyone: bool, kind: Option<ActivityKind>| {
        let whose = if everyone { "all" } else { "mine" };
        match kind {
            Some(kind) => format!("/tasks?whose={whose}&kind={}", kind.key()),
            None => format!("/tasks?whose={whose}"),
        }
    };
    let kinds =
        [ActivityKind::Task, ActivityKind::Call, ActivityKind::Meeting, ActivityKind::Visit];
    let mut words: Vec<(String, String, Option<&'static str>, bool)> = vec![
        (desk.text("home-mine"), address(false, kind), None, !everyone),
        (desk.text("home-everyone"), address(true, kind), None, everyone),
    ];
    words.extend(kinds.map(|each| {
        let chosen = kind == Some(each);
        let next = if chosen { None } else { Some(each) };
        (desk.label(each), address(everyone, next), Some(icon_of(each)), chosen)
    }));
    let items: Vec<Tab<'_>> = words
        .iter()
        .map(|(label, href, icon, current)| Tab {
            label,
            href,
            icon: *icon,
            current: *current,
            ..Tab::default()
        })
        .collect();
    tabs(&desk.text("home-whose"), &items, &html! {})
}

type DayGroup<'r> = (String, String, Vec<&'r Record>);

/// Everything late together, then day by day; what has no day at the end.
fn by_day<'r>(desk: Desk<'_>, records: &'r [Record]) -> Vec<DayGroup<'r>> {
    let format = desk.frame.format();
    let today = desk.frame.scope().today();
    let mut groups: Vec<(Option<Date>, bool, Vec<&Record>)> = Vec::new();
    let mut sorted: Vec<(Option<Date>, &Record)> = records
        .iter()
        .map(|record| (Activity::from_values(&record.values).day(format.zone()), record))
        .collect();
    sorted.sort_by_key(|(day, _)| day.unwrap_or(Date::MAX));
    for (day, record) in sorted {
        let is_late = day.is_some_and(|day| Standing::of(day, today) == Standing::Late);
        match groups.last_mut() {
            Some((known, late, list))
                if (is_late && *late) || (!is_late && !*late && *known == day) =>
            {
                list.push(record);
            }
            _ => groups.push((day, is_late, vec![record])),
        }
    }
    groups
        .into_iter()
        .map(|(day, is_late, list)| {
            let (id, heading) = match (is_late, day) {
                (true, _) => ("late".to_owned(), desk.text("home-late")),
                (_, Some(day)) => (day.to_string(), heading(desk, day)),
                (_, None) => ("someday".to_owned(), desk.text("tasks-someday")),
            };
            (id, heading, list)
        })
        .collect()
}

/// "Today · Monday", "Tuesday, December 1".
fn heading(desk: Desk<'_>, day: Date) -> String {
    let format = desk.frame.format();
    match desk.near_day(day) {
        Some(word) => format!("{word} · {}", format.weekday(day)),
        None => format!("{}, {}", format.weekday(day), format.date(day)),
    }
}
