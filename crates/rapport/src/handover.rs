//! Commands on a workspace that is being served: the command is handed to the process that has
//! the database, which does the work and speaks through this one's terminal.
//!
//! One request, then answers until the exit code, each a line of JSON, over a Unix socket that
//! only the owner of the folder may open.

mod ask;
mod attend;

use std::path::PathBuf;
use std::time::Duration;

use kernel::language::Language;
use serde::{Deserialize, Serialize};

use crate::console::Console;
use crate::folder::{self, Lock};
use crate::problem::Problem;
use crate::settings::Settings;

pub use attend::Attendant;

/// Both sides must be the same program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A command that is handed over.
#[derive(Debug, Serialize, Deserialize)]
struct Request {
    version: String,
    arguments: Vec<String>,
    folder: PathBuf,
    language: Language,
    is_terminal: bool,
    input: Option<String>,
}

/// What comes back.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    /// For standard output, in base64.
    Out(String),
    /// For standard error.
    Error(String),
    Exit(u8),
}

/// How long a process that starts or ends is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(50);

/// How a command gets to its workspace.
#[derive(Debug)]
pub enum Way {
    /// The folder is ours now.
    Ours(Lock),
    /// The process that serves it has done the command, with this exit code.
    Done(u8),
}

/// Takes the folder, or hands the command to the process that has it.
///
/// # Errors
/// When neither comes about: a process that has the folder takes no commands.
pub async fn lock_or_ask(settings: &Settings, console: &Console) -> Result<Way, Problem> {
    let began = tokio::time::Instant::now();
    loop {
        if let Some(lock) = folder::lock(&settings.data())? {
            return Ok(Way::Ours(lock));
        }
        if let Some(code) = ask::ask(&folder::socket(&settings.data()), console).await? {
            return Ok(Way::Done(code));
        }
        if began.elapsed() > PATIENCE {
            let taken = Problem::failed("command-folder-taken");
            return Err(taken.with("folder", settings.data().display()));
        }
        tokio::time::sleep(PAUSE).await;
    }
}
