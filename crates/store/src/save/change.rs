//! What somebody wants written, and what was.

use jiff::Timestamp;
use kernel::shape::{FieldOf, FieldType, Shape};
use kernel::value::Value;
use kernel::{Refusals, record::Record};
use uuid::Uuid;

/// What happens to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    Create,
    Update,
    /// Into the trash.
    Delete,
    /// Out of the trash.
    Restore,
}

impl Write {
    /// The verb in the journal and in event names.
    pub const fn action(self) -> &'static str {
        match self {
            Self::Create => "created",
            Self::Update => "updated",
            Self::Delete => "deleted",
            Self::Restore => "restored",
        }
    }
}

/// A value, or a way to find the record that a link shall point to.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    Value(Value),
    /// `{"match": {"email": "ana@acme.es"}}`.
    Match(Vec<(&'static str, Value)>),
}

impl From<Value> for Input {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

/// One change that `save` is asked for.
#[derive(Clone, Debug)]
pub struct Change {
    pub object: &'static str,
    pub write: Write,
    /// The record; a new one may bring an id derived from its origin.
    pub id: Option<Uuid>,
    /// The version that the asker saw; `None` lets the fields sent win.
    pub version: Option<i64>,
    /// When a new record was made elsewhere, before it came here; `None` is now.
    pub created_at: Option<Timestamp>,
    pub fields: Vec<(&'static str, Input)>,
}

impl Change {
    /// A new record of an object, field by field.
    pub const fn new(object: &'static str) -> Self {
        Self {
            object,
            write: Write::Create,
            id: None,
            version: None,
            created_at: None,
            fields: Vec::new(),
        }
    }

    /// A new record from its struct; empty fields are left to their initial values.
    pub fn create<S: Shape>(shape: &S) -> Self {
        let fields = S::shape()
            .into_iter()
            .zip(shape.to_values())
            .map(|((key, _), value)| (key, value.normalised()))
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, Input::Value(value)))
            .collect();
        Self { fields, ..Self::new(S::OBJECT) }
    }

    pub fn update(object: &'static str, id: Uuid) -> Self {
        Self { write: Write::Update, id: Some(id), ..Self::new(object) }
    }

    pub fn delete(object: &'static str, id: Uuid) -> Self {
        Self { write: Write::Delete, id: Some(id), ..Self::new(object) }
    }

    pub fn restore(object: &'static str, id: Uuid) -> Self {
        Self { write: Write::Restore, id: Some(id), ..Self::new(object) }
    }

    /// Gives a new record an id of the caller's.
    #[must_use]
    pub const fn with_id(mut self, id: Uuid) -> Self {
        self.id = Some(id);
        self
    }

    /// Gives a new record the day on which it was made elsewhere: for imports.
    #[must_use]
    pub const fn created_at(mut self, at: Option<Timestamp>) -> Self {
        self.created_at = at;
        self
    }

    /// Writes only when the record is still at this version.
    #[must_use]
    pub const fn at_version(mut self, version: Option<i64>) -> Self {
        self.version = version;
        self
    }

    /// Writes a field by its key.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<Input>) -> Self {
        self.fields.push((key, value.into()));
        self
    }

    /// Writes a field that the compiler knows.
    #[must_use]
    pub fn set<S: Shape, T: FieldType>(self, field: FieldOf<S>, value: &T) -> Self {
        self.with(field.key, value.to_value())
    }
}

/// A change on its way: loaded, merged and settled, not yet written.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Its place among the changes that were asked for.
    pub place: usize,
    pub write: Write,
    pub before: Option<Record>,
    pub after: Record,
    /// Why it will not be written.
    pub refusals: Refusals,
    pub events: Vec<String>,
}

/// A change that was written, or that changed nothing.
#[derive(Clone, Debug)]
pub struct Saved {
    pub object: &'static str,
    pub write: Write,
    pub before: Option<Record>,
    pub record: Record,
    /// False when the record held all of it already.
    pub changed: bool,
    pub events: Vec<String>,
}

impl Saved {
    pub fn id(&self) -> Uuid {
        self.record.id()
    }
}
