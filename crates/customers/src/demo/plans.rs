//! What is planned with the companies: some of it late, some of it today.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use kernel::choice::Choices;
use kernel::language::Language;
use kernel::shape::{Choice, Duration, Link, Links, Several};
use uuid::Uuid;

use super::colleagues::{COLLEAGUES, Colleague};
use super::contact;
use super::past::{Happening, Telling, actor, counterpart};
use super::seed::{self, Dice};
use super::tables::{Plan, Tables};
use crate::objects::activity::{
    Activity, ActivityKind, ActivityStatus, Priority, Recurrence, Reminder,
};

/// Days from today, one company after the other: late, today, soon, later.
const DAYS: [i64; 14] = [0, 3, -2, 8, 1, 15, 5, 0, 22, -5, 12, 2, 34, 6];
/// The same for whoever opens the demo first: their day is full.
const MY_DAYS: [i64; 10] = [0, -1, 1, 0, 3, -4, 0, 2, 8, 1];

/// Who has a next step, in percent of the companies of a story.
fn share(story: &str) -> i64 {
    match story {
        "prospect" => 92,
        "sale" | "loyal" | "dealer" | "complaint" => 78,
        "school" => 60,
        "dormant" | "lost" => 25,
        "supplier" => 40,
        _ => 0,
    }
}

/// What comes next with a company; `turn` counts the companies of the same owner's kind.
pub fn of_firm(telling: &Telling<'_>, turn: usize) -> Vec<Happening> {
    let mut dice = Dice::of(&format!("plans/{}", telling.firm.key));
    if !dice.chance(share(telling.firm.story)) {
        return Vec::new();
    }
    let days: &[i64] = if telling.is_mine { &MY_DAYS } else { &DAYS };
    let days = days.iter().cycle().nth(turn).copied().unwrap_or(7);
    let mut planned: Vec<Happening> = one(telling, &mut dice, days, 0).into_iter().collect();
    if dice.chance(30) {
        let later = days.max(0) + dice.between(7, 30);
        planned.extend(one(telling, &mut dice, later, 1));
    }
    planned
}

fn one(telling: &Telling<'_>, dice: &mut Dice, days: i64, number: usize) -> Option<Happening> {
    let plans = &Tables::get().plans;
    let own: Vec<&Plan> =
        plans.iter().filter(|plan| !telling.is_mine || plan.actor == "sales").collect();
    let plan: &Plan = dice.pick(&own)?;
    let (owner, zone) = actor(telling, plan.actor);
    let person = counterpart(telling.people, plan.actor, dice);
    let kind = ActivityKind::from_key(plan.kind)?;
    let place = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let day = working_day(telling.now, &place, days)?;
    let is_task = kind == ActivityKind::Task;
    let start = (!is_task).then(|| at_hour(day, &place, dice)).flatten();
    let has_place = matches!(kind, ActivityKind::Visit | ActivityKind::Meeting);
    let activity = Activity {
        kind: Choice(Some(kind)),
        status: Choice(Some(ActivityStatus::Planned)),
        subject: plan.subject.in_language(telling.language).into(),
        description: plan.body.in_language(telling.language).into(),
        party: Link::to(contact::party_id(telling.firm.key)),
        participants: Links::to(person.map(|person| person.id).into_iter().collect()),
        due_on: is_task.then_some(day),
        start_at: start,
        duration: Duration(plan.minutes.map(|minutes| minutes * 60)),
        priority: Choice(Some(if dice.chance(18) { Priority::High } else { Priority::Normal })),
        location: if has_place { telling.firm.city.name.into() } else { "".into() },
        reminders: Several(start.map(|_| Reminder::FifteenMinutes).into_iter().collect()),
        time_zone: zone.into(),
        ..Activity::default()
    };
    let id = seed::id(&format!("plan/{}/{number}", telling.firm.key));
    Some(Happening { id, activity, owner })
}

/// A day so many days from today; weekends that are ahead move to Monday, past ones to Friday.
fn working_day(now: Timestamp, zone: &TimeZone, days: i64) -> Option<Date> {
    let today = now.to_zoned(zone.clone()).date();
    let day = today.checked_add(Span::new().try_days(days).ok()?).ok()?;
    let shift = match (day.weekday(), days) {
        (_, 0) => 0,
        (jiff::civil::Weekday::Saturday, 1..) => 2,
        (jiff::civil::Weekday::Sunday, 1..) => 1,
        (jiff::civil::Weekday::Saturday, _) => -1,
        (jiff::civil::Weekday::Sunday, _) => -2,
        _ => 0,
    };
    day.checked_add(Span::new().days(shift)).ok()
}

fn at_hour(day: Date, zone: &TimeZone, dice: &mut Dice) -> Option<Timestamp> {
    let hour = i8::try_from(dice.between(9, 17)).ok()?;
    let minute = if dice.chance(50) { 30 } else { 0 };
    let at = day.at(hour, minute, 0, 0).to_zoned(zone.clone()).ok()?;
    Some(at.timestamp())
}

/// What comes again every week and month, without a customer.
pub fn of_the_house(
    language: Language,
    now: Timestamp,
    administrator: Option<Uuid>,
) -> Vec<Happening> {
    let manager = Colleague::of("marta");
    let zone = TimeZone::get(manager.zone).unwrap_or(TimeZone::UTC);
    let words = |en: &'static str, es: &'static str, zh: &'static str| match language {
        Language::En => en,
        Language::Es => es,
        Language::Zh => zh,
    };
    let meeting = words("Sales meeting", "Reunión comercial", "销售例会");
    let figures = words("Send the monthly figures", "Enviar las cifras del mes", "发送月度数据");
    let weekly =
        working_day(now, &zone, 2).and_then(|day| at_hour(day, &zone, &mut Dice::of(meeting)));
    let everyone: Vec<Uuid> = COLLEAGUES.iter().map(Colleague::id).chain(administrator).collect();
    let base = Activity {
        status: Choice(Some(ActivityStatus::Planned)),
        time_zone: manager.zone.into(),
        priority: Choice(Some(Priority::Normal)),
        ..Activity::default()
    };
    let meeting = Activity {
        kind: Choice(Some(ActivityKind::Meeting)),
        subject: meeting.into(),
        start_at: weekly,
        duration: Duration(Some(45 * 60)),
        users: Links::to(everyone),
        recurrence: Choice(Some(Recurrence::Weekly)),
        recurrence_interval: Some(1),
        reminders: Several(vec![Reminder::FifteenMinutes]),
        ..base.clone()
    };
    let figures = Activity {
        kind: Choice(Some(ActivityKind::Task)),
        subject: figures.into(),
        due_on: working_day(now, &zone, 6),
        recurrence: Choice(Some(Recurrence::Monthly)),
        recurrence_interval: Some(1),
        ..base
    };
    [("house/meeting", meeting), ("house/figures", figures)]
        .into_iter()
        .map(|(key, activity)| Happening { id: seed::id(key), activity, owner: manager.id() })
        .collect()
}
