//! Sets of named choices: an enum in the code, a key in the API, a label in the catalogues.

use std::fmt;

/// A closed set of choices. Labels are the Fluent keys `choice-SET-KEY` (underscores as hyphens).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ChoiceSet {
    pub key: &'static str,
    pub keys: &'static [&'static str],
}

impl ChoiceSet {
    /// The set's own spelling of a key, when it is one of the set.
    pub fn find(&self, key: &str) -> Option<&'static str> {
        self.keys.iter().copied().find(|known| *known == key)
    }

    /// The Fluent key of a choice's label.
    pub fn label_key(&self, key: &str) -> String {
        format!("choice-{}-{}", self.key, key).replace('_', "-")
    }
}

impl fmt::Debug for ChoiceSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChoiceSet({})", self.key)
    }
}

/// An enum made by [`choices!`](crate::choices).
pub trait Choices: Copy + PartialEq + fmt::Debug + Send + Sync + 'static {
    const SET: ChoiceSet;
    fn key(self) -> &'static str;
    fn from_key(key: &str) -> Option<Self>;
}

/// Declares an enum of choices: `choices! { pub enum PartyKind in "party_kind" { Person = "person" } }`.
#[macro_export]
macro_rules! choices {
    ($(#[$meta:meta])* pub enum $name:ident in $set:literal { $($variant:ident = $key:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($variant),+ }

        impl $crate::choice::Choices for $name {
            const SET: $crate::choice::ChoiceSet =
                $crate::choice::ChoiceSet { key: $set, keys: &[$($key),+] };
            fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),+ }
            }
            fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
