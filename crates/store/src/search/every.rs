//! All records that answer a question, of one snapshot: for what walks them to the end.

use kernel::Result;
use kernel::object::Object;
use uuid::Uuid;

use super::{Question, within};
use crate::query::{Asking, Binds};
use crate::tx::Tx;

/// Ids that are held at most: 16 megabytes.
const MOST: usize = 1_000_000;

/// The ids of all records of an object that answer a question, in their order; nothing when they
/// are too many. Which of them the asker may see is told by whoever reads them.
///
/// # Errors
/// When the database fails.
pub async fn every(
    tx: &mut Tx,
    asking: Asking<'_>,
    object: &Object,
    q: &str,
) -> Result<Option<Vec<Uuid>>> {
    let within = within(tx, asking, object).await?;
    let mut binds = Binds::new(tx.dialect());
    let sql = Question::of(q).select_newest(&mut binds, &within, MOST + 1);
    let rows = tx.query(&sql, binds.values()).await?;
    let mut ids = rows.iter().map(|row| row.id(0)).collect::<Result<Vec<Uuid>>>()?;
    ids.sort_unstable();
    ids.dedup();
    Ok((ids.len() <= MOST).then_some(ids))
}
