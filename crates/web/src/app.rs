//! The application: one workspace, its declarations and all that requests share.

use std::sync::{Arc, PoisonError, RwLock};

use kernel::access::Scope;
use kernel::catalog::{Catalog, Faults};
use kernel::language::Language;
use kernel::text::sort_key::Collation;
use kernel::words::Words;
use kernel::{Error, Result};
use store::Store;
use store::jobs::JobRegistry;
use store::save::{Hooks, Saving};
use store::workspace::Workspace;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::allowance::Allowances;
use crate::api::changes::Listeners;
use crate::api::idempotency::InFlight;
use crate::capability::{
    self, Action, BackgroundFn, Capability, DuplicatesFn, NavEntry, SettingsEntry,
};
use crate::clock::Clock;
use crate::config::ServeConfig;
use crate::frame::ExtrasFn;
use crate::metrics::Metrics;
use crate::middleware::Load;
use crate::openapi::Describe;
use crate::routes::{self, Route, Routes};
use crate::session::Gate;

/// What an application is put together from.
pub struct Parts {
    pub store: Store,
    pub capabilities: Vec<Capability>,
    pub gate: Arc<dyn Gate>,
    pub clock: Arc<dyn Clock>,
    pub config: ServeConfig,
}

/// A running application; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    catalog: Arc<Catalog>,
    hooks: Arc<Hooks>,
    settled: RwLock<Settled>,
    gate: Arc<dyn Gate>,
    clock: Arc<dyn Clock>,
    config: ServeConfig,
    declared: Declared,
    jobs: JobRegistry,
    in_flight: InFlight,
    routes: Routes,
    load: Load,
    listeners: Listeners,
    allowances: Allowances,
    metrics: Arc<Metrics>,
    stopping: CancellationToken,
}

/// What an administrator may change while we run.
#[derive(Clone)]
struct Settled {
    workspace: Arc<Workspace>,
    collation: Arc<Collation>,
}

#[derive(Default)]
struct Declared {
    nav: Vec<NavEntry>,
    settings: Vec<SettingsEntry>,
    actions: Vec<Action>,
    duplicates: Vec<(&'static str, DuplicatesFn)>,
    described: Vec<Describe>,
    background: Vec<BackgroundFn>,
    extras: Option<ExtrasFn>,
}

impl App {
    /// Checks the declarations of all capabilities and reads the workspace's settings.
    ///
    /// # Errors
    /// [`Error::Broken`] with every fault of the declarations, or when the store fails.
    pub async fn assemble(parts: Parts) -> Result<Self> {
        let Parts { store, mut capabilities, gate, clock, config } = parts;
        let words = Words::get();
        let objects = capabilities.iter_mut().flat_map(|each| std::mem::take(&mut each.objects));
        let catalog = Catalog::build(objects.collect(), words).map_err(anyhow::Error::from)?;
        let mut jobs = JobRegistry::default();
        crate::jobs::register(&mut jobs);
        for register in capabilities.iter().filter_map(|capability| capability.jobs) {
            register(&mut jobs);
        }
        let faults = capability::faults(&capabilities, &catalog);
        if !faults.is_empty() {
            return Err(Error::Broken(Faults(faults).into()));
        }
        let settled = Settled::load(&store).await?;
        let mut hooks = Hooks::default();
        let mut declared = Declared::default();
        let mut routes = routes::own().merge(crate::screens::creations(&catalog));
        for capability in capabilities {
            hooks.0.extend(capability.hooks);
            routes = routes.merge(capability.routes);
            declared.nav.extend(capability.nav);
            declared.settings.extend(capability.settings);
            declared.actions.extend(capability.actions);
            declared.duplicates.extend(capability.duplicates);
            declared.described.extend(capability.openapi);
            declared.background.extend(capability.background);
            declared.extras = declared.extras.or(capability.extras);
        }
        declared.nav.sort_by_key(|entry| entry.position);
        declared.settings.sort_by_key(|entry| entry.position);
        Ok(Self(Arc::new(Inner {
            store,
            catalog: Arc::new(catalog),
            hooks: Arc::new(hooks),
            settled: RwLock::new(settled),
            gate,
            clock,
            load: Load::new(&config.limits),
            listeners: Listeners::new(&config.limits),
            allowances: Allowances::new(config.limits.rate),
            config,
            declared,
            jobs,
            in_flight: InFlight::default(),
            routes,
            metrics: Arc::default(),
            stopping: CancellationToken::new(),
        })))
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.0.catalog)
    }

    pub fn hooks(&self) -> Arc<Hooks> {
        Arc::clone(&self.0.hooks)
    }

    pub fn gate(&self) -> &dyn Gate {
        &*self.0.gate
    }

    pub fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    pub fn config(&self) -> &ServeConfig {
        &self.0.config
    }

    /// The workspace's settings as they are now.
    pub fn workspace(&self) -> Arc<Workspace> {
        self.settled().workspace
    }

    /// The order of texts in the workspace's language.
    pub fn collation(&self) -> Arc<Collation> {
        self.settled().collation
    }

    /// Whether the set-up was done; a fresh workspace has no name.
    pub fn is_set_up(&self) -> bool {
        !self.workspace().name.is_empty()
    }

    /// Reads the workspace's settings again after they were changed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn reload_workspace(&self) -> Result<()> {
        let fresh = Settled::load(&self.0.store).await?;
        *self.0.settled.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// All that a write in this change set needs.
    pub fn saving(&self, scope: Scope, change_set: Uuid) -> Saving {
        let Settled { workspace, collation } = self.settled();
        Saving {
            catalog: self.catalog(),
            hooks: self.hooks(),
            scope,
            workspace,
            collation,
            change_set,
            bulk: false,
            undoing: false,
        }
    }

    /// A robot with every right, now: for jobs and commands.
    pub fn robot(&self, name: &str) -> Scope {
        let workspace = self.workspace();
        Scope {
            language: workspace.language,
            zone: workspace.time_zone(),
            ..Scope::robot(name, self.clock().now())
        }
    }

    /// The main places, in order.
    pub fn navigation(&self) -> &[NavEntry] {
        &self.0.declared.nav
    }

    /// The pages of the settings, in order.
    pub fn settings(&self) -> &[SettingsEntry] {
        &self.0.declared.settings
    }

    /// Calls of the API that belong to no object.
    pub fn described(&self) -> &[Describe] {
        &self.0.declared.described
    }

    /// What runs beside the requests while a process serves.
    pub fn background(&self) -> &[BackgroundFn] {
        &self.0.declared.background
    }

    /// The verbs of all objects.
    pub fn actions(&self) -> &[Action] {
        &self.0.declared.actions
    }

    /// How look-alikes of an object are found, when it can have any.
    pub fn duplicates(&self, object: &str) -> Option<DuplicatesFn> {
        let found = self.0.declared.duplicates.iter().find(|(key, _)| *key == object);
        found.map(|(_, find)| *find)
    }

    /// What the platform adds to the frame of a page.
    pub fn extras(&self) -> Option<ExtrasFn> {
        self.0.declared.extras
    }

    /// The kinds of jobs of all capabilities, with their schedules.
    pub fn jobs(&self) -> JobRegistry {
        self.0.jobs.clone()
    }

    /// Idempotency keys that this process is working on.
    pub fn in_flight(&self) -> &InFlight {
        &self.0.in_flight
    }

    /// Every route with who may call it.
    pub fn route_table(&self) -> &[Route] {
        self.0.routes.table()
    }

    pub(crate) fn routes(&self) -> Routes {
        self.0.routes.clone()
    }

    pub(crate) fn load(&self) -> &Load {
        &self.0.load
    }

    /// The places of those who listen to the feed.
    pub(crate) fn listeners(&self) -> &Listeners {
        &self.0.listeners
    }

    /// What each API token may still ask.
    pub(crate) fn allowances(&self) -> &Allowances {
        &self.0.allowances
    }

    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn metrics_handle(&self) -> Arc<Metrics> {
        Arc::clone(&self.0.metrics)
    }

    /// Cancelled when the process is asked to end: streams close, waiting ends.
    pub fn stopping(&self) -> CancellationToken {
        self.0.stopping.clone()
    }

    fn settled(&self) -> Settled {
        self.0.settled.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "App({} routes)", self.route_table().len())
    }
}

impl Settled {
    async fn load(store: &Store) -> Result<Self> {
        let workspace = store.read(|tx| Box::pin(Workspace::load(tx))).await?.unwrap_or_default();
        let language: Language = workspace.language;
        Ok(Self { workspace: Arc::new(workspace), collation: Arc::new(Collation::new(language)) })
    }
}
