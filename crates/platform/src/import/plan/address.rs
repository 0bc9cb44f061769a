//! The parts of an address that stand in columns of their own.

use kernel::kind::Kind;
use kernel::object::{Field, Object};

use super::Column;
use crate::import::mapping::{EntryPart, Target};

/// When a part of the first address is a column that has no scalar, all of its parts are read
/// together.
pub(super) fn gather(object: &Object, columns: &mut [Column]) {
    let is_list = |field: &Field| field.kind == Kind::Addresses;
    let has_entries = columns.iter().any(|column| {
        matches!(column.target, Target::Entry { .. })
            && object.field(column.target.field()).is_some_and(is_list)
    });
    if !has_entries {
        return;
    }
    for column in columns {
        let Target::Field(key) = column.target else {
            continue;
        };
        let list = object
            .field(key)
            .and_then(|field| field.primary_of)
            .and_then(|list| object.field(list));
        if let (Some(list), Some(part)) = (list.filter(|list| is_list(list)), EntryPart::parse(key))
        {
            column.target = Target::Entry { list: list.key, slot: "1".to_owned(), part };
        }
    }
}
