//! When an activity happens: its instant in a timeline, its day, and how it stands to today.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Activity, ActivityKind};

/// How a planned thing stands to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Late,
    Today,
    Ahead,
}

impl Standing {
    /// How a day stands to another.
    pub fn of(day: Date, today: Date) -> Self {
        match day.cmp(&today) {
            std::cmp::Ordering::Less => Self::Late,
            std::cmp::Ordering::Equal => Self::Today,
            std::cmp::Ordering::Greater => Self::Ahead,
        }
    }
}

impl Activity {
    /// Its zone, UTC when it names none.
    pub fn zone(&self) -> TimeZone {
        if self.time_zone.is_empty() {
            return TimeZone::UTC;
        }
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// When it stands in a timeline: planned things when they are due, done things when they were
    /// done. A day without an hour stands at noon, so that it stays that day in nearly all zones.
    pub fn instant(&self, created_at: Timestamp) -> Timestamp {
        if self.is_planned() {
            return self
                .start_at
                .or(self.due_at)
                .or(self.due_on.and_then(noon))
                .unwrap_or(created_at);
        }
        match self.kind.0 {
            Some(ActivityKind::Task) => self.done_at.or(self.due_at),
            _ => self.start_at.or(self.done_at).or(self.due_at),
        }
        .or(self.due_on.and_then(noon))
        .unwrap_or(created_at)
    }

    /// The day it is planned for; a date never shifts, an instant is a day of the given zone.
    pub fn day(&self, zone: &TimeZone) -> Option<Date> {
        let timed = self.start_at.or(self.due_at);
        if self.all_day
            && let Some(at) = timed
        {
            return Some(at.to_zoned(self.zone()).date());
        }
        match (timed, self.due_on) {
            (Some(at), _) => Some(at.to_zoned(zone.clone()).date()),
            (None, day) => day,
        }
    }

    /// Whether it has an hour, not only a day.
    pub fn has_hour(&self) -> bool {
        !self.all_day && (self.start_at.is_some() || self.due_at.is_some())
    }
}

fn noon(day: Date) -> Option<Timestamp> {
    day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::super::ActivityStatus;
    use super::*;
    use jiff::civil::date;
    use kernel::shape::Choice;

    fn planned() -> Activity {
        Activity { status: Choice(Some(ActivityStatus::Planned)), ..Activity::default() }
    }

    #[test]
    fn a_day_never_shifts_and_an_instant_is_the_readers_day() {
        let task = Activity { due_on: Some(date(2026, 11, 23)), ..planned() };
        let call =
            Activity { start_at: Some("2026-11-23T23:30:00Z".parse().unwrap()), ..planned() };
        let madrid = TimeZone::get("Europe/Madrid").unwrap();
        let lima = TimeZone::get("America/Lima").unwrap();
        assert_eq!(task.day(&madrid), task.day(&lima));
        assert_eq!(call.day(&madrid), Some(date(2026, 11, 24)));
        assert_eq!(call.day(&lima), Some(date(2026, 11, 23)));
    }

    #[test]
    fn a_whole_day_is_a_day_of_its_own_zone() {
        let fair = Activity {
            start_at: Some("2026-11-22T16:00:00Z".parse().unwrap()),
            time_zone: "Asia/Shanghai".into(),
            all_day: true,
            ..planned()
        };
        assert_eq!(fair.day(&TimeZone::get("America/Lima").unwrap()), Some(date(2026, 11, 23)));
        assert!(!fair.has_hour());
    }

    #[test]
    fn what_is_done_stands_where_it_was_done() {
        let created: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        let done: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let task = Activity {
            kind: Choice(Some(ActivityKind::Task)),
            status: Choice(Some(ActivityStatus::Done)),
            due_on: Some(date(2026, 11, 25)),
            done_at: Some(done),
            ..Activity::default()
        };
        assert_eq!(task.instant(created), done);
        assert_eq!(planned().instant(created), created);
    }
}
