//! Two years of what happened with the companies, told by stories.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, Zoned};
use kernel::choice::Choices;
use kernel::language::Language;
use kernel::shape::{Choice, Duration, Link, Links};
use uuid::Uuid;

use super::colleagues::{self, Colleague};
use super::contact;
use super::people::Person;
use super::seed::{self, Dice};
use super::tables::{Firm, Step, Tables};
use crate::objects::activity::{Activity, ActivityKind, ActivityStatus, Direction};

/// An activity with whose it is.
#[derive(Clone, Debug)]
pub struct Happening {
    pub id: Uuid,
    pub activity: Activity,
    pub owner: Uuid,
}

/// What a story is told with.
pub struct Telling<'a> {
    pub firm: &'a Firm,
    pub people: &'a [Person],
    /// Who looks after the company.
    pub owner: Uuid,
    /// That is whoever opens the demo first.
    pub is_mine: bool,
    pub language: Language,
    pub now: Timestamp,
}

/// What is told before the company's own story, so that two years are full.
fn chapters(firm: &Firm) -> Vec<&'static str> {
    match firm.story {
        "loyal" | "complaint" => vec!["sale", firm.story],
        "dealer" | "supplier" => vec![firm.story, firm.story],
        "none" => Vec::new(),
        story => vec![story],
    }
}

/// Days between the last step and today.
fn quiet_days(dice: &mut Dice, story: &str) -> i64 {
    match story {
        "dormant" => dice.between(130, 260),
        "lost" => dice.between(60, 150),
        "prospect" => dice.between(2, 25),
        _ => dice.between(3, 75),
    }
}

/// All that happened with a company, oldest first.
pub fn of_firm(telling: &Telling<'_>) -> Vec<Happening> {
    let key = telling.firm.key;
    let mut dice = Dice::of(&format!("past/{key}"));
    let tables = Tables::get();
    let steps: Vec<&Step> = chapters(telling.firm)
        .into_iter()
        .filter_map(|story| tables.stories.get(story))
        .flat_map(|steps| steps.iter())
        .collect();
    let length: i64 = steps.iter().map(|step| step.gap).sum::<i64>() + 30;
    let mut days_ago = length.min(725) + quiet_days(&mut dice, telling.firm.story);
    let machine = machine(telling.firm, telling.language);
    let mut happenings = Vec::with_capacity(steps.len());
    for (number, step) in steps.iter().enumerate() {
        let is_new_chapter = number > 0 && step.gap == 0;
        days_ago -= if is_new_chapter { 30 } else { step.gap };
        let chapter = Scene { telling, step, machine, number, days_ago: days_ago.max(1) };
        happenings.extend(chapter.happening(&mut dice));
    }
    happenings.extend(pinned_note(telling, &mut dice));
    happenings
}

/// The machine that a company's story turns on.
pub fn machine(firm: &Firm, language: Language) -> &'static str {
    let mut dice = Dice::of(&format!("machine/{}", firm.key));
    dice.pick(Tables::get().set("machine")).map_or("", |machine| machine.in_language(language))
}

struct Scene<'a> {
    telling: &'a Telling<'a>,
    step: &'a Step,
    machine: &'static str,
    number: usize,
    days_ago: i64,
}

impl Scene<'_> {
    fn happening(&self, dice: &mut Dice) -> Option<Happening> {
        let Telling { firm, people, language, now, .. } = *self.telling;
        let (owner, zone) = actor(self.telling, self.step.actor);
        let person = counterpart(people, self.step.actor, dice);
        let start = working_time(dice, now, self.days_ago, zone)?;
        let say = |text: super::tables::Trio| {
            let name = person.map_or(firm.name, |person| person.party.name.as_str());
            text.in_language(language)
                .replace("{machine}", self.machine)
                .replace("{company}", firm.name)
                .replace("{person}", name)
        };
        let direction = if self.step.inbound { Direction::Inbound } else { Direction::Outbound };
        let kind = ActivityKind::from_key(self.step.kind)?;
        let has_place = matches!(kind, ActivityKind::Visit | ActivityKind::Meeting);
        let activity = Activity {
            kind: Choice(Some(kind)),
            status: Choice(Some(ActivityStatus::Done)),
            subject: say(self.step.subject).into(),
            description: say(self.step.body).into(),
            outcome: say(self.step.outcome).into(),
            party: Link::to(contact::party_id(firm.key)),
            participants: Links::to(person.map(|person| person.id).into_iter().collect()),
            start_at: Some(start),
            duration: Duration(self.step.minutes.map(|minutes| minutes * 60)),
            direction: Choice(Some(direction)),
            location: if has_place { firm.city.name.into() } else { "".into() },
            time_zone: zone.into(),
            ..Activity::default()
        };
        let id = seed::id(&format!("past/{}/{}", firm.key, self.number));
        Some(Happening { id, activity, owner })
    }
}

/// Who acts for us, and the zone they live in.
pub fn actor(telling: &Telling<'_>, who: &str) -> (Uuid, &'static str) {
    let city = telling.firm.city;
    let colleague: &Colleague = match who {
        "service" => colleagues::engineer_of(city.country),
        "manager" => colleagues::manager_of(city.country),
        _ if telling.is_mine => return (telling.owner, colleagues::HOME),
        _ => {
            return (telling.owner, colleagues::seller_of(city.country, city.name).zone);
        }
    };
    (colleague.id(), colleague.zone)
}

/// Whom we talked with: service talks with the last of them, sales with the first two.
pub fn counterpart<'a>(people: &'a [Person], who: &str, dice: &mut Dice) -> Option<&'a Person> {
    match who {
        "service" => people.get(2).or(people.last()),
        "manager" => people.first(),
        _ => people.get(usize::from(dice.chance(35))).or(people.first()),
    }
}

/// An hour of a working day so many days ago; never in the future.
fn working_time(dice: &mut Dice, now: Timestamp, days_ago: i64, zone: &str) -> Option<Timestamp> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let day = now.to_zoned(zone).checked_sub(Span::new().try_days(days_ago).ok()?).ok()?;
    let day = on_working_day(day)?;
    let minutes = dice.between(8 * 12, 17 * 12) * 5;
    let start = day.start_of_day().ok()?.checked_add(SignedDuration::from_mins(minutes)).ok()?;
    Some(start.timestamp().min(now - SignedDuration::from_hours(1)))
}

/// Saturdays and Sundays become the Friday before.
fn on_working_day(day: Zoned) -> Option<Zoned> {
    let back = match day.weekday() {
        jiff::civil::Weekday::Saturday => 1,
        jiff::civil::Weekday::Sunday => 2,
        _ => 0,
    };
    day.checked_sub(Span::new().days(back)).ok()
}

/// What every colleague should read before they call.
fn pinned_note(telling: &Telling<'_>, dice: &mut Dice) -> Option<Happening> {
    let Telling { firm, language, now, owner, .. } = *telling;
    let key = match firm.story {
        "complaint" => "shifts",
        "loyal" => "reference",
        "dealer" if dice.chance(40) => "import",
        _ => return None,
    };
    let activity = Activity {
        kind: Choice(Some(ActivityKind::Note)),
        status: Choice(Some(ActivityStatus::Done)),
        description: Tables::get().word("note", key, language).into(),
        party: Link::to(contact::party_id(firm.key)),
        pinned: true,
        start_at: Some(now - SignedDuration::from_hours(24 * dice.between(20, 200))),
        ..Activity::default()
    };
    Some(Happening { id: seed::id(&format!("pinned/{}", firm.key)), activity, owner })
}
