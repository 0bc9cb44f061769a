//! Tax ids and web domains of a party.

use kernel::conduct::Context;
use kernel::country::Country;
use kernel::email::is_free_mail_domain;
use kernel::error::{Refusal, Refusals};
use kernel::tax_id::check_tax_id;
use kernel::value::Part;
use uuid::Uuid;

use super::Party;

/// Gives each tax id its country and its one form; those that cannot be are left for [`refuse`].
pub(super) fn settle(party: &mut Party, context: &Context) {
    let country = home(party, context);
    for part in &mut party.identifiers.0 {
        if part.country.is_none() {
            part.country = country.map(|country| country.code().to_owned());
        }
        if let Some(Ok(form)) = checked(part) {
            part.value = form;
        }
    }
}

/// Refuses tax ids that are new and wrong; what was there before is left in peace.
pub(super) fn refuse(party: &Party, before: Option<&Party>, refusals: &mut Refusals) {
    let known = before.map(|before| before.identifiers.0.as_slice()).unwrap_or_default();
    for part in &party.identifiers.0 {
        let is_new =
            !known.iter().any(|other| other.value == part.value && other.country == part.country);
        if is_new && let Some(Err(())) = checked(part) {
            let shown: String = part.value.chars().take(80).collect();
            refusals.push(Refusal::field("tax_id", "not-a-tax-id").with("value", shown));
        }
    }
}

/// A new website brings its domain, which then says whose the e-mail addresses under it are.
pub(super) fn settle_domain(party: &mut Party, before: Option<&Party>, context: &Context) {
    let is_new = before.is_none_or(|before| before.website != party.website);
    if party.is_person() || !is_new || !party.domains.0.is_empty() {
        return;
    }
    if let Some(domain) = domain_of(&party.website) {
        let id = Uuid::new_v5(&context.envelope.id, domain.as_bytes());
        party.domains.0.push(Part { id, value: domain, primary: true, ..Part::default() });
    }
}

/// The host of a web address without `www.`, unless anybody can have a page under it.
fn domain_of(website: &str) -> Option<String> {
    let rest = website.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?.to_lowercase();
    let domain = host.strip_prefix("www.").unwrap_or(&host);
    (domain.contains('.') && !is_free_mail_domain(domain)).then(|| domain.to_owned())
}

/// Where the party is at home, else where we are.
fn home(party: &Party, context: &Context) -> Option<Country> {
    let own = party.addresses.primary().and_then(|part| part.address.as_ref()?.country);
    own.or(context.country)
}

/// The checked form of a tax id; `None` for identifiers that are none.
fn checked(part: &Part) -> Option<Result<String, ()>> {
    let country = part.country.as_deref().and_then(Country::from_code)?;
    (part.label == "tax_id").then(|| check_tax_id(country, &part.value).map_err(|_| ()))
}
