//! The chores.

mod sweep;

use store::jobs::{JobRegistry, Schedule};

use crate::import::ImportRows;
use sweep::Sweep;

/// Registers the chores and when they come.
pub fn register(registry: &mut JobRegistry) {
    registry.register::<Sweep>();
    registry.register::<ImportRows>();
    registry.schedule(Schedule {
        key: "platform-sweep",
        cron: "17 * * * *".to_owned(),
        zone: "UTC".to_owned(),
        kind: <Sweep as store::jobs::Job>::KIND,
        payload: serde_json::json!({}),
    });
}
