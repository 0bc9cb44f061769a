//! One page of a story: activities and changes in one order.

use std::collections::HashMap;

use jiff::Timestamp;
use kernel::Result;
use kernel::record::Record;
use kernel::shape::Shape;
use store::Tx;
use store::journal::Entry;
use store::query::{self, Asking, Titles};
use uuid::Uuid;
use web::screens::history_view::linked;

use super::candidate::{self, Candidate, Wanted};
use super::change::{self, Changes};
use super::{Moment, PAGE, Place, Shown, Subject};
use crate::objects::Activity;
use crate::reading::{object, seen};

/// How often candidates are fetched until a page is full.
const ROUNDS: usize = 6;
/// Planned things that are shown at most.
const PLANNED: usize = 50;

/// What of a story is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub before: Option<Place>,
    pub shown: Shown,
}

/// A page of a story.
#[derive(Clone, Debug, Default)]
pub struct Story {
    /// What comes, the first first; only above the first page.
    pub planned: Vec<Record>,
    /// What is pinned; only above the first page.
    pub pinned: Vec<Record>,
    pub done: Vec<Moment>,
    pub next: Option<Place>,
    pub titles: Titles,
    /// Those who changed fields.
    pub names: HashMap<Uuid, String>,
}

/// Reads a page.
///
/// # Errors
/// When the database fails.
pub async fn of_party(
    tx: &mut Tx,
    asking: Asking<'_>,
    subject: &Subject,
    asked: Asked,
) -> Result<Story> {
    let before = asked.before.unwrap_or_else(Place::top);
    let top = async |tx: &mut Tx| match asked.before {
        None => top(tx, asking, subject, asked.shown).await,
        Some(_) => Ok(Story::default()),
    };
    let done = async |tx: &mut Tx| match asked.shown {
        Shown::Changes => Ok((Vec::new(), false)),
        _ => done(tx, asking, subject, (asked.shown, before)).await,
    };
    let changes = async |tx: &mut Tx| match asked.shown {
        Shown::Kind(_) => Ok(Changes { entries: Vec::new(), more: false }),
        _ => change::read(tx, asking, subject.party, before).await,
    };
    let (mut story, ((activities, more_activities), changes)) =
        tx.both(top, async |tx| tx.both(done, changes).await).await?;
    let merging = Merging { activities, more_activities, changes, before };
    (story.done, story.next) = merging.merge();
    name(tx, asking, &mut story).await?;
    Ok(story)
}

/// What is planned and what is pinned.
async fn top(tx: &mut Tx, asking: Asking<'_>, subject: &Subject, shown: Shown) -> Result<Story> {
    let Some(kind) = kind_of(shown) else {
        return Ok(Story::default());
    };
    let wanted = Wanted { planned: true, kind, before: Place::top(), limit: 4 * PLANNED };
    let mut ids: Vec<Uuid> =
        candidate::find(tx, subject, wanted).await?.into_iter().map(|(_, id)| id).collect();
    ids.reverse();
    let mut planned = seen(tx, asking, "activity", &ids).await?;
    planned.truncate(PLANNED);
    let sql = r#"
        select "id" from "activity"
        where "party" = $1 and "pinned" = $2 and "deleted_at" is null and "status" <> 'planned'
        order by "occurs_at" desc, "id" desc
        limit 10"#;
    let rows = tx.query(sql, &[subject.party.into(), true.into()]).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id(0)).collect::<Result<_>>()?;
    let pinned = seen(tx, asking, "activity", &ids).await?;
    Ok(Story { planned, pinned, ..Story::default() })
}

/// The kind to look for; `None` when no activity is shown at all.
fn kind_of(shown: Shown) -> Option<Option<crate::objects::ActivityKind>> {
    match shown {
        Shown::Everything => Some(None),
        Shown::Kind(kind) => Some(Some(kind)),
        Shown::Changes => None,
    }
}

/// Done things that the asker sees, one more than a page; and whether there may be more.
async fn done(
    tx: &mut Tx,
    asking: Asking<'_>,
    subject: &Subject,
    (shown, before): (Shown, Place),
) -> Result<(Vec<Record>, bool)> {
    let kind = kind_of(shown).flatten();
    let mut records = Vec::new();
    let mut place = before;
    for _ in 0..ROUNDS {
        let wanted = Wanted { planned: false, kind, before: place, limit: 2 * PAGE };
        let found: Vec<Candidate> = candidate::find(tx, subject, wanted).await?;
        let ids: Vec<Uuid> = found.iter().map(|(_, id)| *id).collect();
        records.extend(seen(tx, asking, "activity", &ids).await?);
        let is_last = found.len() < wanted.limit;
        let Some((at, id)) = found.last().copied() else {
            return Ok((records, false));
        };
        if is_last || records.len() > PAGE {
            return Ok((records, !is_last));
        }
        place = Place { at, id, ..place };
    }
    Ok((records, true))
}

struct Merging {
    activities: Vec<Record>,
    more_activities: bool,
    changes: Changes,
    before: Place,
}

impl Merging {
    /// The newest of both until the page is full. When one of them was cut, nothing older than
    /// its end is shown, so that no later page has to come back.
    fn merge(self) -> (Vec<Moment>, Option<Place>) {
        let Self { activities, more_activities, changes, before } = self;
        let floor = floor(&activities, more_activities, &changes);
        let mut place = before;
        let mut moments: Vec<Moment> = Vec::new();
        let mut activities = activities.into_iter().peekable();
        let mut entries = changes.entries.into_iter().peekable();
        loop {
            let activity_at = activities.peek().map(at);
            let entry_at = entries.peek().map(|entry| entry.at);
            let is_full = moments.len() >= PAGE && !goes_on(moments.last(), entries.peek());
            let next = activity_at.max(entry_at);
            if next.is_none() {
                let is_cut = (more_activities || changes.more) && place != before;
                return (moments, is_cut.then_some(place));
            }
            if is_full || next < floor {
                return (moments, Some(place));
            }
            if activity_at >= entry_at {
                let Some(record) = activities.next() else {
                    continue;
                };
                place = Place { at: at(&record), id: record.id(), ..place };
                moments.push(Moment::Activity(record));
            } else {
                let Some(entry) = entries.next() else {
                    continue;
                };
                place = Place { at: entry.at, id: Uuid::nil(), header: entry.header };
                add(&mut moments, entry);
            }
        }
    }
}

/// Where the shorter of two cut lists ends.
fn floor(activities: &[Record], more: bool, changes: &Changes) -> Option<Timestamp> {
    let of_activities = activities.last().filter(|_| more).map(at);
    let of_changes = changes.entries.last().filter(|_| changes.more).map(|entry| entry.at);
    of_activities.max(of_changes)
}

fn at(record: &Record) -> Timestamp {
    Activity::from_values(&record.values).occurs_at.unwrap_or(record.envelope.created_at)
}

fn goes_on(last: Option<&Moment>, entry: Option<&Entry>) -> bool {
    match (last, entry) {
        (Some(Moment::Burst(entries)), Some(entry)) => {
            entries.last().is_some_and(|last| change::belongs_to(last, entry))
        }
        _ => false,
    }
}

fn add(moments: &mut Vec<Moment>, entry: Entry) {
    if goes_on(moments.last(), Some(&entry))
        && let Some(Moment::Burst(entries)) = moments.last_mut()
    {
        entries.push(entry);
        return;
    }
    moments.push(Moment::Burst(vec![entry]));
}

/// The titles of what is linked, and the names of those who changed fields.
async fn name(tx: &mut Tx, asking: Asking<'_>, story: &mut Story) -> Result<()> {
    let mut records: Vec<Record> = story.planned.iter().chain(&story.pinned).cloned().collect();
    let mut users: Vec<Uuid> = Vec::new();
    let mut wanted: Vec<(&'static str, Uuid)> = Vec::new();
    for moment in &story.done {
        match moment {
            Moment::Activity(record) => records.push(record.clone()),
            Moment::Burst(entries) => {
                users.extend(entries.iter().filter_map(|entry| entry.actor.user()));
                wanted.extend(linked(asking.catalog, entries));
            }
        }
    }
    story.titles = query::titles_of(tx, asking, object(asking, "activity")?, &records).await?;
    users.sort_unstable();
    users.dedup();
    wanted.extend(users.iter().map(|id| ("user", *id)));
    let names = query::titles(tx, asking, &wanted).await?;
    story.names = users
        .into_iter()
        .filter_map(|id| names.get("user", id).map(|name| (id, name.to_owned())))
        .collect();
    story.titles.extend(names);
    Ok(())
}
