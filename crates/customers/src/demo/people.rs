//! The people of the companies, and the colleagues as parties.

use std::collections::HashSet;

use jiff::civil::{Date, date};
use kernel::choice::Choices;
use kernel::language::Language;
use kernel::name::{PersonName, full_name};
use kernel::shape::{Choice, Emails, Links, Phones, Several, Tags};
use kernel::telling::standard_id;
use kernel::value::Part;
use uuid::Uuid;

use super::colleagues::Colleague;
use super::contact;
use super::seed::Dice;
use super::tables::{Firm, Tables};
use crate::objects::party::{Channel, Gender, Party, PartyKind, PartyRole, Tongue};

/// A person of a company.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: Uuid,
    pub party: Party,
    /// The day they began there.
    pub since: Date,
}

/// Whom everybody looks for first, at their post, family name first.
const KNOWN: [(&str, [&str; 2]); 1] = [("huating/2", ["张", "伟"])];

/// What the people of a trade do, the first of them decides. Title and department.
fn posts(firm: &Firm) -> &'static [(&'static str, &'static str)] {
    match firm.story {
        "dealer" => &[
            ("director", "management"),
            ("sales", "sales"),
            ("technician", "maintenance"),
            ("purchasing", "purchasing"),
        ],
        "supplier" => &[("account", "sales"), ("quality", "quality"), ("director", "management")],
        "school" => &[("head", "training"), ("teacher", "training")],
        "press" if firm.industry == "press" => &[("editor", "management")],
        "press" => &[("officer", "management")],
        _ => &[
            ("production", "production"),
            ("purchasing", "purchasing"),
            ("maintenance", "maintenance"),
            ("director", "management"),
            ("engineer", "engineering"),
        ],
    }
}

/// The people of a company. Names are not given twice.
pub fn of_firm(firm: &Firm, language: Language, taken: &mut HashSet<String>) -> Vec<Person> {
    (0..firm.people).map(|place| person(firm, place, language, taken)).collect()
}

fn person(firm: &Firm, place: i64, language: Language, taken: &mut HashSet<String>) -> Person {
    let key = format!("{}/{place}", firm.key);
    let mut dice = Dice::of(&key);
    let is_woman = dice.chance(42);
    let drawn = name(&mut dice, firm.city.tongue, is_woman, taken);
    let (name, parts) = known(&key).unwrap_or(drawn);
    let tables = Tables::get();
    let posts = posts(firm);
    let post = usize::try_from(place).ok().and_then(|place| posts.get(place)).or(posts.last());
    let (title, department) = post.copied().unwrap_or_default();
    let mailbox = contact::mailbox(&parts.first_name, &parts.last_name);
    let email = contact::part(&key, format!("{mailbox}@{}", firm.domain), "work", true);
    let party = Party {
        kind: Choice(Some(PartyKind::Person)),
        name: name.into(),
        first_name: parts.first_name.into(),
        last_name: parts.last_name.into(),
        second_last_name: parts.second_last_name.into(),
        roles: roles(firm),
        job_title: tables.word("title", title, language).into(),
        department: tables.word("department", department, language).into(),
        emails: Emails(vec![email]),
        phones: Phones(phones(&mut dice, firm, &key)),
        gender: Choice(Some(if is_woman { Gender::Female } else { Gender::Male })),
        birth_date: dice.chance(18).then(|| birth(&mut dice)),
        language: Choice(Tongue::from_key(firm.city.tongue)),
        time_zone: firm.city.zone.into(),
        preferred_channel: Choice(
            dice.pick(&[
                None,
                None,
                Some(Channel::Email),
                Some(Channel::Phone),
                Some(Channel::Message),
            ])
            .copied()
            .flatten(),
        ),
        do_not_call: dice.chance(3),
        do_not_email: dice.chance(4),
        tags: Tags(tags(place, title, language)),
        lists: Links::to(if dice.chance(14) { vec![standard_id("list-fair")] } else { Vec::new() }),
        description: note(&mut dice, firm, language).into(),
        ..Party::default()
    };
    let since = date(2026, 1, 1).saturating_sub(jiff::Span::new().days(dice.between(200, 4_700)));
    Person { id: contact::party_id(&key), party, since }
}

/// The people of a customer are customers too, and so on.
fn roles(firm: &Firm) -> Several<PartyRole> {
    Several(firm.roles.iter().filter_map(|key| PartyRole::from_key(key)).collect())
}

fn tags(place: i64, title: &str, language: Language) -> Vec<String> {
    let key = match (place, title) {
        (0, _) => "decision",
        (_, "maintenance" | "technician" | "engineer" | "teacher") => "technical",
        _ => return Vec::new(),
    };
    vec![Tables::get().word("tag", key, language).to_owned()]
}

fn note(dice: &mut Dice, firm: &Firm, language: Language) -> &'static str {
    let key = match firm.city.tongue {
        _ if !dice.chance(22) => return "",
        "es" | "zh" => *dice.pick(&["met", "prefers"]).unwrap_or(&"met"),
        _ => *dice.pick(&["met", "prefers", "spanish"]).unwrap_or(&"met"),
    };
    Tables::get().word("note", key, language)
}

fn birth(dice: &mut Dice) -> Date {
    date(1961, 1, 1).saturating_add(jiff::Span::new().days(dice.below(13_000)))
}

/// Half of them by the switchboard's number, most with a mobile.
fn phones(dice: &mut Dice, firm: &Firm, key: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    if dice.chance(75)
        && let Some(number) = contact::phone(dice, contact::mobile_pattern(firm.city))
    {
        parts.push(contact::part(key, number, "mobile", true));
    }
    if dice.chance(50)
        && let Some(number) = contact::phone(dice, firm.city.phone)
    {
        let primary = parts.is_empty();
        parts.push(contact::part(key, number, "work", primary));
    }
    parts
}

fn name(
    dice: &mut Dice,
    tongue: &str,
    is_woman: bool,
    taken: &mut HashSet<String>,
) -> (String, PersonName) {
    let mut drawn = (String::new(), PersonName::default());
    for _ in 0..50 {
        drawn = draw(dice, tongue, is_woman);
        if taken.insert(drawn.0.clone()) {
            break;
        }
    }
    drawn
}

/// The name of somebody whose name is settled.
fn known(key: &str) -> Option<(String, PersonName)> {
    let (_, [family, given]) = KNOWN.into_iter().find(|(post, _)| *post == key)?;
    let name = PersonName {
        first_name: given.to_owned(),
        last_name: family.to_owned(),
        ..PersonName::default()
    };
    Some((full_name(&name), name))
}

fn draw(dice: &mut Dice, tongue: &str, is_woman: bool) -> (String, PersonName) {
    let Some(names) = Tables::get().names(tongue) else {
        return (String::new(), PersonName::default());
    };
    let given = if is_woman { &names.women } else { &names.men };
    let mut one = |from: &[&'static str]| dice.pick(from).copied().unwrap_or_default().to_owned();
    let mut name = PersonName {
        first_name: one(given),
        last_name: one(&names.families),
        ..PersonName::default()
    };
    if tongue == "es" {
        name.second_last_name = one(&names.families);
    }
    let full = match tongue {
        "vi" => format!("{} {}", name.last_name, name.first_name),
        _ => full_name(&name),
    };
    (full, name)
}

/// A colleague as a party: someone through whom others are reached.
pub fn of_colleague(colleague: &Colleague, language: Language) -> Party {
    let key = format!("colleague/{}", colleague.key);
    Party {
        kind: Choice(Some(PartyKind::Person)),
        name: colleague.name.into(),
        roles: Several(vec![PartyRole::Colleague]),
        job_title: Tables::get().word("title", colleague.title, language).into(),
        emails: Emails(vec![contact::part(&key, colleague.email.to_owned(), "work", true)]),
        time_zone: colleague.zone.into(),
        language: Choice(Some(if colleague.zone.starts_with("Asia") {
            Tongue::Zh
        } else {
            Tongue::Es
        })),
        ..Party::default()
    }
}
