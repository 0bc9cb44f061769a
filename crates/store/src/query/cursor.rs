//! Where a page ended: sealed, and worth nothing for another query.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use kernel::{Error, Result};
use uuid::Uuid;

use super::ListRequest;
use crate::secret::Sealer;
use crate::sql_value::SqlValue;

/// The place behind which the next page begins: the values of the sort keys and the id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub values: Vec<SqlValue>,
    pub id: Uuid,
}

impl Position {
    /// Whether the first key has no value there.
    pub fn is_absent(&self) -> bool {
        self.values.first().is_some_and(SqlValue::is_null)
    }

    /// The cursor that somebody is given. It is sealed, not only signed: a bounded page may end at
    /// a record that the asker does not see.
    ///
    /// # Errors
    /// When the machine has no randomness.
    pub fn seal(&self, sealer: &Sealer, request: &ListRequest) -> Result<String> {
        let sealed = sealer.seal(&query_name(request), &self.to_bytes())?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The place that a cursor means.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the cursor when it was edited or belongs to another query.
    pub fn open(cursor: &str, sealer: &Sealer, request: &ListRequest) -> Result<Self> {
        let wrong = || Error::invalid("cursor", "not-a-cursor");
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
        let bytes = sealer.open(&query_name(request), &sealed).map_err(|_| wrong())?;
        Self::from_bytes(&bytes).ok_or_else(wrong)
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.id.as_bytes().to_vec();
        for value in &self.values {
            let (tag, body): (u8, Vec<u8>) = match value {
                SqlValue::Int(number) => (1, number.to_be_bytes().to_vec()),
                SqlValue::Text(text) => (2, text.as_bytes().to_vec()),
                SqlValue::Bytes(raw) => (3, raw.clone()),
                SqlValue::Id(id) => (4, id.as_bytes().to_vec()),
                SqlValue::Null | SqlValue::Texts(_) => (0, Vec::new()),
            };
            bytes.push(tag);
            bytes.extend(u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes());
            bytes.extend(body);
        }
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (id, mut rest) = bytes.split_first_chunk::<16>()?;
        let mut values = Vec::new();
        while let Some((tag, behind)) = rest.split_first() {
            let (length, behind) = behind.split_first_chunk::<4>()?;
            let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
            let (body, behind) = behind.split_at_checked(length)?;
            values.push(match tag {
                0 => SqlValue::Null,
                1 => SqlValue::Int(i64::from_be_bytes(body.try_into().ok()?)),
                2 => SqlValue::Text(std::str::from_utf8(body).ok()?.to_owned()),
                3 => SqlValue::Bytes(body.to_vec()),
                4 => SqlValue::Id(Uuid::from_slice(body).ok()?),
                _ => return None,
            });
            rest = behind;
        }
        Some(Self { values, id: Uuid::from_bytes(*id) })
    }
}

/// What makes two requests the same query: all but the page's size and its fields.
fn query_name(request: &ListRequest) -> Vec<u8> {
    let ListRequest { object, filter, sort, search, deleted, act, .. } = request;
    let name =
        format!("cursor\n{}\n{filter:?}\n{sort:?}\n{search:?}\n{deleted}\n{act:?}", object.key);
    <sha2::Sha256 as sha2::Digest>::digest(name.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_comes_back_whole() {
        let position = Position {
            values: vec![
                SqlValue::Null,
                SqlValue::Int(-7),
                SqlValue::from("ñ"),
                SqlValue::Bytes(vec![0, 255]),
                SqlValue::Id(Uuid::now_v7()),
            ],
            id: Uuid::now_v7(),
        };
        let bytes = position.to_bytes();
        assert_eq!(Position::from_bytes(&bytes), Some(position));
        for cut in 0..bytes.len() {
            let _survives = Position::from_bytes(&bytes[..cut]);
        }
    }
}
