//! Standard records are found by what they are called in any language, not only as they are kept.

use kernel::Result;
use kernel::language::Language;
use kernel::object::{Field, Object};
use kernel::telling::{Telling, standard_ids};
use kernel::text::fold::fold;
use kernel::value::Value;
use uuid::Uuid;

use super::Asking;
use super::record::get_some;
use crate::tx::Tx;

/// The standard records that the asker may see and that are called so in some language.
///
/// # Errors
/// When the database fails.
pub(super) async fn called(
    tx: &mut Tx,
    asking: Asking<'_>,
    (object, field): (&Object, &Field),
    name: &Value,
) -> Result<Vec<Uuid>> {
    let is_title = object.title_field().is_some_and(|title| title.key == field.key);
    let Some(name) = name.as_text().filter(|_| is_title && is_standard(field)) else {
        return Ok(Vec::new());
    };
    let ids: Vec<Uuid> = standard_ids(name).collect();
    let mut found = Vec::new();
    for record in get_some(tx, asking, object, &ids, &[field.key]).await? {
        let is_called = |language| {
            object.told(&record, field, language).is_some_and(|told| fold(&told) == fold(name))
        };
        if Language::ALL.into_iter().any(is_called) {
            found.push(record.id());
        }
    }
    Ok(found)
}

const fn is_standard(field: &Field) -> bool {
    matches!(field.telling, Telling::Standard)
}
