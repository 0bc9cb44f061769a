//! The nouns: parties, what ties them, what happens with them, and their files.

pub mod activity;
pub mod file;
pub mod party;
pub mod relationship;
pub mod relationship_type;
pub mod standard;

pub use activity::{Activity, ActivityKind, ActivityStatus};
pub use file::File;
pub use party::{Party, PartyKind, PartyRole};
pub use relationship::Relationship;
pub use relationship_type::{RelationshipType, WORKS_FOR};

use kernel::object::Object;

/// All objects of this crate.
pub fn objects() -> Vec<Object> {
    vec![
        party::object(),
        relationship_type::object(),
        relationship::object(),
        activity::object(),
        file::object(),
    ]
}

#[cfg(test)]
mod tests {
    use kernel::catalog::Catalog;
    use kernel::words::Words;

    #[test]
    fn the_declarations_hold_together_in_three_languages() {
        let objects = super::objects().into_iter().chain(platform::objects::objects()).collect();
        if let Err(faults) = Catalog::build(objects, Words::get()) {
            panic!("{faults}");
        }
    }
}
