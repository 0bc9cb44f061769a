//! My day: what is late, what is for today, what comes, and whom nothing is planned with.

use axum::extract::State;
use http::Uri;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use kernel::access::Act;
use kernel::record::Record;
use kernel::shape::Shape;
use kernel::{Error, Result};
use maud::{Markup, html};
use store::Tx;
use store::query::{Asking, Binds, scope_condition};
use store::sql_value::SqlValue;
use uuid::Uuid;
use web::api::params::Params;
use web::app::App;
use web::components::{
    EmptyState, IconButton, LinkButton, PageHead, Relation, RelationCard, Tab, empty_state,
    home_columns, icon_button, link_button, page_head, relation_card, tabs,
};
use web::context::RequestContext;
use web::error::PageError;
use web::frame::Frame;
use web::session::Signed;

use super::agenda::{self, Day};
use super::desk::{Desk, party_href};
use super::first_steps;
use crate::objects::activity::timing::Standing;
use crate::objects::{Activity, PartyKind};
use crate::reading::{Seen, object, read, seen_with_titles};
use crate::ties::{self, Known};

/// Planned things that are looked at.
const PLANNED: i64 = 300;
/// Days that "coming" looks ahead.
const AHEAD: i64 = 14;
/// Rows of a side card.
const ROWS: i64 = 7;

/// All that the page tells.
struct Home {
    planned: Seen,
    quiet: Vec<Known>,
    silent: Vec<(Known, Option<Timestamp>)>,
    /// There is no customer yet, nor anything planned.
    is_new: bool,
}

/// `GET /`.
pub async fn show(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    uri: Uri,
) -> Result<Markup, PageError> {
    let mut params = Params::read(&uri)?;
    let whose = params.take("whose");
    params.take("done");
    params.finish()?;
    let everyone = match whose.as_deref() {
        None | Some("mine") => false,
        Some("all") => true,
        Some(_) => return Err(Error::invalid("whose", "not-a-choice").into()),
    };
    let home = read(&app, &signed.scope, move |tx, asking| {
        Box::pin(async move { home(tx, asking, everyone).await })
    })
    .await?;
    let frame = Frame::of(&app, &signed, &context).await?;
    Ok(draw(Desk { app: &app, frame: &frame }, &home, everyone))
}

async fn home(tx: &mut Tx, asking: Asking<'_>, everyone: bool) -> Result<Home> {
    let owner = if everyone { None } else { Some(asking.scope.user().unwrap_or(Uuid::nil())) };
    let ids = planned(tx, asking, owner).await?;
    let mut home = Home {
        planned: seen_with_titles(tx, asking, "activity", &ids).await?,
        quiet: without_next_step(tx, asking, owner).await?,
        silent: long_silent(tx, asking, owner).await?,
        is_new: false,
    };
    if home.planned.records.is_empty() && home.quiet.is_empty() && home.silent.is_empty() {
        home.is_new = first_steps::are_due(tx, asking).await?;
    }
    Ok(home)
}

/// Planned activities until a fortnight ahead: one's own and those one takes part in.
async fn planned(tx: &mut Tx, asking: Asking<'_>, owner: Option<Uuid>) -> Result<Vec<Uuid>> {
    let until =
        asking.scope.now.checked_add(Span::new().hours(24 * AHEAD)).unwrap_or(Timestamp::MAX);
    let mut binds = Binds::new(tx.dialect());
    let condition = scope_condition(asking, &mut binds, object(asking, "activity")?, "a", Act::See);
    let until = binds.add(until);
    let whose = match owner {
        None => String::new(),
        Some(user) => {
            let id = binds.add(user);
            let text = binds.add(user.to_string());
            format!(
                r#"and (a."owner" = {id} or a."id" in
                    (select u."record" from "activity_users" u where u."value_key" = {text}))"#
            )
        }
    };
    let sql = format!(
        r#"
        select a."id" from "activity" a
        where a."status" = 'planned' and a."occurs_at" < {until} {whose}
        and {condition}
        order by a."occurs_at", a."id"
        limit {PLANNED}"#
    );
    tx.query(&sql, binds.values()).await?.iter().map(|row| row.id(0)).collect()
}

/// Customers and prospects with whom nothing is planned, the longest silent first.
async fn without_next_step(
    tx: &mut Tx,
    asking: Asking<'_>,
    owner: Option<Uuid>,
) -> Result<Vec<Known>> {
    let condition = r#"p."next_step_on" is null
        and exists (select 1 from "party_roles" r where r."record" = p."id" and r."value_key" in ('customer', 'prospect'))"#;
    let ids = companies(tx, asking, owner, condition).await?;
    let mut known = ties::known(tx, asking, &ids).await?;
    Ok(ids.iter().filter_map(|id| known.remove(id)).collect())
}

/// Customers not spoken with for ninety days.
async fn long_silent(
    tx: &mut Tx,
    asking: Asking<'_>,
    owner: Option<Uuid>,
) -> Result<Vec<(Known, Option<Timestamp>)>> {
    let limit = asking.scope.now.checked_sub(Span::new().hours(24 * 90)).unwrap_or(Timestamp::MIN);
    let condition = format!(r#"p."last_activity_at" < {}"#, limit.as_microsecond());
    let ids = companies(tx, asking, owner, &condition).await?;
    let mut known = ties::known(tx, asking, &ids).await?;
    let sql = r#"select "id", "last_activity_at" from "party" where "id" in ({})"#;
    let rows = crate::hooks::by_ids(tx, sql, &[], ids.iter().map(|id| SqlValue::Id(*id))).await?;
    let mut last = std::collections::HashMap::new();
    for row in rows {
        last.insert(row.id(0)?, row.opt_instant(1)?);
    }
    Ok(ids
        .iter()
        .filter_map(|id| Some((known.remove(id)?, last.get(id).copied().flatten())))
        .collect())
}

async fn companies(
    tx: &mut Tx,
    asking: Asking<'_>,
    owner: Option<Uuid>,
    condition: &str,
) -> Result<Vec<Uuid>> {
    let mut binds = Binds::new(tx.dialect());
    let scope = scope_condition(asking, &mut binds, object(asking, "party")?, "p", Act::See);
    let whose =
        owner.map_or(String::new(), |owner| format!(r#"and p."owner" = {}"#, binds.add(owner)));
    let sql = format!(
        r#"
        select p."id" from "party" p
        where p."kind" = 'organization' {whose}
        and {condition}
        and {scope}
        order by p."last_activity_at", p."id"
        limit {ROWS}"#
    );
    tx.query(&sql, binds.values()).await?.iter().map(|row| row.id(0)).collect()
}

fn draw(desk: Desk<'_>, home: &Home, everyone: bool) -> Markup {
    let today = desk.frame.scope().today();
    let zone = desk.frame.format().zone().clone();
    let groups = grouped(&home.planned.records, today, &zone);
    let title = desk.text("home-title");
    let date =
        format!("{}, {}", desk.frame.format().weekday(today), desk.frame.format().date_long(today));
    let is_free = groups.iter().all(|(_, records)| records.is_empty());
    let main = html! {
        @for (standing, records) in &groups {
            @if !records.is_empty() {
                (agenda::group(desk, &Day {
                    id: key_of(*standing),
                    title: &desk.text(&format!("home-{}", key_of(*standing))),
                    records,
                    titles: &home.planned.titles,
                    is_one_day: *standing == Standing::Today,
                }))
            }
        }
        @if is_free {
            (empty_state(&EmptyState {
                icon: "check",
                title: &desk.text("home-free"),
                text: Some(&desk.text("home-free-text")),
                actions: Some(link_button(&LinkButton { href: "/companies", label: &desk.text("home-companies"), ..LinkButton::default() })),
                ..EmptyState::default()
            }))
        }
    };
    if let Some(steps) = first_steps::draw(desk).filter(|_| home.is_new) {
        let head = PageHead { title: &title, note: Some(&date), ..PageHead::default() };
        return desk.frame.page(&title, &html! { (page_head(&head)) (steps) });
    }
    let page = html! {
        (page_head(&PageHead { title: &title, note: Some(&date), actions: Some(actions(desk)), ..PageHead::default() }))
        (whose_tabs(desk, everyone))
        (home_columns(&main, &side(desk, home)))
    };
    desk.frame.page(&title, &page)
}

fn actions(desk: Desk<'_>) -> Markup {
    let (all, feed) = (desk.text("home-all-tasks"), desk.text("feed-title"));
    html! {
        (icon_button(&IconButton { href: Some("/settings/calendar"), label: &feed, icon: "calendar", ..IconButton::default() }))
        (link_button(&LinkButton { href: "/tasks", label: &all, icon: Some("task"), ..LinkButton::default() }))
    }
}

fn whose_tabs(desk: Desk<'_>, everyone: bool) -> Markup {
    let (mine, all) = (desk.text("home-mine"), desk.text("home-everyone"));
    let items = [
        Tab { label: &mine, href: "/", current: !everyone, ..Tab::default() },
        Tab { label: &all, href: "/?whose=all", current: everyone, ..Tab::default() },
    ];
    tabs(&desk.text("home-whose"), &items, &html! {})
}

/// Late, today, ahead; each in the order of time.
fn grouped<'r>(
    records: &'r [Record],
    today: Date,
    zone: &TimeZone,
) -> Vec<(Standing, Vec<&'r Record>)> {
    let standing = |record: &Record| {
        let activity = Activity::from_values(&record.values);
        activity.day(zone).map_or(Standing::Ahead, |day| Standing::of(day, today))
    };
    [Standing::Late, Standing::Today, Standing::Ahead]
        .into_iter()
        .map(|group| (group, records.iter().filter(|record| standing(record) == group).collect()))
        .collect()
}

const fn key_of(standing: Standing) -> &'static str {
    match standing {
        Standing::Late => "late",
        Standing::Today => "today",
        Standing::Ahead => "ahead",
    }
}

fn side(desk: Desk<'_>, home: &Home) -> Markup {
    let quiet: Vec<(String, String)> =
        home.quiet.iter().map(|one| (party_href(one.kind, one.id), one.name.clone())).collect();
    let silent: Vec<(String, String, String)> = home
        .silent
        .iter()
        .map(|(one, last)| {
            let when = last.map(|at| desk.frame.format().relative(at, desk.frame.scope().now));
            (party_href(one.kind, one.id), one.name.clone(), when.unwrap_or_default())
        })
        .collect();
    let quiet_rows: Vec<Relation<'_>> = quiet
        .iter()
        .map(|(href, name)| Relation {
            href,
            title: name,
            organization: true,
            ..Relation::default()
        })
        .collect();
    let silent_rows: Vec<Relation<'_>> = silent
        .iter()
        .map(|(href, name, when)| Relation {
            href,
            title: name,
            role: Some(when),
            organization: true,
            ..Relation::default()
        })
        .collect();
    let words =
        ["home-no-step", "home-no-step-none", "home-silent", "home-silent-none", "home-see-all"]
            .map(|key| desk.text(key));
    let [no_step, no_step_none, silent_title, silent_none, all] = &words;
    let slug = super::desk::slug_of(PartyKind::Organization);
    let quiet_all = format!("/{slug}?next_step_on.empty=true");
    let silent_all = format!("/{slug}?last_activity_at.within=older-than-90d");
    html! {
        (relation_card(&RelationCard {
            id: "no-step",
            title: no_step,
            rows: &quiet_rows,
            none: no_step_none,
            all: (!quiet_rows.is_empty()).then_some((quiet_all.as_str(), all.as_str())),
            ..RelationCard::default()
        }))
        (relation_card(&RelationCard {
            id: "silent",
            title: silent_title,
            rows: &silent_rows,
            none: silent_none,
            all: (!silent_rows.is_empty()).then_some((silent_all.as_str(), all.as_str())),
            ..RelationCard::default()
        }))
    }
}
