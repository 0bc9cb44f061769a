//! A PostgreSQL of a story's own, to be stopped and started.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The script that makes one.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../bin/postgres-for-tests");

/// A server that ends with the story.
#[derive(Debug)]
pub struct Postgres {
    /// `postgres://rapport@127.0.0.1:41234/postgres`.
    pub url: String,
    folder: PathBuf,
}

impl Postgres {
    /// Starts one.
    ///
    /// # Panics
    /// When it does not start; so with all of these.
    pub fn start() -> Self {
        let output =
            Command::new(SCRIPT).args(["start", "--plain"]).output().expect("the script runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let url = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let folder = folder_of(&url).expect("the folder of the server");
        Self { url, folder }
    }

    /// Stops it as an administrator does: open connections are cut.
    pub fn stop(&self) {
        self.control(&["-m", "fast", "-w", "stop"]);
    }

    /// Starts it again on its port.
    pub fn start_again(&self) {
        let port = self.url.rsplit(':').next().and_then(|rest| rest.split('/').next());
        let port = format!("-p {}", port.expect("a port"));
        let log = self.folder.join("log").display().to_string();
        self.control(&["-o", &port, "-l", &log, "-w", "start"]);
    }

    fn control(&self, arguments: &[&str]) {
        let binaries = std::fs::read_to_string(self.folder.join("binaries")).expect("its programs");
        let program = Path::new(binaries.trim()).join("pg_ctl");
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(&program);
        if !is_root() {
            command = Command::new(&program);
        }
        let output = command.arg("-D").arg(self.folder.join("data")).args(arguments).output();
        let Output { status, stderr, .. } = output.expect("pg_ctl runs");
        assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // What is left behind is a folder in the temporary one.
        let _ = Command::new(SCRIPT).arg("stop").arg(&self.url).output();
    }
}

fn folder_of(url: &str) -> Option<PathBuf> {
    let folders = std::fs::read_dir(std::env::temp_dir()).ok()?;
    folders.flatten().map(|entry| entry.path()).find(|folder| {
        std::fs::read_to_string(folder.join("url")).is_ok_and(|known| known.trim() == url)
    })
}

fn is_root() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().any(|line| line.starts_with("Uid:\t0\t"))
}
