//! The second half of `rapport doctor`: is the workspace sound?

use web::app::App;

use crate::console::Console;
use crate::problem::Problem;

/// Asks the database and the journal.
///
/// # Errors
/// When one of them is not sound.
pub async fn tell(app: &App, console: &mut Console) -> Result<(), Problem> {
    let store = app.store();
    store.ping().await?;
    let lag = store.journal_lag().await?;
    let schema = store.config().migrations.newest();
    let waiting = i64::try_from(lag.waiting).unwrap_or(i64::MAX);
    for (name, value) in [
        ("engine", store.engine_name().to_owned()),
        ("schema", schema.to_string()),
        ("set up", if app.is_set_up() { "yes" } else { "no" }.to_owned()),
        ("journal lag", waiting.to_string()),
    ] {
        console.line(&format!("{name:<14} {value}")).await;
    }
    Ok(())
}
