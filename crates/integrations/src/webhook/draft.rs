//! What somebody says an endpoint shall be.

use kernel::catalog::Catalog;
use kernel::{Refusal, Refusals};
use outgoing::{Network, Wrong};
use uuid::Uuid;

use super::Webhook;
use super::pattern::is_known;

/// Longest name, in characters.
const NAME: usize = 100;
/// Most patterns of one endpoint.
const PATTERNS: usize = 50;

/// The members that are typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    pub url: String,
    pub events: Vec<String>,
    pub user: Uuid,
    pub active: bool,
}

impl Draft {
    /// Nothing yet, with the rights of a user.
    pub const fn of(user: Uuid) -> Self {
        Self { name: String::new(), url: String::new(), events: Vec::new(), user, active: true }
    }

    /// An endpoint as it is.
    pub fn like(webhook: &Webhook) -> Self {
        Self {
            name: webhook.name.clone(),
            url: webhook.url.clone(),
            events: webhook.events.clone(),
            user: webhook.user,
            active: webhook.active,
        }
    }

    pub(super) fn events_json(&self) -> String {
        serde_json::Value::from(self.events.clone()).to_string()
    }

    /// What is wrong with it, beyond what the database knows.
    pub fn refusals(&self, catalog: &Catalog, allowed: &[Network]) -> Refusals {
        let mut refusals = Refusals::default();
        if self.name.is_empty() {
            refusals.field("name", "required");
        } else if self.name.chars().any(char::is_control) {
            refusals.field("name", "control-character");
        } else if self.name.chars().count() > NAME {
            refusals.push(Refusal::field("name", "too-long").with("limit", NAME));
        }
        if self.url.is_empty() {
            refusals.field("url", "required");
        } else if let Err(wrong) = outgoing::check(&self.url, allowed) {
            refusals.push(refusal(wrong, &self.url));
        }
        if self.events.is_empty() {
            refusals.field("events", "required");
        } else if self.events.len() > PATTERNS {
            refusals.push(Refusal::field("events", "too-many").with("limit", PATTERNS));
        }
        for event in self.events.iter().filter(|event| !is_known(event, catalog)) {
            let name = web::api::params::short(event);
            refusals.push(Refusal::field("events", "webhook-unknown-event").with("name", name));
        }
        refusals
    }
}

fn refusal(wrong: Wrong, url: &str) -> Refusal {
    match wrong {
        Wrong::Unreadable => {
            Refusal::field("url", "not-a-url").with("value", web::api::params::short(url))
        }
        Wrong::Scheme => Refusal::field("url", "webhook-scheme"),
        Wrong::User => Refusal::field("url", "webhook-user-in-url"),
        Wrong::Port => Refusal::field("url", "webhook-port"),
        Wrong::Forbidden => Refusal::field("url", "webhook-forbidden-address"),
    }
}
