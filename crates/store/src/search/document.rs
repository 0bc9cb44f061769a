//! The tokens of a record, from what its face says is searched.

use kernel::face::Searched;
use kernel::kind::Kind;
use kernel::language::Language;
use kernel::object::{Field, Object};
use kernel::record::Record;
use kernel::telling::Telling;
use kernel::text::fold::fold;
use kernel::text::token::{
    Tokens, document_tokens, domain_tokens, email_tokens, name_tokens, phone_tokens,
};
use kernel::value::{Part, Value};

use super::holders;
use super::question::joined;

/// Begins the token of a whole name; no text holds it.
const NAME: char = '\u{E000}';
/// Begins the token of an object's key.
const OBJECT: char = '\u{E001}';

/// Words that typing errors are looked for in: their length in letters.
pub(super) const WORD: std::ops::RangeInclusive<usize> = 4..=24;

/// What is kept of a record.
#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    pub tokens: Tokens,
    /// Words of names and texts, without those of addresses and numbers.
    pub words: Vec<String>,
}

/// The token of a whole name.
pub(super) fn name_token(joined: &str) -> String {
    format!("{NAME}{joined}")
}

/// The token that all records of an object have.
pub(super) fn object_token(object: &str) -> String {
    let letters: String = object.chars().filter(|c| c.is_alphanumeric()).collect();
    format!("{OBJECT}{letters}")
}

/// Whether a record says nothing that anybody could search for.
pub(super) fn is_silent(object: &Object, record: &Record) -> bool {
    let searched = object.face_of(record).map(|face| face.searched.as_slice()).unwrap_or_default();
    searched
        .iter()
        .filter_map(|(key, _)| object.field(key))
        .all(|field| field.secret || record.values.get(field.position).is_none_or(Value::is_null))
}

impl Document {
    pub fn of(object: &Object, record: &Record) -> Self {
        let mut document = Self::default();
        document.tokens.add([object_token(object.key)]);
        document.tokens.add(holders::of(object, record));
        let Some(face) = object.face_of(record) else {
            return document;
        };
        for (key, how) in &face.searched {
            let Some(field) = object.field(key).filter(|field| !field.secret) else {
                continue;
            };
            match (&*record.peek(field.position), how) {
                (Value::Text(text), Searched::AsName) => document.add_name(text),
                (value, _) => document.add(field, value),
            }
            document.add_told(object, field, record);
        }
        document
    }

    fn add_name(&mut self, name: &str) {
        self.tokens.add([name_token(&joined(name))]);
        self.tokens.add(name_tokens(name));
        self.add_words(name);
    }

    /// What reads otherwise in other languages is found in each of them.
    fn add_told(&mut self, object: &Object, field: &Field, record: &Record) {
        if matches!(field.telling, Telling::AsTyped) {
            return;
        }
        for language in Language::ALL {
            if let Some(text) = object.told(record, field, language) {
                self.add_name(&text);
            }
        }
    }

    fn add(&mut self, field: &Field, value: &Value) {
        match value {
            Value::Text(text) => self.add_text(field.kind, text),
            Value::Int(number) => self.tokens.add([number.to_string()]),
            Value::Words(words) => words.iter().for_each(|word| self.add_text(Kind::Text, word)),
            Value::Parts(parts) => parts.iter().for_each(|part| self.add_part(field.kind, part)),
            Value::Address(address) => {
                for line in address.texts() {
                    self.add_text(Kind::Text, line);
                }
            }
            Value::Null
            | Value::Bool(_)
            | Value::Money(_)
            | Value::Date(_)
            | Value::Instant(_)
            | Value::Id(_)
            | Value::Ids(_) => {}
        }
    }

    fn add_text(&mut self, kind: Kind, text: &str) {
        match kind {
            Kind::Email => self.tokens.add(email_tokens(text)),
            Kind::Phone => self.tokens.add(phone_tokens(text)),
            Kind::Url => self.tokens.add(domain_tokens(text)),
            _ => {
                self.tokens.add(document_tokens(text));
                self.add_words(text);
            }
        }
    }

    fn add_part(&mut self, kind: Kind, part: &Part) {
        match (kind, &part.address) {
            (_, Some(address)) => {
                for line in address.texts() {
                    self.add_text(Kind::Text, line);
                }
            }
            (Kind::Emails, None) => self.tokens.add(email_tokens(&part.value)),
            (Kind::Phones, None) => self.tokens.add(phone_tokens(&part.value)),
            (Kind::Domains, None) => self.tokens.add(domain_tokens(&part.value)),
            (_, None) => self.tokens.add(document_tokens(&part.value)),
        }
    }

    fn add_words(&mut self, text: &str) {
        let folded = fold(text);
        let words = folded.split(|c: char| !c.is_alphanumeric());
        for word in words.take(50) {
            let latin = word.bytes().all(|byte| byte.is_ascii_lowercase());
            if latin && WORD.contains(&word.len()) && !self.words.iter().any(|known| known == word)
            {
                self.words.push(word.to_owned());
            }
        }
    }
}
