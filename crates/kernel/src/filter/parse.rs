//! The language of `where=`: `(city eq "Madrid" or city eq "Lima") and not tags in ("vip")`.

use super::raw::{RawFilter, RawValue};
use super::{MAX_COMPARISONS, MAX_DEPTH, MAX_VALUES};
use crate::error::{Error, Refusal, Refusals, Result};

/// Longest expression that is read, in bytes.
const MAX_LENGTH: usize = 20_000;

/// Reads an expression. Depth and count are checked before each step down.
///
/// # Errors
/// [`Error::Invalid`] naming `where`, the reason and the place.
pub fn parse_where(text: &str) -> Result<RawFilter> {
    if text.len() > MAX_LENGTH {
        return Err(wrong("filter-too-long", 0));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, at: 0, comparisons: 0 };
    let filter = parser.any(0)?;
    match parser.peek() {
        None => Ok(filter),
        Some(token) => Err(wrong("filter-syntax", token.place)),
    }
}

fn wrong(code: &'static str, place: usize) -> Error {
    Error::Invalid(Refusals::one(Refusal::field("where", code).with("place", place + 1)))
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Open,
    Close,
    Comma,
    Word(String),
    Quoted(String),
}

#[derive(Clone, Debug)]
struct Token {
    kind: Kind,
    place: usize,
}

fn tokens(text: &str) -> Result<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().enumerate().peekable();
    while let Some((place, c)) = chars.next() {
        let kind = match c {
            c if c.is_whitespace() => continue,
            '(' => Kind::Open,
            ')' => Kind::Close,
            ',' => Kind::Comma,
            '"' => {
                let mut quoted = String::new();
                loop {
                    match chars.next() {
                        Some((_, '"')) => break,
                        Some((_, '\\')) => match chars.next() {
                            Some((_, escaped)) => quoted.push(escaped),
                            None => return Err(wrong("filter-quote", place)),
                        },
                        Some((_, other)) => quoted.push(other),
                        None => return Err(wrong("filter-quote", place)),
                    }
                }
                Kind::Quoted(quoted)
            }
            first => {
                let mut word = String::from(first);
                while let Some((_, next)) = chars
                    .next_if(|(_, c)| !c.is_whitespace() && !matches!(c, '(' | ')' | ',' | '"'))
                {
                    word.push(next);
                }
                Kind::Word(word)
            }
        };
        tokens.push(Token { kind, place });
    }
    Ok(tokens)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    comparisons: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn place(&self) -> usize {
        self.peek().or(self.tokens.last()).map_or(0, |token| token.place)
    }

    fn wrong(&self, code: &'static str) -> Error {
        wrong(code, self.place())
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token { kind: Kind::Word(found), .. })
            if found.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }

    fn takes(&mut self, kind: &Kind) -> bool {
        let found = self.peek().is_some_and(|token| token.kind == *kind);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self, depth: usize) -> Result<RawFilter> {
        let mut any = vec![self.all(depth)?];
        while self.takes_word("or") {
            any.push(self.all(depth)?);
        }
        Ok(if any.len() == 1 { any.remove(0) } else { RawFilter::Any { any } })
    }

    fn all(&mut self, depth: usize) -> Result<RawFilter> {
        let mut all = vec![self.one(depth)?];
        while self.takes_word("and") {
            all.push(self.one(depth)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { RawFilter::All { all } })
    }

    fn one(&mut self, depth: usize) -> Result<RawFilter> {
        if depth >= MAX_DEPTH {
            return Err(self.wrong("filter-too-deep"));
        }
        if self.takes_word("not") {
            return Ok(RawFilter::Not { not: Box::new(self.one(depth + 1)?) });
        }
        if self.takes(&Kind::Open) {
            let inner = self.any(depth + 1)?;
            return if self.takes(&Kind::Close) {
                Ok(inner)
            } else {
                Err(self.wrong("filter-syntax"))
            };
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<RawFilter> {
        self.comparisons += 1;
        if self.comparisons > MAX_COMPARISONS {
            return Err(self.wrong("filter-too-long"));
        }
        let field = self.word()?;
        let op = self.word()?;
        let value = if op == "in" || op == "nin" {
            RawValue::Many(self.list()?)
        } else {
            RawValue::One(self.scalar()?)
        };
        Ok(RawFilter::Compare { field, op, value })
    }

    fn word(&mut self) -> Result<String> {
        match self.peek() {
            Some(Token { kind: Kind::Word(word), .. }) => {
                let word = word.clone();
                self.at += 1;
                Ok(word)
            }
            _ => Err(self.wrong("filter-syntax")),
        }
    }

    fn scalar(&mut self) -> Result<String> {
        match self.peek() {
            Some(Token { kind: Kind::Word(text) | Kind::Quoted(text), .. }) => {
                let text = text.clone();
                self.at += 1;
                Ok(text)
            }
            _ => Err(self.wrong("filter-syntax")),
        }
    }

    fn list(&mut self) -> Result<Vec<String>> {
        if !self.takes(&Kind::Open) {
            return Err(self.wrong("filter-syntax"));
        }
        let mut values = Vec::new();
        if self.takes(&Kind::Close) {
            return Ok(values);
        }
        loop {
            if values.len() >= MAX_VALUES {
                return Err(self.wrong("filter-too-long"));
            }
            values.push(self.scalar()?);
            if self.takes(&Kind::Close) {
                return Ok(values);
            }
            if !self.takes(&Kind::Comma) {
                return Err(self.wrong("filter-syntax"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn and_binds_closer_than_or_and_brackets_win() {
        let filter =
            parse_where(r#"(city eq "Madrid" or city eq Lima) and not tags in ("vip", x)"#);
        let expected = RawFilter::All {
            all: vec![
                RawFilter::Any {
                    any: vec![
                        RawFilter::compare("city", "eq", "Madrid"),
                        RawFilter::compare("city", "eq", "Lima"),
                    ],
                },
                RawFilter::Not {
                    not: Box::new(RawFilter::Compare {
                        field: "tags".into(),
                        op: "in".into(),
                        value: RawValue::Many(vec!["vip".into(), "x".into()]),
                    }),
                },
            ],
        };
        assert_eq!(filter.unwrap(), expected);
    }

    #[test]
    fn a_hundred_thousand_brackets_are_refused() {
        for bracket in ["(", "not "] {
            assert!(parse_where(&bracket.repeat(100_000)).is_err());
            assert!(parse_where(&bracket.repeat(4_000)).is_err());
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "[a-z\"(),\\\\ ]{0,200}|\\PC{0,100}") {
            let _ = parse_where(&text);
        }
    }
}
