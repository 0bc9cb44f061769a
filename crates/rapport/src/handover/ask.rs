//! The side that was typed.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, anyhow};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;

use super::{Answer, Request, VERSION};
use crate::console::Console;

/// Hands a command over and repeats what is answered. Answers the exit code; `None` when nobody
/// takes commands there.
///
/// # Errors
/// When the connection breaks before the command has ended.
pub(super) async fn ask(socket: &Path, console: &Console) -> anyhow::Result<Option<u8>> {
    let Ok(stream) = UnixStream::connect(socket).await else {
        return Ok(None);
    };
    let request = Request {
        version: VERSION.to_owned(),
        arguments: std::env::args().collect(),
        folder: console.path(Path::new("")),
        language: console.language,
        is_terminal: console.is_terminal,
        input: console.input.clone(),
    };
    let (read, mut write) = stream.into_split();
    let line = serde_json::to_string(&request)? + "\n";
    write.write_all(line.as_bytes()).await.context("handing the command over")?;
    let mut lines = BufReader::new(read).lines();
    while let Some(line) = lines.next_line().await.context("waiting for the command")? {
        match serde_json::from_str(&line)? {
            Answer::Out(bytes) => {
                // A reader that went away has heard enough.
                drop(std::io::stdout().write_all(&BASE64_STANDARD.decode(bytes)?));
            }
            Answer::Error(text) => drop(std::io::stderr().write_all(text.as_bytes())),
            Answer::Exit(code) => return Ok(Some(code)),
        }
    }
    Err(anyhow!(
        "the serving process ended before the command did; look what was done before repeating it"
    ))
}
