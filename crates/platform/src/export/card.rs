//! People and companies as vCards 4.0: what the import of cards reads back.
//!
//! *Source*: RFC 6350; the second family name by RFC 9554.

use kernel::object::Object;
use kernel::record::Record;
use kernel::value::{Part, Value};
use store::query::Titles;

/// Octets of a line, its end apart.
const LONGEST_LINE: usize = 75;
/// The fields that stand in a card.
const FIELDS: [&str; 22] = [
    "kind",
    "name",
    "last_name",
    "first_name",
    "middle_name",
    "honorific",
    "suffix",
    "second_last_name",
    "preferred_name",
    "organization",
    "department",
    "job_title",
    "gender",
    "emails",
    "phones",
    "addresses",
    "website",
    "birth_date",
    "description",
    "tags",
    "external_id",
    "updated_at",
];

/// Whether the records of an object are people and companies.
pub fn has_cards(object: &Object) -> bool {
    columns(object).is_some()
}

/// The fields of an object that its cards need; nothing when its records are no cards.
pub fn columns(object: &Object) -> Option<Vec<&'static str>> {
    let is_card =
        ["kind", "name", "emails", "phones"].iter().all(|key| object.field(key).is_some());
    let known = FIELDS.iter().filter_map(|key| object.field(key)).map(|field| field.key);
    is_card.then(|| known.collect())
}

/// A card for each record.
pub fn cards(object: &Object, records: &[Record], titles: &Titles) -> Vec<u8> {
    let mut text = String::new();
    for record in records {
        Card { object, record, titles, text: &mut text }.write();
    }
    text.into_bytes()
}

struct Card<'a> {
    object: &'a Object,
    record: &'a Record,
    titles: &'a Titles,
    text: &'a mut String,
}

impl Card<'_> {
    fn write(mut self) {
        let is_company = self.value("kind").as_text() == Some("organization");
        self.line("BEGIN", "VCARD");
        self.line("VERSION", "4.0");
        self.line("KIND", if is_company { "org" } else { "individual" });
        let known = self.text("external_id");
        let uid = if known.is_empty() { format!("urn:uuid:{}", self.record.id()) } else { known };
        self.line("UID", &escaped(&uid));
        self.line("FN", &escaped(&self.text("name")));
        if is_company {
            self.line("ORG", &escaped(&self.text("name")));
        } else {
            self.person();
        }
        self.entries();
        self.said("URL", "website");
        self.said("NOTE", "description");
        let tags: Vec<String> = self.value("tags").words().iter().map(|tag| escaped(tag)).collect();
        if !tags.is_empty() {
            self.line("CATEGORIES", &tags.join(","));
        }
        if let Value::Instant(at) = self.value("updated_at") {
            self.line("REV", &at.strftime("%Y%m%dT%H%M%SZ").to_string());
        }
        self.line("END", "VCARD");
    }

    fn person(&mut self) {
        let part = |key: &str| escaped(&self.text(key));
        let keys = ["last_name", "first_name", "middle_name", "honorific", "suffix"];
        let mut parts: Vec<String> = keys.iter().map(|key| part(key)).collect();
        parts.extend(Some(part("second_last_name")).filter(|second| !second.is_empty()));
        if parts.iter().any(|part| !part.is_empty()) {
            self.line("N", &parts.join(";"));
        }
        self.said("NICKNAME", "preferred_name");
        let company = match self.value("organization") {
            Value::Id(id) => self.titles.get(self.object.key, id).unwrap_or_default().to_owned(),
            _ => String::new(),
        };
        let within = [company, self.text("department")].map(|unit| escaped(&unit));
        if within.iter().any(|unit| !unit.is_empty()) {
            self.line("ORG", within.join(";").trim_end_matches(';'));
        }
        self.said("TITLE", "job_title");
        let gender = match self.text("gender").as_str() {
            "female" => "F",
            "male" => "M",
            "other" => "O",
            _ => "",
        };
        if !gender.is_empty() {
            self.line("GENDER", gender);
        }
        if let Value::Date(day) = self.value("birth_date") {
            self.line("BDAY", &day.strftime("%Y%m%d").to_string());
        }
    }

    fn entries(&mut self) {
        for part in self.value("emails").parts() {
            self.line(&named("EMAIL", part), &escaped(&part.value));
        }
        for part in self.value("phones").parts() {
            self.line(&named("TEL", part), &escaped(&part.value));
        }
        for part in self.value("addresses").parts() {
            let Some(address) = &part.address else {
                continue;
            };
            let country = address.country.map(|country| country.code()).unwrap_or_default();
            let said = [
                "",
                &address.street_2,
                &address.street,
                &address.city,
                &address.state,
                &address.postal_code,
                country,
            ];
            self.line(&named("ADR", part), &said.map(escaped).join(";"));
        }
    }

    fn value(&self, key: &str) -> Value {
        self.object.field(key).map(|field| self.record.value(field.position)).unwrap_or_default()
    }

    fn text(&self, key: &str) -> String {
        self.value(key).as_text().unwrap_or_default().to_owned()
    }

    fn said(&mut self, name: &str, key: &str) {
        let text = self.text(key);
        if !text.is_empty() {
            self.line(name, &escaped(&text));
        }
    }

    fn line(&mut self, name: &str, value: &str) {
        self.text.push_str(&folded(&format!("{name}:{value}")));
    }
}

/// A property with the type of its entry, and whether that is the one to use.
fn named(name: &str, part: &Part) -> String {
    let plain = |sign: &char| sign.is_alphanumeric() || matches!(sign, ' ' | '-');
    let label: String = part.label.chars().filter(plain).collect();
    let kind = match label.as_str() {
        "" => String::new(),
        "mobile" => ";TYPE=cell".to_owned(),
        word if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) => format!(";TYPE={word}"),
        words => format!(";TYPE=\"{words}\""),
    };
    let first = if part.primary { ";PREF=1" } else { "" };
    format!("{name}{kind}{first}")
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\\' | ',' | ';' => escaped.extend(['\\', sign]),
            '\n' => escaped.push_str("\\n"),
            '\r' => {}
            sign => escaped.push(sign),
        }
    }
    escaped
}

/// A line cut after 75 octets at most, never within a character.
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + line.len() / LONGEST_LINE * 3 + 2);
    let mut octets = 0;
    for sign in line.chars() {
        if octets + sign.len_utf8() > LONGEST_LINE {
            folded.push_str("\r\n ");
            octets = 1;
        }
        folded.push(sign);
        octets += sign.len_utf8();
    }
    folded.push_str("\r\n");
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        for line in ["x".repeat(300), "NOTE:".to_owned() + &"张伟😀é".repeat(60), String::new()]
        {
            let cut = folded(&line);
            assert!(cut.lines().all(|line| line.len() <= LONGEST_LINE), "{cut}");
            assert_eq!(cut.replace("\r\n ", "").trim_end_matches("\r\n"), line);
        }
    }

    #[test]
    fn nothing_of_a_text_ends_its_value() {
        assert_eq!(escaped("a,b;c\\d\r\ne:f"), "a\\,b\\;c\\\\d\\ne:f");
    }
}
