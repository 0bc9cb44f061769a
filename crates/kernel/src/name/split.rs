//! Taking a full name apart.

use super::{PersonName, is_east_asian, is_in, is_particle};
use crate::language::Language;
use crate::name_table::{
    HAN_HONORIFICS, HONORIFICS, POINTED_HONORIFICS, SECOND_GIVEN_NAMES, SPANISH_FAMILY_NAMES,
    SUFFIXES,
};
use crate::text::fold::fold;
use crate::text::reading::surname_length;

/// How much of a name is taken apart, in characters.
const LENGTH: usize = 200;

/// Takes a full name apart, as the person's language does it; without one the name itself tells.
/// It is a guess: people can correct the parts.
pub fn split_name(full: &str, language: Option<Language>) -> PersonName {
    let full: String = full.chars().take(LENGTH).collect();
    let mut name = PersonName::default();
    let is_western = |c: char| c.is_alphabetic() && !is_east_asian(c);
    if full.chars().any(is_east_asian) && !full.chars().any(is_western) {
        let words: Vec<&str> = full.split_whitespace().collect();
        split_east_asian(&mut name, &words);
        return name;
    }
    match full.split_once(',') {
        Some((family, given)) if !is_suffix(given) => {
            let given: Vec<&str> = given.split_whitespace().collect();
            let given = take_titles(&mut name, &given);
            put_given(&mut name, units(given), language);
            put_family(&mut name, &family.split_whitespace().collect::<Vec<_>>(), language);
        }
        _ => {
            let plain = full.replace(',', " ");
            let words: Vec<&str> = plain.split_whitespace().collect();
            let rest = take_titles(&mut name, &words);
            split_western(&mut name, units(rest), language);
        }
    }
    name
}

fn is_suffix(text: &str) -> bool {
    let plain = text.replace(['.', ' '], "");
    is_in(SUFFIXES, &plain)
}

fn is_honorific(word: &str) -> bool {
    let is_pointed = word.ends_with('.');
    is_in(HONORIFICS, word) && (is_pointed || !is_in(POINTED_HONORIFICS, word))
}

/// Puts forms of address and suffixes aside, as long as a name is left.
fn take_titles<'a>(name: &mut PersonName, words: &'a [&'a str]) -> &'a [&'a str] {
    let mut rest = words;
    let mut honorifics = Vec::new();
    while let [first, tail @ ..] = rest
        && !tail.is_empty()
        && is_honorific(first)
    {
        honorifics.push(*first);
        rest = tail;
    }
    let mut suffixes = Vec::new();
    while let [head @ .., last] = rest
        && head.len() > 1
        && is_suffix(last)
    {
        suffixes.insert(0, *last);
        rest = head;
    }
    name.honorific = honorifics.join(" ");
    name.suffix = suffixes.join(" ");
    rest
}

/// Words with the particles before them: `de la Fuente` is one unit. The first word is none.
fn units(words: &[&str]) -> Vec<String> {
    let mut units: Vec<String> = Vec::new();
    let mut open = false;
    for (at, word) in words.iter().enumerate() {
        match units.last_mut() {
            Some(unit) if open => {
                unit.push(' ');
                unit.push_str(word);
            }
            _ => units.push((*word).to_owned()),
        }
        open = at > 0 && is_particle(word) && at + 1 < words.len();
    }
    units
}

/// Given names first.
fn split_western(name: &mut PersonName, units: Vec<String>, language: Option<Language>) {
    let spanish = is_spanish(&units, language);
    let given_count = match (units.len(), spanish) {
        (0 | 1, _) => 1,
        (2, _) => 1,
        (3, true) if is_double_given(&units) => 2,
        (3, true) => 1,
        (count, true) => count - 2,
        (count, false) => count - 1,
    };
    let mut given = units;
    let family = given.split_off(given_count.min(given.len()));
    if spanish {
        name.first_name = given.join(" ");
    } else {
        put_given(name, given, language);
    }
    let mut family = family.into_iter();
    name.last_name = family.next().unwrap_or_default();
    name.second_last_name = family.next().unwrap_or_default();
}

fn put_given(name: &mut PersonName, units: Vec<String>, language: Option<Language>) {
    if language == Some(Language::Es) || is_double_given(&units) {
        name.first_name = units.join(" ");
        return;
    }
    let mut units = units.into_iter();
    name.first_name = units.next().unwrap_or_default();
    name.middle_name = units.collect::<Vec<_>>().join(" ");
}

/// The family names before a comma. Here the first word may be a particle.
fn put_family(name: &mut PersonName, words: &[&str], language: Option<Language>) {
    let start = words.iter().take_while(|word| is_particle(word)).count();
    let (particles, core) = words.split_at(start.min(words.len().saturating_sub(1)));
    let mut units = units(core);
    if let Some(first) = units.first_mut() {
        *first = [particles, &[first.as_str()]].concat().join(" ");
    }
    if units.len() == 2 && is_spanish(&units, language) {
        name.second_last_name = units.pop().unwrap_or_default();
    }
    name.last_name = units.join(" ");
}

/// Whether the last two units are both family names, as in Spanish.
fn is_spanish(units: &[String], language: Option<Language>) -> bool {
    match language {
        Some(language) => language == Language::Es,
        None => {
            let last_two = units.iter().rev().take(2);
            last_two.filter(|unit| is_spanish_family(unit)).count() == 2
        }
    }
}

fn is_spanish_family(unit: &str) -> bool {
    let word = unit.split(' ').next_back().unwrap_or_default();
    fold(word).ends_with("ez") || is_in(SPANISH_FAMILY_NAMES, word)
}

/// José Luis, María del Carmen.
fn is_double_given(units: &[String]) -> bool {
    units.get(1).is_some_and(|second| {
        let word = second.split(' ').next_back().unwrap_or_default();
        is_in(SECOND_GIVEN_NAMES, word)
    })
}

/// Family name first: 张伟, 欧阳修, 张 伟, 김철수, 王伟先生.
fn split_east_asian(name: &mut PersonName, words: &[&str]) {
    let whole = words.concat();
    // A name from another language, written in Han: 阿卜杜拉·买买提.
    if whole.contains('·') {
        name.first_name = whole;
        return;
    }
    let bare = take_han_title(name, &whole);
    let first_word = words.first().copied().unwrap_or_default();
    let family_length = match words.len() > 1 && first_word.len() < bare.len() {
        true => first_word.chars().count(),
        false => surname_length(bare),
    };
    name.last_name = bare.chars().take(family_length).collect();
    name.first_name = bare.chars().skip(family_length).collect();
}

fn take_han_title<'a>(name: &mut PersonName, whole: &'a str) -> &'a str {
    let found = HAN_HONORIFICS
        .iter()
        .filter_map(|title| Some((title, whole.strip_suffix(title)?)))
        .filter(|(_, bare)| !bare.is_empty())
        .min_by_key(|(_, bare)| bare.len());
    let Some((title, bare)) = found else {
        return whole;
    };
    (*title).clone_into(&mut name.honorific);
    bare
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name_table;

    /// Honorific, first, middle, last, second last, suffix.
    fn parts(full: &str, language: Option<Language>) -> [String; 6] {
        let name = split_name(full, language);
        [
            name.honorific,
            name.first_name,
            name.middle_name,
            name.last_name,
            name.second_last_name,
            name.suffix,
        ]
    }

    #[test]
    fn the_tables_are_sorted_for_the_lookup() {
        for table in [
            name_table::PARTICLES,
            HONORIFICS,
            POINTED_HONORIFICS,
            SUFFIXES,
            SECOND_GIVEN_NAMES,
            SPANISH_FAMILY_NAMES,
        ] {
            assert!(table.is_sorted_by(|a, b| a < b), "{table:?}");
        }
    }

    #[test]
    fn spanish_names_have_two_family_names() {
        let es = Some(Language::Es);
        for (full, expected) in [
            ("Ana García López", ["", "Ana", "", "García", "López", ""]),
            ("Ana García", ["", "Ana", "", "García", "", ""]),
            ("José Luis García", ["", "José Luis", "", "García", "", ""]),
            ("José Luis García López", ["", "José Luis", "", "García", "López", ""]),
            ("María del Carmen Ruiz", ["", "María del Carmen", "", "Ruiz", "", ""]),
            ("Ana de la Fuente Gil", ["", "Ana", "", "de la Fuente", "Gil", ""]),
            ("Juan y Medio Ruiz", ["", "Juan", "", "y Medio", "Ruiz", ""]),
            ("Sra. Ana García", ["Sra.", "Ana", "", "García", "", ""]),
            ("D. Luis Gil", ["D.", "Luis", "", "Gil", "", ""]),
            ("García López, Ana María", ["", "Ana María", "", "García", "López", ""]),
            ("de la Fuente Gil, Ana", ["", "Ana", "", "de la Fuente", "Gil", ""]),
        ] {
            assert_eq!(parts(full, es), expected, "{full}");
        }
        let untold = parts("Ana García López", None);
        assert_eq!(untold, ["", "Ana", "", "García", "López", ""]);
    }

    #[test]
    fn english_names_have_a_middle_one() {
        for (full, expected) in [
            ("John Smith", ["", "John", "", "Smith", "", ""]),
            ("John P. O'Brien", ["", "John", "P.", "O'Brien", "", ""]),
            ("Dr. John Paul Smith Jr.", ["Dr.", "John", "Paul", "Smith", "", "Jr."]),
            ("Smith, John Paul", ["", "John", "Paul", "Smith", "", ""]),
            ("John Smith, PhD", ["", "John", "", "Smith", "", "PhD"]),
            ("Rembrandt van der Berg", ["", "Rembrandt", "", "van der Berg", "", ""]),
            ("Otto von Bismarck", ["", "Otto", "", "von Bismarck", "", ""]),
            ("Van Morrison", ["", "Van", "", "Morrison", "", ""]),
            ("Cher", ["", "Cher", "", "", "", ""]),
            ("Dr", ["", "Dr", "", "", "", ""]),
            ("", ["", "", "", "", "", ""]),
        ] {
            assert_eq!(parts(full, None), expected, "{full}");
        }
    }

    #[test]
    fn chinese_and_korean_names_begin_with_the_family() {
        for (full, expected) in [
            ("张伟", ["", "伟", "", "张", "", ""]),
            ("欧阳修", ["", "修", "", "欧阳", "", ""]),
            ("諸葛亮", ["", "亮", "", "諸葛", "", ""]),
            ("张 伟", ["", "伟", "", "张", "", ""]),
            ("王小明先生", ["先生", "小明", "", "王", "", ""]),
            ("李总经理", ["总经理", "", "", "李", "", ""]),
            ("先生", ["", "生", "", "先", "", ""]),
            ("王", ["", "", "", "王", "", ""]),
            ("김철수", ["", "철수", "", "김", "", ""]),
            ("阿卜杜拉·买买提", ["", "阿卜杜拉·买买提", "", "", "", ""]),
        ] {
            assert_eq!(parts(full, None), expected, "{full}");
        }
    }
}
