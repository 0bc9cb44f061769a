//! What a business capability brings: objects, routes, places to go, verbs. Registering is all
//! that it takes.

use kernel::access::Scope;
use kernel::catalog::Catalog;
use kernel::object::Object;
use kernel::record::Record;
use kernel::words::Words;
use store::{Tx, TxFuture};
use uuid::Uuid;

use crate::routes::Routes;

/// All that a capability declares. `Capability { key: "customers", ..Capability::default() }`.
#[derive(Default)]
pub struct Capability {
    pub key: &'static str,
    pub objects: Vec<Object>,
    pub routes: Routes,
    pub nav: Vec<NavEntry>,
    pub settings: Vec<SettingsEntry>,
    /// Finds records that look like a new one, by object.
    pub duplicates: Vec<(&'static str, DuplicatesFn)>,
}

/// A main place: a line of the rail. Its label is a Fluent key.
#[derive(Clone, Debug)]
pub struct NavEntry {
    pub path: &'static str,
    pub label: &'static str,
    pub icon: &'static str,
    /// The keys that lead there: `g p`.
    pub keys: Option<&'static str>,
    /// Lower stands higher.
    pub position: u32,
    /// Shown to those who see any record of this object; to everybody without.
    pub object: Option<&'static str>,
}

/// A page of the settings. Label and text are Fluent keys.
#[derive(Clone, Debug)]
pub struct SettingsEntry {
    pub path: &'static str,
    pub label: &'static str,
    pub text: &'static str,
    pub icon: &'static str,
    pub position: u32,
    /// Shown to administrators alone.
    pub administer: bool,
}

/// Ids of records that look like this one, the likeliest first, within the asker's scope.
pub type DuplicatesFn =
    for<'a> fn(&'a mut Tx, &'a Catalog, &'a Scope, &'a Record) -> TxFuture<'a, Vec<Uuid>>;

/// What is wrong with the declarations of capabilities beyond their objects.
pub(crate) fn faults(capabilities: &[Capability], catalog: &Catalog, words: &Words) -> Vec<String> {
    let mut faults = Vec::new();
    for capability in capabilities {
        let mut fault = |text: String| faults.push(format!("{}: {text}", capability.key));
        for (object, _) in &capability.duplicates {
            if catalog.object(object).is_none() {
                fault(format!("look-alikes of {object}, which does not exist"));
            }
        }
        let labels = capability.nav.iter().map(|entry| entry.label).chain(
            capability
                .settings
                .iter()
                .flat_map(|entry| [entry.label, entry.text]),
        );
        for label in labels {
            if !words.has(kernel::language::Language::En, label) {
                fault(format!("no word {label}"));
            }
        }
    }
    faults
}
