//! The companies as parties.

use kernel::choice::Choices;
use kernel::language::Language;
use kernel::money::{Currency, Money};
use kernel::shape::{
    Addresses, Choice, Domains, Emails, Identifiers, Link, Links, Phones, Several, Tags,
};
use kernel::telling::standard_id;
use uuid::Uuid;

use super::contact;
use super::seed::Dice;
use super::tables::{Firm, Tables};
use crate::objects::party::{Channel, Lifecycle, Party, PartyKind, PartyRole, Tongue};

/// Companies that belong to another one.
const GROUPS: [(&str, &str); 3] =
    [("nervion", "nerviongrupo"), ("regiotorno", "regiogrupo"), ("pujiang", "pujianggroup")];

/// The group that a company belongs to.
pub fn group_of(firm: &str) -> Option<&'static str> {
    GROUPS.iter().find(|(member, _)| *member == firm).map(|(_, group)| *group)
}

/// The party of a company.
pub fn party(firm: &Firm, language: Language) -> Party {
    let owner = format!("party/{}", firm.key);
    let mut dice = Dice::of(&owner);
    let tables = Tables::get();
    let phone = contact::phone(&mut dice, firm.city.phone);
    let info = contact::part(&owner, format!("info@{}", firm.domain), "work", true);
    let domain = contact::part(&owner, firm.domain.to_owned(), "", true);
    Party {
        kind: Choice(Some(PartyKind::Organization)),
        name: firm.name.into(),
        legal_name: firm.legal_name.into(),
        roles: Several(firm.roles.iter().filter_map(|key| PartyRole::from_key(key)).collect()),
        lifecycle: Choice(Lifecycle::from_key(firm.lifecycle)),
        parent: group_of(firm.key).map_or(Link::none(), |group| Link::to(contact::party_id(group))),
        industry: tables.word("industry", firm.industry, language).into(),
        employees: Some(firm.employees),
        annual_revenue: firm.revenue.and_then(euros),
        emails: Emails(vec![info]),
        phones: Phones(
            phone.map(|number| contact::part(&owner, number, "work", true)).into_iter().collect(),
        ),
        addresses: Addresses(vec![contact::address(firm)]),
        website: format!("https://www.{}", firm.domain).into(),
        domains: Domains(vec![domain]),
        identifiers: Identifiers(contact::tax_id(firm).into_iter().collect()),
        language: Choice(Tongue::from_key(firm.city.tongue)),
        time_zone: firm.city.zone.into(),
        preferred_channel: Choice(dice.chance(35).then_some(Channel::Phone)),
        source: source(&mut dice, firm, language).into(),
        tags: Tags(tags(&mut dice, firm, language)),
        lists: Links::to(lists(&mut dice, firm)),
        description: note(&mut dice, firm, language).into(),
        ..Party::default()
    }
}

fn euros(thousands: i64) -> Option<Money> {
    let currency = Currency::parse("EUR").ok()?;
    Some(Money { minor: thousands.saturating_mul(100_000), currency })
}

fn source(dice: &mut Dice, firm: &Firm, language: Language) -> &'static str {
    let key = dice
        .pick(&["fair", "fair", "web", "referral", "dealer", "call"])
        .copied()
        .unwrap_or("fair");
    let is_customer = firm.roles.iter().any(|role| matches!(*role, "customer" | "prospect"));
    if is_customer { Tables::get().word("source", key, language) } else { "" }
}

fn tags(dice: &mut Dice, firm: &Firm, language: Language) -> Vec<String> {
    let tables = Tables::get();
    let mut tags = Vec::new();
    if firm.lifecycle == "loyal" {
        tags.push(tables.word("tag", "key", language).to_owned());
    }
    if dice.chance(22) {
        tags.push(tables.word("tag", "fair", language).to_owned());
    }
    if firm.story == "dormant" {
        tags.push(tables.word("tag", "retrofit", language).to_owned());
    }
    tags
}

/// The lists kept by hand that a company is on.
fn lists(dice: &mut Dice, firm: &Firm) -> Vec<Uuid> {
    let mut lists = Vec::new();
    if dice.chance(25) && firm.city.country != "CN" {
        lists.push(standard_id("list-fair"));
    }
    if firm.lifecycle == "loyal" {
        lists.push(standard_id("list-reference"));
        lists.push(standard_id("list-cards"));
    }
    lists
}

/// A line that somebody wrote about them.
fn note(dice: &mut Dice, firm: &Firm, language: Language) -> &'static str {
    let key = match firm.story {
        "loyal" => "reference",
        "dealer" if firm.city.country == "MX" || firm.city.country == "CO" => "import",
        "complaint" => "shifts",
        "sale" | "prospect" if dice.chance(30) => "price",
        "sale" if dice.chance(40) => "family",
        _ => return "",
    };
    Tables::get().word("note", key, language)
}
