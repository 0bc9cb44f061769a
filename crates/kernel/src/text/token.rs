//! The one tokeniser of the search, for documents and for questions, on both databases.
//!
//! A token holds letters and digits alone, so that SQLite's `unicode61` and a PostgreSQL `text[]`
//! keep it whole. Words are folded. Words linked by a sign (`o'brien`, `acme.es`,
//! `ana@acme.es`) stand as words *and* joined to the end of their chain: `ana`, `acme`, `es`,
//! `anaacmees`, `acmees`; a question with a dot or an at sign asks for the joined form, so domains
//! and addresses are found exactly, and while they are being typed. Runs of Han, Kana and Hangul
//! become overlapping pairs, and their first character stands alone as well.

use super::fold::fold;
use super::piece::{Piece, Word, joined, pairs, pieces};
use super::reading::{is_all_han, is_han, name_syllables, surname_length, syllables};

pub use super::edit::one_edit_apart;
pub use super::question::{QueryTerm, TERM_LIMIT, query_terms};

/// Most tokens of one document.
pub const TOKEN_LIMIT: usize = 400;
/// Longest token, in characters.
pub const TOKEN_LENGTH: usize = 64;
/// How much of a document is read, in bytes.
const DOCUMENT_BYTES: usize = 16 * 1024;
/// Most Han characters of a name that are spelled out.
const SPELLED_LIMIT: usize = 12;
/// Shortest part of a telephone number that is found.
const PHONE_PART: usize = 4;

/// The tokens of one document, each once, within the bounds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    pub words: Vec<String>,
}

impl Tokens {
    /// Adds what is not there yet, cut to the length of a token, until the document is full.
    pub fn add(&mut self, tokens: impl IntoIterator<Item = String>) {
        for token in tokens {
            if self.words.len() >= TOKEN_LIMIT {
                return;
            }
            let token = cut(token);
            if !token.is_empty() && !self.words.contains(&token) {
                self.words.push(token);
            }
        }
    }

    /// The tokens with spaces between, as the full-text table of SQLite takes them.
    pub fn joined(&self) -> String {
        self.words.join(" ")
    }
}

/// The tokens of any text.
pub fn document_tokens(text: &str) -> Vec<String> {
    let mut tokens = Tokens::default();
    for piece in pieces(&fold(head(text, DOCUMENT_BYTES))) {
        match piece {
            Piece::Words(words) => add_chain(&mut tokens, &words),
            Piece::Run(run) => add_run(&mut tokens, &run),
        }
        if tokens.words.len() >= TOKEN_LIMIT {
            break;
        }
    }
    tokens.words
}

/// The tokens of a person's or an organization's name: those of a text, each Han character of a
/// short name, and its pinyin: syllables, joined (`zhangwei`), given name (`wei`), initials (`zw`).
pub fn name_tokens(name: &str) -> Vec<String> {
    let mut tokens = Tokens { words: document_tokens(name) };
    for piece in pieces(&fold(head(name, DOCUMENT_BYTES))) {
        let Piece::Run(run) = piece else { continue };
        if run.len() <= 4 {
            tokens.add(run.iter().map(char::to_string));
        }
        let han: String = run.iter().filter(|c| is_han(**c)).take(SPELLED_LIMIT).collect();
        if is_all_han(&han) {
            tokens.add(spelled(&han));
        }
    }
    tokens.words
}

/// The digits of a telephone number, and each ending of four digits or more, so that a part of the
/// number is the beginning of a token. An extension (`;ext=12`) is left out.
pub fn phone_tokens(e164: &str) -> Vec<String> {
    let number = e164.split(';').next().unwrap_or_default();
    let digits: String = number.chars().filter(char::is_ascii_digit).take(20).collect();
    let longest = digits.len();
    (0..=longest.saturating_sub(PHONE_PART))
        .filter_map(|start| digits.get(start..))
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The pieces of an e-mail address: words of the local part, labels of the domain, and their
/// joined forms.
pub fn email_tokens(address: &str) -> Vec<String> {
    document_tokens(address)
}

/// The labels of a domain and their joined forms.
pub fn domain_tokens(domain: &str) -> Vec<String> {
    document_tokens(domain)
}

/// Each word of a chain, and each ending of the chain joined.
fn add_chain(tokens: &mut Tokens, words: &[Word]) {
    tokens.add(words.iter().map(|word| word.text.clone()));
    for start in 0..words.len().saturating_sub(1) {
        tokens.add([joined(words.get(start..).unwrap_or_default())]);
    }
}

/// The first character of a run and its pairs.
fn add_run(tokens: &mut Tokens, run: &[char]) {
    tokens.add(run.first().map(char::to_string));
    tokens.add(pairs(run));
}

/// The pinyin of a Han name, surname first, once as a surname and once as the dictionary has it.
fn spelled(han: &str) -> Vec<String> {
    let mut out = Vec::new();
    for sounds in [name_syllables(han), syllables(han)] {
        let given = sounds.get(surname_length(han)..).unwrap_or_default();
        out.push(sounds.concat());
        out.push(given.concat());
        out.push(sounds.iter().filter_map(|sound| sound.chars().next()).collect());
        out.extend(sounds);
    }
    // People type `ü` as `u` or as `v`.
    let as_v: Vec<String> =
        out.iter().filter(|word| word.contains('ü')).map(|word| word.replace('ü', "v")).collect();
    let as_u = out.into_iter().map(|word| word.replace('ü', "u"));
    as_u.chain(as_v).collect()
}

/// At most this many bytes of a text, cut between characters.
pub(super) fn head(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

/// A token of bounded length.
pub(super) fn cut(mut token: String) -> String {
    if let Some((end, _)) = token.char_indices().nth(TOKEN_LENGTH) {
        token.truncate(end);
    }
    token
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_becomes_folded_words_and_their_joined_forms() {
        let tokens = document_tokens("Señor O'Brien, acme.es ACME 2026");
        let expected = ["senor", "o", "brien", "obrien", "acme", "es", "acmees", "2026"];
        assert_eq!(tokens, expected);
    }

    #[test]
    fn a_run_becomes_its_first_character_and_pairs() {
        assert_eq!(document_tokens("張偉 Ltd"), ["张", "张伟", "ltd"]);
        assert_eq!(document_tokens("ソニー"), ["ソ", "ソニ", "ニー"]);
        assert_eq!(document_tokens("王"), ["王"]);
    }

    #[test]
    fn a_chinese_name_is_also_spelled_out() {
        let tokens = name_tokens("曾国伟");
        for token in ["曾", "国", "伟", "zengguowei", "cengguowei", "guowei", "zgw", "zeng"] {
            assert!(tokens.contains(&token.to_owned()), "{token}");
        }
    }

    #[test]
    fn an_address_stands_in_words_and_endings() {
        let expected = ["ana", "garcia", "acme", "es", "anagarciaacmees", "garciaacmees", "acmees"];
        assert_eq!(email_tokens("Ana.Garcia@acme.es"), expected);
    }

    #[test]
    fn a_telephone_number_stands_in_its_endings() {
        assert_eq!(phone_tokens("+3491555;ext=7"), ["3491555", "491555", "91555", "1555"]);
        assert_eq!(phone_tokens("12"), ["12"]);
        assert!(phone_tokens("").is_empty());
    }

    #[test]
    fn a_document_is_bounded() {
        let long: String = (0..9_999).map(|number| format!("word{number} ")).collect();
        assert_eq!(document_tokens(&long).len(), TOKEN_LIMIT);
        let wide = document_tokens(&"x".repeat(1_000_000));
        assert_eq!(wide.first().map(String::len), Some(TOKEN_LENGTH));
    }

    proptest! {
        #[test]
        fn tokens_hold_letters_and_digits_alone(text in any::<String>()) {
            let tokens = Tokens { words: name_tokens(&text) };
            for token in &tokens.words {
                prop_assert!(token.chars().all(char::is_alphanumeric), "{}", token);
                prop_assert!((1..=TOKEN_LENGTH).contains(&token.chars().count()));
                prop_assert_eq!(fold(token), token.clone());
            }
            prop_assert_eq!(tokens.joined().split(' ').filter(|t| !t.is_empty()).count(), tokens.words.len());
        }
    }
}
