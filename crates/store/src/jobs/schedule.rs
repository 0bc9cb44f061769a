//! Work that comes by itself, once, however many processes watch the clock.

use croner::parser::CronParser;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kernel::{Error, Result};
use serde_json::Value as Json;

use super::queue::{NewJob, enqueue};
use super::registry::JobRegistry;
use crate::sql_value::SqlValue;
use crate::tx::Tx;

/// A job of a kind at times of day; a run that was missed is made up once.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// Stable: it stands in the table.
    pub key: &'static str,
    /// Minute, hour, day of month, month, day of week: `30 3 * * *`.
    pub cron: String,
    /// IANA name of the zone whose clock is meant.
    pub zone: String,
    pub kind: &'static str,
    pub payload: Json,
}

impl Schedule {
    /// The next time after an instant.
    ///
    /// # Errors
    /// [`Error::Broken`] when the times or the zone are malformed.
    pub fn next_after(&self, now: Timestamp) -> Result<Timestamp> {
        let fault = |what: &dyn std::fmt::Display| {
            Error::broken(format!(
                "the schedule {} ({} {}): {what}",
                self.key, self.cron, self.zone
            ))
        };
        let zone = TimeZone::get(&self.zone).map_err(|error| fault(&error))?;
        let cron = CronParser::new().parse(&self.cron).map_err(|error| fault(&error))?;
        let next =
            cron.find_next_occurrence(&now.to_zoned(zone), false).map_err(|error| fault(&error))?;
        Ok(next.timestamp())
    }
}

/// Makes the table agree with the registry; a changed time counts from now.
///
/// # Errors
/// When a schedule is malformed or the database fails.
pub(crate) async fn plan(tx: &mut Tx, registry: &JobRegistry, now: Timestamp) -> Result<()> {
    for schedule in registry.schedules() {
        let next = schedule.next_after(now)?;
        let sql = r#"insert into "job_schedule" ("key", "kind", "cron", "zone", "next_run_at")
            values ($1, $2, $3, $4, $5)
            on conflict ("key") do update set "kind" = excluded."kind", "cron" = excluded."cron",
              "zone" = excluded."zone", "next_run_at" = excluded."next_run_at"
            where "job_schedule"."cron" <> excluded."cron" or "job_schedule"."zone" <> excluded."zone"
              or "job_schedule"."kind" <> excluded."kind""#;
        let values: [SqlValue; 5] = [
            schedule.key.into(),
            schedule.kind.into(),
            schedule.cron.as_str().into(),
            schedule.zone.as_str().into(),
            next.into(),
        ];
        tx.execute(sql, &values).await?;
    }
    Ok(())
}

/// Whether a schedule is due.
///
/// # Errors
/// When the database fails.
pub(crate) async fn is_any_due(tx: &mut Tx, now: Timestamp) -> Result<bool> {
    let sql = r#"select 1 from "job_schedule" where "next_run_at" <= $1 limit 1"#;
    Ok(tx.query_opt(sql, &[now.into()]).await?.is_some())
}

/// Puts the jobs of due schedules into the queue and sets their next times. A schedule whose last
/// job is still unfinished makes no second one.
///
/// # Errors
/// When the database fails.
pub(crate) async fn enqueue_due(tx: &mut Tx, registry: &JobRegistry, now: Timestamp) -> Result<()> {
    let sql = format!(
        r#"select "key" from "job_schedule" where "next_run_at" <= $1 order by "key" limit 1000{}"#,
        tx.dialect().skip_locked()
    );
    for row in tx.query(&sql, &[now.into()]).await? {
        let key = row.text(0)?;
        // One of a version that knows more is left to it.
        let Some(schedule) = registry.schedules().iter().find(|schedule| schedule.key == key)
        else {
            continue;
        };
        let job = NewJob::of_kind(schedule.kind, schedule.payload.clone(), now);
        enqueue(tx, &job.once(format!("schedule {key}"))).await?;
        let sql =
            r#"update "job_schedule" set "next_run_at" = $1, "last_run_at" = $2 where "key" = $3"#;
        tx.execute(sql, &[schedule.next_after(now)?.into(), now.into(), key.into()]).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn daily(zone: &str) -> Schedule {
        Schedule {
            key: "purge",
            cron: "30 2 * * *".to_owned(),
            zone: zone.to_owned(),
            kind: "purge",
            payload: Json::Null,
        }
    }

    #[test]
    fn the_clock_of_the_zone_is_meant() {
        let now: Timestamp = "2026-01-10T12:00:00Z".parse().unwrap();
        let next = daily("Asia/Shanghai").next_after(now).unwrap();
        assert_eq!(next, "2026-01-10T18:30:00Z".parse().unwrap());
    }

    #[test]
    fn a_day_whose_hour_is_missing_still_has_its_run() {
        let now: Timestamp = "2026-03-28T12:00:00Z".parse().unwrap();
        let next = daily("Europe/Madrid").next_after(now).unwrap();
        let following = daily("Europe/Madrid").next_after(next).unwrap();
        assert_eq!(next, "2026-03-29T01:00:00Z".parse().unwrap());
        assert_eq!(following, "2026-03-30T00:30:00Z".parse().unwrap());
    }

    #[test]
    fn a_malformed_schedule_is_named() {
        let mut schedule = daily("Europe/Madrid");
        schedule.cron = "every night".to_owned();
        let message = schedule.next_after(Timestamp::UNIX_EPOCH).unwrap_err().to_string();
        assert!(message.contains("purge"), "{message}");
        assert!(daily("Mars/Olympus").next_after(Timestamp::UNIX_EPOCH).is_err());
    }
}
