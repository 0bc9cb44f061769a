//! What a document must contain to answer a question, as each database asks it.

use kernel::object::Object;
use kernel::text::fold::fold;
use kernel::text::token::{QueryTerm, TOKEN_LENGTH, query_terms};

use super::document::{name_token, object_token};
use crate::dialect::Dialect;
use crate::query::Binds;

/// Documents that a list by question looks at, the newest first: one more than a list takes for few,
/// so that it knows when there are more.
const MOST: usize = 4_001;

/// A question, cut into terms that must all be met.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub terms: Vec<Asked>,
    /// The folded letters and digits of all of it.
    pub joined: String,
}

/// Which documents are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Within {
    Everything,
    /// Those of these objects, of which there is at least one.
    Objects(Vec<&'static str>),
    /// Those that have one of these tokens, of which there is at least one.
    Held(Vec<String>),
}

/// One term: a token, or one of several.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub term: QueryTerm,
    /// Words that are meant when the token was mistyped.
    pub meant: Vec<String>,
}

/// How closely tokens must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closeness {
    /// A name begins with the whole question.
    Name,
    /// Tokens are those asked for.
    Whole,
    /// Tokens begin with those asked for.
    Beginning,
    /// Tokens begin so, or are one edit away.
    Near,
}

impl Question {
    pub fn of(q: &str) -> Self {
        let terms = query_terms(q);
        let asked = terms.into_iter().map(|term| Asked { term, meant: Vec::new() });
        Self { terms: asked.collect(), joined: joined(q) }
    }

    /// A select of the newest records that answer it.
    pub fn select_records(&self, binds: &mut Binds, within: &Within) -> String {
        self.select_newest(binds, within, MOST)
    }

    /// A select of so many of the newest records that answer it.
    pub fn select_newest(&self, binds: &mut Binds, within: &Within, most: usize) -> String {
        let closeness = match self.terms.as_slice() {
            [one] if is_letter(&one.term) => Closeness::Name,
            _ => Closeness::Beginning,
        };
        let Some(asked) = self.expression(binds.dialect, closeness, within) else {
            return "select d.\"record\" as \"id\" from \"search_document\" d where 1 = 0"
                .to_owned();
        };
        let (from, condition, _) = documents(binds, asked);
        format!(
            "select d.\"record\" as \"id\" from {from} where {condition} order by {} desc limit {most}",
            newest(binds.dialect)
        )
    }

    /// The question in the database's own language; none when nothing is asked so closely.
    pub fn expression(
        &self,
        dialect: Dialect,
        closeness: Closeness,
        within: &Within,
    ) -> Option<String> {
        let mut all: Vec<String> = Vec::new();
        match closeness {
            Closeness::Name if self.joined.is_empty() => return None,
            Closeness::Name => all.push(token(dialect, &name_token(&self.joined), true)),
            _ if self.terms.is_empty() => return None,
            _ => all.extend(self.terms.iter().map(|asked| asked.expression(dialect, closeness))),
        }
        all.extend(within.expression(dialect));
        Some(all.join(match dialect {
            Dialect::Sqlite => " AND ",
            Dialect::Postgres => " & ",
        }))
    }
}

impl Asked {
    fn expression(&self, dialect: Dialect, closeness: Closeness) -> String {
        // A single letter begins too many words to be asked as a beginning.
        let prefix = self.term.prefix && closeness != Closeness::Whole && !is_letter(&self.term);
        let mut ways = vec![token(dialect, &self.term.token, prefix)];
        if closeness == Closeness::Near {
            ways.extend(self.meant.iter().map(|word| token(dialect, word, false)));
        }
        any(dialect, &ways)
    }
}

impl Within {
    pub fn objects(objects: &[&Object]) -> Self {
        Self::Objects(objects.iter().map(|object| object.key).collect())
    }

    fn expression(&self, dialect: Dialect) -> Option<String> {
        let one_of = |tokens: &mut dyn Iterator<Item = String>| {
            any(dialect, &tokens.map(|each| token(dialect, &each, false)).collect::<Vec<_>>())
        };
        match self {
            Self::Everything => None,
            Self::Objects(keys) => Some(one_of(&mut keys.iter().map(|key| object_token(key)))),
            Self::Held(tokens) => Some(one_of(&mut tokens.iter().cloned())),
        }
    }
}

fn any(dialect: Dialect, ways: &[String]) -> String {
    match (ways.len(), dialect) {
        (1, _) => ways.concat(),
        (_, Dialect::Sqlite) => format!("({})", ways.join(" OR ")),
        (_, Dialect::Postgres) => format!("({})", ways.join(" | ")),
    }
}

/// The tables of the documents, the condition that they answer, and the column of their number.
pub(crate) fn documents(binds: &mut Binds, asked: String) -> (&'static str, String, &'static str) {
    let asked = binds.add(asked);
    match binds.dialect {
        Dialect::Sqlite => (
            "\"search_text\" f cross join \"search_document\" d",
            format!("f.\"search_text\" match {asked} and d.\"number\" = f.rowid"),
            newest(Dialect::Sqlite),
        ),
        Dialect::Postgres => (
            "\"search_document\" d",
            format!("d.\"tokens\" @@ ({asked}::text)::tsquery"),
            newest(Dialect::Postgres),
        ),
    }
}

/// The number of a document, by which the newest come first.
const fn newest(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "f.rowid",
        Dialect::Postgres => "d.\"number\"",
    }
}

/// Tokens hold letters and digits alone, so that quotes suffice.
fn token(dialect: Dialect, token: &str, prefix: bool) -> String {
    match (dialect, prefix) {
        (Dialect::Sqlite, false) => format!("\"{token}\""),
        (Dialect::Sqlite, true) => format!("\"{token}\" *"),
        (Dialect::Postgres, false) => format!("'{token}'"),
        (Dialect::Postgres, true) => format!("'{token}':*"),
    }
}

fn is_letter(term: &QueryTerm) -> bool {
    term.prefix && term.token.chars().nth(1).is_none()
}

/// The letters and digits of a text, folded, as far as a token reaches.
pub(super) fn joined(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).take(TOKEN_LENGTH - 1).collect()
}
