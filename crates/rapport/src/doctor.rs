//! `rapport doctor`: where each setting came from, and whether the workspace is sound.

use crate::console::Console;
use crate::problem::Problem;
use crate::settings::Settings;

/// Prints the settings with their sources.
///
/// # Errors
/// When a setting cannot be used.
pub async fn settings(settings: &Settings, console: &mut Console) -> Result<(), Problem> {
    for (name, value, source) in settings.each() {
        let value = if value.is_empty() { "-" } else { &value };
        console.line(&format!("{name:<14} {value:<40} {source}")).await;
    }
    let key = if settings.has_secret_key() { "RAPPORT_SECRET_KEY" } else { "secret.key" };
    console.line(&format!("{:<14} {key}", "secret key")).await;
    settings.logs_json()?;
    settings.serving(settings.listen()?).map(drop)
}
