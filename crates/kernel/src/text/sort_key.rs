//! The order of text: sort keys in bytes, the same on every database.

use icu::collator::options::CollatorOptions;
use icu::collator::{Collator, CollatorBorrowed};

use super::reading::{is_all_han, spelled_for_sorting};
use crate::language::Language;

/// How much of a text decides its place, in bytes.
const TEXT_BYTES: usize = 400;
/// The longest Chinese text that is read as a person's name, in characters.
const HAN_NAME_LENGTH: usize = 4;

/// The order of one language. Built once, shared by all.
///
/// *Source*: the Unicode Collation Algorithm with the tailorings of CLDR: Spanish `ñ` after `n`,
/// Chinese by pinyin.
pub struct Collation {
    language: Language,
    collator: CollatorBorrowed<'static>,
}

impl std::fmt::Debug for Collation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Collation").finish_non_exhaustive()
    }
}

impl Collation {
    /// Raised whenever the same text may get another key: a new release of the collation data, or
    /// another rule here. Stored keys of another version are computed again.
    pub const VERSION: u32 = 20_401;

    #[expect(
        clippy::expect_used,
        reason = "the collation data of the three languages is compiled in"
    )]
    pub fn new(language: Language) -> Self {
        let preferences = language.locale().into();
        let collator = Collator::try_new(preferences, CollatorOptions::default())
            .expect("the collation of a built-in language");
        Self { language, collator }
    }

    pub const fn language(&self) -> Language {
        self.language
    }

    /// Bytes that compare as the texts do. Texts that differ only beyond the first 400 bytes get
    /// the same key.
    pub fn key(&self, text: &str) -> Vec<u8> {
        let head = text
            .get(..text.floor_char_boundary(TEXT_BYTES))
            .unwrap_or(text);
        let mut key = Vec::with_capacity(head.len() + 8);
        match self.collator.write_sort_key_to(head, &mut key) {
            Ok(()) => key,
            Err(never) => match never {},
        }
    }

    /// The key of a sort name. In Chinese the surname sorts by its reading as a surname: 曾 under
    /// zēng, not céng.
    pub fn name_key(&self, sort_name: &str) -> Vec<u8> {
        let name = sort_name.trim();
        let is_han_name = self.language == Language::Zh
            && name.chars().nth(HAN_NAME_LENGTH).is_none()
            && is_all_han(name);
        match spelled_for_sorting(name) {
            Some(spelled) if is_han_name => self.key(&spelled),
            _ => self.key(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ordered<'a>(language: Language, names: &[&'a str]) -> Vec<&'a str> {
        let collation = Collation::new(language);
        let mut names = names.to_vec();
        names.sort_by_key(|name| collation.key(name));
        names
    }

    #[test]
    fn chinese_names_sort_by_pinyin_before_latin_ones() {
        let order = ["阿明", "曾国", "李娜", "王伟", "张三", "赵四", "Bob"];
        let mixed = ["Bob", "王伟", "张三", "阿明", "赵四", "李娜", "曾国"];
        assert_eq!(ordered(Language::Zh, &mixed), order);
    }

    #[test]
    fn a_surname_with_a_reading_of_its_own_sorts_by_it() {
        let collation = Collation::new(Language::Zh);
        let mut names = [
            "Bob",
            "曾国",
            "王伟",
            "张三",
            "阿明",
            "单小红",
            "仇英",
            "沙和尚",
        ];
        names.sort_by_key(|name| collation.name_key(name));
        assert_eq!(
            names,
            [
                "阿明",
                "仇英",
                "沙和尚",
                "单小红",
                "王伟",
                "曾国",
                "张三",
                "Bob"
            ]
        );
    }

    #[test]
    fn spanish_puts_n_with_tilde_after_n() {
        let mixed = ["oso", "Ñu", "nz", "ñandú"];
        assert_eq!(ordered(Language::Es, &mixed), ["nz", "ñandú", "Ñu", "oso"]);
    }

    #[test]
    fn three_scripts_keep_one_order() {
        let mixed = ["Ñu", "张三", "Юлия", "Bob", "李娜", "árbol", "Zoe"];
        let spanish = ["árbol", "Bob", "Ñu", "Zoe", "Юлия", "张三", "李娜"];
        assert_eq!(ordered(Language::Es, &mixed), spanish);
        let chinese = ["李娜", "张三", "árbol", "Bob", "Ñu", "Zoe", "Юлия"];
        assert_eq!(ordered(Language::Zh, &mixed), chinese);
    }

    #[test]
    fn a_family_name_comes_before_longer_ones() {
        let mixed = ["Garcíarena Ana", "García Zoe", "García López Ana"];
        let order = ["García López Ana", "García Zoe", "Garcíarena Ana"];
        assert_eq!(ordered(Language::Es, &mixed), order);
    }

    #[test]
    fn keys_are_short() {
        let collation = Collation::new(Language::Es);
        assert!(collation.key("García López, Ana").len() <= 40);
        assert!(collation.key(&"ñ".repeat(100_000)).len() <= 1_000);
    }

    proptest! {
        #[test]
        fn keys_compare_as_the_collator_does(left in "\\PC{0,12}", right in "\\PC{0,12}") {
            for language in Language::ALL {
                let collation = Collation::new(language);
                let by_key = collation.key(&left).cmp(&collation.key(&right));
                prop_assert_eq!(by_key, collation.collator.compare(&left, &right));
            }
        }
    }
}
