//! `rapport user add`.

use platform::{NewUser, add_user};
use web::app::App;

use crate::arguments::UserAdd;
use crate::console::Console;
use crate::problem::Problem;

/// Adds a user; prints the link that lets them choose a password, when they bring none.
pub async fn add(add: &UserAdd, app: &App, console: &mut Console) -> Result<(), Problem> {
    let password = match (add.password_stdin, &console.input) {
        (false, _) => None,
        (true, Some(text)) => {
            let line = text.lines().next().unwrap_or_default();
            Some(platform::password::Password::chosen(line)?)
        }
        (true, None) => return Err(Problem::usage("command-no-password")),
    };
    let new = NewUser {
        name: add.name.clone(),
        email: add.email.clone(),
        role: add.role.clone(),
        password,
        language: None,
    };
    let added = add_user(app, new).await?;
    match added.link {
        Some(link) => {
            let text = console.text("command-user-link", &[]);
            console.note(&text).await;
            console.line(&link).await;
        }
        None => {
            let text = console.text("command-user-added", &[("email", add.email.as_str().into())]);
            console.line(&text).await;
        }
    }
    Ok(())
}
