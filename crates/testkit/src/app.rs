//! A whole Rapport in the process of a test: real store, real server, a clock that is set, jobs
//! that run when told.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use kernel::country::Country;
use kernel::language::Language;
use kernel::money::Currency;
use platform::actions::{add_token::add_token, prepare::prepare};
use platform::gate::Doors;
use platform::secret::{Secret, csrf_token};
use platform::session::{self, Origin};
use store::jobs::{Runner, RunnerSettings};
use store::workspace::Workspace;
use store::{Row, SqlValue, Store};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;
use web::app::Parts;
use web::capability::Capability;
use web::clock::{Clock, SetClock};
use web::config::ServeConfig;

use crate::api::Api;
use crate::browser::Browser;
use crate::cast::{self, Cast};
use crate::engine::{Engine, Place};

/// When every story begins: a Monday morning.
const MORNING: &str = "2026-11-23T09:30:00Z";

/// A running Rapport on a workspace of its own.
#[derive(Debug)]
pub struct App {
    /// The application itself, for what HTTP does not show.
    pub web: web::App,
    clock: Arc<SetClock>,
    cast: Cast,
    base: String,
    server: JoinHandle<()>,
    // Last: the schema goes when nothing uses it any more.
    _place: Place,
}

impl App {
    /// A workspace with the cast and nothing else, in English, Spain and euros.
    ///
    /// # Panics
    /// When it cannot be started; so with everything here.
    pub async fn start(engine: Engine) -> Self {
        Self::start_with(engine, |_| {}).await
    }

    /// The same, with other settings of the server.
    pub async fn start_with(engine: Engine, adjust: impl FnOnce(&mut ServeConfig)) -> Self {
        let place = Place::new(engine);
        let store = Store::open(place.config()).await.expect("the store opens");
        set_up(&store).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let mut config = ServeConfig::on(listener.local_addr().expect("its address"));
        adjust(&mut config);
        let clock = Arc::new(SetClock::at(morning()));
        let parts = Parts {
            store,
            capabilities: capabilities(),
            gate: Arc::new(Doors::default()),
            clock: clock.clone(),
            config,
        };
        let web = web::App::assemble(parts).await.expect("the declarations hold");
        prepare(&web).await.expect("the standard roles");
        let cast = enter(&web).await;
        let base = format!("http://{}", web.config().listen);
        let server = tokio::spawn(web::server::serve(listener, web.clone()));
        Self { web, clock, cast, base, server, _place: place }
    }

    /// Where it listens: `http://127.0.0.1:41234`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The id of somebody of the cast.
    pub fn user(&self, who: &str) -> Uuid {
        *self.cast.users.get(who).unwrap_or_else(|| panic!("nobody is called {who}"))
    }

    /// The id of a team of the cast.
    pub fn team(&self, name: &str) -> Uuid {
        *self.cast.teams.get(name).unwrap_or_else(|| panic!("no team is called {name}"))
    }

    /// Somebody at their browser.
    pub async fn sign_in(&self, who: &str) -> Browser {
        let secret = Secret::new("").expect("a secret");
        let sealer = self.web.store().sealer();
        let (user, digest, now) = (self.user(who), secret.digest(sealer), self.now());
        let begin = self.web.store().write(move |tx| {
            Box::pin(async move { session::begin(tx, user, digest, &Origin::default(), now).await })
        });
        begin.await.expect("a session");
        let cookie = format!("{}={}", self.web.config().session_cookie(), secret.reveal());
        Browser::new(&self.base, &cookie, &csrf_token(sealer, secret.reveal()))
    }

    /// Somebody who has not signed in.
    pub fn stranger(&self) -> Browser {
        Browser::new(&self.base, "", "")
    }

    /// A program that acts for somebody.
    pub async fn token(&self, who: &str) -> Api {
        let email = format!("{who}@rapport.example");
        let secret = add_token(&self.web, &email, "story", None).await.expect("a token");
        Api::new(&self.base, secret.reveal())
    }

    /// What time it is in the story.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass.
    pub fn wait(&self, time: SignedDuration) {
        self.clock.advance(time);
    }

    /// Runs every job that is due, and those that they cause; answers how many ran.
    pub async fn run_jobs(&self) -> u64 {
        let clock = self.clock.clone();
        let settings =
            RunnerSettings { clock: Arc::new(move || clock.now()), ..RunnerSettings::default() };
        let app = Arc::new(self.web.clone());
        let runner = Runner::idle(self.web.store().clone(), self.web.jobs(), app, settings);
        self.web.store().settle().await.expect("the journal is numbered");
        runner.run_due_now().await.expect("the jobs run")
    }

    /// Delivers to webhooks all that is due, and what becomes due by that; answers how many
    /// attempts were made.
    pub async fn deliver(&self) -> u64 {
        self.web.store().settle().await.expect("the journal is numbered");
        integrations::deliver_due(&self.web).await.expect("webhooks are delivered")
    }

    /// Asks the database itself.
    pub async fn sql(&self, sql: &str, parameters: &[SqlValue]) -> Vec<Row> {
        let (sql, parameters) = (sql.to_owned(), parameters.to_vec());
        let asked = self.web.store().read(move |tx| {
            let (sql, parameters) = (sql.clone(), parameters.clone());
            Box::pin(async move { tx.query(&sql, &parameters).await })
        });
        asked.await.expect("rows")
    }

    /// The first number that a statement gives.
    pub async fn count(&self, sql: &str) -> i64 {
        let rows = self.sql(sql, &[]).await;
        rows.first().expect("a row").int(0).expect("a number")
    }

    /// Ends the server as SIGTERM does, and waits for it.
    pub async fn stop(self) {
        self.web.stopping().cancel();
        self.server.await.expect("the server ends");
        self.web.store().clone().close().await;
    }
}

async fn set_up(store: &Store) {
    let workspace = Workspace {
        name: "Torno".to_owned(),
        language: Language::En,
        country: Country::parse("ES"),
        currency: Currency::EUR,
        zone: "Europe/Madrid".to_owned(),
        fiscal_start_month: 1,
    };
    let kept = store.write(move |tx| {
        let workspace = workspace.clone();
        Box::pin(async move { workspace.store(tx, morning()).await })
    });
    kept.await.expect("the workspace is set up");
}

async fn enter(web: &web::App) -> Cast {
    let saving = web.saving(web.robot("operator"), Uuid::now_v7());
    let entered = web.store().write(move |tx| {
        let saving = saving.clone();
        Box::pin(async move { cast::enter(tx, &saving).await })
    });
    entered.await.expect("the cast enters")
}

fn morning() -> Timestamp {
    MORNING.parse().expect("an instant")
}

fn capabilities() -> Vec<Capability> {
    vec![platform::capability(), customers::capability(), integrations::capability()]
}
