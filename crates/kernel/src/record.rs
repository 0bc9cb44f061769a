//! A record of any object, as the kernel, the store and the generic screens carry it.

use std::borrow::Cow;

use jiff::Timestamp;
use uuid::Uuid;

use crate::kind::Kind;
use crate::value::Value;

/// What every record has, whatever its object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Envelope {
    pub id: Uuid,
    /// Starts at 1 and grows by one with each change.
    pub version: i64,
    pub created_at: Timestamp,
    pub created_by: Option<Uuid>,
    pub updated_at: Timestamp,
    pub owner: Option<Uuid>,
    pub team: Option<Uuid>,
    pub deleted_at: Option<Timestamp>,
    pub deleted_by: Option<Uuid>,
}

/// The envelope's fields: they stand behind the fields of the shape, in this order.
pub const ENVELOPE: [(&str, Kind); 9] = [
    ("id", Kind::Link("")),
    ("version", Kind::Whole),
    ("created_at", Kind::Instant),
    ("created_by", Kind::Link("user")),
    ("updated_at", Kind::Instant),
    ("owner", Kind::Link("user")),
    ("team", Kind::Link("team")),
    ("deleted_at", Kind::Instant),
    ("deleted_by", Kind::Link("user")),
];

impl Envelope {
    /// The value of the envelope field at a position of [`ENVELOPE`].
    pub fn value(&self, position: usize) -> Value {
        let link = |id: Option<Uuid>| id.map_or(Value::Null, Value::Id);
        match position {
            0 => Value::Id(self.id),
            1 => Value::Int(self.version),
            2 => Value::Instant(self.created_at),
            3 => link(self.created_by),
            4 => Value::Instant(self.updated_at),
            5 => link(self.owner),
            6 => link(self.team),
            7 => self.deleted_at.map_or(Value::Null, Value::Instant),
            8 => link(self.deleted_by),
            _ => Value::Null,
        }
    }
}

/// A record: its envelope and the values of its shape's fields, in their order. A value that a
/// query did not ask for is `Null`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    pub envelope: Envelope,
    pub values: Vec<Value>,
    /// The JSON text of the workspace's own fields, `{}` when there are none.
    pub custom: Option<String>,
}

impl Record {
    pub fn id(&self) -> Uuid {
        self.envelope.id
    }

    /// The value at a position of the object's fields, the envelope's behind the shape's.
    pub fn value(&self, position: usize) -> Value {
        self.peek(position).into_owned()
    }

    /// As [`Self::value`], without a copy of what the shape holds.
    pub fn peek(&self, position: usize) -> Cow<'_, Value> {
        match position.checked_sub(self.values.len()) {
            None => self.values.get(position).map(Cow::Borrowed).unwrap_or_default(),
            Some(behind) => Cow::Owned(self.envelope.value(behind)),
        }
    }
}
