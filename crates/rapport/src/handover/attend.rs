//! The side that serves.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use clap::Parser;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;
use web::app::App;

use super::{Answer, Request, VERSION};
use crate::arguments::Arguments;
use crate::command;
use crate::console::{Console, Said};
use crate::problem::Problem;

/// Longest request, in bytes.
const LONGEST: u64 = 1 << 20;
/// Pieces of speech that wait for a slow terminal.
const WAITING: usize = 64;

/// Takes commands on a socket until it is dropped.
#[derive(Debug)]
pub struct Attendant {
    listener: UnixListener,
    path: PathBuf,
}

impl Drop for Attendant {
    fn drop(&mut self) {
        // The next process removes what is left.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Attendant {
    /// Opens the socket. The caller has the folder's lock, so a socket that lies there is dead.
    ///
    /// # Errors
    /// When it cannot be opened: the path may be longer than the 107 bytes a socket can have.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let _ = std::fs::remove_file(path);
        let listener =
            UnixListener::bind(path).with_context(|| format!("opening {}", path.display()))?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
        Ok(Self { listener, path: path.to_owned() })
    }

    /// Takes commands for ever.
    pub async fn attend(&self, app: &App) {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    let app = app.clone();
                    tokio::spawn(async move {
                        if let Err(error) = serve(stream, &app).await {
                            tracing::debug!("A handed-over command ended early: {error:#}");
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!("Could not take a command: {error}");
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                }
            }
        }
    }
}

async fn serve(stream: UnixStream, app: &App) -> anyhow::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read.take(LONGEST));
    let mut line = String::new();
    read.read_line(&mut line).await?;
    let request: Request = serde_json::from_str(&line)?;
    let (sink, said) = mpsc::channel(WAITING);
    let language = request.language;
    let work = run(request, app, sink);
    let mut connection = read.into_inner().into_inner();
    let code = tokio::select! {
        // Whoever asked went away: what is not committed yet is dropped.
        () = hung_up(&mut connection) => return Ok(()),
        (code, _) = async { tokio::join!(work, repeat(said, &mut write)) } => code,
    };
    let exit = match code {
        Ok(()) => 0,
        Err(problem) => {
            let sentence = format!("rapport: {}\n", problem.sentence(language));
            say(&mut write, &Answer::Error(sentence)).await?;
            problem.code()
        }
    };
    say(&mut write, &Answer::Exit(exit)).await
}

async fn hung_up(connection: &mut OwnedReadHalf) {
    let mut byte = [0u8; 1];
    while matches!(connection.read(&mut byte).await, Ok(1..)) {}
}

async fn run(request: Request, app: &App, sink: mpsc::Sender<Said>) -> Result<(), Problem> {
    if request.version != VERSION {
        return Err(Problem::failed("command-other-version").with("version", VERSION));
    }
    let arguments = Arguments::try_parse_from(&request.arguments)
        .map_err(|error| Problem::says(error.to_string()))?;
    let place = (request.folder, request.input);
    let mut console = Console::other(sink, (request.language, request.is_terminal), place);
    command::run(&arguments.command, app, &mut console).await
}

/// Sends what the command says, until it has ended.
async fn repeat(mut said: mpsc::Receiver<Said>, write: &mut OwnedWriteHalf) {
    while let Some(said) = said.recv().await {
        let answer = match said {
            Said::Out(bytes) => Answer::Out(BASE64_STANDARD.encode(bytes)),
            Said::Error(text) => Answer::Error(text),
        };
        if say(write, &answer).await.is_err() {
            return;
        }
    }
}

async fn say(write: &mut OwnedWriteHalf, answer: &Answer) -> anyhow::Result<()> {
    let line = serde_json::to_string(answer)? + "\n";
    Ok(write.write_all(line.as_bytes()).await?)
}
