//! Numbers and places that statements answered, kept for as long as the database is as it was then.
//!
//! An answer belongs to a [`Moment`], and two reading transactions of one moment see the same rows.
//! On SQLite that is how many commits there were before the snapshot was taken: one thread of the one
//! process that has the folder writes, and it counts before it answers. On PostgreSQL, where other
//! processes write as well, it is the snapshot of the transaction itself, which the server tells in
//! the round trip that begins it: it names every transaction that is not to be seen yet, so that the
//! commit of any, by whomever, makes it another one. Nothing here goes by the clock.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::row::Row;
use crate::sql_value::SqlValue;

/// Answers kept at most: a few megabytes.
const MOST: usize = 10_000;

/// What a reading transaction sees, told from all else that it could see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// After so many commits of this process, which alone writes.
    Commits(u64),
    /// The server's own words for the snapshot.
    Snapshot(String),
}

/// A statement and what it was given, as a digest: filters may be long, and they are many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Asked([u8; 32]);

/// The answers of one moment; clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counted(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    moment: Option<Moment>,
    answers: HashMap<Asked, Option<Row>>,
}

impl Asked {
    pub(crate) fn of(sql: &str, parameters: &[SqlValue]) -> Self {
        let mut digest = Sha256::new();
        let mut add = |kind: u8, bytes: &[u8]| {
            digest.update([kind]);
            digest.update(bytes.len().to_be_bytes());
            digest.update(bytes);
        };
        add(0, sql.as_bytes());
        for value in parameters {
            match value {
                SqlValue::Null => add(1, &[]),
                SqlValue::Int(number) => add(2, &number.to_be_bytes()),
                SqlValue::Text(text) => add(3, text.as_bytes()),
                SqlValue::Bytes(bytes) => add(4, bytes),
                SqlValue::Id(id) => add(5, id.as_bytes()),
                SqlValue::Texts(texts) => {
                    add(6, &texts.len().to_be_bytes());
                    texts.iter().for_each(|text| add(3, text.as_bytes()));
                }
            }
        }
        Self(digest.finalize().into())
    }
}

impl Counted {
    /// The row, or none, that a statement answered in the same moment.
    pub(crate) fn get(&self, moment: &Moment, asked: &Asked) -> Option<Option<Row>> {
        let known = self.known();
        if known.moment.as_ref() != Some(moment) {
            return None;
        }
        known.answers.get(asked).cloned()
    }

    /// Keeps an answer, and forgets those of other moments.
    pub(crate) fn keep(&self, moment: &Moment, asked: Asked, row: Option<Row>) {
        let mut known = self.known();
        if known.moment.as_ref() != Some(moment) {
            known.moment = Some(moment.clone());
            known.answers.clear();
        }
        if known.answers.len() < MOST {
            known.answers.insert(asked, row);
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: i64) -> Option<Row> {
        Some(Row::new(vec![number.into()]))
    }

    #[test]
    fn an_answer_is_of_its_moment_alone() {
        let (counted, asked) = (Counted::default(), Asked::of("select 1", &[]));
        let snapshot = |words: &str| Moment::Snapshot(words.to_owned());
        counted.keep(&snapshot("7:9:7"), asked, row(3));
        assert_eq!(counted.get(&snapshot("7:9:7"), &asked), Some(row(3)));
        assert_eq!(counted.get(&snapshot("9:9:"), &asked), None);
        counted.keep(&snapshot("9:9:"), asked, row(4));
        assert_eq!(counted.get(&snapshot("7:9:7"), &asked), None);
        assert_eq!(counted.get(&snapshot("9:9:"), &asked), Some(row(4)));
    }

    #[test]
    fn what_was_given_belongs_to_the_question() {
        let text = |text: &str| SqlValue::Text(text.to_owned());
        let texts = |all: &[&str]| SqlValue::Texts(all.iter().map(ToString::to_string).collect());
        let all = [
            vec![],
            vec![SqlValue::Null],
            vec![text("ab")],
            vec![text("a"), text("b")],
            vec![texts(&["a", "b"])],
            vec![texts(&["a"]), text("b")],
            vec![SqlValue::Bytes(b"ab".to_vec())],
            vec![SqlValue::Int(1)],
        ];
        for (place, one) in all.iter().enumerate() {
            for (other, another) in all.iter().enumerate() {
                let same = Asked::of("select", one) == Asked::of("select", another);
                assert_eq!(same, place == other, "{one:?} {another:?}");
            }
        }
        assert_ne!(Asked::of("select 1", &[]), Asked::of("select 2", &[]));
    }

    #[test]
    fn no_more_are_kept_than_there_is_room_for() {
        let counted = Counted::default();
        for number in 0..20_000_i64 {
            counted.keep(&Moment::Commits(1), Asked::of("select", &[number.into()]), row(number));
        }
        assert_eq!(counted.known().answers.len(), MOST);
    }
}
