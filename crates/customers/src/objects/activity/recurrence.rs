//! Tasks that come again: the next one is made when the last is done. Wall-clock time and zone
//! are kept, so that nine o'clock stays nine o'clock across a change of clocks.

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use uuid::Uuid;

use kernel::shape::{Choice, Link};

use super::{Activity, ActivityStatus, Recurrence};

/// The most a series leaps over when several of it were missed.
const MAX_LEAPS: i32 = 1_000;

impl Activity {
    /// The next of the series after this one, planned for a day later than `done_on`; `None` when
    /// it does not come again.
    pub fn next_of_series(&self, own_id: Uuid, done_on: Date) -> Option<Self> {
        let recurrence = self.recurrence.0?;
        let day = self.day(&self.zone())?;
        let interval = self.recurrence_interval.unwrap_or(1).clamp(1, 366);
        let leap = (1..=MAX_LEAPS)
            .map(|count| i64::from(count).saturating_mul(interval))
            .find(|units| moved(day, recurrence, *units).is_none_or(|next| next > done_on))?;
        let next_day = moved(day, recurrence, leap)?;
        if self.recurrence_until.is_some_and(|until| next_day > until) {
            return None;
        }
        Some(Self {
            status: Choice(Some(ActivityStatus::Planned)),
            due_on: self.due_on.and_then(|day| moved(day, recurrence, leap)),
            due_at: self.due_at.and_then(|at| self.moved_instant(at, recurrence, leap)),
            start_at: self.start_at.and_then(|at| self.moved_instant(at, recurrence, leap)),
            end_at: self.end_at.and_then(|at| self.moved_instant(at, recurrence, leap)),
            previous: Link::to(own_id),
            done_at: None,
            outcome: "".into(),
            next_step: "".into(),
            external_id: "".into(),
            occurs_at: None,
            ..self.clone()
        })
    }

    fn moved_instant(
        &self,
        at: Timestamp,
        recurrence: Recurrence,
        units: i64,
    ) -> Option<Timestamp> {
        let zoned = at.to_zoned(self.zone());
        zoned.checked_add(span(recurrence, units)?).ok().map(|next| next.timestamp())
    }
}

fn moved(day: Date, recurrence: Recurrence, units: i64) -> Option<Date> {
    day.checked_add(span(recurrence, units)?).ok()
}

fn span(recurrence: Recurrence, units: i64) -> Option<Span> {
    match recurrence {
        Recurrence::Daily => Span::new().try_days(units),
        Recurrence::Weekly => Span::new().try_weeks(units),
        Recurrence::Monthly => Span::new().try_months(units),
        Recurrence::Yearly => Span::new().try_years(units),
    }
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn weekly(day: Date) -> Activity {
        Activity {
            status: Choice(Some(ActivityStatus::Done)),
            due_on: Some(day),
            recurrence: Choice(Some(Recurrence::Weekly)),
            outcome: "sent".into(),
            ..Activity::default()
        }
    }

    #[test]
    fn the_next_of_a_series_is_planned_one_step_later() {
        let own = Uuid::now_v7();
        let next = weekly(date(2026, 11, 20)).next_of_series(own, date(2026, 11, 20)).unwrap();
        assert_eq!(next.due_on, Some(date(2026, 11, 27)));
        assert_eq!(next.previous.0, Some(own));
        assert!(next.is_planned() && next.outcome.is_empty());
    }

    #[test]
    fn missed_ones_are_leapt_over() {
        let next =
            weekly(date(2026, 10, 2)).next_of_series(Uuid::now_v7(), date(2026, 11, 23)).unwrap();
        assert_eq!(next.due_on, Some(date(2026, 11, 27)));
    }

    #[test]
    fn a_series_ends_on_its_last_day() {
        let last =
            Activity { recurrence_until: Some(date(2026, 11, 26)), ..weekly(date(2026, 11, 20)) };
        assert!(last.next_of_series(Uuid::now_v7(), date(2026, 11, 20)).is_none());
        let once = Activity { recurrence: Choice(None), ..weekly(date(2026, 11, 20)) };
        assert!(once.next_of_series(Uuid::now_v7(), date(2026, 11, 20)).is_none());
    }

    #[test]
    fn nine_o_clock_stays_nine_o_clock_when_clocks_change() {
        let before = Activity {
            recurrence: Choice(Some(Recurrence::Daily)),
            due_on: None,
            due_at: Some("2026-10-24T07:00:00Z".parse().unwrap()),
            time_zone: "Europe/Madrid".into(),
            ..weekly(date(2026, 10, 24))
        };
        let next = before.next_of_series(Uuid::now_v7(), date(2026, 10, 24)).unwrap();
        assert_eq!(next.due_at.unwrap().to_string(), "2026-10-25T08:00:00Z");
    }

    #[test]
    fn the_thirty_first_falls_back_to_the_end_of_the_month() {
        let rent =
            Activity { recurrence: Choice(Some(Recurrence::Monthly)), ..weekly(date(2026, 1, 31)) };
        let next = rent.next_of_series(Uuid::now_v7(), date(2026, 1, 31)).unwrap();
        assert_eq!(next.due_on, Some(date(2026, 2, 28)));
    }
}
