//! How an object behaves: three pure functions, and the context they may look at.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::access::Actor;
use crate::country::Country;
use crate::error::Refusals;
use crate::language::Language;
use crate::record::Envelope;
use crate::shape::Shape;
use crate::value::Value;

/// All that conduct may know besides the record: no clock, database or network.
#[derive(Clone, Debug)]
pub struct Context {
    pub now: Timestamp,
    /// The actor's date.
    pub today: Date,
    pub actor: Actor,
    pub language: Language,
    /// The workspace's country: national phone numbers and tax ids are read by it.
    pub country: Option<Country>,
    /// The envelope of the record as it will be written.
    pub envelope: Envelope,
}

/// The conduct of an object.
pub trait Conduct: Shape {
    /// Makes derived fields true again.
    fn settle(&mut self, _before: Option<&Self>, _context: &Context) {}

    /// Says no, with a field and a reason.
    fn refuse(&self, _before: Option<&Self>, _context: &Context) -> Refusals {
        Refusals::default()
    }

    /// Names what happened besides created, updated, deleted and restored: `opportunity.won`.
    fn announce(&self, _before: Option<&Self>, _context: &Context) -> Vec<&'static str> {
        Vec::new()
    }
}

/// What conduct made of a record.
#[derive(Debug, Default)]
pub struct Verdict {
    pub refusals: Refusals,
    pub events: Vec<&'static str>,
}

/// Conduct without its type, as the Catalog keeps it.
pub type ConductFn = fn(&mut Vec<Value>, Option<&[Value]>, &Context) -> Verdict;

/// Settles, refuses and announces on values in the order of the shape.
pub fn conduct<S: Conduct>(
    values: &mut Vec<Value>,
    before: Option<&[Value]>,
    context: &Context,
) -> Verdict {
    let before = before.map(S::from_values);
    let mut record = S::from_values(values);
    record.settle(before.as_ref(), context);
    let refusals = record.refuse(before.as_ref(), context);
    let events = record.announce(before.as_ref(), context);
    *values = record.to_values().into_iter().map(Value::normalised).collect();
    Verdict { refusals, events }
}
