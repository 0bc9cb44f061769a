//! The log, on standard error: text for people, JSON for machines.

use tracing_subscriber::EnvFilter;

use crate::problem::Problem;
use crate::settings::Settings;

/// Begins the log of this process.
///
/// # Errors
/// When format or level cannot be read.
pub fn begin(settings: &Settings, serving: bool) -> Result<(), Problem> {
    let ordinary = if serving { "info" } else { "warn" };
    let level = settings.log_level().unwrap_or(ordinary);
    let filter = EnvFilter::try_new(level).map_err(|_| {
        Problem::usage("command-wrong-setting").with("name", "log-level").with("value", level)
    })?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if settings.logs_json()? {
        log.json().flatten_event(true).init();
    } else {
        log.with_target(false).init();
    }
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(panic.place = place, "Panicked at {place}");
    }));
    Ok(())
}
