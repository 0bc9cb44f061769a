//! What may be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use platform::import::Mode;

/// Rapport: customers, what happened with them and what comes next.
#[derive(Clone, Debug, Parser)]
#[command(name = "rapport", version, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(flatten)]
    pub place: Place,
    #[command(subcommand)]
    pub command: Command,
}

/// Where the workspace lies and how it is served. Each may also stand in the environment
/// (RAPPORT_DATA, RAPPORT_LISTEN …) or in rapport.toml.
#[derive(Args, Clone, Debug, Default)]
pub struct Place {
    /// Folder of the workspace, its files and its secret key [default: ./rapport-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<String>,
    /// PostgreSQL instead of the folder's own database: postgres://…
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// Settings file [default: ./rapport.toml]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<String>,
    /// Lines of the log: text or json [default: text]
    #[arg(long, global = true, value_name = "FORMAT")]
    pub log_format: Option<String>,
    /// How much is logged: error, warn, info, debug [default: info for serve, warn for others]
    #[arg(long, global = true, value_name = "LEVEL")]
    pub log_level: Option<String>,
}

#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Serve the workspace
    Serve(Serve),
    /// Fill an empty workspace with the demo company, or take it out
    Demo(Demo),
    /// Make and change users
    #[command(subcommand)]
    User(User),
    /// Make API tokens
    #[command(subcommand)]
    Token(Token),
    /// Bring a file of records in
    Import(Import),
    /// Write records into a file, or to standard output
    Export(Export),
    /// Take a change set back
    Undo(Undo),
    /// Write everything but the secret key into one file
    Backup { file: PathBuf },
    /// Bring a backup into an empty folder or schema
    Restore { file: PathBuf },
    /// Compare the database, the journal and all files with what was written
    Verify,
    /// Bring the database to this program's schema
    Migrate,
    /// Tell where each setting came from and whether the workspace is sound
    Doctor,
    /// Print the OpenAPI 3.1 document
    Openapi,
}

#[derive(Args, Clone, Debug, Default)]
pub struct Serve {
    /// Address to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<String>,
    /// Address that people use: https://crm.example.com
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Proxies whose X-Forwarded-For is believed: addresses or blocks, separated by commas
    #[arg(long, value_name = "ADDR,…")]
    pub trusted_proxy: Option<String>,
    /// Networks beyond the public internet that webhooks may call, separated by commas
    #[arg(long, value_name = "CIDR,…")]
    pub outgoing_allow: Option<String>,
    /// Allow plain http beyond this machine
    #[arg(long)]
    pub insecure_http: bool,
    /// Fill an empty workspace with the demo company and print its sign-in
    #[arg(long)]
    pub demo: bool,
    /// Answer GET /metrics
    #[arg(long)]
    pub metrics: bool,
    /// Requests that each API token may send in a minute; 0 for no limit [default: 120000]
    #[arg(long, value_name = "N")]
    pub rate_limit: Option<String>,
}

#[derive(Args, Clone, Copy, Debug)]
pub struct Demo {
    /// Take the demo company out again
    #[arg(long)]
    pub remove: bool,
}

#[derive(Clone, Debug, Subcommand)]
pub enum User {
    /// Add a user; without a password a one-time link is printed
    Add(UserAdd),
}

#[derive(Args, Clone, Debug)]
pub struct UserAdd {
    pub email: String,
    #[arg(long)]
    pub name: String,
    /// administrator, manager, member, read-only, or the key of a role of your own
    #[arg(long)]
    pub role: String,
    /// Read the password from standard input
    #[arg(long)]
    pub password_stdin: bool,
}

#[derive(Clone, Debug, Subcommand)]
pub enum Token {
    /// Add a token for a user; it is printed once, alone on standard output
    Add(TokenAdd),
}

#[derive(Args, Clone, Debug)]
pub struct TokenAdd {
    pub email: String,
    #[arg(long)]
    pub name: String,
    /// Days until it ends
    #[arg(long)]
    pub days: Option<i64>,
}

#[derive(Args, Clone, Debug)]
pub struct Import {
    /// A CSV file of any encoding, a workbook (XLSX), JSON as `export` writes it, or vCards
    pub file: PathBuf,
    /// What its rows are: party, people, companies, activities …
    #[arg(long)]
    pub object: String,
    /// A value that every row gets
    #[arg(long, value_name = "FIELD=VALUE", value_parser = field_value)]
    pub set: Vec<(String, String)>,
    /// JSON file that says which heading is which field; null leaves a column out
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// Keys that records are found by, the first that finds one wins; email+name is one key
    #[arg(long = "match", value_name = "FIELD,…", value_delimiter = ',')]
    pub match_by: Vec<String>,
    /// create, update or upsert
    #[arg(long, value_parser = mode)]
    pub mode: Option<Mode>,
    /// Where the data come from, kept with each record
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// Links whose records are made when rows name them and they are not there: organization
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',')]
    pub create_missing: Vec<String>,
    /// The e-mail of the user who gets the records whose owner is nobody here
    #[arg(long, value_name = "EMAIL")]
    pub owner_fallback: Option<String>,
    /// The sheet of a workbook; without it the first that holds rows
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Where the refused rows are written, with their reasons, ready to be brought again
    #[arg(long, value_name = "FILE")]
    pub refused: Option<PathBuf>,
    /// Tell what would happen and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Report for programs
    #[arg(long)]
    pub json: bool,
}

fn field_value(text: &str) -> Result<(String, String), String> {
    let (field, value) = text.split_once('=').ok_or("say FIELD=VALUE")?;
    Ok((field.trim().to_owned(), value.to_owned()))
}

fn mode(text: &str) -> Result<Mode, String> {
    Mode::parse(text).ok_or_else(|| "say create, update or upsert".to_owned())
}

#[derive(Args, Clone, Debug)]
pub struct Export {
    /// What is written: party, people, companies, activities …
    pub object: String,
    /// Only records that meet it: city=Madrid, created_at.gte=2026-01-01 or an expression
    #[arg(long, value_name = "EXPR")]
    pub filter: Vec<String>,
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub format: Format,
    /// Begin a CSV with a byte-order mark, by which some spreadsheets know UTF-8
    #[arg(long)]
    pub bom: bool,
    /// The file; without it all goes to standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Args, Clone, Debug)]
pub struct Undo {
    /// Its id, as `import` and the change sets' page show it
    pub change_set: uuid::Uuid,
    /// Report for programs
    #[arg(long)]
    pub json: bool,
}

impl Arguments {
    /// The arguments of `serve`, when that is what is asked.
    pub fn serve(&self) -> Option<&Serve> {
        match &self.command {
            Command::Serve(serve) => Some(serve),
            _ => None,
        }
    }
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Csv,
    Xlsx,
    /// One array
    Json,
    /// A record a line
    Jsonl,
    /// vCards 4.0, of people and companies
    Vcard,
}
