//! The order of text: sort keys in bytes, the same on every database.

use std::sync::LazyLock;

use icu::collator::options::CollatorOptions;
use icu::collator::{Collator, CollatorBorrowed};

use super::reading::{is_all_han, spelled_for_sorting};
use crate::language::Language;

/// How much of a text decides its place, in bytes.
const TEXT_BYTES: usize = 400;
/// The longest Chinese text that is read as a person's name, in characters.
const HAN_NAME_LENGTH: usize = 4;

/// Ends a level of a key; no weight holds it.
const LEVEL_END: u8 = 1;

/// How closely two texts must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Case and accents make no difference.
    Letters,
    /// Case makes no difference.
    Accents,
}

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

    /// The one that all share.
    pub fn of(language: Language) -> &'static Self {
        static EN: LazyLock<Collation> = LazyLock::new(|| Collation::new(Language::En));
        static ES: LazyLock<Collation> = LazyLock::new(|| Collation::new(Language::Es));
        static ZH: LazyLock<Collation> = LazyLock::new(|| Collation::new(Language::Zh));
        match language {
            Language::En => &EN,
            Language::Es => &ES,
            Language::Zh => &ZH,
        }
    }

    pub const fn language(&self) -> Language {
        self.language
    }

    /// Bytes that compare as the texts do. Texts that differ only beyond the first 400 bytes get
    /// the same key.
    pub fn key(&self, text: &str) -> Vec<u8> {
        let head = text.get(..text.floor_char_boundary(TEXT_BYTES)).unwrap_or(text);
        let mut key = Vec::with_capacity(head.len() + 8);
        match self.collator.write_sort_key_to(head, &mut key) {
            Ok(()) => key,
            Err(never) => match never {},
        }
    }

    /// The keys of all texts that agree with this one: from the first to before the second.
    pub fn equal(&self, text: &str, strength: Strength) -> (Vec<u8>, Vec<u8>) {
        let mut from = self.key(text);
        let levels = match strength {
            Strength::Letters => 1,
            Strength::Accents => 2,
        };
        let ends = from.iter().enumerate().filter(|(_, byte)| **byte == LEVEL_END);
        if let Some((end, _)) = { ends }.nth(levels - 1) {
            from.truncate(end);
        }
        let mut to = from.clone();
        from.push(LEVEL_END);
        to.push(LEVEL_END + 1);
        (from, to)
    }

    /// The keys of all texts that begin with this one, whatever their case and accents: from the
    /// first to before the second, which is missing when there is nothing behind them.
    pub fn beginning(&self, text: &str) -> (Vec<u8>, Option<Vec<u8>>) {
        let mut from = self.key(text);
        if let Some(end) = from.iter().position(|byte| *byte == LEVEL_END) {
            from.truncate(end);
        }
        let mut to = from.clone();
        while let Some(last) = to.pop() {
            if let Some(next) = last.checked_add(1) {
                to.push(next);
                return (from, Some(to));
            }
        }
        (from, None)
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
        let mut names = ["Bob", "曾国", "王伟", "张三", "阿明", "单小红", "仇英", "沙和尚"];
        names.sort_by_key(|name| collation.name_key(name));
        assert_eq!(names, ["阿明", "仇英", "沙和尚", "单小红", "王伟", "曾国", "张三", "Bob"]);
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

    fn agree(language: Language, left: &str, right: &str, strength: Strength) -> bool {
        let collation = Collation::of(language);
        let (from, to) = collation.equal(left, strength);
        let key = collation.key(right);
        from <= key && key < to
    }

    fn begins(language: Language, text: &str, beginning: &str) -> bool {
        let collation = Collation::of(language);
        let (from, to) = collation.beginning(beginning);
        let key = collation.key(text);
        from <= key && to.is_none_or(|to| key < to)
    }

    #[test]
    fn equality_ignores_case_and_in_names_accents() {
        for language in Language::ALL {
            for (left, right, letters, accents) in [
                ("García", "GARCÍA", true, true),
                ("García", "garcia", true, false),
                ("García", "Garcías", false, false),
                ("Ana B", "Anab", false, false),
                ("张伟", "张伟", true, true),
                ("张伟", "张三", false, false),
                ("", "a", false, false),
            ] {
                assert_eq!(
                    agree(language, left, right, Strength::Letters),
                    letters,
                    "{left} {right}"
                );
                assert_eq!(
                    agree(language, left, right, Strength::Accents),
                    accents,
                    "{left} {right}"
                );
            }
        }
        assert!(!agree(Language::Es, "Nunez", "Nuñez", Strength::Letters));
        assert!(agree(Language::En, "Nunez", "Nuñez", Strength::Letters));
    }

    #[test]
    fn a_beginning_is_found_whatever_case_and_accents() {
        for language in Language::ALL {
            for (text, beginning, expected) in [
                ("García López", "garcía l", true),
                ("García López", "GARCIA", true),
                ("García", "garcía l", false),
                ("张伟", "张", true),
                ("张伟 Ltd", "张伟 l", true),
                ("李娜", "张", false),
                ("Ana", "", true),
                ("ana bob 张 ana", "Ana Bob 张", true),
            ] {
                assert_eq!(begins(language, text, beginning), expected, "{text} {beginning}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_text_begins_with_each_of_its_beginnings(text in "[a-zA-Z0-9 ñáéÑ张伟李娜Юя.,-]{0,16}", at in 0_usize..16) {
            let head: String = text.chars().take(at).collect();
            for language in Language::ALL {
                prop_assert!(begins(language, &text, &head), "{text:?} {head:?}");
                prop_assert!(agree(language, &text, &text.to_uppercase(), Strength::Accents));
            }
        }

        #[test]
        fn agreeing_is_what_the_key_levels_say(left in "[a-cA-CáÁñn ]{0,3}", right in "[a-cA-CáÁñn ]{0,3}") {
            for language in Language::ALL {
                let collation = Collation::of(language);
                let cut = |text: &str, levels: usize| -> Vec<Vec<u8>> {
                    collation.key(text).split(|byte| *byte == LEVEL_END).take(levels).map(<[u8]>::to_vec).collect()
                };
                prop_assert_eq!(agree(language, &left, &right, Strength::Letters), cut(&left, 1) == cut(&right, 1));
                prop_assert_eq!(agree(language, &left, &right, Strength::Accents), cut(&left, 2) == cut(&right, 2));
            }
        }

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
