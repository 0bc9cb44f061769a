//! The declarations of the world.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::address::Address;
use kernel::conduct::Conduct;
use kernel::face::{CREATED_AT, OWNER, Searched, TEAM, face};
use kernel::money::Money;
use kernel::object::{Object, Visibility, object};
use kernel::shape::{
    Addresses, Choice, Decimal, Domains, Duration, Email, Emails, File, Identifiers, Link, Links,
    LongText, Name, Percent, Phone, Phones, Several, Tags, Text, Url, Whole,
};
use kernel::{choices, fields, record};

choices! {
    pub enum ThingKind in "thing_kind" { Person = "person", Organization = "organization" }
}

choices! {
    pub enum Colour in "colour" { Red = "red", Green = "green", Blue = "blue" }
}

record! {
    pub struct Thing in "thing", "things" {
        kind: Choice<ThingKind>,
        name: Name,
        nick: Text,
        story: LongText,
        email: Email,
        emails: Emails,
        phone: Phone,
        phones: Phones,
        street: Text,
        city: Text,
        country: Text,
        addresses: Addresses,
        domain: Text,
        domains: Domains,
        tax_id: Text,
        identifiers: Identifiers,
        site: Url,
        own_mail: Email,
        size: Whole,
        rate: Decimal<4>,
        part: Percent,
        worth: Option<Money>,
        active: bool,
        born: Option<Date>,
        seen_at: Option<Timestamp>,
        lasts: Duration,
        colour: Choice<Colour>,
        colours: Several<Colour>,
        tags: Tags,
        parent: Link<Thing>,
        friends: Links<Thing>,
        home: Option<Address>,
        photo: File,
        external_id: Text,
        password: Text,
    }
}

record! {
    /// Seen by whoever sees both ends.
    pub struct Tie in "tie", "ties" { from: Link<Thing>, to: Link<Thing>, note: Text }
}

record! {
    /// Seen by its owner and by whoever sees a thing it is about.
    pub struct Deed in "deed", "deeds" { subject: Text, thing: Link<Thing>, others: Links<Thing>, at: Option<Timestamp> }
}

record! {
    /// Seen with the record that it lies on.
    pub struct Paper in "paper", "papers" { title: Text, object: Text, record: File }
}

impl Conduct for Thing {}
impl Conduct for Tie {}
impl Conduct for Deed {}
impl Conduct for Paper {}

pub fn objects() -> Vec<Object> {
    vec![thing(), tie(), deed(), paper()]
}

fn thing() -> Object {
    let face_of = |key: &'static str, slug: &'static str| {
        face::<Thing>(key, slug, "thing")
            .facet(Thing::kind, key)
            .title(Thing::name)
            .subtitle(fields![Thing::city, Thing::parent])
            .sort(Thing::name, false)
            .searched(Thing::name, Searched::AsName)
            .searched(Thing::nick, Searched::AsName)
            .searched(Thing::emails, Searched::AsText)
            .searched(Thing::phones, Searched::AsText)
            .searched(Thing::domains, Searched::AsText)
            .searched(Thing::city, Searched::AsText)
            .searched(Thing::tags, Searched::AsText)
            .fast(None, Thing::name)
            .fast(None, Thing::nick)
            .fast(None, CREATED_AT)
            .fast(None, Thing::seen_at)
            .fast(None, Thing::born)
            .fast(Some(OWNER.into()), Thing::name)
            .fast(Some(TEAM.into()), Thing::name)
            .fast(Some(Thing::parent.into()), Thing::name)
            .build()
    };
    object::<Thing>()
        .required(fields![Thing::kind, Thing::name])
        .standard(fields![Thing::name])
        .secret(fields![Thing::password])
        .matching(fields![
            Thing::external_id,
            Thing::email,
            Thing::phone,
            Thing::domain,
            Thing::tax_id,
            Thing::name
        ])
        .primary(Thing::email, Thing::emails)
        .primary(Thing::phone, Thing::phones)
        .primary(Thing::street, Thing::addresses)
        .primary(Thing::city, Thing::addresses)
        .primary(Thing::country, Thing::addresses)
        .primary(Thing::domain, Thing::domains)
        .primary(Thing::tax_id, Thing::identifiers)
        .face(face_of("person", "people"))
        .face(face_of("organization", "companies"))
        .build()
}

fn tie() -> Object {
    object::<Tie>()
        .visibility(Visibility::ThroughAll(vec!["from", "to"]))
        .face(
            face::<Tie>("tie", "ties", "tie")
                .title(Tie::note)
                .searched(Tie::note, Searched::AsText)
                .fast(None, CREATED_AT)
                .build(),
        )
        .build()
}

fn deed() -> Object {
    object::<Deed>()
        .visibility(Visibility::OwnedOrThroughAny(vec!["thing", "others"]))
        .face(
            face::<Deed>("deed", "deeds", "deed")
                .title(Deed::subject)
                .subtitle(fields![Deed::thing])
                .searched(Deed::subject, Searched::AsText)
                .fast(None, Deed::at)
                .fast(Some(OWNER.into()), Deed::at)
                .fast(Some(TEAM.into()), Deed::at)
                .fast(Some(Deed::thing.into()), Deed::at)
                .build(),
        )
        .build()
}

fn paper() -> Object {
    object::<Paper>()
        .visibility(Visibility::FollowsRecord { object: "object", record: "record" })
        .face(
            face::<Paper>("paper", "papers", "paper")
                .title(Paper::title)
                .searched(Paper::title, Searched::AsText)
                .fast(None, CREATED_AT)
                .build(),
        )
        .build()
}
