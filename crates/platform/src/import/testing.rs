//! A small party for the tests of this module; its labels are those of the real one.

use std::sync::Arc;

use kernel::catalog::Catalog;
use kernel::conduct::Conduct;
use kernel::country::Country;
use kernel::face::face;
use kernel::kind_rules::Reading;
use kernel::money::Currency;
use kernel::number::DecimalStyle;
use kernel::object::{Object, object};
use kernel::shape::{
    Addresses, Choice, Domains, Email, Emails, Link, LongText, Name, Phone, Phones, Several, Tags,
    Text, Url, Whole,
};
use kernel::words::Words;
use kernel::{choices, fields, record};

use super::mapping::{Ground, Map};
use super::plan::Plan;
use super::reading::{Row, Survey, Wished, survey};
use super::{Mode, Settings};

choices! { pub enum Kind in "party_kind" { Person = "person", Organization = "organization" } }
choices! { pub enum Role in "party_role" { Customer = "customer", Dealer = "dealer" } }

record! {
    pub struct Party in "party", "parties" {
        kind: Choice<Kind>,
        name: Name,
        first_name: Text,
        last_name: Text,
        second_last_name: Text,
        legal_name: Text,
        roles: Several<Role>,
        organization: Link<Party>,
        job_title: Text,
        industry: Text,
        employees: Whole,
        email: Email,
        emails: Emails,
        phone: Phone,
        phones: Phones,
        street: Text,
        city: Text,
        country: Text,
        addresses: Addresses,
        website: Url,
        domain: Text,
        domains: Domains,
        birth_date: Option<jiff::civil::Date>,
        source: Text,
        external_id: Text,
        tags: Tags,
        description: LongText,
    }
}

impl Conduct for Party {}

fn party() -> Object {
    object::<Party>()
        .required(fields![Party::kind, Party::name])
        .once(fields![Party::kind])
        .matching(fields![
            Party::external_id,
            Party::email,
            Party::phone,
            Party::domain,
            Party::name
        ])
        .only_for(
            "person",
            fields![
                Party::first_name,
                Party::last_name,
                Party::second_last_name,
                Party::organization,
                Party::job_title,
                Party::birth_date,
            ],
        )
        .only_for(
            "organization",
            fields![
                Party::legal_name,
                Party::industry,
                Party::employees,
                Party::domain,
                Party::domains
            ],
        )
        .primary(Party::email, Party::emails)
        .primary(Party::phone, Party::phones)
        .primary(Party::street, Party::addresses)
        .primary(Party::city, Party::addresses)
        .primary(Party::country, Party::addresses)
        .primary(Party::domain, Party::domains)
        .face(
            face::<Party>("person", "people", "person")
                .facet(Party::kind, "person")
                .title(Party::name)
                .build(),
        )
        .face(
            face::<Party>("organization", "companies", "building")
                .facet(Party::kind, "organization")
                .title(Party::name)
                .build(),
        )
        .build()
}

pub fn catalog() -> Arc<Catalog> {
    let objects = crate::objects::objects().into_iter().chain([party()]).collect();
    Arc::new(Catalog::build(objects, Words::get()).unwrap())
}

pub fn reading() -> Reading {
    let reading = Reading { country: Country::from_code("ES"), ..Reading::exact(Currency::EUR) };
    Reading { decimal_style: DecimalStyle::Auto, ..reading }
}

pub fn surveyed(text: &str) -> Survey {
    survey(|| Ok(std::io::Cursor::new(text)), &Wished::default(), Country::from_code("ES")).unwrap()
}

/// `heading → field` of a file, as the guess has it.
pub fn guessed(text: &str) -> Vec<String> {
    let (catalog, survey) = (catalog(), surveyed(text));
    let ground = Ground {
        catalog: &catalog,
        object: catalog.object("party").unwrap(),
        country: Country::from_code("ES"),
    };
    let guesses = super::mapping::meanings(ground, &survey, &Map::new()).unwrap();
    guesses
        .into_iter()
        .map(|guess| {
            guess.target.map_or_else(|| format!("{:?}", guess.because), |target| target.to_string())
        })
        .collect()
}

pub fn settings(mode: Option<Mode>) -> Settings {
    Settings { object: "parties".to_owned(), mode, ..Settings::default() }
}

pub fn plan(text: &str, settings: &Settings) -> kernel::Result<Plan> {
    Plan::compile(&catalog(), &surveyed(text), settings, &reading())
}

pub fn row(cells: &[&str]) -> Row {
    let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
    Row::of(2, &cells)
}
