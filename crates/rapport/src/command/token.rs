//! `rapport token add`.

use platform::add_token;
use web::app::App;

use crate::arguments::TokenAdd;
use crate::console::Console;
use crate::problem::Problem;

/// Prints a new token, once, alone.
pub async fn add(add: &TokenAdd, app: &App, console: &mut Console) -> Result<(), Problem> {
    let token = add_token(app, &add.email, &add.name, add.days).await?;
    console.line(token.reveal()).await;
    Ok(())
}
