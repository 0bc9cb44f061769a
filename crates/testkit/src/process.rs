//! The real program as a child: started, asked, killed.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

/// How long a start may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A `rapport serve`. It is killed when dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// Where it listens: `http://127.0.0.1:41234`.
    pub base: String,
    /// What it printed before it was ready.
    pub said: Vec<String>,
    stdout: BufReader<ChildStdout>,
}

/// How a command ended.
#[derive(Clone, Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Process {
    /// Serves a place on a free port and waits until it is ready.
    ///
    /// # Panics
    /// When it does not become ready; its last words are on stderr.
    pub async fn serve(program: &str, flags: &[String], more: &[&str]) -> Self {
        let mut command = command(program);
        command.arg("serve").args(flags).args(["--listen", "127.0.0.1:0"]).args(more);
        command.stdout(Stdio::piped()).stdin(Stdio::null());
        let mut child = command.spawn().expect("rapport starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("its stdout"));
        let (base, said) = tokio::time::timeout(PATIENCE, first_words(&mut stdout))
            .await
            .expect("serve says where it listens");
        let process = Self { child, base, said, stdout };
        process.wait_until_ready().await;
        process
    }

    /// Waits for a line that holds some words; answers it.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn line_with(&mut self, words: &str) -> String {
        let said = async {
            let mut line = String::new();
            while !line.contains(words) {
                line.clear();
                let read = self.stdout.read_line(&mut line).await.expect("its words");
                assert!(read > 0, "it ended without saying {words}");
            }
            line.trim_end().to_owned()
        };
        tokio::time::timeout(PATIENCE, said).await.expect("the words come")
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    /// Ends it at once, as a power cut or the kernel would.
    ///
    /// # Panics
    /// When the machine refuses.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("the process is killed");
    }

    /// Asks it to end and answers its exit code.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn terminate(mut self) -> i32 {
        let id = self.id().to_string();
        run(Path::new("kill"), &["-TERM", &id], "").await;
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        ended.expect("it ends").expect("its status").code().unwrap_or(-1)
    }

    /// Waits for `/readyz`.
    ///
    /// # Panics
    /// After half a minute.
    pub async fn wait_until_ready(&self) {
        let http = crate::api::client();
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let answer = http.get(format!("{}/readyz", self.base)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{} is not ready", self.base);
    }
}

/// Runs a program to its end, with a text on its standard input.
///
/// # Panics
/// When it cannot be started.
pub async fn run(program: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut command = command(&program.display().to_string());
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("its stdin");
    let mut stderr = child.stderr.take().expect("its stderr");
    let mut stdout = child.stdout.take().expect("its stdout");
    let (mut said, mut complained) = (String::new(), String::new());
    let input = input.as_bytes().to_vec();
    let wrote = async move { drop(stdin.write_all(&input).await) };
    let _ = tokio::join!(
        wrote,
        stdout.read_to_string(&mut said),
        stderr.read_to_string(&mut complained)
    );
    let status = child.wait().await.expect("its status");
    Ran { code: status.code().unwrap_or(-1), stdout: said, stderr: complained }
}

/// A program that knows nothing of the settings of whoever runs the tests.
fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("RAPPORT_")) {
        command.env_remove(name);
    }
    command.kill_on_drop(true);
    command
}

/// Reads until the line that names the address.
async fn first_words(stdout: &mut BufReader<ChildStdout>) -> (String, Vec<String>) {
    let mut said = Vec::new();
    let mut line = String::new();
    while stdout.read_line(&mut line).await.expect("its words") > 0 {
        let words = std::mem::take(&mut line);
        said.push(words.trim_end().to_owned());
        if let Some(at) = words.find("http://127.0.0.1:") {
            let address = words.get(at..).unwrap_or_default();
            let end =
                address.find(|c: char| !c.is_ascii_graphic() || c == '"').unwrap_or(address.len());
            let address = address.get(..end).unwrap_or_default();
            let origin: Vec<&str> = address.splitn(4, '/').take(3).collect();
            return (origin.join("/"), said);
        }
    }
    panic!("serve ended without saying where it listens: {said:?}");
}
