//! A workspace with everybody in it, served by the real program.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value as Json, json};

use crate::client::Client;
use crate::people::{self, TEAMS, USERS, member, team};

const ADMINISTRATOR: &str = "administrator@rapport.example";
const PASSWORD: &str = "a long enough password";

/// Where the records lie.
#[derive(Clone, Debug)]
pub enum Engine {
    Sqlite,
    /// A server, and a schema of ours in it.
    Postgres(String),
}

/// How many are brought in.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub people: u64,
    pub companies: u64,
}

/// A served workspace. The program is ended when it is dropped.
#[derive(Debug)]
pub struct House {
    pub engine: Engine,
    folder: PathBuf,
    /// `127.0.0.1:41234`.
    pub address: String,
    /// What was imported, and how long it took.
    pub imports: Vec<(&'static str, u64, Duration)>,
    /// From the start of the program until it is ready, with everybody in the database.
    pub start: Duration,
    /// Records that the member who asks may see.
    pub people: Vec<String>,
    pub companies: Vec<String>,
    rapport: PathBuf,
    cookie: String,
    token: String,
    /// A token of the administrator, who sees everybody.
    master: String,
    server: Option<Child>,
}

impl Engine {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }
}

/// A schema of this run.
pub fn schema() -> String {
    format!("load_{}", std::process::id())
}

impl House {
    /// Enters the members, imports everybody and serves them.
    ///
    /// # Errors
    /// When the program does not do as it is told.
    pub fn build(rapport: &Path, work: &Path, engine: &Engine, size: Size) -> Result<Self> {
        let folder = work.join(engine.name());
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        let mut house = Self {
            engine: engine.clone(),
            folder,
            address: String::new(),
            imports: Vec::new(),
            start: Duration::ZERO,
            people: Vec::new(),
            companies: Vec::new(),
            rapport: rapport.to_owned(),
            cookie: String::new(),
            token: String::new(),
            master: String::new(),
            server: None,
        };
        house.enter_members()?;
        house.import(work, "companies", size.companies)?;
        house.import(work, "people", size.people)?;
        house.serve()?;
        house.sign_in()?;
        house.people = house.ids("person")?;
        house.companies = house.ids("organization")?;
        Ok(house)
    }

    /// Two hundred members in thirty teams; the first of them asks for everything afterwards.
    fn enter_members(&mut self) -> Result<()> {
        let first = member(0);
        let add =
            ["user", "add", &first, "--name", "First", "--role", "member", "--password-stdin"];
        self.run(&add, PASSWORD)?;
        self.run(&["user", "add", ADMINISTRATOR, "--name", "Ada", "--role", "administrator"], "")?;
        self.token =
            self.run(&["token", "add", ADMINISTRATOR, "--name", "load"], "")?.trim().to_owned();
        self.master.clone_from(&self.token);
        self.serve()?;
        let teams =
            (0..TEAMS).map(|number| json!({"op": "create", "data": {"name": team(number)}}));
        self.batch("teams", teams.collect())?;
        let in_team = |number| json!([{"match": {"name": team(number)}}]);
        let users = (0..USERS).map(|number| match number {
            0 => json!({"op": "update", "match": {"email": first}, "data": {"teams": in_team(0)}}),
            _ => json!({"op": "create", "data": {"name": format!("Member {number}"), "email": member(number),
                "role": {"match": {"key": "member"}}, "teams": in_team(number)}}),
        });
        self.batch("users", users.collect())?;
        self.end();
        self.token = self.run(&["token", "add", &first, "--name", "load"], "")?.trim().to_owned();
        Ok(())
    }

    fn batch(&self, objects: &str, operations: Vec<Json>) -> Result<()> {
        let body = json!({"atomic": true, "operations": operations}).to_string();
        let request = format!(
            "POST /api/v1/{objects}/batch HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            body.len()
        );
        Client::connect(&self.address)?.send(request.as_bytes())?.text(200)?;
        Ok(())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.rapport);
        command.arg("--data").arg(&self.folder);
        if let Engine::Postgres(server) = &self.engine {
            command.arg("--database").arg(format!("{server}?schema={}", schema()));
        }
        command
    }

    fn run(&self, arguments: &[&str], input: &str) -> Result<String> {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().context("starting rapport")?;
        child.stdin.take().context("its input")?.write_all(input.as_bytes())?;
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "rapport {arguments:?} failed");
        Ok(String::from_utf8(output.stdout)?)
    }

    fn import(&mut self, work: &Path, face: &'static str, rows: u64) -> Result<()> {
        let file = work.join(format!("{face}.csv"));
        let began = Instant::now();
        let told =
            self.run(&["import", &file.to_string_lossy(), "--object", face, "--json"], "")?;
        let took = began.elapsed();
        let told: Json = serde_json::from_str(&told)?;
        let created = told.get("created").and_then(Json::as_u64);
        ensure!(
            created == Some(rows),
            "{face}: {created:?} of {rows} were imported: {:.900}",
            told.to_string()
        );
        self.imports.push((face, rows, took));
        Ok(())
    }

    fn serve(&mut self) -> Result<()> {
        let mut command = self.command();
        command.args(["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped());
        command.stderr(std::fs::File::create(self.folder.join("log"))?);
        let began = Instant::now();
        let mut server = command.spawn().context("serving")?;
        let mut said = BufReader::new(server.stdout.take().context("its words")?);
        self.server = Some(server);
        let mut line = String::new();
        while !line.contains("http://127.0.0.1:") {
            line.clear();
            ensure!(said.read_line(&mut line)? > 0, "rapport ended before it served");
        }
        let address = line.split("http://").nth(1).context("an address")?;
        let end = address
            .find(|c: char| !(c.is_ascii_digit() || ".:".contains(c)))
            .unwrap_or(address.len());
        self.address = address.get(..end).unwrap_or_default().to_owned();
        // Whoever writes into a closed pipe ends: somebody listens to the end.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let ready = format!("GET /readyz HTTP/1.1\r\nhost: {}\r\n\r\n", self.address);
        while !Client::connect(&self.address)
            .and_then(|mut client| client.send(ready.as_bytes()))
            .is_ok_and(|answer| answer.status == 200)
        {
            ensure!(began.elapsed() < Duration::from_secs(60), "rapport does not become ready");
            std::thread::sleep(Duration::from_millis(5));
        }
        self.start = began.elapsed();
        Ok(())
    }

    fn end(&mut self) {
        if let Some(mut server) = self.server.take() {
            // Nobody waits for an answer any more.
            let _ = server.kill();
            let _ = server.wait();
        }
    }

    fn sign_in(&mut self) -> Result<()> {
        let body = format!("email={}&password={}", member(0), PASSWORD.replace(' ', "+"));
        let request = format!(
            "POST /sign-in HTTP/1.1\r\nhost: {0}\r\norigin: http://{0}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {1}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        let answer = Client::connect(&self.address)?.send(request.as_bytes())?;
        ensure!(answer.status == 303, "signing in: {}", answer.status);
        let cookie = answer.header("set-cookie").context("a session")?;
        self.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(())
    }

    fn ids(&self, kind: &str) -> Result<Vec<String>> {
        let page = self
            .ask(&format!("/api/v1/parties?kind={kind}&limit=400&sort=updated_at&fields=name"))?;
        let records = page.get("data").and_then(Json::as_array).context("records")?;
        let id = |record: &Json| Some(record.get("id")?.as_str()?.to_owned());
        records.iter().map(|record| id(record).context("an id")).collect()
    }

    /// Addresses of the pages of a list after its first, at most so many.
    ///
    /// # Errors
    /// When the list has one page alone.
    pub fn cursors(&self, pages: usize) -> Result<Vec<String>> {
        let list = "/api/v1/parties?kind=person&limit=50&sort=sort_name";
        let mut paths = Vec::new();
        let mut path = list.to_owned();
        while paths.len() + 1 < pages {
            let page = self.ask(&path)?;
            let Some(cursor) = page.get("next").and_then(Json::as_str) else {
                break;
            };
            path = format!("{list}&cursor={cursor}");
            paths.push(path.clone());
        }
        ensure!(!paths.is_empty(), "the list has one page alone");
        Ok(paths)
    }

    fn ask(&self, path: &str) -> Result<Json> {
        let answer = Client::connect(&self.address)?.send(&self.call(path))?.text(200)?;
        Ok(serde_json::from_str(&answer)?)
    }

    /// A request for a page as a browser makes it.
    pub fn page(&self, path: &str) -> Vec<u8> {
        self.get(path, &format!("cookie: {}", self.cookie))
    }

    /// A request as a program makes it.
    pub fn call(&self, path: &str) -> Vec<u8> {
        self.get(path, &format!("authorization: Bearer {}", self.token))
    }

    /// A request of the administrator's for an answer behind which the connection ends.
    pub fn everything(&self, path: &str) -> Vec<u8> {
        self.get(path, &format!("authorization: Bearer {}\r\nconnection: close", self.master))
    }

    fn get(&self, path: &str, headers: &str) -> Vec<u8> {
        format!("GET {path} HTTP/1.1\r\nhost: {}\r\n{headers}\r\n\r\n", self.address).into_bytes()
    }

    /// The number of the serving process.
    ///
    /// # Errors
    /// When nothing serves.
    pub fn process(&self) -> Result<u32> {
        Ok(self.server.as_ref().context("a server")?.id())
    }

    /// The workspace's database on SQLite.
    pub fn database_file(&self) -> PathBuf {
        self.folder.join("workspace.db")
    }
}

/// Writes the files that are imported.
///
/// # Errors
/// When the folder cannot be written to.
pub fn write_files(work: &Path, size: Size) -> Result<()> {
    std::fs::create_dir_all(work)?;
    people::write_companies(&work.join("companies.csv"), size.companies)?;
    people::write_people(&work.join("people.csv"), size.people, size.companies)
}

impl Drop for House {
    fn drop(&mut self) {
        self.end();
    }
}
