//! The chores.

mod sweep;

use store::jobs::{JobRegistry, Schedule};

use crate::import::{ClearImports, ImportRows};
use sweep::Sweep;

/// Registers the chores and when they come.
pub fn register(registry: &mut JobRegistry) {
    registry.register::<Sweep>();
    registry.register::<ImportRows>();
    registry.register::<ClearImports>();
    registry.schedule(Schedule {
        key: "platform-clear-imports",
        cron: "53 3 * * *".to_owned(),
        zone: "UTC".to_owned(),
        kind: <ClearImports as store::jobs::Job>::KIND,
        payload: serde_json::json!({}),
    });
    registry.schedule(Schedule {
        key: "platform-sweep",
        cron: "17 * * * *".to_owned(),
        zone: "UTC".to_owned(),
        kind: <Sweep as store::jobs::Job>::KIND,
        payload: serde_json::json!({}),
    });
}
