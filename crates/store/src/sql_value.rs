//! One value on its way to or from the database, on either engine.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

/// What a statement is given and what a row holds. The column decides the type: instants and
/// truths are whole numbers, dates are ISO text, ids are 16 bytes or `uuid`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum SqlValue {
    #[default]
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    Id(Uuid),
    /// A `text[]` on PostgreSQL; on SQLite the words joined by one space.
    Texts(Vec<String>),
}

impl SqlValue {
    /// Whether it is the SQL null.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// What it is, for a sentence about a defect; never its content.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Int(_) => "a whole number",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::Id(_) => "an id",
            Self::Texts(_) => "a list of texts",
        }
    }
}

/// PostgreSQL has no zero character, and SQLite ends a text at it: it becomes a visible mark.
pub(crate) fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        return Cow::Owned(text.replace('\0', "\u{fffd}"));
    }
    Cow::Borrowed(text)
}

impl From<i64> for SqlValue {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<i32> for SqlValue {
    fn from(number: i32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<u32> for SqlValue {
    fn from(number: u32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<bool> for SqlValue {
    fn from(truth: bool) -> Self {
        Self::Int(i64::from(truth))
    }
}

impl From<&str> for SqlValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for SqlValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for SqlValue {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Uuid> for SqlValue {
    fn from(id: Uuid) -> Self {
        Self::Id(id)
    }
}

impl From<Vec<u8>> for SqlValue {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<&[u8]> for SqlValue {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl From<[u8; 32]> for SqlValue {
    fn from(bytes: [u8; 32]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl From<Vec<String>> for SqlValue {
    fn from(texts: Vec<String>) -> Self {
        Self::Texts(texts)
    }
}

impl From<Timestamp> for SqlValue {
    /// Microseconds since 1970 in UTC.
    fn from(at: Timestamp) -> Self {
        Self::Int(at.as_microsecond())
    }
}

impl From<Date> for SqlValue {
    /// `YYYY-MM-DD`, which sorts as text.
    fn from(date: Date) -> Self {
        Self::Text(date.to_string())
    }
}

impl<T: Into<Self>> From<Option<T>> for SqlValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_bound_in_microseconds_and_a_date_as_iso_text() {
        let at: Timestamp = "2026-03-01T10:00:00.000001Z".parse().unwrap();
        assert_eq!(SqlValue::from(at), SqlValue::Int(1_772_359_200_000_001));
        assert_eq!(SqlValue::from(jiff::civil::date(2026, 3, 1)), SqlValue::from("2026-03-01"));
        assert_eq!(SqlValue::from(None::<Uuid>), SqlValue::Null);
        assert_eq!(SqlValue::from(true), SqlValue::Int(1));
    }
}
