//! An activity: what was done with a party, and what comes next. Tasks, calls, meetings, visits,
//! notes, e-mails and letters are kinds of it.

mod conduct;
mod face;
pub mod recurrence;
pub mod timing;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::shape::{Choice, Duration, Link, Links, LongText, Several, Tags, Text, Whole};
use kernel::{choices, record};
use platform::objects::User;

use super::party::Party;

pub(super) use face::object;

choices! {
    /// What kind of thing was or will be done.
    pub enum ActivityKind in "activity_kind" {
        Task = "task",
        Call = "call",
        Meeting = "meeting",
        Visit = "visit",
        Note = "note",
        Email = "email",
        Letter = "letter",
    }
}

choices! {
    /// Whether it is ahead or behind us.
    pub enum ActivityStatus in "activity_status" {
        Planned = "planned",
        Done = "done",
        Cancelled = "cancelled",
    }
}

choices! {
    /// Who turned to whom.
    pub enum Direction in "direction" { Outbound = "outbound", Inbound = "inbound" }
}

choices! {
    /// What goes first.
    pub enum Priority in "priority" { Low = "low", Normal = "normal", High = "high", Urgent = "urgent" }
}

choices! {
    /// How long before it to be reminded.
    pub enum Reminder in "reminder" {
        AtTime = "at_time",
        FiveMinutes = "5_minutes",
        FifteenMinutes = "15_minutes",
        ThirtyMinutes = "30_minutes",
        OneHour = "1_hour",
        OneDay = "1_day",
        TwoDays = "2_days",
        OneWeek = "1_week",
    }
}

choices! {
    /// How a task comes again.
    pub enum Recurrence in "recurrence" {
        Daily = "daily",
        Weekly = "weekly",
        Monthly = "monthly",
        Yearly = "yearly",
    }
}

record! {
    /// Something done or planned.
    pub struct Activity in "activity", "activities" {
        kind: Choice<ActivityKind>,
        subject: Text,
        status: Choice<ActivityStatus>,
        /// The party it is about.
        party: Link<Party>,
        /// Others who take part.
        participants: Links<Party>,
        /// Colleagues who take part.
        users: Links<User>,
        /// The day of a task, which has no zone.
        due_on: Option<Date>,
        /// The instant of a task.
        due_at: Option<Timestamp>,
        start_at: Option<Timestamp>,
        end_at: Option<Timestamp>,
        /// The IANA name of the zone that wall-clock times are meant in.
        time_zone: Text,
        all_day: bool,
        duration: Duration,
        location: Text,
        direction: Choice<Direction>,
        priority: Choice<Priority>,
        outcome: Text,
        /// What was agreed to come next, in words.
        next_step: Text,
        done_at: Option<Timestamp>,
        reminders: Several<Reminder>,
        recurrence: Choice<Recurrence>,
        /// Every how many days, weeks, months or years.
        recurrence_interval: Whole,
        recurrence_until: Option<Date>,
        /// The one before in a series.
        previous: Link<Activity>,
        pinned: bool,
        tags: Tags,
        external_id: Text,
        description: LongText,
        /// When it stands in a timeline. Settled.
        occurs_at: Option<Timestamp>,
    }
}

impl Activity {
    pub fn is_planned(&self) -> bool {
        self.status.0 == Some(ActivityStatus::Planned)
    }

    pub fn is_done(&self) -> bool {
        self.status.0 == Some(ActivityStatus::Done)
    }
}

impl Reminder {
    /// How long before the thing, in minutes.
    pub const fn minutes(self) -> i64 {
        match self {
            Self::AtTime => 0,
            Self::FiveMinutes => 5,
            Self::FifteenMinutes => 15,
            Self::ThirtyMinutes => 30,
            Self::OneHour => 60,
            Self::OneDay => 1_440,
            Self::TwoDays => 2_880,
            Self::OneWeek => 10_080,
        }
    }
}
