//! Chores: reminders, employments that ended, words of standard types, bytes of files that are gone.

mod employments;
mod forget_files;
mod remind;
mod standard_types;

use serde_json::json;
use store::jobs::{Job as _, JobRegistry, Schedule};

/// Makes the chores and their hours known.
pub fn register(registry: &mut JobRegistry) {
    registry
        .register::<remind::Remind>()
        .register::<employments::Employments>()
        .register::<standard_types::StandardTypes>()
        .register::<forget_files::ForgetFiles>();
    let hours = [
        ("customers.remind", "* * * * *", remind::Remind::KIND),
        ("customers.standard-types", "* * * * *", standard_types::StandardTypes::KIND),
        ("customers.employments", "10 0 * * *", employments::Employments::KIND),
        ("customers.forget-files", "40 3 * * *", forget_files::ForgetFiles::KIND),
    ];
    for (key, cron, kind) in hours {
        registry.schedule(Schedule {
            key,
            cron: cron.to_owned(),
            zone: "UTC".to_owned(),
            kind,
            payload: json!({}),
        });
    }
}
