//! The program: the command line, its settings, and the wiring of the house.

mod arguments;
mod command;
mod console;
mod doctor;
mod folder;
mod handover;
mod house;
mod log;
mod problem;
mod restore;
mod serve;
mod settings;

use std::io::Read;
use std::process::ExitCode;
use std::thread::available_parallelism;

use clap::Parser;
use tokio::runtime::Builder;
use web::config::ServeConfig;

use crate::arguments::{Arguments, Command, User};
use crate::console::Console;
use crate::problem::Problem;
use crate::settings::Settings;

/// Records are many small texts, made by one thread and dropped by another: with this an import
/// takes an eighth less time than with the C library's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Reads of the folder's own database run on the threads that serve; with as many as this, one that
/// waits for the disk leaves others.
const FEWEST_THREADS: usize = 4;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut console = Console::own(input(&arguments.command));
    let threads =
        available_parallelism().map_or(FEWEST_THREADS, |cores| cores.get().max(FEWEST_THREADS));
    let building = Builder::new_multi_thread().worker_threads(threads).enable_all().build();
    let runtime = match building {
        Ok(runtime) => runtime,
        Err(error) => return complain(&Problem::from(error), &console),
    };
    match runtime.block_on(run(&arguments, &mut console)) {
        Ok(code) => ExitCode::from(code),
        Err(problem) => complain(&problem, &console),
    }
}

/// One line: what failed and what to do.
fn complain(problem: &Problem, console: &Console) -> ExitCode {
    eprintln!("rapport: {}", problem.sentence(console.language));
    ExitCode::from(problem.code())
}

/// Standard input, for the commands that read it.
fn input(command: &Command) -> Option<String> {
    let reads = matches!(command, Command::User(User::Add(add)) if add.password_stdin);
    if !reads {
        return None;
    }
    let mut text = String::new();
    std::io::stdin().take(4_096).read_to_string(&mut text).ok().map(|_| text)
}

async fn run(arguments: &Arguments, console: &mut Console) -> Result<u8, Problem> {
    let settings = Settings::load(arguments)?;
    log::begin(&settings, arguments.serve().is_some())?;
    match &arguments.command {
        Command::Serve(asked) => serve::serve(asked, &settings, console).await.map(|()| 0),
        Command::Openapi => openapi(&settings, console).await.map(|()| 0),
        Command::Doctor => {
            doctor::settings(&settings, console).await?;
            on_workspace(arguments, &settings, console).await
        }
        Command::Restore { file } => {
            let serving = settings.serving(settings.listen()?).unwrap_or_else(|_| local());
            restore::restore(file, &settings, (serving, console)).await.map(|()| 0)
        }
        _ => on_workspace(arguments, &settings, console).await,
    }
}

/// Does a command here, or hands it to the process that has the workspace.
async fn on_workspace(
    arguments: &Arguments,
    settings: &Settings,
    console: &mut Console,
) -> Result<u8, Problem> {
    let _lock = match settings.database() {
        Some(_) => None,
        None => match handover::lock_or_ask(settings, console).await? {
            handover::Way::Ours(lock) => Some(lock),
            handover::Way::Done(code) => return Ok(code),
        },
    };
    let serving = settings.serving(settings.listen()?).unwrap_or_else(|_| local());
    let app = house::open(settings.store(), serving).await?;
    let done = command::run(&arguments.command, &app, console).await;
    app.store().clone().close().await;
    done.map(|()| 0)
}

/// For commands the address matters in links alone.
fn local() -> ServeConfig {
    ServeConfig::on(std::net::SocketAddr::from(([127, 0, 0, 1], 8080)))
}

async fn openapi(settings: &Settings, console: &mut Console) -> Result<(), Problem> {
    let (catalog, actions, described) = house::declarations()?;
    let serving = settings.serving(settings.listen()?)?;
    let document = web::openapi::document(&catalog, (&actions, &described), &serving.origin());
    let text = serde_json::to_string_pretty(&document).map_err(anyhow::Error::from)?;
    console.line(&text).await;
    Ok(())
}
