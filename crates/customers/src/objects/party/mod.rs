//! A party: a person or an organization, whatever it is to us. Persons and organizations are two
//! faces of one object, one table and one API.

mod conduct;
mod face;
mod identifiers;
mod names;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::money::Money;
use kernel::shape::{
    Addresses, Choice, Domains, Email, Emails, File, Identifiers, Link, Links, LongText, Name,
    Phone, Phones, Several, Tags, Text, Url, Whole,
};
use kernel::{choices, record};
use platform::objects::RecordList;

use super::Activity;

pub(super) use face::object;

choices! {
    /// What a party is; never changes.
    pub enum PartyKind in "party_kind" { Person = "person", Organization = "organization" }
}

choices! {
    /// What a party is to us; it may be several at once.
    pub enum PartyRole in "party_role" {
        Customer = "customer",
        Prospect = "prospect",
        Dealer = "dealer",
        Agent = "agent",
        Manufacturer = "manufacturer",
        Supplier = "supplier",
        Partner = "partner",
        Competitor = "competitor",
        Colleague = "colleague",
        Investor = "investor",
        Authority = "authority",
        Press = "press",
        Other = "other",
    }
}

choices! {
    /// How far the acquaintance has come.
    pub enum Lifecycle in "lifecycle" {
        New = "new",
        Interested = "interested",
        Qualified = "qualified",
        Active = "active",
        Loyal = "loyal",
        Dormant = "dormant",
        Lost = "lost",
    }
}

choices! {
    /// The channel somebody likes to be reached by.
    pub enum Channel in "channel" {
        Email = "email",
        Phone = "phone",
        Message = "message",
        Mail = "mail",
        Visit = "visit",
        Video = "video",
    }
}

choices! {
    /// How somebody is addressed.
    pub enum Gender in "gender" { Female = "female", Male = "male", Other = "other" }
}

choices! {
    /// A rough band, for consumers.
    pub enum IncomeBand in "income_band" {
        Low = "low",
        LowerMiddle = "lower_middle",
        Middle = "middle",
        UpperMiddle = "upper_middle",
        High = "high",
    }
}

choices! {
    /// The language to write to somebody in.
    pub enum Tongue in "tongue" {
        En = "en",
        Es = "es",
        Zh = "zh",
        Pt = "pt",
        Fr = "fr",
        De = "de",
        It = "it",
        Nl = "nl",
        Pl = "pl",
        Ru = "ru",
        Uk = "uk",
        Tr = "tr",
        Ar = "ar",
        He = "he",
        Hi = "hi",
        Ja = "ja",
        Ko = "ko",
        Vi = "vi",
        Th = "th",
        Id = "id",
    }
}

record! {
    /// A person or an organization.
    pub struct Party in "party", "parties" {
        kind: Choice<PartyKind>,
        /// The full name, as it is said.
        name: Name,
        /// The name as it is sorted: family name first.
        sort_name: Text,
        honorific: Text,
        first_name: Text,
        middle_name: Text,
        last_name: Text,
        second_last_name: Text,
        suffix: Text,
        /// What somebody likes to be called.
        preferred_name: Text,
        legal_name: Text,
        roles: Several<PartyRole>,
        lifecycle: Choice<Lifecycle>,
        /// Whom a person works for: the mirror of their primary `works_for` relationship.
        organization: Link<Party>,
        job_title: Text,
        department: Text,
        /// The organization that this one belongs to.
        parent: Link<Party>,
        industry: Text,
        employees: Whole,
        annual_revenue: Option<Money>,
        email: Email,
        emails: Emails,
        phone: Phone,
        phones: Phones,
        street: Text,
        city: Text,
        state: Text,
        postal_code: Text,
        /// ISO 3166-1 alpha-2.
        country: Text,
        addresses: Addresses,
        website: Url,
        domain: Text,
        domains: Domains,
        tax_id: Text,
        identifiers: Identifiers,
        birth_date: Option<Date>,
        gender: Choice<Gender>,
        income_band: Choice<IncomeBand>,
        language: Choice<Tongue>,
        /// An IANA name.
        time_zone: Text,
        preferred_channel: Choice<Channel>,
        do_not_email: bool,
        do_not_call: bool,
        do_not_message: bool,
        do_not_mail: bool,
        /// A picture of at most 512 pixels, made from what was sent.
        photo: File,
        /// Where we know them from.
        source: Text,
        /// Their key in another system; imports match by it.
        external_id: Text,
        tags: Tags,
        /// Lists kept by hand that they are on.
        lists: Links<RecordList>,
        description: LongText,
        /// When something was last done with them. Derived: see [`crate::party_fact`].
        last_activity_at: Option<Timestamp>,
        /// The planned activity that comes first. Derived.
        next_step: Link<Activity>,
        /// Its day. Derived.
        next_step_on: Option<Date>,
    }
}

impl Party {
    pub fn is_person(&self) -> bool {
        self.kind.0 == Some(PartyKind::Person)
    }
}
