//! `rapport serve`.

use std::sync::Arc;
use std::time::Duration;

use store::jobs::{Runner, RunnerSettings};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio::time::timeout;
use web::app::App;

use crate::arguments::Serve;
use crate::command::demo;
use crate::console::Console;
use crate::folder::{self, Lock};
use crate::handover::Attendant;
use crate::house;
use crate::problem::Problem;
use crate::settings::Settings;

/// Time that running jobs get to come to an end; what is left is handed back.
const JOBS_GRACE: Duration = Duration::from_secs(10);

/// Serves until it is told to end.
///
/// # Errors
/// When it cannot begin, or when the disk failed to keep a write.
pub async fn serve(
    asked: &Serve,
    settings: &Settings,
    console: &mut Console,
) -> Result<(), Problem> {
    let lock = match settings.database() {
        Some(_) => None,
        None => Some(lock(settings)?),
    };
    let wanted = settings.listen()?;
    settings.serving(wanted)?;
    let listener = TcpListener::bind(wanted).await.map_err(|error| {
        Problem::failed("command-cannot-listen").with("address", wanted).with("why", error)
    })?;
    let serving = settings.serving(listener.local_addr()?)?;
    let app = house::open(settings.store(), serving).await?;
    welcome(asked, &app, console).await?;
    let runner = runner(&app, lock.is_some());
    let mut background: JoinSet<()> = app.background().iter().map(|run| run(app.clone())).collect();
    let attendant = lock.is_some().then(|| attendant(settings)).flatten();
    let ended = until_ended(listener, &app, attendant.as_ref()).await;
    drop(attendant);
    app.stopping().cancel();
    let _ = timeout(JOBS_GRACE, async { while background.join_next().await.is_some() {} }).await;
    runner.stop(JOBS_GRACE).await;
    app.store().clone().close().await;
    drop(lock);
    ended
}

fn lock(settings: &Settings) -> Result<Lock, Problem> {
    folder::lock(&settings.data())?.ok_or_else(|| {
        Problem::failed("command-folder-taken").with("folder", settings.data().display())
    })
}

/// Says where to go, and the way in when nobody has one yet.
async fn welcome(asked: &Serve, app: &App, console: &mut Console) -> Result<(), Problem> {
    let address = app.config().link("/");
    let text = console.text("command-serving", &[("address", address.as_str().into())]);
    console.line(&text).await;
    if asked.demo {
        return if demo::is_there(app).await? { Ok(()) } else { demo::fill(app, console).await };
    }
    if let Some(link) = platform::first_link(app).await? {
        let text = console.text("command-set-up", &[("link", link.as_str().into())]);
        console.line(&text).await;
    }
    Ok(())
}

fn runner(app: &App, is_alone: bool) -> Runner {
    let clock = app.clone();
    let settings = RunnerSettings {
        is_alone,
        clock: Arc::new(move || clock.clock().now()),
        ..RunnerSettings::default()
    };
    Runner::start(app.store().clone(), app.jobs(), Arc::new(app.clone()), settings)
}

/// Without it commands cannot be handed over, which is no reason not to serve.
fn attendant(settings: &Settings) -> Option<Attendant> {
    match Attendant::open(&folder::socket(&settings.data())) {
        Ok(attendant) => Some(attendant),
        Err(error) => {
            tracing::warn!("Commands cannot reach this process: {error:#}");
            None
        }
    }
}

async fn until_ended(
    listener: TcpListener,
    app: &App,
    attendant: Option<&Attendant>,
) -> Result<(), Problem> {
    let stopping = app.stopping();
    let served = web::server::serve(listener, app.clone());
    let attended = async {
        match attendant {
            Some(attendant) => attendant.attend(app).await,
            None => std::future::pending().await,
        }
    };
    let mut failure = app.store().failure();
    let (mut terminate, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let told = async {
        let failed = tokio::select! {
            _ = terminate.recv() => None,
            _ = interrupt.recv() => None,
            failed = failure.wait_for(Option::is_some) => failed.ok().and_then(|why| why.clone()),
        };
        stopping.cancel();
        failed
    };
    let ((), failed) = tokio::select! {
        done = async { tokio::join!(served, told) } => done,
        () = attended => return Ok(()),
    };
    match failed {
        None => Ok(()),
        Some(why) => Err(Problem::failed("command-disk-failed").with("why", why)),
    }
}
