//! Puts a line behind the bell of those whose planned thing comes near. Each reminder is sent
//! once, and again when the thing was moved.

use jiff::{SignedDuration, Timestamp};
use kernel::Result;
use kernel::choice::Choices;
use platform::notification::{Notice, notify};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::jobs::{Job, JobContext, Outcome};
use uuid::Uuid;

use crate::hooks::by_ids;
use crate::objects::activity::Reminder;

/// The longest reminder, and how long a missed one is still told.
const WINDOW: SignedDuration = SignedDuration::from_hours(24 * 8);
const MISSED: SignedDuration = SignedDuration::from_hours(24);
/// Activities of one run.
const MOST: i64 = 2_000;

/// Sends the reminders that are due.
#[derive(Serialize, Deserialize)]
pub struct Remind {}

impl Job for Remind {
    const KIND: &'static str = "customers.remind";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let now = context.now();
        let sent =
            context.store().write(move |tx| Box::pin(async move { remind(tx, now).await })).await?;
        Ok(if sent == 0 { Outcome::Done } else { Outcome::DoneWith(sent.to_string()) })
    }
}

struct Coming {
    id: Uuid,
    subject: String,
    at: Timestamp,
    owner: Option<Uuid>,
}

async fn remind(tx: &mut Tx, now: Timestamp) -> Result<usize> {
    let coming = coming(tx, now).await?;
    let ids: Vec<store::SqlValue> =
        coming.iter().map(|each| store::SqlValue::Id(each.id)).collect();
    let reminders = r#"select "record", "value" from "activity_reminders" where "record" in ({})"#;
    let users = r#"select "record", "value" from "activity_users" where "record" in ({})"#;
    let reminders = by_ids(tx, reminders, &[], ids.clone()).await?;
    let users = by_ids(tx, users, &[], ids).await?;
    let mut sent = 0;
    for each in &coming {
        let mut whom: Vec<Uuid> = each.owner.into_iter().collect();
        for row in &users {
            if row.id(0)? == each.id {
                whom.extend(Uuid::try_parse(row.text(1)?).ok());
            }
        }
        whom.sort_unstable();
        whom.dedup();
        for row in &reminders {
            let minutes = Reminder::from_key(row.text(1)?).map(Reminder::minutes);
            let Some(minutes) = minutes.filter(|_| row.id(0).is_ok_and(|id| id == each.id)) else {
                continue;
            };
            if each.at - SignedDuration::from_mins(minutes) <= now {
                for user in &whom {
                    sent += usize::from(send(tx, each, (*user, minutes), now).await?);
                }
            }
        }
    }
    Ok(sent)
}

async fn coming(tx: &mut Tx, now: Timestamp) -> Result<Vec<Coming>> {
    let sql = format!(
        r#"
        select a."id", a."subject", a."occurs_at", a."owner" from "activity" a
        where a."status" = 'planned' and a."deleted_at" is null
        and a."occurs_at" > $1 and a."occurs_at" < $2
        and exists (select 1 from "activity_reminders" r where r."record" = a."id")
        order by a."occurs_at", a."id"
        limit {MOST}"#
    );
    let rows = tx.query(&sql, &[(now - MISSED).into(), (now + WINDOW).into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Coming {
                id: row.id(0)?,
                subject: row.opt_text(1)?.unwrap_or_default().to_owned(),
                at: row.instant(2)?,
                owner: row.opt_id(3)?,
            })
        })
        .collect()
}

/// Whether it was not sent before.
async fn send(
    tx: &mut Tx,
    coming: &Coming,
    (user, minutes): (Uuid, i64),
    now: Timestamp,
) -> Result<bool> {
    let sql = r#"
        insert into "reminder_sent" ("activity", "user", "minutes", "planned_at", "sent_at")
        values ($1, $2, $3, $4, $5)
        on conflict do nothing"#;
    let params = [coming.id.into(), user.into(), minutes.into(), coming.at.into(), now.into()];
    if tx.execute(sql, &params).await? == 0 {
        return Ok(false);
    }
    let notice = Notice {
        user,
        kind: "reminder",
        about: Some(("activity", coming.id, "activities")),
        text: "notice-reminder",
        values: vec![("subject", coming.subject.clone())],
    };
    notify(tx, &notice, now).await?;
    Ok(true)
}
