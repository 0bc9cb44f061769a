//! What every page of customers has at hand: the application, the frame, the words.

use kernel::access::Act;
use kernel::choice::{ChoiceSet, Choices};
use kernel::record::Record;
use uuid::Uuid;
use web::app::App;
use web::components::{Mark, TagColour};
use web::frame::Frame;
use web::screens::shown::choice_label;

use crate::objects::activity::timing::Standing;
use crate::objects::party::PartyRole;
use crate::objects::{ActivityKind, PartyKind};

/// The application and the frame of one answer.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub app: &'a App,
    pub frame: &'a Frame,
}

impl Desk<'_> {
    pub fn text(&self, key: &str) -> String {
        self.frame.text(key)
    }

    /// The label of a choice.
    pub fn choice(&self, set: ChoiceSet, key: &str) -> String {
        choice_label(self.frame.language(), set, key)
    }

    pub fn label<C: Choices>(&self, choice: C) -> String {
        self.choice(C::SET, choice.key())
    }

    /// Whether the asker may do this to a record.
    pub fn may(&self, object: &str, act: Act, record: &Record) -> bool {
        let envelope = &record.envelope;
        self.frame.scope().covers(object, act, envelope.owner, envelope.team)
    }

    /// A day beside today: "today", "tomorrow", "3 days ago", else the date.
    pub fn day(&self, day: jiff::civil::Date) -> String {
        self.near_day(day).unwrap_or_else(|| self.frame.format().date(day))
    }

    /// The word for a day beside today.
    pub fn near_day(&self, day: jiff::civil::Date) -> Option<String> {
        let today = self.frame.scope().today();
        let days = day.since(today).map(|span| span.get_days()).unwrap_or_default();
        let key = match days {
            0 => "day-today",
            1 => "day-tomorrow",
            -1 => "day-yesterday",
            _ => return None,
        };
        Some(self.text(key))
    }

    /// The mark of a next step, with its words.
    pub fn mark(&self, day: Option<jiff::civil::Date>) -> (Mark, String) {
        let Some(day) = day else {
            return (Mark::None, self.text("next-step-none"));
        };
        let (mark, key) = match Standing::of(day, self.frame.scope().today()) {
            Standing::Late => (Mark::Late, "next-step-late"),
            Standing::Today => (Mark::Today, "next-step-today"),
            Standing::Ahead => (Mark::Planned, "next-step-planned"),
        };
        (mark, self.frame.with(key, &[("day", self.day(day).into())]))
    }
}

/// The address of a party's page by its kind.
pub const fn slug_of(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::Person => "people",
        PartyKind::Organization => "companies",
    }
}

/// The address of a party.
pub fn party_href(kind: Option<PartyKind>, id: Uuid) -> String {
    format!("/{}/{id}", slug_of(kind.unwrap_or(PartyKind::Person)))
}

/// The symbol of a kind of activity.
pub const fn icon_of(kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::Task => "task",
        ActivityKind::Call => "call",
        ActivityKind::Meeting => "meeting",
        ActivityKind::Visit => "visit",
        ActivityKind::Note => "note",
        ActivityKind::Email | ActivityKind::Letter => "mail",
    }
}

/// The colour of a role, the same everywhere; words say the same.
pub const fn colour_of(role: PartyRole) -> TagColour {
    match role {
        PartyRole::Customer => TagColour::Teal,
        PartyRole::Prospect => TagColour::Sky,
        PartyRole::Dealer | PartyRole::Agent => TagColour::Indigo,
        PartyRole::Supplier | PartyRole::Manufacturer => TagColour::Amber,
        PartyRole::Partner => TagColour::Green,
        PartyRole::Competitor => TagColour::Red,
        PartyRole::Colleague => TagColour::Plum,
        PartyRole::Investor | PartyRole::Authority | PartyRole::Press | PartyRole::Other => {
            TagColour::Slate
        }
    }
}
