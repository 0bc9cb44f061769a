//! How values of each kind are shown: as a text, as a cell of a list, as a fact of a record.

use jiff::Timestamp;
use kernel::catalog::{Catalog, field_label_key};
use kernel::choice::ChoiceSet;
use kernel::country::Country;
use kernel::face::Face;
use kernel::format::Format;
use kernel::kind::Kind;
use kernel::language::Language;
use kernel::object::{Field, Object};
use kernel::phone::format_phone;
use kernel::record::Record;
use kernel::value::{Part, Value};
use kernel::words::Words;
use maud::{Markup, html};
use store::query::Titles;
use uuid::Uuid;

use crate::components::{
    Mark, TagColour, cell_date, cell_email, cell_empty, cell_link, cell_mark, cell_name,
    cell_number, cell_phone, cell_tags, cell_text,
};

/// What showing values needs: the declarations, the titles of links, the reader's formats.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    pub catalog: &'a Catalog,
    pub titles: &'a Titles,
    pub format: &'a Format,
    pub language: Language,
    /// The workspace's country, in which phone numbers look national.
    pub country: Option<Country>,
    pub now: Timestamp,
}

/// The address of a record's page.
pub fn record_href(catalog: &Catalog, object: &str, id: Uuid) -> Option<String> {
    let face = catalog.object(object)?.faces.first()?;
    Some(format!("/{}/{id}", face.slug))
}

/// The label of a field.
pub fn label(language: Language, object: &Object, field: &Field) -> String {
    let words = Words::get();
    words.text(language, &field_label_key(words, object.key, field.key))
}

/// The label of a choice.
pub fn choice_label(language: Language, set: ChoiceSet, key: &str) -> String {
    Words::get().text(language, &set.label_key(key))
}

/// The label of a part's type: `type-work`; unknown ones are shown as they are.
pub fn part_label(language: Language, key: &str) -> String {
    let word = format!("type-{key}").replace('_', "-");
    if Words::get().has(language, &word) {
        Words::get().text(language, &word)
    } else {
        key.to_owned()
    }
}

/// Whether a row is marked at all: what is done is due no more.
fn is_due(face: &Face, catalog: &Catalog, record: &Record) -> bool {
    let Some((key, value)) = face.due_while else {
        return true;
    };
    let object = catalog.by_face_slug(face.slug).map(|(object, _)| object);
    object.is_some_and(|object| object.value(record, key).as_text() == Some(value))
}

impl Shown<'_> {
    fn word(&self, key: &str) -> String {
        Words::get().text(self.language, key)
    }

    /// The value as a line of text; empty for `Null`.
    pub fn text(&self, field: &Field, value: &Value) -> String {
        match (field.kind, value) {
            (_, Value::Null) => String::new(),
            (Kind::Choice(set), Value::Text(key)) => choice_label(self.language, set, key),
            (Kind::Phone, Value::Text(number)) => format_phone(number, self.country),
            (_, Value::Text(text)) if field.key == "country" => self.country_name(text),
            (_, Value::Text(text)) => text.clone(),
            (Kind::Decimal { scale }, Value::Int(number)) => self.format.decimal(*number, scale),
            (Kind::Percent, Value::Int(number)) => self.format.percent(*number, 2),
            (Kind::Duration, Value::Int(seconds)) => duration(*seconds),
            (_, Value::Int(number)) => self.format.whole(*number),
            (_, Value::Bool(true)) => self.word("yes"),
            (_, Value::Bool(false)) => self.word("no"),
            (_, Value::Money(money)) => self.format.money(money),
            (_, Value::Date(date)) => self.format.date(*date),
            (_, Value::Instant(at)) => self.format.date_time(*at),
            (kind, Value::Id(id)) => self.title(kind, *id),
            (kind, Value::Ids(ids)) => {
                ids.iter().map(|id| self.title(kind, *id)).collect::<Vec<_>>().join(", ")
            }
            (Kind::Choices(set), Value::Words(keys)) => keys
                .iter()
                .map(|key| choice_label(self.language, set, key))
                .collect::<Vec<_>>()
                .join(", "),
            (_, Value::Words(words)) => words.join(", "),
            (_, Value::Address(address)) => address.one_line(self.language),
            (_, Value::Parts(parts)) => {
                parts.iter().map(|part| self.part(field.kind, part)).collect::<Vec<_>>().join(", ")
            }
        }
    }

    fn country_name(&self, code: &str) -> String {
        Country::parse(code)
            .map_or_else(|| code.to_owned(), |country| country.name(self.language).to_owned())
    }

    fn title(&self, kind: Kind, id: Uuid) -> String {
        kind.link_target()
            .and_then(|target| self.titles.get(target, id))
            .unwrap_or_default()
            .to_owned()
    }

    fn part(&self, kind: Kind, part: &Part) -> String {
        match (kind, &part.address) {
            (_, Some(address)) => address.one_line(self.language),
            (Kind::Phones, None) => format_phone(&part.value, self.country),
            _ => part.value.clone(),
        }
    }

    /// The cell of a list.
    pub fn cell(&self, face: &Face, field: &Field, record: &Record) -> Markup {
        let value = record.value(field.position);
        if field.key == face.title {
            let organization = face.key == "organization";
            let href = format!("/{}/{}", face.slug, record.id());
            let shown = self.text(field, &value);
            if shown.is_empty() {
                return self.cell_unnamed(face, record, &href);
            }
            let name = shown;
            if !matches!(face.key, "organization" | "person") {
                return html! { a.row-link href=(href) { span { (name) } } };
            }
            return cell_name(&href, &name, organization, None);
        }
        if face.due == Some(field.key) && is_due(face, self.catalog, record) {
            return self.cell_due(field, &value);
        }
        match (field.kind, &value) {
            (_, Value::Null | Value::Bool(false)) => cell_empty(),
            (Kind::Email, Value::Text(text)) => cell_email(text),
            (Kind::Phone, Value::Text(text)) => cell_phone(text, &self.text(field, &value)),
            (Kind::Url, Value::Text(text)) => cell_link(text, text.trim_start_matches("https://")),
            (Kind::Link(target), Value::Id(id)) => self.cell_of_link(target, *id),
            (Kind::Choice(_), Value::Text(key)) => {
                cell_tags(&[(colour_of(key), &self.text(field, &value))])
            }
            (Kind::Choices(set), Value::Words(keys)) => {
                let labels: Vec<(TagColour, String)> = keys
                    .iter()
                    .map(|key| (colour_of(key), choice_label(self.language, set, key)))
                    .collect();
                tags(&labels)
            }
            (Kind::Tags, Value::Words(words)) => {
                let labels: Vec<(TagColour, String)> =
                    words.iter().map(|word| (colour_of(word), word.clone())).collect();
                tags(&labels)
            }
            (Kind::Date, Value::Date(date)) => {
                cell_date(&date.to_string(), &self.format.date(*date))
            }
            (Kind::Instant, Value::Instant(at)) => {
                cell_date(&at.to_string(), &self.format.relative(*at, self.now))
            }
            (
                Kind::Whole | Kind::Decimal { .. } | Kind::Percent | Kind::Money | Kind::Duration,
                _,
            ) => cell_number(&self.text(field, &value)),
            _ => cell_text(&self.text(field, &value)),
        }
    }

    /// When the next thing is due, with its mark: late, today, planned or nothing.
    fn cell_due(&self, field: &Field, value: &Value) -> Markup {
        let zone = self.format.zone();
        let day = match value {
            Value::Date(day) => Some(*day),
            Value::Instant(at) => Some(at.to_zoned(zone.clone()).date()),
            _ => None,
        };
        let today = self.now.to_zoned(zone.clone()).date();
        let (mark, key) = match day {
            None => (Mark::None, "mark-none"),
            Some(day) if day < today => (Mark::Late, "mark-late"),
            Some(day) if day == today => (Mark::Today, "mark-today"),
            Some(_) => (Mark::Planned, "mark-planned"),
        };
        let text = match value {
            Value::Instant(at) => self.format.relative(*at, self.now),
            value => self.text(field, value),
        };
        cell_mark(mark, &self.word(key), (!text.is_empty()).then_some(text.as_str()))
    }

    /// The way to a record without a name of its own.
    fn cell_unnamed(&self, face: &Face, record: &Record, href: &str) -> Markup {
        let open = self.word("record-open");
        let label = format!("{open}: {}", self.by_its_links(face, record));
        html! { a.row-link href=(href) aria-label=(label) { span { (open) } } }
    }

    /// What a record is called: by its title, else by what it ties together.
    pub fn name(&self, object: &Object, face: &Face, record: &Record) -> String {
        let title = object.title(record);
        if title.is_empty() { self.by_its_links(face, record) } else { title }
    }

    fn by_its_links(&self, face: &Face, record: &Record) -> String {
        let object = self.catalog.by_face_slug(face.slug).map(|(object, _)| object);
        let fields = face.subtitle.iter().filter_map(|key| object?.field(key));
        let names: Vec<String> = fields
            .filter(|field| field.kind.link_target().is_some())
            .map(|field| self.text(field, &record.value(field.position)))
            .filter(|text| !text.is_empty())
            .collect();
        if names.is_empty() { self.word("unnamed") } else { names.join(" · ") }
    }

    fn cell_of_link(&self, target: &str, id: Uuid) -> Markup {
        match (self.titles.get(target, id), record_href(self.catalog, target, id)) {
            (Some(title), Some(href)) => cell_link(&href, title),
            _ => cell_empty(),
        }
    }

    /// The value of a fact on a record's page; `None` when it is empty.
    pub fn fact(&self, field: &Field, value: &Value) -> Option<Markup> {
        let shown = match (field.kind, value) {
            (_, Value::Null) => return None,
            (Kind::Email, Value::Text(text)) => mail_link(text),
            (Kind::Phone, Value::Text(number)) => {
                html! { a href={ "tel:" (number) } { (self.text(field, value)) } }
            }
            (Kind::Url, Value::Text(url)) => {
                html! { a href=(url) rel="noopener noreferrer" target="_blank" { (url.trim_start_matches("https://")) } }
            }
            (Kind::LongText, Value::Text(text)) => super::markdown::render(text),
            (Kind::Link(target), Value::Id(id)) => self.linked(target, *id)?,
            (Kind::Links(target), Value::Ids(ids)) => html! {
                ul.plain-list { @for id in ids { @if let Some(link) = self.linked(target, *id) { li { (link) } } } }
            },
            (Kind::Instant, Value::Instant(at)) => {
                html! { time datetime=(at) title=(self.format.relative(*at, self.now)) { (self.format.date_time(*at)) } }
            }
            (kind, Value::Parts(parts)) => self.parts(kind, parts),
            (Kind::Tags | Kind::Choices(_) | Kind::Choice(_), _) => self.tag_list(field, value),
            _ => html! { (self.text(field, value)) },
        };
        Some(shown)
    }

    fn linked(&self, target: &str, id: Uuid) -> Option<Markup> {
        let title = self.titles.get(target, id)?;
        let href = record_href(self.catalog, target, id)?;
        Some(html! { a href=(href) { (title) } })
    }

    fn tag_list(&self, field: &Field, value: &Value) -> Markup {
        let words: Vec<String> = match (field.kind, value) {
            (Kind::Choices(set), Value::Words(keys)) => {
                keys.iter().map(|key| choice_label(self.language, set, key)).collect()
            }
            (_, Value::Words(words)) => words.clone(),
            _ => vec![self.text(field, value)],
        };
        let keys: Vec<&str> = match value {
            Value::Words(keys) => keys.iter().map(String::as_str).collect(),
            Value::Text(key) => vec![key],
            _ => Vec::new(),
        };
        let labels: Vec<(TagColour, String)> = keys.into_iter().map(colour_of).zip(words).collect();
        tags(&labels)
    }

    fn parts(&self, kind: Kind, parts: &[Part]) -> Markup {
        html! {
            ul.plain-list {
                @for part in parts {
                    li {
                        @match kind {
                            Kind::Emails => { (mail_link(&part.value)) }
                            Kind::Phones => { a href={ "tel:" (part.value) } { (self.part(kind, part)) } }
                            Kind::Domains => { a href={ "https://" (part.value) } rel="noopener noreferrer" target="_blank" { (part.value) } }
                            _ => { (self.part(kind, part)) }
                        }
                        @if !part.label.is_empty() { " " small.faint { (part_label(self.language, &part.label)) } }
                    }
                }
            }
        }
    }
}

/// An address that may break after its sign and nowhere else.
fn mail_link(address: &str) -> Markup {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    html! { a href={ "mailto:" (address) } { (local) @if !domain.is_empty() { "@" wbr; (domain) } } }
}

fn tags(labels: &[(TagColour, String)]) -> Markup {
    let borrowed: Vec<(TagColour, &str)> =
        labels.iter().map(|(colour, label)| (*colour, label.as_str())).collect();
    cell_tags(&borrowed)
}

/// The same word has the same colour everywhere.
pub fn colour_of(key: &str) -> TagColour {
    TagColour::from_key(key)
}

/// `1 h 30 min` in signs that all three languages read.
fn duration(seconds: i64) -> String {
    let (hours, minutes) = (seconds / 3_600, seconds % 3_600 / 60);
    match (hours, minutes) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
