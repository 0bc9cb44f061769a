//! The shape of an object: a plain struct whose field types decide everything else.

mod link;

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::address::Address;
use crate::choice::Choices;
use crate::kind::Kind;
use crate::money::Money;
use crate::value::{Part, Value};

pub use link::{Link, Links, Target};

/// A struct made by [`record!`](crate::record!).
pub trait Shape: Clone + Default + Send + Sync + 'static {
    /// The key in code and API: `party`.
    const OBJECT: &'static str;
    /// The collection in the API: `parties`.
    const PLURAL: &'static str;
    /// Keys and kinds of the fields, in order.
    fn shape() -> Vec<(&'static str, Kind)>;
    /// Reads the struct from values in the order of the shape.
    fn from_values(values: &[Value]) -> Self;
    /// The values in the order of the shape.
    fn to_values(&self) -> Vec<Value>;
}

/// A field of a shape, known to the compiler.
pub struct FieldOf<R> {
    pub key: &'static str,
    record: PhantomData<fn() -> R>,
}

impl<R> FieldOf<R> {
    pub const fn new(key: &'static str) -> Self {
        Self { key, record: PhantomData }
    }
}

impl<R> Clone for FieldOf<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for FieldOf<R> {}

/// A Rust type that may stand in a shape.
pub trait FieldType: Default {
    const KIND: Kind;
    fn from_value(value: &Value) -> Self;
    fn to_value(&self) -> Value;
}

macro_rules! text_types {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name(pub String);

        impl Deref for $name {
            type Target = String;
            fn deref(&self) -> &String { &self.0 }
        }
        impl DerefMut for $name {
            fn deref_mut(&mut self) -> &mut String { &mut self.0 }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self { Self(text.to_owned()) }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self { Self(text) }
        }
        impl FieldType for $name {
            const KIND: Kind = Kind::$name;
            fn from_value(value: &Value) -> Self {
                Self(value.as_text().unwrap_or_default().to_owned())
            }
            fn to_value(&self) -> Value { Value::Text(self.0.clone()).normalised() }
        }
    )+ };
}

text_types! {
    /// One line.
    Text,
    /// Markdown.
    LongText,
    /// A name, sorted by the workspace's language.
    Name,
    Email,
    /// E.164.
    Phone,
    Url,
}

macro_rules! part_types {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name(pub Vec<Part>);

        impl $name {
            /// The entry marked primary, else the first.
            pub fn primary(&self) -> Option<&Part> {
                self.0.iter().find(|part| part.primary).or(self.0.first())
            }
        }
        impl FieldType for $name {
            const KIND: Kind = Kind::$name;
            fn from_value(value: &Value) -> Self { Self(value.parts().to_vec()) }
            fn to_value(&self) -> Value { Value::Parts(self.0.clone()).normalised() }
        }
    )+ };
}

part_types! { Emails, Phones, Addresses, Domains, Identifiers }

/// A whole number.
pub type Whole = Option<i64>;

impl FieldType for Option<i64> {
    const KIND: Kind = Kind::Whole;
    fn from_value(value: &Value) -> Self {
        value.as_int()
    }
    fn to_value(&self) -> Value {
        self.map_or(Value::Null, Value::Int)
    }
}

/// A decimal: the integer is the number times ten to the power of `SCALE`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decimal<const SCALE: u8>(pub Option<i64>);

impl<const SCALE: u8> FieldType for Decimal<SCALE> {
    const KIND: Kind = Kind::Decimal { scale: SCALE };
    fn from_value(value: &Value) -> Self {
        Self(value.as_int())
    }
    fn to_value(&self) -> Value {
        self.0.map_or(Value::Null, Value::Int)
    }
}

/// Hundredths of a percent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Percent(pub Option<i64>);

impl FieldType for Percent {
    const KIND: Kind = Kind::Percent;
    fn from_value(value: &Value) -> Self {
        Self(value.as_int())
    }
    fn to_value(&self) -> Value {
        self.0.map_or(Value::Null, Value::Int)
    }
}

/// Whole seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Duration(pub Option<i64>);

impl FieldType for Duration {
    const KIND: Kind = Kind::Duration;
    fn from_value(value: &Value) -> Self {
        Self(value.as_int())
    }
    fn to_value(&self) -> Value {
        self.0.map_or(Value::Null, Value::Int)
    }
}

impl FieldType for bool {
    const KIND: Kind = Kind::YesNo;
    fn from_value(value: &Value) -> Self {
        value.as_bool().unwrap_or_default()
    }
    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl FieldType for Option<Money> {
    const KIND: Kind = Kind::Money;
    fn from_value(value: &Value) -> Self {
        match value {
            Value::Money(money) => Some(*money),
            _ => None,
        }
    }
    fn to_value(&self) -> Value {
        self.map_or(Value::Null, Value::Money)
    }
}

impl FieldType for Option<Date> {
    const KIND: Kind = Kind::Date;
    fn from_value(value: &Value) -> Self {
        match value {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }
    fn to_value(&self) -> Value {
        self.map_or(Value::Null, Value::Date)
    }
}

impl FieldType for Option<Timestamp> {
    const KIND: Kind = Kind::Instant;
    fn from_value(value: &Value) -> Self {
        value.as_instant()
    }
    fn to_value(&self) -> Value {
        self.map_or(Value::Null, Value::Instant)
    }
}

impl FieldType for Option<Address> {
    const KIND: Kind = Kind::Address;
    fn from_value(value: &Value) -> Self {
        match value {
            Value::Address(address) => Some((**address).clone()),
            _ => None,
        }
    }
    fn to_value(&self) -> Value {
        self.clone().map_or(Value::Null, |address| Value::Address(Box::new(address)).normalised())
    }
}

/// One of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice<E>(pub Option<E>);

impl<E> Default for Choice<E> {
    fn default() -> Self {
        Self(None)
    }
}

impl<E: Choices> FieldType for Choice<E> {
    const KIND: Kind = Kind::Choice(E::SET);
    fn from_value(value: &Value) -> Self {
        Self(value.as_text().and_then(E::from_key))
    }
    fn to_value(&self) -> Value {
        self.0.map_or(Value::Null, |choice| Value::Text(choice.key().to_owned()))
    }
}

/// Several of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Several<E>(pub Vec<E>);

impl<E> Default for Several<E> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<E: Choices> FieldType for Several<E> {
    const KIND: Kind = Kind::Choices(E::SET);
    fn from_value(value: &Value) -> Self {
        Self(value.words().iter().filter_map(|key| E::from_key(key)).collect())
    }
    fn to_value(&self) -> Value {
        Value::Words(self.0.iter().map(|choice| choice.key().to_owned()).collect()).normalised()
    }
}

/// Free words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags(pub Vec<String>);

impl FieldType for Tags {
    const KIND: Kind = Kind::Tags;
    fn from_value(value: &Value) -> Self {
        Self(value.words().to_vec())
    }
    fn to_value(&self) -> Value {
        Value::Words(self.0.clone()).normalised()
    }
}

/// A stored file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct File(pub Option<Uuid>);

impl FieldType for File {
    const KIND: Kind = Kind::File;
    fn from_value(value: &Value) -> Self {
        Self(value.as_id())
    }
    fn to_value(&self) -> Value {
        self.0.map_or(Value::Null, Value::Id)
    }
}

/// Declares a shape: `record! { pub struct Party in "party", "parties" { name: Name, … } }`.
/// `Party::name` is then the field, so a misspelt one does not compile.
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident in $object:literal, $plural:literal {
        $($(#[$field_meta:meta])* $field:ident : $type:ty),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name { $($(#[$field_meta])* pub $field: $type),+ }

        #[expect(non_upper_case_globals, reason = "a field is written as Party::name")]
        impl $name {
            $(pub const $field: $crate::shape::FieldOf<$name> =
                $crate::shape::FieldOf::new(stringify!($field));)+
        }

        impl $crate::shape::Shape for $name {
            const OBJECT: &'static str = $object;
            const PLURAL: &'static str = $plural;
            fn shape() -> Vec<(&'static str, $crate::kind::Kind)> {
                vec![$((stringify!($field), <$type as $crate::shape::FieldType>::KIND)),+]
            }
            fn from_values(values: &[$crate::value::Value]) -> Self {
                let mut values = values.iter();
                let null = $crate::value::Value::Null;
                Self { $($field: <$type as $crate::shape::FieldType>::from_value(
                    values.next().unwrap_or(&null))),+ }
            }
            fn to_values(&self) -> Vec<$crate::value::Value> {
                vec![$($crate::shape::FieldType::to_value(&self.$field)),+]
            }
        }
    };
}
