//! Who works for whom, who knows whom, who deals and supplies.

use jiff::Span;
use jiff::civil::Date;
use kernel::language::Language;
use kernel::shape::Link;
use uuid::Uuid;

use super::colleagues::{self, COLLEAGUES, Colleague};
use super::contact;
use super::firms;
use super::people::Person;
use super::seed::{self, Dice};
use super::tables::{Firm, Tables};
use crate::objects::Relationship;
use crate::objects::standard;

/// Our own firm among the parties.
pub const OURSELVES: &str = "ferralta";

/// A tie with its id.
#[derive(Clone, Debug)]
pub struct Tie {
    pub id: Uuid,
    pub relationship: Relationship,
}

pub fn colleague_party(colleague: &Colleague) -> Uuid {
    contact::party_id(&format!("colleague/{}", colleague.key))
}

fn tie(key: &'static str, from: Uuid, to: Uuid) -> Tie {
    let relationship = Relationship {
        from: Link::to(from),
        to: Link::to(to),
        relationship_type: Link::to(standard::relationship_type(key)),
        ..Relationship::default()
    };
    Tie { id: seed::id(&format!("tie/{key}/{from}/{to}")), relationship }
}

impl Tie {
    fn with(mut self, change: impl FnOnce(&mut Relationship)) -> Self {
        change(&mut self.relationship);
        self
    }
}

/// The ties of a company and its people.
pub fn of_firm(firm: &Firm, people: &[Person], language: Language) -> Vec<Tie> {
    let own = contact::party_id(firm.key);
    let ourselves = contact::party_id(OURSELVES);
    let mut dice = Dice::of(&format!("ties/{}", firm.key));
    let mut ties: Vec<Tie> = people.iter().map(|person| employment(person, own)).collect();
    ties.extend(within(people, &mut dice));
    let note = |key| Tables::get().word("tie", key, language);
    if let Some(group) = firms::group_of(firm.key) {
        ties.push(tie("subsidiary_of", own, contact::party_id(group)));
    }
    if firm.roles.contains(&"dealer") {
        let key = if dice.chance(40) { "exclusive" } else { "contract" };
        ties.push(tie("deals_for", own, ourselves).with(|tie| {
            tie.note = note(key).into();
            tie.strength = Some(4);
        }));
    }
    if firm.roles.contains(&"agent") {
        ties.push(tie("agent_of", own, ourselves).with(|tie| tie.strength = Some(3)));
    }
    if firm.roles.contains(&"supplier") {
        ties.push(tie("supplies", own, ourselves).with(|tie| tie.strength = Some(3)));
    }
    if firm.roles.contains(&"competitor") {
        ties.push(tie("competes_with", own, ourselves));
    }
    ties.extend(acquaintance(firm, people, &mut dice, language));
    ties
}

fn employment(person: &Person, firm: Uuid) -> Tie {
    tie("works_for", person.id, firm).with(|tie| {
        tie.starts_on = Some(person.since);
        tie.primary = true;
        tie.strength = Some(5);
    })
}

/// Who answers to whom inside a company.
fn within(people: &[Person], dice: &mut Dice) -> Vec<Tie> {
    let Some((head, others)) = people.split_first() else {
        return Vec::new();
    };
    others
        .iter()
        .filter(|_| dice.chance(45))
        .map(|other| tie("manages", head.id, other.id))
        .collect()
}

/// Which of us knows whom there: the way in.
fn acquaintance(firm: &Firm, people: &[Person], dice: &mut Dice, language: Language) -> Vec<Tie> {
    let (Some(head), true) = (people.first(), firm.key != OURSELVES) else {
        return Vec::new();
    };
    if !dice.chance(55) {
        return Vec::new();
    }
    let seller = colleagues::seller_of(firm.city.country, firm.city.name);
    let note = Tables::get().word("tie", "fair", language);
    let strength = dice.between(2, 5);
    vec![tie("knows", colleague_party(seller), head.id).with(|tie| {
        tie.strength = Some(strength);
        tie.note = note.into();
    })]
}

/// Ties between companies and between people of different companies.
pub fn across(firms: &[(&Firm, Vec<Person>)], language: Language, today: Date) -> Vec<Tie> {
    let ourselves = contact::party_id(OURSELVES);
    let mut ties: Vec<Tie> = COLLEAGUES
        .iter()
        .map(|colleague| {
            tie("works_for", colleague_party(colleague), ourselves).with(|tie| tie.primary = true)
        })
        .collect();
    ties.extend(services(firms));
    ties.extend(referrals(firms));
    ties.extend(pasts(firms, language, today));
    ties
}

/// Service partners look after customers of their country.
fn services(firms: &[(&Firm, Vec<Person>)]) -> Vec<Tie> {
    let mut ties = Vec::new();
    for (partner, _) in firms.iter().filter(|(firm, _)| firm.industry == "service") {
        let near = firms.iter().filter(|(firm, _)| {
            firm.city.country == partner.city.country && firm.roles.contains(&"customer")
        });
        for (customer, _) in near.take(5) {
            ties.push(tie(
                "services",
                contact::party_id(partner.key),
                contact::party_id(customer.key),
            ));
        }
    }
    ties
}

/// Customers who sent us customers of the same trade, wherever they are.
fn referrals(firms: &[(&Firm, Vec<Person>)]) -> Vec<Tie> {
    let mut ties = Vec::new();
    for (firm, _) in
        firms.iter().filter(|(firm, _)| firm.story == "sale" || firm.story == "prospect")
    {
        let known = firms.iter().find(|(other, _)| {
            other.industry == firm.industry && matches!(other.story, "loyal" | "complaint")
        });
        if let Some((other, _)) = known {
            ties.push(tie(
                "referred_by",
                contact::party_id(firm.key),
                contact::party_id(other.key),
            ));
        }
    }
    ties
}

/// People who worked elsewhere before, studied together, or are married.
fn pasts(firms: &[(&Firm, Vec<Person>)], language: Language, today: Date) -> Vec<Tie> {
    let tables = Tables::get();
    let mut dice = Dice::of("ties/across");
    let mut ties = Vec::new();
    for ((firm, people), (next, others)) in firms.iter().zip(firms.iter().skip(1)) {
        let (Some(one), Some(other)) = (people.last(), others.first()) else {
            continue;
        };
        if firm.city.country != next.city.country {
            continue;
        }
        match dice.below(5) {
            0 => ties.push(tie("works_for", one.id, contact::party_id(next.key)).with(|tie| {
                tie.starts_on = one.since.checked_sub(Span::new().days(1_500)).ok();
                tie.ends_on = one.since.yesterday().ok().map(|day| day.min(today));
            })),
            1 | 2 => ties.push(tie("knows", one.id, other.id).with(|tie| {
                let key = if dice.chance(50) { "met" } else { "worked" };
                tie.note = tables.word("tie", key, language).into();
                tie.strength = Some(3);
            })),
            _ => {}
        }
    }
    if let (Some((_, people)), Some((_, others))) = (firms.get(1), firms.get(4))
        && let (Some(one), Some(other)) = (people.get(1), others.get(1))
    {
        ties.push(tie("married_to", one.id, other.id));
    }
    ties
}
