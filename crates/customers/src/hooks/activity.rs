//! What follows from an activity: the next of its series, and what its parties know of their last
//! contact and next step.

use jiff::tz::TimeZone;
use kernel::Result;
use kernel::record::Record;
use kernel::shape::Shape;
use kernel::value::Value;
use store::save::{Change, Pending, Saved, Saving, Write};
use store::sql_value::SqlValue;
use store::{Tx, TxFuture};
use uuid::Uuid;

use super::{by_ids, distinct};
use crate::objects::Activity;
use crate::party_fact;

pub(super) fn activity(record: &Record) -> Activity {
    Activity::from_values(&record.values)
}

/// Times are meant in the zone of whoever wrote them, unless they said another.
pub(super) fn check<'a>(
    _tx: &'a mut Tx,
    saving: &'a Saving,
    pending: &'a mut [Pending],
) -> TxFuture<'a, ()> {
    for change in pending.iter_mut().filter(|change| change.write == Write::Create) {
        let mut own = activity(&change.after);
        let is_timed = own.start_at.is_some() || own.due_at.is_some() || own.due_on.is_some();
        if own.time_zone.is_empty()
            && is_timed
            && let Some(name) = zone_name(saving)
        {
            own.time_zone = name.into();
            change.after.values = own.to_values().into_iter().map(Value::normalised).collect();
        }
    }
    Box::pin(async { Ok(()) })
}

fn zone_name(saving: &Saving) -> Option<String> {
    let own = saving.scope.zone.iana_name();
    own.or(Some(saving.workspace.zone.as_str())).filter(|name| *name != "UTC").map(str::to_owned)
}

pub(super) fn follow<'a>(
    tx: &'a mut Tx,
    saving: &'a Saving,
    saved: &'a [&'a Saved],
) -> TxFuture<'a, Vec<Change>> {
    Box::pin(async move {
        let mut parties = Vec::new();
        for change in saved {
            for state in [Some(&change.record), change.before.as_ref()].into_iter().flatten() {
                let own = activity(state);
                parties.extend(own.party.0);
                parties.extend(own.participants.0);
            }
        }
        party_fact::settle(tx, saving, &distinct(parties)).await?;
        next_of_series(tx, saving, saved).await
    })
}

/// Whoever finishes one of a series plans the next.
async fn next_of_series(tx: &mut Tx, saving: &Saving, saved: &[&Saved]) -> Result<Vec<Change>> {
    let finished: Vec<&Saved> =
        saved.iter().copied().filter(|change| is_finished(saving, change)).collect();
    if finished.is_empty() {
        return Ok(Vec::new());
    }
    let sql = r#"
        select "previous" from "activity" where "previous" in ({}) and "deleted_at" is null"#;
    let ids = finished.iter().map(|change| SqlValue::Id(change.id()));
    let made: Vec<Uuid> =
        by_ids(tx, sql, &[], ids).await?.iter().map(|row| row.id(0)).collect::<Result<_>>()?;
    Ok(finished
        .into_iter()
        .filter(|change| !made.contains(&change.id()))
        .filter_map(|change| next(saving, change))
        .collect())
}

fn is_finished(saving: &Saving, change: &Saved) -> bool {
    let before = change.before.as_ref().is_some_and(|before| activity(before).is_done());
    let after = activity(&change.record);
    let is_written = matches!(change.write, Write::Create | Write::Update);
    is_written && after.is_done() && !before && after.recurrence.0.is_some() && !saving.undoing
}

fn next(saving: &Saving, change: &Saved) -> Option<Change> {
    let own = activity(&change.record);
    let zone = if own.time_zone.is_empty() { TimeZone::UTC } else { own.zone() };
    let done_on = own.done_at.unwrap_or(saving.scope.now).to_zoned(zone).date();
    let next = own.next_of_series(change.id(), done_on)?;
    let envelope = &change.record.envelope;
    let id = |id: Option<Uuid>| id.map_or(Value::Null, Value::Id);
    Some(Change::create(&next).with("owner", id(envelope.owner)).with("team", id(envelope.team)))
}
