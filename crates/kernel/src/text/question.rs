//! What a document must contain to answer a question typed into the search.

use super::fold::fold;
use super::piece::{Piece, Word, joined, pairs, pieces};
use super::token::{cut, head};

/// Most terms of one question.
pub const TERM_LIMIT: usize = 12;
/// How much of a question is read, in bytes.
const QUERY_BYTES: usize = 512;
/// Shortest part of a telephone number that is found.
const PHONE_PART: usize = 4;
/// Fewest digits that are a telephone number when words stand beside them.
const PHONE_AMONG_WORDS: usize = 7;

/// One thing that a document must contain to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryTerm {
    pub token: String,
    /// Longer tokens that begin with it count too.
    pub prefix: bool,
    /// Tokens one edit away count too.
    pub typo: bool,
}

/// What a document must contain to answer a question; all terms must hold.
///
/// Each word is a beginning; words of five letters and more allow one slip. Two Han characters and
/// more are asked for as pairs, one as itself. Digits that form a telephone number, however they
/// are grouped, are one term.
pub fn query_terms(question: &str) -> Vec<QueryTerm> {
    let folded = fold(head(question, QUERY_BYTES));
    let folded = without_scheme(&folded);
    let fewest = match folded.chars().any(char::is_alphabetic) {
        true => PHONE_AMONG_WORDS,
        false => PHONE_PART,
    };
    let mut terms: Vec<QueryTerm> = Vec::new();
    for part in numbers_apart(folded) {
        let found = match phone_term(part, fewest) {
            Some(number) => vec![number],
            None => pieces(part).into_iter().flat_map(piece_terms).collect(),
        };
        for term in found {
            if terms.len() < TERM_LIMIT && !terms.contains(&term) {
                terms.push(term);
            }
        }
    }
    terms
}

/// A pasted web or mail address without its beginning.
fn without_scheme(folded: &str) -> &str {
    let mut text = folded.trim();
    for beginning in ["mailto:", "https://", "http://", "www."] {
        text = text.strip_prefix(beginning).unwrap_or(text);
    }
    text
}

/// Cuts a question so that stretches of digits, spaces and the signs of telephone numbers stand
/// alone, where they begin and end at a space.
fn numbers_apart(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut in_number = true;
    for (at, word) in words_at(text) {
        let is_number = word.chars().all(is_of_number);
        if is_number != in_number {
            out.push(text.get(start..at).unwrap_or_default());
            start = at;
            in_number = is_number;
        }
    }
    out.push(text.get(start..).unwrap_or_default());
    out
}

/// The words between spaces, and where each begins.
fn words_at(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(' ').map(move |word| {
        let begin = at;
        at += word.len() + 1;
        (begin, word)
    })
}

fn is_of_number(character: char) -> bool {
    character.is_ascii_digit() || "-+().·".contains(character)
}

/// A telephone number of so many digits at least, without the international `00` or the national
/// `0`, which the stored form lacks.
fn phone_term(text: &str, fewest: usize) -> Option<QueryTerm> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_plain = text.chars().all(|c| c == ' ' || is_of_number(c));
    if digits.len() < fewest || !is_plain {
        return None;
    }
    let bare = match digits.len() >= PHONE_AMONG_WORDS {
        true => digits.strip_prefix("00").or(digits.strip_prefix('0')).unwrap_or(&digits),
        false => &digits,
    };
    Some(word_term(bare.to_owned(), false))
}

fn piece_terms(piece: Piece) -> Vec<QueryTerm> {
    match piece {
        Piece::Run(run) => match run.len() {
            1 => run.iter().map(char::to_string).map(exact).collect(),
            _ => pairs(&run).map(exact).collect(),
        },
        Piece::Words(words) if is_address(&words) => vec![word_term(joined(&words), false)],
        Piece::Words(words) => words
            .into_iter()
            .map(|Word { text, .. }| {
                let is_long = text.chars().nth(4).is_some();
                let typo = is_long && text.chars().all(char::is_alphabetic);
                word_term(text, typo)
            })
            .collect(),
    }
}

/// Dots and at signs make a domain or an address, which is asked for whole.
fn is_address(words: &[Word]) -> bool {
    words.iter().any(|word| matches!(word.link, Some('.' | '@')))
}

fn word_term(word: String, typo: bool) -> QueryTerm {
    QueryTerm { token: cut(word), prefix: true, typo }
}

fn exact(token: String) -> QueryTerm {
    QueryTerm { token, prefix: false, typo: false }
}

#[cfg(test)]
mod tests {
    use super::super::token::{
        TOKEN_LENGTH, document_tokens, domain_tokens, email_tokens, name_tokens, one_edit_apart,
        phone_tokens,
    };
    use super::*;
    use proptest::prelude::*;

    /// Whether the tokens answer the question, as the databases do it.
    fn finds(tokens: &[String], question: &str) -> bool {
        let terms = query_terms(question);
        !terms.is_empty()
            && terms.iter().all(|term| {
                tokens.iter().any(|token| {
                    *token == term.token
                        || term.prefix && token.starts_with(&term.token)
                        || term.typo && one_edit_apart(token, &term.token)
                })
            })
    }

    #[test]
    fn names_are_found_as_people_type_them() {
        let ana = name_tokens("Ana María García-Muñoz O’Brien");
        for question in [
            "garcia",
            "munoz",
            "MUÑOZ",
            "ana gar",
            "garcía muñoz",
            "Garcia-Munoz",
            "obrien",
            "o'brien",
            "garcai",
            "maria ana",
        ] {
            assert!(finds(&ana, question), "{question}");
        }
        for question in ["garciax lopez", "zhang", "ana lopez", ""] {
            assert!(!finds(&ana, question), "{question}");
        }
    }

    #[test]
    fn chinese_names_are_found_by_characters_pinyin_and_initials() {
        let wei = name_tokens("张伟");
        for question in ["张伟", "張偉", "张", "伟", "zhangwei", "zw", "wei zhang", "zhang w"]
        {
            assert!(finds(&wei, question), "{question}");
        }
        assert!(!finds(&wei, "伟张"));
        assert!(finds(&name_tokens("曾小明"), "zengxiaoming"));
        assert!(finds(&name_tokens("曾小明"), "zxm"));
        assert!(finds(&name_tokens("曾小明"), "xiaoming"));
        assert!(finds(&name_tokens("吕洞宾"), "lv"));
        assert!(finds(&name_tokens("深圳秀英科技有限公司"), "秀英科技"));
    }

    #[test]
    fn parts_of_a_telephone_number_are_found_however_grouped() {
        let phone = phone_tokens("+34915551234");
        for question in
            ["91 555 12", "915551234", "+34 915 55 12 34", "0034915551234", "1234", "(91) 555-1234"]
        {
            assert!(finds(&phone, question), "{question}");
        }
        assert!(!finds(&phone, "1235"));
        assert!(!finds(&phone, "123 456"));
        let british = phone_tokens("+442079460018;ext=12");
        assert!(finds(&british, "020 7946 0018"));
    }

    #[test]
    fn a_number_beside_words_is_one_term() {
        let terms = query_terms("Bruno 91 555 12 34");
        let tokens: Vec<&str> = terms.iter().map(|term| term.token.as_str()).collect();
        assert_eq!(tokens, ["bruno", "915551234"]);
        let terms = query_terms("calle mayor 12 3");
        assert_eq!(terms.len(), 4);
    }

    #[test]
    fn domains_and_addresses_are_found_whole_and_in_parts() {
        let email = email_tokens("Ana.Garcia+crm@mail.acme.es");
        for question in [
            "ana.garcia+crm@mail.acme.es",
            "acme.es",
            "mail.acme",
            "ana.gar",
            "@acme.es",
            "acme",
            "garcia+crm@ma",
            "mailto:ana.garcia",
        ] {
            assert!(finds(&email, question), "{question}");
        }
        let domain = domain_tokens("www.acme.es");
        for question in ["acme.es", "www.acme.es", "https://acme.es", "acme", "@acme.e"] {
            assert!(finds(&domain, question), "{question}");
        }
        assert!(!finds(&domain, "acme.com"));
    }

    #[test]
    fn a_slip_is_forgiven_in_long_words_only() {
        let terms = query_terms("perez gil a2345");
        let typo: Vec<bool> = terms.iter().map(|term| term.typo).collect();
        assert_eq!(typo, [true, false, false]);
        assert!(terms.iter().all(|term| term.prefix));
        let pair = query_terms("张伟");
        assert!(pair.iter().all(|term| !term.prefix && !term.typo));
    }

    #[test]
    fn a_question_is_bounded() {
        assert_eq!(query_terms(&"a b c d e f g ".repeat(9_999)).len(), 7);
        assert_eq!(query_terms("一二三四五六七八九十甲乙丙丁戊己庚辛").len(), TERM_LIMIT);
        assert!(query_terms("  -- . ").is_empty());
    }

    proptest! {
        #[test]
        fn a_text_is_found_by_itself(text in "[a-zA-Zñáé张伟東 ]{1,30}") {
            prop_assume!(!query_terms(&text).is_empty());
            prop_assert!(finds(&document_tokens(&text), &text));
        }

        #[test]
        fn any_question_is_survived(question in any::<String>()) {
            for term in query_terms(&question) {
                prop_assert!(term.token.chars().all(char::is_alphanumeric), "{}", term.token);
                prop_assert!(term.token.chars().count() <= TOKEN_LENGTH);
            }
        }
    }
}
