//! Fields that point to other records.

use std::marker::PhantomData;

use uuid::Uuid;

use super::{FieldType, Shape};
use crate::kind::Kind;
use crate::value::Value;

/// Names an object that a link points to.
pub trait Target: Send + Sync + 'static {
    const OBJECT: &'static str;
}

impl<S: Shape> Target for S {
    const OBJECT: &'static str = S::OBJECT;
}

/// A link to one record.
pub struct Link<T>(pub Option<Uuid>, PhantomData<fn() -> T>);

impl<T> Link<T> {
    pub const fn to(id: Uuid) -> Self {
        Self(Some(id), PhantomData)
    }

    pub const fn none() -> Self {
        Self(None, PhantomData)
    }
}

impl<T> Clone for Link<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Link<T> {}

impl<T> Default for Link<T> {
    fn default() -> Self {
        Self::none()
    }
}

impl<T> PartialEq for Link<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> std::fmt::Debug for Link<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Link({:?})", self.0)
    }
}

impl<T: Target> FieldType for Link<T> {
    const KIND: Kind = Kind::Link(T::OBJECT);
    fn from_value(value: &Value) -> Self {
        Self(value.as_id(), PhantomData)
    }
    fn to_value(&self) -> Value {
        self.0.map_or(Value::Null, Value::Id)
    }
}

/// Links to several records, in order.
pub struct Links<T>(pub Vec<Uuid>, PhantomData<fn() -> T>);

impl<T> Links<T> {
    pub const fn to(ids: Vec<Uuid>) -> Self {
        Self(ids, PhantomData)
    }
}

impl<T> Clone for Links<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<T> Default for Links<T> {
    fn default() -> Self {
        Self(Vec::new(), PhantomData)
    }
}

impl<T> PartialEq for Links<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> std::fmt::Debug for Links<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Links({:?})", self.0)
    }
}

impl<T: Target> FieldType for Links<T> {
    const KIND: Kind = Kind::Links(T::OBJECT);
    fn from_value(value: &Value) -> Self {
        match value {
            Value::Ids(ids) => Self(ids.clone(), PhantomData),
            _ => Self::default(),
        }
    }
    fn to_value(&self) -> Value {
        Value::Ids(self.0.clone()).normalised()
    }
}
