//! The nouns: who works here, what they may do, and what they keep for themselves.

mod record_list;
mod role;
mod saved_view;
mod team;
mod user;

pub use record_list::RecordList;
pub use role::Role;
pub use saved_view::{Audience, SavedView};
pub use team::Team;
pub use user::{Density, ScreenLanguage, Theme, User};

use kernel::object::Object;

/// All objects of this crate.
pub fn objects() -> Vec<Object> {
    vec![
        user::object(),
        team::object(),
        role::object(),
        saved_view::object(),
        record_list::object(),
    ]
}

#[cfg(test)]
mod tests {
    use kernel::catalog::Catalog;
    use kernel::words::Words;

    #[test]
    fn the_objects_are_declared_without_a_fault() {
        if let Err(faults) = Catalog::build(super::objects(), Words::get()) {
            panic!("{faults}");
        }
    }
}
