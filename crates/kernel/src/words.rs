//! All text for people: Fluent catalogues in three languages, complete or the build fails.

use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::error::Refusal;
use crate::language::Language;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

static WORDS: LazyLock<Words> = LazyLock::new(Words::load);

/// The catalogues of the binary.
pub struct Words {
    bundles: HashMap<Language, FluentBundle<FluentResource>>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({} languages)", self.bundles.len())
    }
}

impl Words {
    /// The words of this binary.
    pub fn get() -> &'static Self {
        &WORDS
    }

    fn load() -> Self {
        let mut bundles = HashMap::new();
        for language in Language::ALL {
            let tag = language.code().parse().unwrap_or_default();
            let mut bundle = FluentBundle::new_concurrent(vec![tag]);
            bundle.set_use_isolating(false);
            for (_, _, text) in SOURCES.iter().filter(|(code, _, _)| *code == language.code()) {
                let resource = match FluentResource::try_new((*text).to_owned()) {
                    Ok(resource) | Err((resource, _)) => resource,
                };
                bundle.add_resource_overriding(resource);
            }
            bundles.insert(language, bundle);
        }
        Self { bundles }
    }

    /// The keys of texts that have no variants, as English has them.
    pub(crate) fn keys() -> impl Iterator<Item = &'static str> {
        let english = SOURCES.iter().filter(|(code, _, _)| *code == Language::En.code());
        english.flat_map(|(_, _, text)| text.lines()).filter_map(|line| {
            let (key, _) = line.split_once(" = ")?;
            (!key.starts_with([' ', '#'])).then_some(key)
        })
    }

    /// Whether a language has a word.
    pub fn has(&self, language: Language, key: &str) -> bool {
        self.bundles.get(&language).is_some_and(|bundle| bundle.has_message(key))
    }

    /// A text without values. A key that does not exist is shown as it is.
    pub fn text(&self, language: Language, key: &str) -> String {
        self.format(language, key, None)
    }

    /// A text with values: `words.with(language, "rows", &[("count", 3.into())])`.
    pub fn with(
        &self,
        language: Language,
        key: &str,
        values: &[(&str, FluentValue<'_>)],
    ) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        self.format(language, key, Some(&args))
    }

    /// The sentence of a refusal: `refusal-CODE` with its values.
    pub fn refusal(&self, language: Language, refusal: &Refusal) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in &refusal.values {
            args.set(*name, FluentValue::from(value.as_str()));
        }
        self.format(language, &format!("refusal-{}", refusal.code), Some(&args))
    }

    fn format(&self, language: Language, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(bundle) = self.bundles.get(&language) else {
            return key.to_owned();
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_catalogue_is_well_formed() {
        for (language, file, text) in SOURCES {
            if let Err((_, errors)) = FluentResource::try_new((*text).to_owned()) {
                panic!("locales/{language}/{file}: {errors:?}");
            }
        }
    }

    #[test]
    fn a_refusal_becomes_a_sentence_in_each_language() {
        let refusal = Refusal::field("name", "required");
        for language in Language::ALL {
            let sentence = Words::get().refusal(language, &refusal);
            assert!(!sentence.starts_with("refusal-"), "{sentence}");
        }
    }
}
