//! Which hits come first: the exact name, a name that begins so, all in the name, anything else;
//! among equals one's own, then the recent.

use std::cmp::Reverse;

use jiff::Timestamp;
use kernel::text::token::name_tokens;
use uuid::Uuid;

use super::question::{Closeness, Question, joined};

/// How well a record answers; the smallest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    ExactName,
    NameBegins,
    AllInName,
    Elsewhere,
    Mistyped,
}

/// The place of a hit among the others.
pub(super) type Rank = (Tier, bool, Reverse<Timestamp>, Uuid);

impl Tier {
    /// How well a title answers a question that was found so closely.
    pub fn of(question: &Question, title: &str, found: Closeness) -> Self {
        let name = joined(title);
        if !name.is_empty() && name == question.joined {
            return Self::ExactName;
        }
        match found {
            Closeness::Name => Self::NameBegins,
            Closeness::Near => Self::Mistyped,
            Closeness::Whole | Closeness::Beginning => {
                if name.starts_with(&question.joined) && !question.joined.is_empty() {
                    return Self::NameBegins;
                }
                let tokens = name_tokens(title);
                let in_name = |asked: &super::question::Asked| {
                    tokens.iter().any(|token| match asked.term.prefix {
                        true => token.starts_with(&asked.term.token),
                        false => *token == asked.term.token,
                    })
                };
                if question.terms.iter().all(in_name) { Self::AllInName } else { Self::Elsewhere }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tier(q: &str, title: &str) -> Tier {
        Tier::of(&Question::of(q), title, Closeness::Beginning)
    }

    #[test]
    fn names_come_before_other_fields() {
        assert_eq!(tier("garcia", "García"), Tier::ExactName);
        assert_eq!(tier("garcia", "García López, S.A."), Tier::NameBegins);
        assert_eq!(tier("garcia", "Ana García"), Tier::AllInName);
        assert_eq!(tier("zhangwei", "张伟"), Tier::AllInName);
        assert_eq!(tier("garcia", "Acme"), Tier::Elsewhere);
        assert!(Tier::ExactName < Tier::NameBegins && Tier::Elsewhere < Tier::Mistyped);
    }
}
