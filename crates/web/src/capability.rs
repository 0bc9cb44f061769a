//! What a business capability brings: objects, routes, places to go, verbs. Registering is all
//! that it takes.

use futures_util::future::BoxFuture;
use kernel::access::{Act, Scope};
use kernel::catalog::Catalog;
use kernel::language::Language;
use kernel::object::Object;
use kernel::record::Record;
use kernel::words::Words;
use serde_json::Value as Json;
use store::jobs::JobRegistry;
use store::save::{ObjectHooks, Saved, Saving};
use store::{Tx, TxFuture};
use uuid::Uuid;

use crate::app::App;
use crate::frame::ExtrasFn;
use crate::openapi::Describe;
use crate::routes::Routes;

/// All that a capability declares. `Capability { key: "customers", ..Capability::default() }`.
#[derive(Default)]
pub struct Capability {
    pub key: &'static str,
    pub objects: Vec<Object>,
    pub hooks: Vec<(&'static str, ObjectHooks)>,
    pub routes: Routes,
    /// Registers kinds of jobs and their schedules.
    pub jobs: Option<fn(&mut JobRegistry)>,
    /// What runs beside the requests of a process that serves, until it is asked to end.
    pub background: Option<BackgroundFn>,
    pub nav: Vec<NavEntry>,
    pub settings: Vec<SettingsEntry>,
    pub actions: Vec<Action>,
    /// Finds records that look like a new one, by object.
    pub duplicates: Vec<(&'static str, DuplicatesFn)>,
    /// What its own calls of the API take and answer.
    pub openapi: Option<Describe>,
    /// What stands around every signed-in page.
    pub extras: Option<ExtrasFn>,
}

/// Work that lasts as long as the process serves; it ends when [`App::stopping`] says so.
pub type BackgroundFn = fn(App) -> BoxFuture<'static, ()>;

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

/// Where a page of the settings stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsGroup {
    /// One's own.
    Own,
    /// Bringing records, and taking back what was done to them.
    Data,
    Workspace,
}

impl SettingsGroup {
    pub const ALL: [Self; 3] = [Self::Own, Self::Data, Self::Workspace];

    /// The Fluent key of its heading.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Own => "settings-own",
            Self::Data => "settings-data",
            Self::Workspace => "settings-all",
        }
    }
}

/// A page of the settings. Label and text are Fluent keys.
#[derive(Clone, Debug)]
pub struct SettingsEntry {
    pub path: &'static str,
    pub label: &'static str,
    pub text: &'static str,
    pub icon: &'static str,
    pub position: u32,
    pub group: SettingsGroup,
    /// Whom it is shown to.
    pub shown_to: fn(&Scope) -> bool,
}

/// Ids of records that look like this one, the likeliest first, within the asker's scope.
pub type DuplicatesFn =
    for<'a> fn(&'a mut Tx, &'a Catalog, &'a Scope, &'a Record) -> TxFuture<'a, Vec<Uuid>>;

/// What an action does inside the transaction. Changes go through `save` with the saving given.
pub type ActionFn = for<'a> fn(&'a mut Tx, &'a Saving, Call<'a>) -> TxFuture<'a, Vec<Saved>>;

/// A record and what the caller said about the verb.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    pub record: &'a Record,
    /// An object of JSON; empty when the caller said nothing.
    pub input: &'a Json,
}

/// A verb of an object: `POST /api/v1/leads/{id}/convert`. The first record that it saved, or the
/// record itself, is the answer.
#[derive(Clone)]
pub struct Action {
    pub object: &'static str,
    /// `convert`. The label is the Fluent key `action-OBJECT-KEY`.
    pub key: &'static str,
    /// The right that it needs on the record.
    pub act: Act,
    /// The kind of its change set.
    pub change_set: &'static str,
    /// The JSON schema of its input.
    pub input: fn() -> Json,
    pub run: ActionFn,
}

impl Action {
    /// The Fluent key of its label.
    pub fn label_key(&self) -> String {
        format!("action-{}-{}", self.object, self.key).replace('_', "-")
    }
}

impl std::fmt::Debug for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Action({}.{})", self.object, self.key)
    }
}

/// What is wrong with the declarations of capabilities beyond their objects.
pub(crate) fn faults(capabilities: &[Capability], catalog: &Catalog) -> Vec<String> {
    let mut faults = Vec::new();
    for capability in capabilities {
        let hooked = capability.hooks.iter().map(|(object, _)| object);
        let compared = capability.duplicates.iter().map(|(object, _)| object);
        let acted = capability.actions.iter().map(|action| &action.object);
        for object in hooked.chain(compared).chain(acted) {
            if catalog.object(object).is_none() {
                faults.push(format!("{}: no object {object}", capability.key));
            }
        }
        for word in words_of(capability) {
            if !Words::get().has(Language::En, &word) {
                faults.push(format!("{}: no word {word}", capability.key));
            }
        }
    }
    faults
}

fn words_of(capability: &Capability) -> impl Iterator<Item = String> {
    let places = capability.nav.iter().map(|entry| entry.label.to_owned());
    let settings = capability.settings.iter().flat_map(|entry| [entry.label, entry.text]);
    let actions = capability.actions.iter().map(Action::label_key);
    places.chain(settings.map(str::to_owned)).chain(actions)
}
