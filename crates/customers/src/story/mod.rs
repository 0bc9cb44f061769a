//! The story of a party: what is planned and what was done with it and, for a company, with its
//! people; and how its fields changed, folded into bursts. It holds no copy of rights: bounded
//! candidates go through one scoped query, until the page is full.

mod candidate;
mod change;
mod page;

use jiff::Timestamp;
use kernel::record::Record;
use store::journal::Entry;
use uuid::Uuid;

pub use page::{Asked, Story, of_party};

use crate::objects::ActivityKind;

/// Things of one page.
pub const PAGE: usize = 30;

/// Whose story it is.
#[derive(Clone, Debug)]
pub struct Subject {
    pub party: Uuid,
    /// The people of a company; nobody for a person.
    pub people: Vec<Uuid>,
}

impl Subject {
    /// The party first, then its people.
    pub fn everyone(&self) -> Vec<Uuid> {
        std::iter::once(self.party).chain(self.people.iter().copied()).collect()
    }
}

/// A place in the story; older things lie behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub at: Timestamp,
    pub id: Uuid,
    /// The journal is read from before this header.
    pub header: Uuid,
}

impl Place {
    /// Before everything.
    pub fn top() -> Self {
        Self { at: Timestamp::MAX, id: Uuid::max(), header: Uuid::max() }
    }

    /// As it stands in an address.
    pub fn cursor(&self) -> String {
        format!("{}.{}.{}", self.at.as_microsecond(), self.id.simple(), self.header.simple())
    }

    /// Reads a [`Place::cursor`].
    pub fn read(cursor: &str) -> Option<Self> {
        let mut parts = cursor.split('.');
        let at = Timestamp::from_microsecond(parts.next()?.parse().ok()?).ok()?;
        let id = Uuid::try_parse(parts.next()?).ok()?;
        let header = Uuid::try_parse(parts.next()?).ok()?;
        parts.next().is_none().then_some(Self { at, id, header })
    }
}

/// One thing of the story.
#[derive(Clone, Debug)]
pub enum Moment {
    Activity(Record),
    /// Changes of fields by one person in one go, the newest first.
    Burst(Vec<Entry>),
}

/// What is shown: everything, one kind of activity, or the changes of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    #[default]
    Everything,
    Kind(ActivityKind),
    Changes,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_and_nothing_else_is() {
        let place = Place {
            at: "2026-11-23T09:30:00.000001Z".parse().unwrap(),
            id: Uuid::from_u128(5),
            header: Uuid::from_u128(6),
        };
        assert_eq!(Place::read(&place.cursor()), Some(place));
        for wrong in [
            "",
            "1",
            "1.2.3",
            "x.y.z",
            "1.00000000000000000000000000000005",
            "9223372036854775807.0.0",
        ] {
            assert_eq!(Place::read(wrong), None, "{wrong}");
        }
    }
}
