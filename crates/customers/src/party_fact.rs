//! What is derived about a party from its activities: the last contact and the next step. It lies
//! in columns of the party's row and is written without a version and without a journal entry, so
//! that a call logged by one never makes another's edit stale. What happens with the people of a
//! company happens with the company.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::Result;
use kernel::shape::{Choice, Text};
use store::save::Saving;
use store::sql_value::SqlValue;
use store::{Row, Tx};
use uuid::Uuid;

use crate::hooks::{by_ids, distinct};
use crate::objects::activity::{Activity, ActivityStatus};

/// People of a company that are asked; a larger one knows of these.
const PEOPLE: i64 = 5_000;

/// What is known of a party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Fact {
    last_activity_at: Option<Timestamp>,
    next: Option<Next>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Next {
    activity: Uuid,
    on: Option<Date>,
    occurs_at: Timestamp,
}

impl Fact {
    fn take(&mut self, other: &Self) {
        self.last_activity_at = self.last_activity_at.max(other.last_activity_at);
        self.plan(other.next);
    }

    fn plan(&mut self, next: Option<Next>) {
        let Some(next) = next else { return };
        let is_earlier = self.next.is_none_or(|known| {
            (next.occurs_at, next.activity) < (known.occurs_at, known.activity)
        });
        if is_earlier {
            self.next = Some(next);
        }
    }
}

/// Makes the facts of these parties, and of the companies of the people among them, true again.
///
/// # Errors
/// When the database fails.
pub async fn settle(tx: &mut Tx, saving: &Saving, parties: &[Uuid]) -> Result<()> {
    if parties.is_empty() {
        return Ok(());
    }
    let sql = r#"select "id", "organization" from "party" where "id" in ({})"#;
    let mut targets: Vec<Uuid> = Vec::new();
    for row in by_ids(tx, sql, &[], parties.iter().map(|id| SqlValue::Id(*id))).await? {
        targets.push(row.id(0)?);
        targets.extend(row.opt_id(1)?);
    }
    let targets = distinct(targets);
    let members = members(tx, &targets).await?;
    let everyone = distinct(targets.iter().copied().chain(members.keys().copied()));
    let mut facts: HashMap<Uuid, Fact> = everyone.iter().map(|id| (*id, Fact::default())).collect();
    read_done(tx, &everyone, &mut facts).await?;
    read_planned(tx, saving, &everyone, &mut facts).await?;
    let mut told: HashMap<Uuid, Fact> = HashMap::new();
    for target in &targets {
        told.entry(*target).or_default().take(facts.get(target).unwrap_or(&Fact::default()));
    }
    for (person, company) in &members {
        if let (Some(fact), Some(whole)) = (facts.get(person), told.get_mut(company)) {
            whole.take(fact);
        }
    }
    write(tx, &targets, &told).await
}

/// The people of the companies among the targets, with their company.
async fn members(tx: &mut Tx, targets: &[Uuid]) -> Result<HashMap<Uuid, Uuid>> {
    let sql = format!(
        r#"
        select "id", "organization" from "party"
        where "organization" in ({{}}) and "deleted_at" is null
        order by "id"
        limit {PEOPLE}"#
    );
    let rows = by_ids(tx, &sql, &[], targets.iter().map(|id| SqlValue::Id(*id))).await?;
    rows.iter().map(|row| Ok((row.id(0)?, row.id(1)?))).collect()
}

/// The latest of what was done, as the party that it is about and as a participant.
async fn read_done(tx: &mut Tx, ids: &[Uuid], facts: &mut HashMap<Uuid, Fact>) -> Result<()> {
    let about = r#"
        select "party", max("occurs_at") from "activity"
        where "party" in ({}) and "status" = 'done' and "deleted_at" is null
        group by "party""#;
    let with = r#"
        select p."value", max(a."occurs_at") from "activity_participants" p
        join "activity" a on a."id" = p."record"
        where p."value_key" in ({}) and a."status" = 'done' and a."deleted_at" is null
        group by p."value""#;
    let own = by_ids(tx, about, &[], ids.iter().map(|id| SqlValue::Id(*id))).await?;
    let joined = by_ids(tx, with, &[], ids.iter().map(as_text)).await?;
    for (row, party) in parties_of(&own, &joined)? {
        if let Some(fact) = facts.get_mut(&party) {
            fact.last_activity_at = fact.last_activity_at.max(row.opt_instant(1)?);
        }
    }
    Ok(())
}

/// The earliest of what is planned.
async fn read_planned(
    tx: &mut Tx,
    saving: &Saving,
    ids: &[Uuid],
    facts: &mut HashMap<Uuid, Fact>,
) -> Result<()> {
    let columns = r#"a."id", a."occurs_at", a."due_on", a."due_at", a."start_at", a."time_zone", a."all_day""#;
    let about = format!(
        r#"
        select a."party", {columns} from "activity" a
        where a."party" in ({{}}) and a."status" = 'planned' and a."deleted_at" is null
        order by a."occurs_at", a."id"
        limit 20000"#
    );
    let with = format!(
        r#"
        select p."value", {columns} from "activity_participants" p
        join "activity" a on a."id" = p."record"
        where p."value_key" in ({{}}) and a."status" = 'planned' and a."deleted_at" is null
        order by a."occurs_at", a."id"
        limit 20000"#
    );
    let own = by_ids(tx, &about, &[], ids.iter().map(|id| SqlValue::Id(*id))).await?;
    let joined = by_ids(tx, &with, &[], ids.iter().map(as_text)).await?;
    for (row, party) in parties_of(&own, &joined)? {
        let next = next(saving, row)?;
        if let Some(fact) = facts.get_mut(&party) {
            fact.plan(Some(next));
        }
    }
    Ok(())
}

fn as_text(id: &Uuid) -> SqlValue {
    SqlValue::Text(id.to_string())
}

/// The rows with the party that each is about; links in child tables are texts.
fn parties_of<'a>(own: &'a [Row], joined: &'a [Row]) -> Result<Vec<(&'a Row, Uuid)>> {
    let mut parties = Vec::with_capacity(own.len() + joined.len());
    for row in own {
        parties.push((row, row.id(0)?));
    }
    for row in joined {
        parties.extend(Uuid::try_parse(row.text(0)?).ok().map(|id| (row, id)));
    }
    Ok(parties)
}

fn next(saving: &Saving, row: &Row) -> Result<Next> {
    let activity = Activity {
        status: Choice(Some(ActivityStatus::Planned)),
        due_on: row.opt_date(3)?,
        due_at: row.opt_instant(4)?,
        start_at: row.opt_instant(5)?,
        time_zone: Text(row.opt_text(6)?.unwrap_or_default().to_owned()),
        all_day: row.bool(7)?,
        ..Activity::default()
    };
    Ok(Next {
        activity: row.id(1)?,
        on: activity.day(&saving.workspace.time_zone()),
        occurs_at: row.opt_instant(2)?.unwrap_or_default(),
    })
}

/// Writes what differs, in the order of the ids.
async fn write(tx: &mut Tx, targets: &[Uuid], told: &HashMap<Uuid, Fact>) -> Result<()> {
    let sql = r#"
        select "id", "last_activity_at", "next_step", "next_step_on" from "party"
        where "id" in ({})
        order by "id""#;
    let rows = by_ids(tx, sql, &[], targets.iter().map(|id| SqlValue::Id(*id))).await?;
    for row in rows {
        let id = row.id(0)?;
        let Some(fact) = told.get(&id) else { continue };
        let (next, on) = fact.next.map_or((None, None), |next| (Some(next.activity), next.on));
        let same = row.opt_instant(1)? == fact.last_activity_at
            && row.opt_id(2)? == next
            && row.opt_date(3)? == on;
        if same {
            continue;
        }
        let sql = r#"
            update "party" set "last_activity_at" = $1, "next_step" = $2, "next_step_on" = $3
            where "id" = $4"#;
        let params = [fact.last_activity_at.into(), next.into(), on.into(), id.into()];
        tx.execute(sql, &params).await?;
    }
    Ok(())
}
