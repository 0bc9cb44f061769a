//! How an activity behaves.

use jiff::tz::TimeZone;
use kernel::conduct::{Conduct, Context};
use kernel::error::{Refusal, Refusals};

use super::{Activity, ActivityKind, ActivityStatus};

/// Characters of a note that become its subject.
const SUBJECT_LENGTH: usize = 80;

impl Conduct for Activity {
    fn settle(&mut self, before: Option<&Self>, context: &Context) {
        let kind = *self.kind.0.get_or_insert(ActivityKind::Task);
        let is_record =
            matches!(kind, ActivityKind::Note | ActivityKind::Email | ActivityKind::Letter);
        let status = if is_record { ActivityStatus::Done } else { ActivityStatus::Planned };
        self.status.0.get_or_insert(status);
        self.settle_done(before, context);
        self.settle_times();
        if self.subject.is_empty() {
            self.subject.0 = first_line(&self.description);
        }
        self.occurs_at = Some(self.instant(context.envelope.created_at));
    }

    fn refuse(&self, _before: Option<&Self>, _context: &Context) -> Refusals {
        let mut refusals = Refusals::default();
        if let (Some(start), Some(end)) = (self.start_at, self.end_at)
            && end < start
        {
            refusals.field("end_at", "ends-before-start");
        }
        if self.due_on.is_some() && self.due_at.is_some() {
            refusals.field("due_at", "due-twice");
        }
        if !self.time_zone.is_empty() && TimeZone::get(&self.time_zone).is_err() {
            let shown: String = self.time_zone.chars().take(80).collect();
            refusals.push(Refusal::field("time_zone", "not-a-time-zone").with("value", shown));
        }
        if self.recurrence.0.is_some() && self.day(&TimeZone::UTC).is_none() {
            refusals.field("recurrence", "repeats-without-a-day");
        }
        if self.recurrence_interval.is_some_and(|count| !(1..=366).contains(&count)) {
            refusals.push(
                Refusal::field("recurrence_interval", "not-in-range")
                    .with("low", 1)
                    .with("high", 366),
            );
        }
        if self.duration.0.is_some_and(|seconds| seconds < 0) {
            refusals.field("duration", "below-zero");
        }
        refusals
    }

    fn announce(&self, before: Option<&Self>, _context: &Context) -> Vec<&'static str> {
        let was_done = before.is_some_and(Self::is_done);
        if self.is_done() && !was_done { vec!["activity.done"] } else { Vec::new() }
    }
}

impl Activity {
    /// Done has a time, and nothing else has.
    fn settle_done(&mut self, before: Option<&Self>, context: &Context) {
        if self.is_done() {
            let given = self.start_at.filter(|at| *at <= context.now && before.is_none());
            self.done_at.get_or_insert(given.unwrap_or(context.now));
        } else {
            self.done_at = None;
        }
    }

    /// Start, end and duration agree: the end is the start and the duration.
    fn settle_times(&mut self) {
        match (self.start_at, self.end_at, self.duration.0) {
            (Some(start), Some(end), _) if end >= start => {
                self.duration.0 = Some(end.as_second() - start.as_second());
            }
            (Some(start), None, Some(seconds)) if seconds > 0 => {
                let length = jiff::SignedDuration::from_secs(seconds);
                self.end_at = start.checked_add(length).ok();
            }
            _ => {}
        }
    }
}

/// The beginning of a text, cut at a word.
fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let line = line.trim_start_matches(['#', '-', '*', '>', ' ']);
    if line.chars().count() <= SUBJECT_LENGTH {
        return line.to_owned();
    }
    let cut: String = line.chars().take(SUBJECT_LENGTH).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head);
    format!("{}…", whole.trim_end())
}

#[cfg(test)]
mod tests {
    use super::super::Recurrence;
    use super::*;
    use crate::testing::context;
    use jiff::civil::date;
    use kernel::shape::{Choice, Duration};

    #[test]
    fn a_task_is_planned_and_a_note_is_done() {
        let mut task = Activity { subject: "Send the quote".into(), ..Activity::default() };
        task.settle(None, &context());
        assert!(task.is_planned() && task.done_at.is_none());
        let mut note = Activity {
            kind: Choice(Some(ActivityKind::Note)),
            description: "# Met at the fair\nLikes the lathe.".into(),
            ..Activity::default()
        };
        note.settle(None, &context());
        assert!(note.is_done());
        assert_eq!((note.subject.as_str(), note.done_at), ("Met at the fair", Some(context().now)));
    }

    #[test]
    fn a_call_logged_later_was_done_when_it_was_made() {
        let at = "2026-11-20T09:00:00Z".parse().unwrap();
        let mut call = Activity {
            kind: Choice(Some(ActivityKind::Call)),
            status: Choice(Some(ActivityStatus::Done)),
            start_at: Some(at),
            duration: Duration(Some(600)),
            ..Activity::default()
        };
        call.settle(None, &context());
        assert_eq!((call.done_at, call.occurs_at), (Some(at), Some(at)));
        assert_eq!(call.end_at.unwrap().to_string(), "2026-11-20T09:10:00Z");
    }

    #[test]
    fn reopening_forgets_when_it_was_done() {
        let mut done =
            Activity { status: Choice(Some(ActivityStatus::Done)), ..Activity::default() };
        done.settle(None, &context());
        let mut again = Activity { status: Choice(Some(ActivityStatus::Planned)), ..done.clone() };
        again.settle(Some(&done), &context());
        assert!(again.done_at.is_none());
        assert_eq!(done.announce(Some(&again), &context()), ["activity.done"]);
        assert!(done.announce(Some(&done), &context()).is_empty());
    }

    #[test]
    fn impossible_times_are_refused_by_name() {
        let activity = Activity {
            start_at: Some("2026-11-23T10:00:00Z".parse().unwrap()),
            end_at: Some("2026-11-23T09:00:00Z".parse().unwrap()),
            due_on: Some(date(2026, 11, 23)),
            due_at: Some("2026-11-23T09:00:00Z".parse().unwrap()),
            time_zone: "Mars/Olympus".into(),
            recurrence_interval: Some(0),
            ..Activity::default()
        };
        let codes: Vec<&str> =
            activity.refuse(None, &context()).0.iter().map(|refusal| refusal.code).collect();
        assert_eq!(codes, ["ends-before-start", "due-twice", "not-a-time-zone", "not-in-range"]);
        let endless =
            Activity { recurrence: Choice(Some(Recurrence::Daily)), ..Activity::default() };
        assert_eq!(endless.refuse(None, &context()).0[0].code, "repeats-without-a-day");
    }

    #[test]
    fn a_long_note_gets_a_short_subject() {
        let text = "word ".repeat(60);
        let subject = first_line(&text);
        assert!(subject.chars().count() <= SUBJECT_LENGTH + 1 && subject.ends_with("word…"));
    }
}
