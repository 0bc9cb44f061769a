//! Where a command speaks: its own terminal, or that of the process that handed it over.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use fluent_bundle::FluentValue;
use kernel::language::Language;
use kernel::words::Words;
use tokio::sync::mpsc;

/// What was said, on its way to the terminal of another process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Out(Vec<u8>),
    Error(String),
}

/// Ears and mouth of a command.
#[derive(Debug)]
pub struct Console {
    sink: Sink,
    /// Whether a person watches.
    pub is_terminal: bool,
    pub language: Language,
    /// What came on standard input, when the command reads it.
    pub input: Option<String>,
    /// The folder that relative paths start from.
    folder: PathBuf,
}

#[derive(Debug)]
enum Sink {
    Own,
    Other(mpsc::Sender<Said>),
}

impl Console {
    /// This process's own terminal.
    pub fn own(input: Option<String>) -> Self {
        Self {
            sink: Sink::Own,
            is_terminal: std::io::stderr().is_terminal(),
            language: language_of_the_environment(),
            input,
            folder: std::env::current_dir().unwrap_or_default(),
        }
    }

    /// Another process's terminal.
    pub fn other(
        sink: mpsc::Sender<Said>,
        (language, is_terminal): (Language, bool),
        (folder, input): (PathBuf, Option<String>),
    ) -> Self {
        Self { sink: Sink::Other(sink), is_terminal, language, input, folder }
    }

    /// Where a path lies for whoever typed it.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    /// A text in the reader's language.
    pub fn text(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        Words::get().with(self.language, key, values)
    }

    /// Writes a line to standard output.
    pub async fn line(&mut self, text: &str) {
        self.bytes(format!("{text}\n").into_bytes()).await;
    }

    /// Writes to standard output.
    pub async fn bytes(&mut self, bytes: Vec<u8>) {
        match &self.sink {
            // A reader that went away has heard enough.
            Sink::Own => drop(std::io::stdout().write_all(&bytes)),
            Sink::Other(sink) => drop(sink.send(Said::Out(bytes)).await),
        }
    }

    /// Writes a line to standard error.
    pub async fn note(&mut self, text: &str) {
        self.error(format!("{text}\n")).await;
    }

    async fn error(&mut self, text: String) {
        match &self.sink {
            Sink::Own => drop(std::io::stderr().write_all(text.as_bytes())),
            Sink::Other(sink) => drop(sink.send(Said::Error(text)).await),
        }
    }
}

/// The language of the terminal.
pub fn language_of_the_environment() -> Language {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .and_then(|tag| Language::parse(&tag))
        .unwrap_or_default()
}
