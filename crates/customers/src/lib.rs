//! Who the customers are and all that happened with them.

mod alike;
pub mod demo;
mod hooks;
mod ics;
mod jobs;
mod network;
pub mod objects;
mod party_fact;
mod picture;
mod reading;
mod screens;
mod story;
#[cfg(test)]
mod testing;
mod ties;

use web::capability::{Capability, NavEntry};

/// What this crate brings to an application.
pub fn capability() -> Capability {
    Capability {
        key: "customers",
        objects: objects::objects(),
        hooks: hooks::hooks(),
        routes: screens::routes(),
        jobs: Some(jobs::register),
        nav: nav(),
        duplicates: vec![("party", alike::duplicates)],
        ..Capability::default()
    }
}

fn nav() -> Vec<NavEntry> {
    let entry = |path, label, icon, keys, position, object| NavEntry {
        path,
        label,
        icon,
        keys: Some(keys),
        position,
        object,
    };
    vec![
        entry("/", "home-title", "home", "g h", 10, None),
        entry("/people", "face-person-plural", "people", "g p", 20, Some("party")),
        entry("/companies", "face-organization-plural", "building", "g i", 30, Some("party")),
        entry("/tasks", "tasks-title", "task", "g k", 40, Some("activity")),
    ]
}
