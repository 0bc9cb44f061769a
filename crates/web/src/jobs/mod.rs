//! The chores of the generic screens: many edits, undoing much, emptying the trash.

mod bulk_edit;
mod forget_answers;
mod index_search;
mod purge_trash;
mod take_back;

pub use bulk_edit::BulkEdit;
pub use index_search::IndexSearch;
pub use take_back::TakeBack;

use store::jobs::{Job, JobRegistry, Schedule};

/// Registers them.
pub(crate) fn register(registry: &mut JobRegistry) {
    registry.register::<BulkEdit>();
    registry.register::<TakeBack>();
    registry.register::<IndexSearch>();
    registry.register::<purge_trash::PurgeTrash>();
    registry.register::<forget_answers::ForgetAnswers>();
    registry.schedule(Schedule {
        key: "forget-answers",
        cron: "23 * * * *".to_owned(),
        zone: "UTC".to_owned(),
        kind: forget_answers::ForgetAnswers::KIND,
        payload: serde_json::json!({}),
    });
    registry.schedule(Schedule {
        key: "index-search",
        cron: "* * * * *".to_owned(),
        zone: "UTC".to_owned(),
        kind: IndexSearch::KIND,
        payload: serde_json::json!({}),
    });
    registry.schedule(Schedule {
        key: "purge-trash",
        cron: "41 3 * * *".to_owned(),
        zone: "UTC".to_owned(),
        kind: purge_trash::PurgeTrash::KIND,
        payload: serde_json::json!({}),
    });
}
