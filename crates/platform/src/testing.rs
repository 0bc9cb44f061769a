//! What the unit tests of this crate share.

use jiff::Timestamp;
use kernel::access::Actor;
use kernel::conduct::Context;
use kernel::language::Language;
use kernel::record::Envelope;
use uuid::Uuid;

/// Conduct's context on an ordinary day.
pub(crate) fn context() -> Context {
    let now: Timestamp = "2026-11-23T09:30:00Z".parse().unwrap();
    Context {
        now,
        today: jiff::civil::date(2026, 11, 23),
        actor: Actor::Robot { name: "test".to_owned() },
        language: Language::En,
        country: None,
        envelope: Envelope { id: Uuid::now_v7(), ..Envelope::default() },
    }
}
