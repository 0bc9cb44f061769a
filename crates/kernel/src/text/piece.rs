//! Cutting folded text into words, chains of words and runs of Han, Kana and Hangul.

use icu::properties::CodePointMapData;
use icu::properties::props::{GeneralCategory, GeneralCategoryGroup};

use super::reading::is_han;

/// Most words that are joined into one chain.
const CHAIN_LIMIT: usize = 16;

/// A stretch of folded text.
pub(super) enum Piece {
    /// Words linked by single signs.
    Words(Vec<Word>),
    /// A run of Han, Kana or Hangul.
    Run(Vec<char>),
}

/// A word of a chain, and the sign that links it to the one before.
pub(super) struct Word {
    pub(super) link: Option<char>,
    pub(super) text: String,
}

/// What a character is to the tokeniser.
enum Class {
    Letter,
    Run,
    /// A sign that links two words when nothing else stands between.
    Link,
    /// A mark that belongs to its word but to no token.
    Mark,
    Break,
}

/// Cuts folded text into chains of words and runs.
pub(super) fn pieces(folded: &str) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut before = Class::Break;
    let mut link = None;
    for character in folded.chars() {
        let class = class_of(character);
        match class {
            Class::Letter => add_letter(&mut out, &before, link, character),
            Class::Run => match (&before, out.last_mut()) {
                (Class::Run, Some(Piece::Run(run))) => run.push(character),
                _ => out.push(Piece::Run(vec![character])),
            },
            Class::Link => link = Some(character),
            Class::Mark => continue,
            Class::Break => {}
        }
        // A second sign in a row breaks the chain.
        before = match (class, &before) {
            (Class::Link, Class::Letter) => Class::Link,
            (Class::Link, _) => Class::Break,
            (other, _) => other,
        };
    }
    out
}

/// The words of a chain without what links them.
pub(super) fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect()
}

/// The overlapping pairs of a run.
pub(super) fn pairs(run: &[char]) -> impl Iterator<Item = String> {
    run.windows(2).map(|pair| pair.iter().collect())
}

/// Puts a letter at the end of the open word, into a new word of the open chain, or into a new
/// chain.
fn add_letter(out: &mut Vec<Piece>, before: &Class, link: Option<char>, letter: char) {
    let word = |link| Word { link, text: letter.to_string() };
    match (before, out.last_mut()) {
        (Class::Letter, Some(Piece::Words(words))) => {
            if let Some(last) = words.last_mut() {
                last.text.push(letter);
            }
        }
        (Class::Link, Some(Piece::Words(words))) if words.len() < CHAIN_LIMIT => {
            words.push(word(link));
        }
        _ => out.push(Piece::Words(vec![word(None)])),
    }
}

fn class_of(character: char) -> Class {
    if matches!(character, '\'' | '’' | '-' | '‐' | '.' | '_' | '@' | '&' | '+') {
        return Class::Link;
    }
    if character.is_ascii() {
        return match character.is_ascii_alphanumeric() {
            true => Class::Letter,
            false => Class::Break,
        };
    }
    let category = CodePointMapData::<GeneralCategory>::new().get(character);
    if GeneralCategoryGroup::Mark.contains(category) {
        return Class::Mark;
    }
    let is_letter = GeneralCategoryGroup::Letter.contains(category)
        || GeneralCategoryGroup::Number.contains(category);
    match is_letter {
        true if is_han(character) || is_syllable(character) => Class::Run,
        true => Class::Letter,
        false => Class::Break,
    }
}

/// Kana and Hangul.
fn is_syllable(character: char) -> bool {
    matches!(
        u32::from(character),
        0x1100..=0x11FF | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0xA960..=0xA97F | 0xAC00..=0xD7FF
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        pieces(text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Words(words) => words
                    .iter()
                    .map(|word| format!("{}{}", word.link.unwrap_or(' '), word.text))
                    .collect(),
                Piece::Run(run) => run.into_iter().collect(),
            })
            .collect()
    }

    #[test]
    fn single_signs_link_words_and_others_part_them() {
        assert_eq!(cut("o'brien & co."), [" o'brien", " co"]);
        assert_eq!(cut("a..b --c"), [" a", " b", " c"]);
        assert_eq!(cut("ana@acme.es, fin"), [" ana@acme.es", " fin"]);
        assert_eq!(cut("1.250,50"), [" 1.250", " 50"]);
    }

    #[test]
    fn scripts_part_without_a_space() {
        assert_eq!(cut("acme张伟公司20"), [" acme", "张伟公司", " 20"]);
        assert_eq!(cut("東京タワー・店"), ["東京タワー", "店"]);
    }

    #[test]
    fn marks_belong_to_their_word_but_not_to_the_token() {
        assert_eq!(cut("हिन्दी"), [" हनद"]);
    }
}
