//! Rules of customers that need the database, and what follows from a change.

mod activity;
mod employment;
mod file;
mod party;
mod relationship;

use kernel::Result;
use store::save::ObjectHooks;
use store::sql_value::SqlValue;
use store::{Row, Tx};
use uuid::Uuid;

/// Ids of one statement.
const CHUNK: usize = 400;

/// The hooks of this crate's objects.
pub fn hooks() -> Vec<(&'static str, ObjectHooks)> {
    vec![
        ("party", ObjectHooks { check: Some(party::check), follow: Some(party::follow) }),
        (
            "relationship",
            ObjectHooks { check: Some(relationship::check), follow: Some(relationship::follow) },
        ),
        ("relationship_type", ObjectHooks { check: Some(relationship::check_types), follow: None }),
        ("activity", ObjectHooks { check: Some(activity::check), follow: Some(activity::follow) }),
        ("file", ObjectHooks { check: Some(file::check), follow: None }),
    ]
}

/// Runs `… in ({})` over ids in chunks; further parameters stand before them as `$1` and on.
pub(crate) async fn by_ids(
    tx: &mut Tx,
    sql: &str,
    before: &[SqlValue],
    ids: impl IntoIterator<Item = SqlValue>,
) -> Result<Vec<Row>> {
    let ids: Vec<SqlValue> = ids.into_iter().collect();
    let mut rows = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let first = before.len() + 1;
        let marks: Vec<String> = (first..first + chunk.len()).map(|at| format!("${at}")).collect();
        let statement = sql.replace("{}", &marks.join(", "));
        let values: Vec<SqlValue> = before.iter().chain(chunk).cloned().collect();
        rows.extend(tx.query(&statement, &values).await?);
    }
    Ok(rows)
}

/// Ids without doubles, in one order, so that two writers never wait for each other in a ring.
pub(crate) fn distinct(ids: impl IntoIterator<Item = Uuid>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
