//! Why a command did not do it: one line for people and an exit code.

use std::fmt;

use fluent_bundle::FluentValue;
use kernel::Error;
use kernel::language::Language;
use kernel::words::Words;

/// A failed command.
#[derive(Debug)]
pub struct Problem {
    what: What,
    code: u8,
}

#[derive(Debug)]
enum What {
    /// A Fluent key with its values.
    Key(&'static str, Vec<(&'static str, String)>),
    Kernel(Error),
    Sentence(String),
}

impl Problem {
    /// The command was used wrongly: exit code 2.
    pub const fn usage(key: &'static str) -> Self {
        Self { what: What::Key(key, Vec::new()), code: 2 }
    }

    /// It failed: exit code 1.
    pub const fn failed(key: &'static str) -> Self {
        Self { what: What::Key(key, Vec::new()), code: 1 }
    }

    /// Wrong usage, told by whoever noticed.
    pub const fn says(sentence: String) -> Self {
        Self { what: What::Sentence(sentence), code: 2 }
    }

    /// A value that the sentence names.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        if let What::Key(_, values) = &mut self.what {
            values.push((name, value.to_string()));
        }
        self
    }

    /// The exit code.
    pub const fn code(&self) -> u8 {
        self.code
    }

    /// One line: what failed and what to do.
    pub fn sentence(&self, language: Language) -> String {
        let words = Words::get();
        let sentence = match &self.what {
            What::Key(key, values) => {
                let values: Vec<_> = values
                    .iter()
                    .map(|(name, value)| (*name, FluentValue::from(value.as_str())))
                    .collect();
                words.with(language, key, &values)
            }
            What::Kernel(error) => of_kernel(error, language),
            What::Sentence(sentence) => sentence.clone(),
        };
        sentence.replace('\n', " ")
    }
}

fn of_kernel(error: &Error, language: Language) -> String {
    let words = Words::get();
    let refusals = match error {
        Error::Refused(refusals) | Error::Invalid(refusals) => refusals.0.as_slice(),
        Error::Forbidden(one) | Error::Conflict(one) | Error::Gone(one) | Error::TooLarge(one) => {
            std::slice::from_ref(one)
        }
        Error::NotFound => return words.text(language, "problem-not-found-text"),
        Error::Stale { .. } => return words.text(language, "problem-stale-text"),
        Error::StorageFull => return words.text(language, "problem-storage-full-text"),
        Error::Unavailable { detail, .. } => return detail.clone(),
        Error::Broken(error) => return format!("{error:#}"),
    };
    let sentences: Vec<String> = refusals
        .iter()
        .map(|refusal| {
            let sentence = words.refusal(language, refusal);
            match &refusal.field {
                Some(field) => format!("{field}: {sentence}"),
                None => sentence,
            }
        })
        .collect();
    sentences.join(" ")
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self { what: What::Kernel(error), code: 1 }
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Error::broken(error).into()
    }
}

impl From<anyhow::Error> for Problem {
    fn from(error: anyhow::Error) -> Self {
        Error::from(error).into()
    }
}
