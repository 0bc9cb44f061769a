//! Puts the application together: which capabilities there are, and nothing else.

use std::sync::Arc;

use kernel::catalog::Catalog;
use kernel::words::Words;
use store::{Store, StoreConfig};
use web::app::{App, Parts};
use web::capability::{Action, Capability};
use web::clock::SystemClock;
use web::config::ServeConfig;
use web::openapi::Describe;

/// The capabilities of this program.
pub fn capabilities() -> Vec<Capability> {
    vec![platform::capability(), customers::capability(), integrations::capability()]
}

/// Opens the workspace and assembles the application.
///
/// # Errors
/// When the store cannot be opened; its sentence says what to do.
pub async fn open(store: StoreConfig, serving: ServeConfig) -> kernel::Result<App> {
    let store = Store::open(store).await?;
    let app = App::assemble(Parts {
        store,
        capabilities: capabilities(),
        gate: Arc::new(platform::Doors::default()),
        clock: Arc::new(SystemClock),
        config: serving,
    })
    .await?;
    platform::prepare(&app).await?;
    Ok(app)
}

/// What can be said of the API without a workspace: the Catalog, the verbs, and further calls.
///
/// # Errors
/// With every fault of the declarations.
pub fn declarations() -> anyhow::Result<(Catalog, Vec<Action>, Vec<Describe>)> {
    let mut capabilities = capabilities();
    let actions = capabilities.iter().flat_map(|each| each.actions.clone()).collect();
    let described = capabilities.iter().filter_map(|each| each.openapi).collect();
    let objects =
        capabilities.iter_mut().flat_map(|each| std::mem::take(&mut each.objects)).collect();
    Ok((Catalog::build(objects, Words::get())?, actions, described))
}
