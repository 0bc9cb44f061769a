//! How a party behaves.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::conduct::{Conduct, Context};
use kernel::error::{Refusal, Refusals};

use super::{Party, PartyRole, identifiers, names};

/// Nobody alive was born before.
const EARLIEST_BIRTH: Date = jiff::civil::date(1880, 1, 1);

impl Conduct for Party {
    fn settle(&mut self, before: Option<&Self>, context: &Context) {
        identifiers::settle_domain(self, before, context);
        identifiers::settle(self, context);
        names::settle(self, before, context);
        let mut roles: Vec<PartyRole> = Vec::with_capacity(self.roles.0.len());
        for role in &self.roles.0 {
            if !roles.contains(role) {
                roles.push(*role);
            }
        }
        self.roles.0 = roles;
    }

    fn refuse(&self, before: Option<&Self>, context: &Context) -> Refusals {
        let mut refusals = Refusals::default();
        identifiers::refuse(self, before, &mut refusals);
        let id = Some(context.envelope.id);
        if self.parent.0 == id {
            refusals.field("parent", "party-of-itself");
        }
        if self.organization.0 == id {
            refusals.field("organization", "party-of-itself");
        }
        if self.birth_date.is_some_and(|date| date > context.today || date < EARLIEST_BIRTH) {
            refusals.field("birth_date", "not-a-birth-date");
        }
        if self.employees.is_some_and(|count| count < 0) {
            refusals.field("employees", "below-zero");
        }
        if self.annual_revenue.is_some_and(|money| money.minor < 0) {
            refusals.field("annual_revenue", "below-zero");
        }
        if !self.time_zone.is_empty() && TimeZone::get(&self.time_zone).is_err() {
            let shown: String = self.time_zone.chars().take(80).collect();
            refusals.push(Refusal::field("time_zone", "not-a-time-zone").with("value", shown));
        }
        refusals
    }

    fn announce(&self, before: Option<&Self>, _context: &Context) -> Vec<&'static str> {
        let is_customer = |party: &Self| party.roles.0.contains(&PartyRole::Customer);
        let mut events = Vec::new();
        if is_customer(self) && !before.is_some_and(is_customer) {
            events.push("party.became_customer");
        }
        if before.is_some_and(|before| before.lifecycle != self.lifecycle) {
            events.push("party.lifecycle_changed");
        }
        events
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PartyKind, Tongue};
    use super::*;
    use crate::testing::context;
    use kernel::address::Address;
    use kernel::country::Country;
    use kernel::shape::{Addresses, Choice, Identifiers, Link, Several};
    use kernel::value::Part;

    fn person() -> Party {
        Party { kind: Choice(Some(PartyKind::Person)), ..Party::default() }
    }

    fn organization(name: &str) -> Party {
        Party { kind: Choice(Some(PartyKind::Organization)), name: name.into(), ..Party::default() }
    }

    fn identifier(value: &str, country: Option<&str>) -> Identifiers {
        Identifiers(vec![Part {
            value: value.to_owned(),
            label: "tax_id".to_owned(),
            primary: true,
            country: country.map(str::to_owned),
            ..Part::default()
        }])
    }

    #[test]
    fn a_full_name_is_taken_apart_in_three_scripts() {
        for (name, first, last, second) in [
            ("Ana García López", "Ana", "García", "López"),
            ("张伟", "伟", "张", ""),
            ("John Smith", "John", "Smith", ""),
        ] {
            let mut ana = Party { name: name.into(), ..person() };
            ana.settle(None, &context());
            assert_eq!(
                (ana.first_name.as_str(), ana.last_name.as_str(), ana.second_last_name.as_str()),
                (first, last, second),
                "{name}"
            );
            assert_eq!(ana.name.as_str(), name);
        }
    }

    #[test]
    fn parts_make_the_full_name_in_the_order_of_their_language() {
        let mut wei = Party { first_name: "伟".into(), last_name: "张".into(), ..person() };
        wei.settle(None, &context());
        assert_eq!(wei.name.as_str(), "张伟");
        let mut jose = Party {
            honorific: "Dr.".into(),
            first_name: "José".into(),
            last_name: "Muñoz".into(),
            second_last_name: "Ruiz".into(),
            ..person()
        };
        jose.settle(None, &context());
        assert_eq!(jose.name.as_str(), "José Muñoz Ruiz");
        assert_eq!(jose.sort_name.as_str(), "Muñoz Ruiz José");
    }

    #[test]
    fn whoever_writes_last_wins_between_a_name_and_its_parts() {
        let mut before = Party { name: "Ana García".into(), ..person() };
        before.settle(None, &context());

        let mut married = Party { last_name: "Pérez".into(), ..before.clone() };
        married.settle(Some(&before), &context());
        assert_eq!(married.name.as_str(), "Ana Pérez");
        assert_eq!(married.sort_name.as_str(), "Pérez Ana");

        let mut renamed = Party { name: "Bruno Díaz".into(), ..before.clone() };
        renamed.settle(Some(&before), &context());
        assert_eq!((renamed.first_name.as_str(), renamed.last_name.as_str()), ("Bruno", "Díaz"));

        let mut both =
            Party { name: "Doña Ana".into(), last_name: "Ruiz".into(), ..before.clone() };
        both.settle(Some(&before), &context());
        assert_eq!((both.name.as_str(), both.last_name.as_str()), ("Doña Ana", "Ruiz"));
    }

    #[test]
    fn a_sort_name_that_somebody_wrote_stays() {
        let mut before =
            Party { name: "Ana García".into(), sort_name: "Ana G".into(), ..person() };
        before.settle(None, &context());
        assert_eq!(before.sort_name.as_str(), "Ana G");
        let mut after = Party { name: "Ana Gil".into(), ..before.clone() };
        after.settle(Some(&before), &context());
        assert_eq!(after.sort_name.as_str(), "Ana G");
        let mut emptied = Party { sort_name: "".into(), ..after.clone() };
        emptied.settle(Some(&after), &context());
        assert_eq!(emptied.sort_name.as_str(), "Gil Ana");
    }

    #[test]
    fn a_party_without_a_name_is_called_by_what_is_known() {
        let mut unknown = person();
        unknown.emails.0.push(Part {
            value: "ana@acme.es".into(),
            primary: true,
            ..Part::default()
        });
        unknown.settle(None, &context());
        assert_eq!(unknown.name.as_str(), "ana@acme.es");
        let mut nobody = person();
        nobody.settle(None, &context());
        assert!(nobody.name.is_empty());
    }

    #[test]
    fn a_tax_id_is_checked_by_its_country() {
        let mut spanish =
            Party { identifiers: identifier("b-12345674", Some("ES")), ..organization("Acme") };
        spanish.settle(None, &context());
        assert!(spanish.refuse(None, &context()).is_empty());
        assert_eq!(spanish.identifiers.0[0].value, "B12345674");

        let mut wrong =
            Party { identifiers: identifier("B12345675", Some("ES")), ..organization("Acme") };
        wrong.settle(None, &context());
        let refusals = wrong.refuse(None, &context());
        assert_eq!(
            (refusals.0[0].field.as_deref(), refusals.0[0].code),
            (Some("tax_id"), "not-a-tax-id")
        );
        assert!(wrong.refuse(Some(&wrong), &context()).is_empty(), "an old one is left in peace");
    }

    #[test]
    fn a_tax_id_without_a_country_belongs_to_the_address() {
        let address = Address { country: Some(Country::CN), ..Address::default() };
        let mut chinese = Party {
            identifiers: identifier("911100001000132215", None),
            addresses: Addresses(vec![Part {
                address: Some(address),
                primary: true,
                ..Part::default()
            }]),
            ..organization("北京某某公司")
        };
        chinese.settle(None, &context());
        assert_eq!(chinese.identifiers.0[0].country.as_deref(), Some("CN"));
        let free =
            Party { identifiers: identifier("anything 1", Some("PE")), ..organization("Acme") };
        assert!(free.refuse(None, &context()).is_empty());
    }

    #[test]
    fn a_website_brings_its_domain_once() {
        let mut acme = Party { website: "https://www.acme.es/shop".into(), ..organization("Acme") };
        acme.settle(None, &context());
        assert_eq!(acme.domains.0[0].value, "acme.es");
        let mut cleared = Party { domains: kernel::shape::Domains(vec![]), ..acme.clone() };
        cleared.settle(Some(&acme), &context());
        assert!(cleared.domains.0.is_empty());
        let mut ana = Party { website: "https://ana.example".into(), ..person() };
        ana.settle(None, &context());
        assert!(ana.domains.0.is_empty());
    }

    #[test]
    fn impossible_facts_are_refused_by_name() {
        let now = context();
        let mut party = organization("Acme");
        party.parent = Link::to(now.envelope.id);
        party.employees = Some(-1);
        party.time_zone = "Europe/Atlantis".into();
        party.birth_date = Some(jiff::civil::date(2027, 1, 1));
        let codes: Vec<&str> =
            party.refuse(None, &now).0.iter().map(|refusal| refusal.code).collect();
        assert_eq!(codes, ["party-of-itself", "not-a-birth-date", "below-zero", "not-a-time-zone"]);
    }

    #[test]
    fn becoming_a_customer_is_announced_once() {
        let acme = organization("Acme");
        let customer = Party {
            roles: Several(vec![PartyRole::Customer, PartyRole::Customer, PartyRole::Dealer]),
            ..acme.clone()
        };
        assert_eq!(customer.announce(Some(&acme), &context()), ["party.became_customer"]);
        assert!(customer.announce(Some(&customer), &context()).is_empty());
        let mut tidy = customer;
        tidy.settle(None, &context());
        assert_eq!(tidy.roles.0, [PartyRole::Customer, PartyRole::Dealer]);
    }

    #[test]
    fn the_language_of_a_person_helps_to_read_the_name() {
        let mut ana =
            Party { name: "Ana Lee Choi".into(), language: Choice(Some(Tongue::Es)), ..person() };
        ana.settle(None, &context());
        assert_eq!(ana.second_last_name.as_str(), "Choi");
    }
}
