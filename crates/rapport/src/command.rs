//! The commands that work on an open workspace, whichever process has it.

pub mod demo;
mod export;
mod health;
mod import;
mod safety;
mod token;
mod undo;
mod user;
mod whole_file;

pub use safety::count;
use web::app::App;

use crate::arguments::{Command, Token, User};
use crate::console::Console;
use crate::problem::Problem;

/// Does what was asked.
///
/// # Errors
/// Why it was not done.
pub async fn run(command: &Command, app: &App, console: &mut Console) -> Result<(), Problem> {
    match command {
        Command::Demo(asked) => demo::demo(*asked, app, console).await,
        Command::User(User::Add(add)) => user::add(add, app, console).await,
        Command::Token(Token::Add(add)) => token::add(add, app, console).await,
        Command::Import(asked) => import::import(asked, app, console).await,
        Command::Export(asked) => export::export(asked, app, console).await,
        Command::Undo(undo) => undo::undo(undo, app, console).await,
        Command::Backup { file } => safety::backup(file, app, console).await,
        Command::Verify => safety::verify(app, console).await,
        // Opening the workspace has migrated it.
        Command::Migrate => {
            let text = console.text("command-migrated", &[]);
            console.line(&text).await;
            Ok(())
        }
        Command::Serve(_) | Command::Restore { .. } => {
            Err(Problem::failed("command-already-served"))
        }
        Command::Doctor => health::tell(app, console).await,
        // Needs no workspace and is never handed over.
        Command::Openapi => Ok(()),
    }
}
