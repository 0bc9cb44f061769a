//! A dated tie between two parties. Whoever sees both ends sees it.

use jiff::civil::Date;
use kernel::conduct::{Conduct, Context};
use kernel::error::{Refusal, Refusals};
use kernel::face::{CREATED_AT, Searched, face};
use kernel::object::{Object, Visibility};
use kernel::shape::{Link, Text, Whole};
use kernel::{fields, record};

use super::party::Party;
use super::relationship_type::RelationshipType;

record! {
    /// A tie between two parties.
    pub struct Relationship in "relationship", "relationships" {
        from: Link<Party>,
        relationship_type: Link<RelationshipType>,
        to: Link<Party>,
        starts_on: Option<Date>,
        /// The last day; empty while it holds.
        ends_on: Option<Date>,
        /// 1 to 5.
        strength: Whole,
        /// The employment that `party.organization` mirrors.
        primary: bool,
        note: Text,
    }
}

impl Relationship {
    /// Whether the tie holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.starts_on.is_none_or(|start| start <= day) && self.ends_on.is_none_or(|end| end >= day)
    }
}

impl Conduct for Relationship {
    fn settle(&mut self, _before: Option<&Self>, context: &Context) {
        // An employment that is over, or ends today, is nobody's main one.
        if self.ends_on.is_some_and(|end| end <= context.today) {
            self.primary = false;
        }
    }

    fn refuse(&self, _before: Option<&Self>, _context: &Context) -> Refusals {
        let mut refusals = Refusals::default();
        if self.from.0.is_some() && self.from == self.to {
            refusals.field("to", "relationship-with-itself");
        }
        if let (Some(start), Some(end)) = (self.starts_on, self.ends_on)
            && end < start
        {
            refusals.field("ends_on", "ends-before-start");
        }
        if self.strength.is_some_and(|strength| !(1..=5).contains(&strength)) {
            refusals
                .push(Refusal::field("strength", "not-in-range").with("low", 1).with("high", 5));
        }
        refusals
    }
}

/// The declaration of relationship.
pub fn object() -> Object {
    kernel::object::object::<Relationship>()
        .required(fields![Relationship::from, Relationship::to, Relationship::relationship_type])
        .visibility(Visibility::ThroughAll(vec!["from", "to"]))
        .face(
            face::<Relationship>("relationship", "relationships", "network")
                .title(Relationship::note)
                .subtitle(fields![
                    Relationship::from,
                    Relationship::relationship_type,
                    Relationship::to
                ])
                .columns(fields![
                    Relationship::from,
                    Relationship::relationship_type,
                    Relationship::to,
                    Relationship::starts_on,
                    Relationship::ends_on,
                    Relationship::strength,
                    Relationship::note,
                ])
                .section(
                    "relationship",
                    fields![
                        Relationship::from,
                        Relationship::relationship_type,
                        Relationship::to,
                        Relationship::starts_on,
                        Relationship::ends_on,
                        Relationship::strength,
                        Relationship::primary,
                        Relationship::note,
                    ],
                )
                .form(fields![
                    Relationship::from,
                    Relationship::relationship_type,
                    Relationship::to,
                    Relationship::starts_on,
                    Relationship::ends_on,
                    Relationship::strength,
                    Relationship::primary,
                    Relationship::note,
                ])
                .filters(fields![
                    Relationship::from,
                    Relationship::to,
                    Relationship::relationship_type,
                    Relationship::ends_on,
                ])
                .sort(CREATED_AT, true)
                .searched(Relationship::note, Searched::AsText)
                .fast(None, CREATED_AT)
                .fast(Some(Relationship::from.into()), CREATED_AT)
                .fast(Some(Relationship::to.into()), CREATED_AT)
                .build(),
        )
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::context;
    use jiff::civil::date;
    use uuid::Uuid;

    #[test]
    fn a_tie_has_two_ends_and_an_order_of_days() {
        let one = Uuid::now_v7();
        let tie = Relationship {
            from: Link::to(one),
            to: Link::to(one),
            starts_on: Some(date(2026, 5, 1)),
            ends_on: Some(date(2026, 4, 1)),
            strength: Some(6),
            ..Relationship::default()
        };
        let codes: Vec<&str> =
            tie.refuse(None, &context()).0.iter().map(|refusal| refusal.code).collect();
        assert_eq!(codes, ["relationship-with-itself", "ends-before-start", "not-in-range"]);
    }

    #[test]
    fn an_employment_that_is_over_is_not_the_primary_one() {
        let mut past = Relationship {
            ends_on: Some(date(2026, 11, 23)),
            primary: true,
            ..Relationship::default()
        };
        past.settle(None, &context());
        assert!(!past.primary);
        let mut another_day = Relationship {
            ends_on: Some(date(2026, 11, 24)),
            primary: true,
            ..Relationship::default()
        };
        another_day.settle(None, &context());
        assert!(another_day.primary);
    }

    #[test]
    fn a_tie_holds_from_its_first_to_its_last_day() {
        let tie = Relationship {
            starts_on: Some(date(2026, 1, 1)),
            ends_on: Some(date(2026, 12, 31)),
            ..Relationship::default()
        };
        assert!(tie.holds_on(date(2026, 1, 1)) && tie.holds_on(date(2026, 12, 31)));
        assert!(!tie.holds_on(date(2025, 12, 31)) && !tie.holds_on(date(2027, 1, 1)));
    }
}
