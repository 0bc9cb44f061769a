//! One owned row of an answer, read by position.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{Error, Result};
use uuid::Uuid;

use crate::sql_value::SqlValue;

/// A row; columns are counted from 0 in the order of the `select`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(Vec<SqlValue>);

const NULL: SqlValue = SqlValue::Null;

impl Row {
    /// A row of these values.
    pub const fn new(values: Vec<SqlValue>) -> Self {
        Self(values)
    }

    /// How many columns it has.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no column.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value as it came; null beyond the last column. Ids are bytes on SQLite: read them by
    /// [`Row::id`].
    pub fn value(&self, at: usize) -> &SqlValue {
        self.0.get(at).unwrap_or(&NULL)
    }

    /// All values, in order.
    pub fn into_values(self) -> Vec<SqlValue> {
        self.0
    }

    /// A whole number.
    ///
    /// # Errors
    /// [`Error::Broken`] when the column holds something else, null included; so with all of these.
    pub fn int(&self, at: usize) -> Result<i64> {
        self.present(at, self.opt_int(at)?, "a whole number")
    }

    /// A whole number or null.
    ///
    /// # Errors
    /// [`Error::Broken`] when the column holds something else; so with all of these.
    pub fn opt_int(&self, at: usize) -> Result<Option<i64>> {
        match self.value(at) {
            SqlValue::Null => Ok(None),
            SqlValue::Int(number) => Ok(Some(*number)),
            other => Err(wrong(at, other, "a whole number")),
        }
    }

    /// A text.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn text(&self, at: usize) -> Result<&str> {
        self.present(at, self.opt_text(at)?, "text")
    }

    /// A text or null.
    ///
    /// # Errors
    /// As [`Row::opt_int`].
    pub fn opt_text(&self, at: usize) -> Result<Option<&str>> {
        match self.value(at) {
            SqlValue::Null => Ok(None),
            SqlValue::Text(text) => Ok(Some(text)),
            other => Err(wrong(at, other, "text")),
        }
    }

    /// Bytes.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn bytes(&self, at: usize) -> Result<&[u8]> {
        self.present(at, self.opt_bytes(at)?, "bytes")
    }

    /// Bytes or null.
    ///
    /// # Errors
    /// As [`Row::opt_int`].
    pub fn opt_bytes(&self, at: usize) -> Result<Option<&[u8]>> {
        match self.value(at) {
            SqlValue::Null => Ok(None),
            SqlValue::Bytes(bytes) => Ok(Some(bytes)),
            SqlValue::Id(id) => Ok(Some(id.as_bytes())),
            other => Err(wrong(at, other, "bytes")),
        }
    }

    /// An id.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn id(&self, at: usize) -> Result<Uuid> {
        self.present(at, self.opt_id(at)?, "an id")
    }

    /// An id or null.
    ///
    /// # Errors
    /// As [`Row::opt_int`].
    pub fn opt_id(&self, at: usize) -> Result<Option<Uuid>> {
        match self.value(at) {
            SqlValue::Null => Ok(None),
            SqlValue::Id(id) => Ok(Some(*id)),
            SqlValue::Bytes(bytes) => Uuid::from_slice(bytes)
                .map(Some)
                .map_err(|_| wrong(at, self.value(at), "an id of 16 bytes")),
            other => Err(wrong(at, other, "an id")),
        }
    }

    /// Yes or no; null is no.
    ///
    /// # Errors
    /// As [`Row::opt_int`].
    pub fn bool(&self, at: usize) -> Result<bool> {
        Ok(self.opt_int(at)?.unwrap_or_default() != 0)
    }

    /// An instant.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn instant(&self, at: usize) -> Result<Timestamp> {
        self.present(at, self.opt_instant(at)?, "an instant")
    }

    /// An instant or null.
    ///
    /// # Errors
    /// As [`Row::opt_int`].
    pub fn opt_instant(&self, at: usize) -> Result<Option<Timestamp>> {
        self.opt_int(at)?
            .map(Timestamp::from_microsecond)
            .transpose()
            .map_err(|_| wrong(at, self.value(at), "an instant in microseconds"))
    }

    /// A date.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn date(&self, at: usize) -> Result<Date> {
        self.present(at, self.opt_date(at)?, "a date")
    }

    /// A date or null.
    ///
    /// # Errors
    /// As [`Row::opt_int`].
    pub fn opt_date(&self, at: usize) -> Result<Option<Date>> {
        self.opt_text(at)?
            .map(str::parse)
            .transpose()
            .map_err(|_| wrong(at, self.value(at), "a date as YYYY-MM-DD"))
    }

    /// The words of a `{texts}` column; none for null.
    ///
    /// # Errors
    /// As [`Row::opt_int`].
    pub fn texts(&self, at: usize) -> Result<Vec<String>> {
        match self.value(at) {
            SqlValue::Null => Ok(Vec::new()),
            SqlValue::Texts(texts) => Ok(texts.clone()),
            SqlValue::Text(text) => Ok(text.split_whitespace().map(str::to_owned).collect()),
            other => Err(wrong(at, other, "a list of texts")),
        }
    }

    fn present<T>(&self, at: usize, value: Option<T>, wanted: &str) -> Result<T> {
        value.ok_or_else(|| wrong(at, self.value(at), wanted))
    }
}

fn wrong(at: usize, found: &SqlValue, wanted: &str) -> Error {
    Error::broken(format!(
        "column {at} of a row holds {} where {wanted} was expected",
        found.kind()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_the_same_from_bytes_and_from_uuid() {
        let id = Uuid::now_v7();
        let row = Row::new(vec![SqlValue::Bytes(id.as_bytes().to_vec()), SqlValue::Id(id)]);
        assert_eq!(row.id(0).unwrap(), id);
        assert_eq!(row.id(1).unwrap(), id);
        assert_eq!(row.bytes(1).unwrap(), id.as_bytes());
    }

    #[test]
    fn a_wrong_type_names_the_column_and_not_the_content() {
        let row = Row::new(vec![SqlValue::from("secret")]);
        let message = row.int(0).unwrap_err().to_string();
        assert!(message.contains("column 0") && !message.contains("secret"), "{message}");
        assert!(row.text(7).is_err());
        assert_eq!(row.opt_text(7).unwrap(), None);
    }
}
