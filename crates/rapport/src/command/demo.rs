//! `rapport demo`: the demo company in, with one administrator; the demo company out.

use kernel::language::Language;
use platform::password::Password;
use platform::{NewUser, add_user};
use store::secret::random;
use web::app::App;

use crate::arguments::Demo;
use crate::console::Console;
use crate::problem::Problem;

/// The demo's one administrator.
const EMAIL: &str = "demo@example.com";
/// Letters and digits that are not mistaken for each other.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Does what was asked.
///
/// # Errors
/// When the workspace holds data, or holds no demo to take out.
pub async fn demo(asked: Demo, app: &App, console: &mut Console) -> Result<(), Problem> {
    if asked.remove {
        let removed = customers::demo::remove(app).await?;
        let count = removed.to_string();
        let text = console.text("command-demo-removed", &[("count", count.as_str().into())]);
        console.line(&text).await;
        return Ok(());
    }
    fill(app, console).await
}

/// Fills the workspace and prints how to sign in.
///
/// # Errors
/// When the workspace holds data.
pub async fn fill(app: &App, console: &mut Console) -> Result<(), Problem> {
    customers::demo::check(app).await?;
    let password = match std::env::var("RAPPORT_DEMO_PASSWORD") {
        Ok(given) if !given.is_empty() => given,
        _ => random_password()?,
    };
    let new = NewUser {
        name: "Demo Administrator".to_owned(),
        email: EMAIL.to_owned(),
        role: "administrator".to_owned(),
        password: Some(Password::chosen(&password)?),
        language: None,
    };
    // The administrator comes first: the demo gives them customers to look after.
    add_user(app, new).await?;
    customers::demo::fill(app, Language::default()).await?;
    let values = [("email", EMAIL.into()), ("password", password.as_str().into())];
    let text = console.text("command-demo-sign-in", &values);
    console.line(&text).await;
    Ok(())
}

/// Whether the demo company is in this workspace already.
///
/// # Errors
/// When the store fails.
pub async fn is_there(app: &App) -> Result<bool, Problem> {
    Ok(customers::demo::is_there(app).await?)
}

fn random_password() -> Result<String, Problem> {
    let mut bytes = [0_u8; 20];
    random(&mut bytes)?;
    Ok(bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect())
}
