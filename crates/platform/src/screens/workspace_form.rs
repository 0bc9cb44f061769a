//! The fields about the workspace, at set-up and in the settings.

use jiff::tz::TimeZone;
use kernel::country::Country;
use kernel::language::Language;
use kernel::money::Currency;
use kernel::{Refusal, Refusals, Result};
use maud::{Markup, html};
use store::workspace::Workspace;
use web::components::{Choice, Field, Span, select, text};

use super::choose_password::languages;
use super::fields::{Faults, Fields};
use super::zones;

/// The names of the fields.
pub const NAMES: [&str; 5] = ["company", "workspace_language", "country", "currency", "time_zone"];

/// Longest name of a workspace.
const NAME_LIMIT: usize = 100;

/// Reads the fields.
///
/// # Errors
/// Every refusal at once.
pub fn read(fields: &Fields, fiscal_start_month: u8) -> Result<Workspace, Refusals> {
    let mut refusals = Refusals::default();
    let name = fields.one("company").to_owned();
    if name.is_empty() {
        refusals.field("company", "required");
    }
    if name.chars().count() > NAME_LIMIT {
        refusals.push(Refusal::field("company", "too-long").with("limit", NAME_LIMIT));
    }
    if name.chars().any(char::is_control) {
        refusals.field("company", "control-character");
    }
    let country = Country::from_code(fields.one("country"));
    match (country, fields.one("country")) {
        (Some(_), _) => {}
        (None, "") => refusals.field("country", "required"),
        (None, _) => refusals.field("country", "not-a-country"),
    }
    let currency = Currency::parse(fields.one("currency"));
    if currency.is_err() {
        refusals.field("currency", "not-a-currency");
    }
    let zone = fields.one("time_zone").to_owned();
    if TimeZone::get(&zone).is_err() {
        let shown: String = zone.chars().take(80).collect();
        refusals.push(Refusal::field("time_zone", "not-a-time-zone").with("value", shown));
    }
    let language = Language::parse(fields.one("workspace_language")).unwrap_or_default();
    match currency {
        Ok(currency) if refusals.is_empty() => {
            Ok(Workspace { name, language, country, currency, zone, fiscal_start_month })
        }
        _ => Err(refusals),
    }
}

/// What the fields hold when they are shown.
#[derive(Clone, Debug)]
pub struct Filled {
    pub name: String,
    pub language: Language,
    pub country: Option<Country>,
    pub currency: String,
    pub zone: String,
}

impl Filled {
    /// What somebody who speaks this language probably wants.
    pub fn likely(language: Language) -> Self {
        let country = match language {
            Language::En => zones::country_of_the_machine(),
            Language::Es => Country::from_code("ES"),
            Language::Zh => Country::from_code("CN"),
        };
        let currency = country.and_then(Currency::of_country).unwrap_or(Currency::EUR);
        Self {
            name: String::new(),
            language,
            country,
            currency: currency.code().to_owned(),
            zone: zones::likely(country),
        }
    }

    /// What was typed.
    pub fn typed(fields: &Fields) -> Self {
        Self {
            name: fields.one("company").to_owned(),
            language: Language::parse(fields.one("workspace_language")).unwrap_or_default(),
            country: Country::from_code(fields.one("country")),
            currency: fields.one("currency").to_owned(),
            zone: fields.one("time_zone").to_owned(),
        }
    }

    /// What is settled.
    pub fn settled(workspace: &Workspace) -> Self {
        Self {
            name: workspace.name.clone(),
            language: workspace.language,
            country: workspace.country,
            currency: workspace.currency.code().to_owned(),
            zone: workspace.zone.clone(),
        }
    }
}

/// Draws the fields in a reader's language.
pub fn controls(
    filled: &Filled,
    faults: &Faults,
    reader: Language,
    word: &dyn Fn(&str) -> String,
) -> Markup {
    let labels = NAMES.map(|name| word(&format!("workspace-{name}").replace('_', "-")));
    let [company, language, country, currency, zone] = &labels;
    let help = word("workspace-language-help");
    let (countries, currencies, zone_names) = (countries(reader), currencies(), zones::names());
    html! {
        (text(&Field { name: "company", label: company, value: &filled.name, error: faults.field("company"),
            autocomplete: Some("organization"), required: true, span: Span::Full, ..Field::default() }))
        (select(&Field { name: "workspace_language", label: language, help: Some(&help), ..Field::default() },
            &languages(filled.language)))
        (select(&Field { name: "country", label: country, error: faults.field("country"), required: true, ..Field::default() },
            &country_choices(&countries, filled.country)))
        (select(&Field { name: "currency", label: currency, error: faults.field("currency"), required: true, ..Field::default() },
            &currency_choices(&currencies, &filled.currency)))
        (select(&Field { name: "time_zone", label: zone, error: faults.field("time_zone"), required: true, ..Field::default() },
            &zones::choices(&zone_names, &filled.zone)))
    }
}

/// Countries in the order of the reader's language.
fn countries(reader: Language) -> Vec<(Country, &'static str)> {
    let collation = kernel::text::sort_key::Collation::new(reader);
    let mut named: Vec<(Country, &'static str)> =
        Country::all().map(|country| (country, country.name(reader))).collect();
    named.sort_by_cached_key(|(_, name)| collation.key(name));
    named
}

fn country_choices(
    countries: &[(Country, &'static str)],
    chosen: Option<Country>,
) -> Vec<Choice<'static>> {
    let none = Choice { value: "", label: "—", selected: chosen.is_none(), ..Choice::default() };
    let each = countries.iter().map(|(country, name)| Choice {
        value: country.code(),
        label: name,
        selected: chosen == Some(*country),
        ..Choice::default()
    });
    std::iter::once(none).chain(each).collect()
}

/// The currencies of all countries, by code.
fn currencies() -> Vec<&'static str> {
    let mut codes: Vec<&'static str> =
        Country::all().filter_map(Currency::of_country).map(Currency::code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn currency_choices(codes: &[&'static str], chosen: &str) -> Vec<Choice<'static>> {
    codes
        .iter()
        .map(|code| Choice {
            value: code,
            label: code,
            selected: *code == chosen,
            ..Choice::default()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(pairs: [(&str, &str); 5]) -> Result<Workspace, Refusals> {
        read(&Fields::from(pairs), 1)
    }

    #[test]
    fn a_workspace_is_read_whole() {
        let workspace = filled([
            ("company", " Talleres Ibarra "),
            ("workspace_language", "es"),
            ("country", "ES"),
            ("currency", "EUR"),
            ("time_zone", "Europe/Madrid"),
        ])
        .unwrap();
        assert_eq!(workspace.name, "Talleres Ibarra");
        assert_eq!(workspace.language, Language::Es);
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let refusals = filled([
            ("company", ""),
            ("workspace_language", "xx"),
            ("country", "ZZ"),
            ("currency", "€"),
            ("time_zone", "Mars/Olympus"),
        ])
        .unwrap_err();
        let fields: Vec<&str> =
            refusals.0.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
        assert_eq!(fields, ["company", "country", "currency", "time_zone"]);
    }
}
