//! The names of a party: the full name and its parts follow each other.

use kernel::conduct::Context;
use kernel::language::Language;
use kernel::name::{PersonName, full_name, sort_name, split_name};

use super::{Party, Tongue};

impl Party {
    /// The parts of a person's name.
    pub fn person_name(&self) -> PersonName {
        PersonName {
            honorific: self.honorific.0.clone(),
            first_name: self.first_name.0.clone(),
            middle_name: self.middle_name.0.clone(),
            last_name: self.last_name.0.clone(),
            second_last_name: self.second_last_name.0.clone(),
            suffix: self.suffix.0.clone(),
        }
    }

    fn take_name(&mut self, name: PersonName) {
        let kept = self.honorific.0.clone();
        self.honorific.0 = if name.honorific.is_empty() { kept } else { name.honorific };
        self.first_name.0 = name.first_name;
        self.middle_name.0 = name.middle_name;
        self.last_name.0 = name.last_name;
        self.second_last_name.0 = name.second_last_name;
        self.suffix.0 = name.suffix;
    }
}

/// Whoever wrote last wins: a new full name is taken apart, new parts make a new full name, and
/// both together stand as they were written.
pub(super) fn settle(party: &mut Party, before: Option<&Party>, context: &Context) {
    if party.is_person() {
        settle_person(party, before);
    }
    if party.name.is_empty() {
        party.name.0 = stand_in(party);
    }
    settle_sort_name(party, before, context);
}

fn settle_person(party: &mut Party, before: Option<&Party>) {
    let parts = without_honorific(&party.person_name());
    let parts_before = before.map(|before| without_honorific(&before.person_name()));
    let name_before = before.map(|before| before.name.0.as_str()).unwrap_or_default();
    let parts_are_new = parts != parts_before.unwrap_or_default();
    let name_is_new = party.name.0 != name_before;
    let has_parts = parts != PersonName::default();
    if party.name.is_empty() || (parts_are_new && !name_is_new) {
        if has_parts {
            party.name.0 = full_name(&parts);
        }
    } else if name_is_new && !parts_are_new {
        party.take_name(split_name(&party.name, language_of(party)));
    }
}

fn without_honorific(name: &PersonName) -> PersonName {
    PersonName { honorific: String::new(), ..name.clone() }
}

/// The languages whose names are taken apart in a way of their own.
fn language_of(party: &Party) -> Option<Language> {
    match party.language.0? {
        Tongue::Es => Some(Language::Es),
        Tongue::Zh => Some(Language::Zh),
        Tongue::En => Some(Language::En),
        _ => None,
    }
}

/// What a party without a name is called: people in a list must be told apart.
fn stand_in(party: &Party) -> String {
    let domain = party.domains.primary().map(|part| part.value.clone());
    let email = party.emails.primary().map(|part| part.value.clone());
    let phone = party.phones.primary().map(|part| part.value.clone());
    let legal = Some(party.legal_name.0.clone()).filter(|name| !name.is_empty());
    legal.or(domain).or(email).or(phone).unwrap_or_default()
}

/// The sort name follows the name, unless somebody wrote another one.
fn settle_sort_name(party: &mut Party, before: Option<&Party>, context: &Context) {
    let computed = computed_sort_name(party, context);
    let follows = match before {
        None => true,
        Some(before) => {
            party.sort_name == before.sort_name
                && before.sort_name.0 == computed_sort_name(before, context)
        }
    };
    let was_written = match before {
        None => !party.sort_name.is_empty(),
        Some(before) => party.sort_name != before.sort_name && !party.sort_name.is_empty(),
    };
    if party.sort_name.is_empty() || (follows && !was_written) {
        party.sort_name.0 = computed;
    }
}

fn computed_sort_name(party: &Party, context: &Context) -> String {
    if !party.is_person() {
        return party.name.0.clone();
    }
    let sorted = sort_name(&party.person_name(), context.language);
    if sorted.is_empty() { party.name.0.clone() } else { sorted }
}
