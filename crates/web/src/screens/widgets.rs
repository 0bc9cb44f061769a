//! The control of each kind of field: one exhaustive match.

use kernel::Refusal;
use kernel::country::Country;
use kernel::kind::Kind;
use kernel::language::Language;
use kernel::object::{Field as Declared, Object};
use kernel::words::Words;
use maud::{Markup, html};

use super::form_state::FormState;
use super::shown::{choice_label, label, part_label};
use crate::components::{
    Address, AddressPart, Choice, Combobox, Entries, Entry, Field, Money, NumberRange, Span,
    TagsInput, address, checkbox, checkbox_group, combobox, date, datetime, duration, email,
    entries, labelled_by, money, number, phone, select, tags, text, textarea, url,
};

/// Currencies offered before all others would have to be typed.
const CURRENCIES: [&str; 12] =
    ["EUR", "USD", "CNY", "GBP", "MXN", "COP", "PEN", "CLP", "ARS", "BRL", "JPY", "CHF"];

/// What drawing controls needs.
#[derive(Clone, Copy)]
pub struct Widgets<'a> {
    pub language: Language,
    pub object: &'a Object,
    pub state: &'a FormState,
    /// The workspace's currency stands first.
    pub currency: &'a str,
    pub bare: bool,
    pub autofocus: Option<&'a str>,
}

impl Widgets<'_> {
    fn word(&self, key: &str) -> String {
        Words::get().text(self.language, key)
    }

    /// The labelled control of a field, with its value and what is wrong with it.
    pub fn control(&self, declared: &Declared) -> Markup {
        let key = declared.key;
        let label = label(self.language, self.object, declared);
        let error = self.error(key).or_else(|| {
            let refusal = self.state.refusal(key).filter(|_| !declared.kind.has_parts())?;
            Some(Words::get().refusal(self.language, refusal))
        });
        let field = Field {
            name: key,
            label: &label,
            value: self.state.text(key),
            error: error.as_deref(),
            required: declared.required,
            bare: self.bare,
            autofocus: self.autofocus == Some(key),
            ..Field::default()
        };
        self.draw(declared.kind, &field)
    }

    /// What is said against exactly this control.
    fn error(&self, name: &str) -> Option<String> {
        let at = |refusal: &&Refusal| refusal.field.as_deref() == Some(name);
        let refusal = self.state.refusals().iter().find(at)?;
        Some(Words::get().refusal(self.language, refusal))
    }

    fn draw(&self, kind: Kind, field: &Field) -> Markup {
        let full = Field { span: Span::Full, ..*field };
        match kind {
            Kind::Text if field.name == "country" => self.country(field),
            Kind::Text => text(&Field { max_length: Some(1_000), ..*field }),
            Kind::Name => text(&Field { autocomplete: Some("off"), ..full }),
            Kind::LongText => textarea(&full, 5),
            Kind::Email => email(field),
            Kind::Phone => phone(field),
            Kind::Url => url(field),
            Kind::Whole => number(field, &NumberRange { whole: true, unit: None }),
            Kind::Decimal { .. } => number(field, &NumberRange::default()),
            Kind::Percent => number(field, &NumberRange { unit: Some("%"), whole: false }),
            Kind::Money => self.money(field),
            Kind::YesNo => checkbox(field, field.value == "true"),
            Kind::Date => date(field),
            Kind::Instant => datetime(field),
            Kind::Duration => duration(field),
            Kind::Choice(set) => {
                self.choice(field, set.keys, |key| choice_label(self.language, set, key))
            }
            Kind::Choices(set) => self.choices(&full, set),
            Kind::Tags => tags(&full, &TagsInput { known: &[], remove: &self.word("remove") }),
            Kind::Link(target) => self.link(field, target),
            Kind::Links(target) => self.links(&full, target),
            Kind::Address => self.address(&full, field.name),
            Kind::Addresses => self.addresses(&full),
            Kind::Emails => self.entries(&full, "email", &["work", "home", "other"]),
            Kind::Phones => self.entries(&full, "tel", &["work", "mobile", "home", "fax", "other"]),
            Kind::Domains => self.entries(&full, "text", &[]),
            Kind::Identifiers => {
                self.entries(&full, "text", &["tax_id", "registration", "customer_number", "other"])
            }
            Kind::File => html! {},
        }
    }

    fn choice(&self, field: &Field, keys: &[&str], name: impl Fn(&str) -> String) -> Markup {
        let labels: Vec<(&str, String)> = keys.iter().map(|key| (*key, name(key))).collect();
        let mut choices = vec![Choice { value: "", label: "", ..Choice::default() }];
        choices.extend(labels.iter().map(|(key, label)| Choice {
            value: key,
            label,
            help: None,
            selected: *key == field.value,
        }));
        select(field, &choices)
    }

    fn choices(&self, field: &Field, set: kernel::choice::ChoiceSet) -> Markup {
        let chosen: Vec<&str> = self.state.all(field.name).collect();
        let labels: Vec<(&str, String)> =
            set.keys.iter().map(|key| (*key, choice_label(self.language, set, key))).collect();
        let choices: Vec<Choice<'_>> = labels
            .iter()
            .map(|(key, label)| Choice {
                value: key,
                label,
                help: None,
                selected: chosen.contains(key),
            })
            .collect();
        html! {
            input type="hidden" name=(field.name) value="";
            (checkbox_group(field, &choices))
        }
    }

    fn money(&self, field: &Field) -> Markup {
        let name = format!("{}.currency", field.name);
        let chosen = match self.state.text(&name) {
            "" => self.currency,
            code => code,
        };
        let mut codes = vec![self.currency];
        codes.extend(CURRENCIES.iter().filter(|code| **code != self.currency));
        if !codes.contains(&chosen) {
            codes.push(chosen);
        }
        let choices: Vec<Choice<'_>> = codes
            .iter()
            .map(|code| Choice { value: code, label: code, help: None, selected: *code == chosen })
            .collect();
        let label = self.word("currency");
        money(field, &Money { currency_name: &name, currency_label: &label, currencies: &choices })
    }

    /// A combobox under a name that is no field's: the value of a condition, of a bulk act.
    pub fn link_named(&self, name: &str, label: &str, url: &str) -> Markup {
        let placeholder = self.bare.then_some(label);
        let error = self.error(name);
        let error = error.as_deref();
        let field = Field { name, label, placeholder, error, bare: self.bare, ..Field::default() };
        let clear = self.word("clear");
        combobox(&field, &Combobox { url, shown: "", clear: &clear })
    }

    fn link(&self, field: &Field, target: &str) -> Markup {
        // A link named as a kind of record offers that kind alone: a person's company.
        let asked = match field.name {
            "organization" => "?kind=organization",
            "owner" => "?nobody=true",
            _ => "",
        };
        let url = format!("/options/{target}{asked}");
        let shown = self.state.text(&format!("{}.text", field.name)).to_owned();
        let clear = self.word("clear");
        combobox(field, &Combobox { url: &url, shown: &shown, clear: &clear })
    }

    /// Those linked now, each with a box to take it away, and a combobox for one more.
    fn links(&self, field: &Field, target: &str) -> Markup {
        let url = format!("/options/{target}");
        let clear = self.word("clear");
        let name = |id: &str| self.state.text(&format!("{}.{id}", field.name)).to_owned();
        let linked: Vec<(&str, String)> = self
            .state
            .all(field.name)
            .filter(|id| !id.is_empty())
            .map(|id| (id, name(id)))
            .collect();
        let (add_id, add_word) = (format!("{}-add", field.name), self.word("add"));
        let add = Field {
            name: field.name,
            id: &add_id,
            label: &add_word,
            bare: true,
            autofocus: field.autofocus,
            ..Field::default()
        };
        labelled_by(
            field,
            &html! {
                // Said even when no box is ticked: then the last link was taken away.
                input type="hidden" name=(field.name) value="";
                div.options.links data-links=(field.name) {
                    @for (id, title) in &linked { (link_box(field.name, id, title)) }
                }
                (combobox(&add, &Combobox { url: &url, shown: "", clear: &clear }))
            },
        )
    }

    fn entries(&self, field: &Field, input: &str, types: &[&str]) -> Markup {
        let rows = self.state.rows(field.name);
        let primary = self.state.text(&format!("{}.primary", field.name)).to_owned();
        let bases: Vec<(usize, String)> =
            rows.iter().map(|row| (*row, format!("{}.{row}", field.name))).collect();
        let errors: Vec<Option<String>> =
            bases.iter().map(|(_, base)| self.error(&format!("{base}.value"))).collect();
        let entry_rows: Vec<Entry<'_>> = bases
            .iter()
            .zip(&errors)
            .map(|((row, base), error)| Entry {
                id: self.state.text(&format!("{base}.id")),
                value: self.state.text(&format!("{base}.value")),
                kind: self.state.text(&format!("{base}.type")),
                primary: primary == row.to_string(),
                error: error.as_deref(),
            })
            .collect();
        let labels: Vec<(&str, String)> =
            types.iter().map(|key| (*key, part_label(self.language, key))).collect();
        let kinds: Vec<Choice<'_>> = labels
            .iter()
            .map(|(key, label)| Choice { value: key, label, ..Choice::default() })
            .collect();
        let words = ["type", "primary", "add", "remove"].map(|key| self.word(key));
        let [kind_label, primary_word, add, remove] = &words;
        entries(
            field,
            &Entries {
                rows: &entry_rows,
                kinds: &kinds,
                input,
                value_label: field.label,
                kind_label,
                primary: primary_word,
                add,
                remove,
            },
        )
    }

    fn country(&self, field: &Field) -> Markup {
        let choices = self.countries(field.value);
        let borrowed: Vec<Choice<'_>> = choices.iter().map(OwnedChoice::borrowed).collect();
        select(field, &borrowed)
    }

    fn countries(&self, chosen: &str) -> Vec<OwnedChoice> {
        let mut all: Vec<OwnedChoice> = Country::all()
            .map(|country| OwnedChoice {
                value: country.code().to_owned(),
                label: country.name(self.language).to_owned(),
                selected: country.code() == chosen,
            })
            .collect();
        all.sort_by(|left, right| left.label.cmp(&right.label));
        all.insert(0, OwnedChoice::default());
        all
    }

    fn addresses(&self, field: &Field) -> Markup {
        let mut rows = self.state.rows(field.name);
        rows.push(rows.last().map_or(0, |last| last + 1));
        let types = ["work", "billing", "shipping", "home", "other"];
        html! {
            @for row in rows {
                @let base = format!("{}.{row}", field.name);
                @let id = self.state.text(&format!("{base}.id"));
                @if !id.is_empty() { input type="hidden" name={ (base) ".id" } value=(id); }
                @let error = self.error(&format!("{base}.value"));
                (self.address(&Field { error: error.as_deref(), ..*field }, &base))
                (self.part_type(&base, &types))
            }
        }
    }

    fn part_type(&self, base: &str, types: &[&str]) -> Markup {
        let name = format!("{base}.type");
        let label = self.word("type");
        let field =
            Field { name: &name, label: &label, value: self.state.text(&name), ..Field::default() };
        self.choice(&field, types, |key| part_label(self.language, key))
    }

    fn address(&self, field: &Field, base: &str) -> Markup {
        let keys = ["street", "street_2", "postal_code", "city", "state"];
        let tokens =
            ["address-line1", "address-line2", "postal-code", "address-level2", "address-level1"];
        let names = keys.map(|key| format!("{base}.{key}"));
        let labels = keys.map(|key| self.word(&format!("field-{key}").replace('_', "-")));
        let parts: Vec<AddressPart<'_>> = names
            .iter()
            .zip(&labels)
            .zip(tokens)
            .map(|((name, label), token)| AddressPart {
                name,
                label,
                value: self.state.text(name),
                autocomplete: Some(token),
                error: None,
                span: Span::Half,
            })
            .collect();
        let country_name = format!("{base}.country");
        let country_label = self.word("field-country");
        let countries = self.countries(self.state.text(&country_name));
        let borrowed: Vec<Choice<'_>> = countries.iter().map(OwnedChoice::borrowed).collect();
        address(
            &Field { name: base, ..*field },
            &Address {
                parts: &parts,
                country_name: &country_name,
                country_label: &country_label,
                countries: &borrowed,
            },
        )
    }
}

/// A linked record with the box that keeps it, and its title for when the form comes back.
fn link_box(name: &str, id: &str, title: &str) -> Markup {
    html! {
        label.check {
            input type="checkbox" name=(name) value=(id) checked;
            input type="hidden" name={ (name) "." (id) } value=(title);
            span.check-text { (title) }
        }
    }
}

#[derive(Default)]
struct OwnedChoice {
    value: String,
    label: String,
    selected: bool,
}

impl OwnedChoice {
    fn borrowed(&self) -> Choice<'_> {
        Choice { value: &self.value, label: &self.label, help: None, selected: self.selected }
    }
}
