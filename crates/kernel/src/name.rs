//! Names of people: their parts, the order they are said in, and the order they are sorted in.

use serde::{Deserialize, Serialize};

mod split;

pub use split::split_name;

use crate::language::Language;
use crate::name_table::PARTICLES;
use crate::text::fold::fold;
use crate::text::reading::{is_all_han, is_han, name_syllables};

/// The parts of a person's name; empty parts are empty texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonName {
    pub honorific: String,
    pub first_name: String,
    pub middle_name: String,
    pub last_name: String,
    pub second_last_name: String,
    pub suffix: String,
}

/// The name as it is said, without forms of address: Chinese and Korean names family first and
/// without a space.
pub fn full_name(name: &PersonName) -> String {
    let family = [name.last_name.as_str(), &name.second_last_name];
    let given = [name.first_name.as_str(), &name.middle_name];
    let is_east_asian_name =
        family.iter().chain(&given).all(|part| part.chars().all(is_east_asian));
    if is_east_asian_name {
        return [family.concat(), given.concat()].concat();
    }
    let parts = given.into_iter().chain(family);
    spaced(parts.chain([name.suffix.as_str()]))
}

/// The name as it is sorted: family names first, `García López Ana`. Particles in lower case go
/// behind: `Fuente Ana de la`. A Chinese name stays itself where the order is Chinese (see
/// [`Collation::name_key`](crate::text::sort_key::Collation::name_key)) and begins with its
/// reading elsewhere: `zhang wei 张伟`.
pub fn sort_name(name: &PersonName, order: Language) -> String {
    let full = full_name(name);
    if is_all_han(&full) {
        return match order {
            Language::Zh => full,
            _ => format!("{} {full}", name_syllables(&full).join(" ")),
        };
    }
    let family = spaced([name.last_name.as_str(), &name.second_last_name]);
    let words: Vec<&str> = family.split(' ').collect();
    let leading = words.iter().take_while(|word| is_lower_particle(word));
    let (particles, core) = words.split_at(leading.count());
    let (particles, core) = match core.is_empty() {
        true => (core, particles),
        false => (particles, core),
    };
    let given = [name.first_name.as_str(), &name.middle_name];
    let parts = core.iter().chain(&given).chain(particles).copied();
    spaced(parts.chain([name.suffix.as_str()]))
}

/// One or two characters for a picture that is missing: `AG` for Ana García López, `张` for 张伟.
pub fn initials(full: &str) -> String {
    let name = split_name(full, None);
    let family = first_letter(&name.last_name);
    if let Some(letter) = family.filter(|letter| is_east_asian(*letter)) {
        return letter.to_string();
    }
    [first_letter(&name.first_name), family]
        .into_iter()
        .flatten()
        .flat_map(char::to_uppercase)
        .collect()
}

fn first_letter(part: &str) -> Option<char> {
    let word = part.split(' ').find(|word| !is_lower_particle(word))?;
    word.chars().find(|character| character.is_alphanumeric())
}

/// The parts that are not empty, with a space between.
fn spaced<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// Han or Hangul, or the dot between the parts of a foreign name written in Han.
fn is_east_asian(character: char) -> bool {
    is_han(character) || ('가'..='힣').contains(&character) || character == '·'
}

fn is_in(table: &[&str], word: &str) -> bool {
    let key = fold(word.trim_end_matches(['.', ',', '\'', '’']));
    table.binary_search(&key.as_str()).is_ok()
}

fn is_particle(word: &str) -> bool {
    is_in(PARTICLES, word) && !word.ends_with('.')
}

fn is_lower_particle(word: &str) -> bool {
    is_particle(word) && !word.chars().any(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_said_in_its_own_order() {
        for full in [
            "Ana García López",
            "王小明",
            "欧阳修",
            "John P. O'Brien Jr.",
            "김철수",
            "阿卜杜拉·买买提",
            "Ludwig van Beethoven",
        ] {
            assert_eq!(full_name(&split_name(full, None)), full);
        }
    }

    #[test]
    fn a_name_is_sorted_by_its_family() {
        for (full, sorted) in [
            ("Ana García López", "García López Ana"),
            ("Ana de la Fuente", "Fuente Ana de la"),
            ("Ana De la Fuente", "De la Fuente Ana"),
            ("Ludwig van Beethoven", "Beethoven Ludwig van"),
            ("Miguel de Cervantes Saavedra", "Cervantes Saavedra Miguel de"),
            ("张伟", "zhang wei 张伟"),
            ("曾国藩", "zeng guo fan 曾国藩"),
            ("Cher", "Cher"),
        ] {
            let name = split_name(full, Some(Language::Es));
            assert_eq!(sort_name(&name, Language::Es), sorted);
        }
        let name = split_name("曾国藩", None);
        assert_eq!(sort_name(&name, Language::Zh), "曾国藩");
    }

    #[test]
    fn initials_come_from_the_right_ends() {
        for (full, letters) in [
            ("Ana García López", "AG"),
            ("Ana de la Fuente", "AF"),
            ("张伟", "张"),
            ("김철수", "김"),
            ("Ñusta Álvarez", "ÑÁ"),
            ("Dr. John Smith", "JS"),
            ("cher", "C"),
            ("", ""),
            ("-", ""),
        ] {
            assert_eq!(initials(full), letters, "{full}");
        }
    }

    proptest! {
        #[test]
        fn any_name_is_survived(full in any::<String>(), shaped in "[A-Zñáa-z张伟 .,'·-]{0,40}") {
            for full in [full, shaped] {
                for language in [None, Some(Language::Es), Some(Language::Zh)] {
                    let name = split_name(&full, language);
                    let _said = (full_name(&name), sort_name(&name, Language::En), initials(&full));
                }
            }
        }

        #[test]
        fn no_word_is_lost(full in "[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8}){0,4}") {
            for language in [None, Some(Language::Es), Some(Language::En)] {
                let name = split_name(&full, language);
                let parts = [name.honorific.as_str(), &full_name(&name)];
                prop_assert_eq!(spaced(parts), full.clone());
            }
        }
    }
}
