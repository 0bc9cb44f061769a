//! The chores.

mod sweep;
mod sweep_files;

use store::jobs::{JobRegistry, Schedule};

use crate::export::{ClearExports, WriteExport};
use crate::import::{ClearImports, ImportRows};
use sweep::Sweep;
use sweep_files::SweepFiles;

/// Registers the chores and when they come.
pub fn register(registry: &mut JobRegistry) {
    registry.register::<Sweep>();
    registry.register::<ImportRows>();
    registry.register::<ClearImports>();
    registry.register::<WriteExport>();
    registry.register::<ClearExports>();
    registry.register::<SweepFiles>();
    registry.schedule(Schedule {
        key: "platform-clear-imports",
        cron: "53 3 * * *".to_owned(),
        zone: "UTC".to_owned(),
        kind: <ClearImports as store::jobs::Job>::KIND,
        payload: serde_json::json!({}),
    });
    registry.schedule(Schedule {
        key: "platform-clear-exports",
        cron: "*/10 * * * *".to_owned(),
        zone: "UTC".to_owned(),
        kind: <ClearExports as store::jobs::Job>::KIND,
        payload: serde_json::json!({}),
    });
    registry.schedule(Schedule {
        key: "platform-sweep-files",
        cron: "29 4 * * *".to_owned(),
        zone: "UTC".to_owned(),
        kind: <SweepFiles as store::jobs::Job>::KIND,
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
