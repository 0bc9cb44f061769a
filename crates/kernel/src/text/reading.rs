//! How a Chinese name is read: pinyin, with the surnames that have a reading of their own.

use pinyin::ToPinyin;

use super::surname_table::{COMPOUND, READINGS};

/// Whether a character is Han, and so has a reading.
pub fn is_han(character: char) -> bool {
    matches!(
        u32::from(character),
        0x3005 | 0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF
    )
}

/// Whether a text consists of Han characters alone.
pub fn is_all_han(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_han)
}

/// How many characters of a Chinese name are its surname: two for 欧阳 and its like, else one.
pub fn surname_length(name: &str) -> usize {
    let simple = fast2s::convert(name);
    let is_longer = simple.chars().nth(2).is_some();
    let first_two: String = simple.chars().take(2).collect();
    let is_compound = COMPOUND.binary_search(&first_two.as_str()).is_ok();
    if is_compound && is_longer { 2 } else { 1 }
}

/// The syllables of a Chinese name in lower case without tones (`ü` kept), its surname read as a
/// surname: 曾国 → `zeng`, `guo`.
pub fn name_syllables(name: &str) -> Vec<String> {
    let simple = fast2s::convert(name);
    let Some((surname, reading, _)) = special_surname(&simple) else {
        return syllables(&simple);
    };
    let rest = simple.get(surname.len()..).unwrap_or_default();
    let mut out: Vec<String> = reading.split(' ').map(str::to_owned).collect();
    out.extend(syllables(rest));
    out
}

/// The syllables of Han characters as a dictionary reads them; others have none.
pub fn syllables(text: &str) -> Vec<String> {
    text.to_pinyin().flatten().map(|sound| sound.plain().to_owned()).collect()
}

/// A Chinese name with its surname replaced by common characters of the same sound, so that a
/// collation by dictionary readings puts it in its place: 曾国 → 增国.
pub fn spelled_for_sorting(name: &str) -> Option<String> {
    let simple = fast2s::convert(name);
    let (surname, _, homophone) = special_surname(&simple)?;
    let rest = simple.get(surname.len()..)?;
    Some(format!("{homophone}{rest}"))
}

/// The table row of the surname that a simplified name begins with.
fn special_surname(name: &str) -> Option<(&'static str, &'static str, &'static str)> {
    let surname: String = name.chars().take(surname_length(name)).collect();
    let found = READINGS.binary_search_by(|(key, _, _)| (*key).cmp(surname.as_str()));
    READINGS.get(found.ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tables_are_sorted_for_the_lookup() {
        assert!(READINGS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(COMPOUND.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn a_surname_is_read_as_a_surname() {
        assert_eq!(name_syllables("曾国"), ["zeng", "guo"]);
        assert_eq!(name_syllables("单国单"), ["shan", "guo", "dan"]);
        assert_eq!(name_syllables("張偉"), ["zhang", "wei"]);
        assert_eq!(name_syllables("尉迟敬德"), ["yu", "chi", "jing", "de"]);
        assert_eq!(name_syllables("长孙无忌"), ["zhang", "sun", "wu", "ji"]);
        assert_eq!(name_syllables("单于夫"), ["chan", "yu", "fu"]);
    }

    #[test]
    fn compound_surnames_have_two_characters_when_a_given_name_follows() {
        assert_eq!(surname_length("欧阳修"), 2);
        assert_eq!(surname_length("歐陽修"), 2);
        assert_eq!(surname_length("东方"), 1);
        assert_eq!(surname_length("王伟"), 1);
    }

    #[test]
    fn each_spelling_for_sorting_sounds_like_its_surname() {
        for (surname, reading, homophone) in READINGS {
            assert_eq!(&syllables(homophone).join(" "), reading, "{surname}");
            assert_eq!(surname.chars().count(), homophone.chars().count());
        }
        assert_eq!(spelled_for_sorting("曾国").as_deref(), Some("增国"));
        assert_eq!(spelled_for_sorting("张伟"), None);
        assert_eq!(spelled_for_sorting("Bob"), None);
    }
}
