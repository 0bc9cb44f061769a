//! Reading records by their ids, inside the scope.

use std::collections::HashMap;

use kernel::access::Act;
use kernel::object::Object;
use kernel::record::Record;
use kernel::{Error, Result};
use uuid::Uuid;

use super::Asking;
use super::binds::{Binds, Source, all_of};
use super::scope_condition::{Compiler, Life, Visible};
use super::selection::{CHUNK, Selection};
use crate::dialect::Dialect;
use crate::row::Row;
use crate::tx::{Statement, Tx};

/// One living record with all its fields.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or the asker may not see it.
pub async fn get(tx: &mut Tx, asking: Asking<'_>, object: &Object, id: Uuid) -> Result<Record> {
    get_many(tx, asking, object, &[id], Act::See).await?.pop().ok_or(Error::NotFound)
}

/// The living records of these ids that the asker may see and do this to, in the order of the ids,
/// secrets included: nothing of them may leave the server unseen.
///
/// # Errors
/// When the database fails.
pub async fn get_many(
    tx: &mut Tx,
    asking: Asking<'_>,
    object: &Object,
    ids: &[Uuid],
    act: Act,
) -> Result<Vec<Record>> {
    read(tx, asking, object, ids, (act, Life::Living)).await
}

/// As [`get_many`], for reading a few fields.
///
/// # Errors
/// When the database fails.
pub(crate) async fn get_some(
    tx: &mut Tx,
    asking: Asking<'_>,
    object: &Object,
    ids: &[Uuid],
    fields: &[&'static str],
) -> Result<Vec<Record>> {
    let selection = Selection::named(object, fields)?;
    selected(tx, asking, (object, ids), (Act::See, Life::Living), &selection).await
}

/// As [`get_many`], of those in the trash that the asker may see.
///
/// # Errors
/// When the database fails.
pub async fn get_deleted(
    tx: &mut Tx,
    asking: Asking<'_>,
    object: &Object,
    ids: &[Uuid],
) -> Result<Vec<Record>> {
    read(tx, asking, object, ids, (Act::See, Life::Deleted)).await
}

/// Those of the ids that are living records which the asker may see.
///
/// # Errors
/// When the database fails.
pub async fn visible_ids(
    tx: &mut Tx,
    asking: Asking<'_>,
    object: &Object,
    ids: &[Uuid],
) -> Result<Vec<Uuid>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let id = |_: Source<'_>| "t.\"id\"".to_owned();
        for row in rows(tx, asking, (object, chunk), (Act::See, Life::Living), id).await? {
            found.push(row.id(0)?);
        }
    }
    Ok(found)
}

async fn read(
    tx: &mut Tx,
    asking: Asking<'_>,
    object: &Object,
    ids: &[Uuid],
    of: (Act, Life),
) -> Result<Vec<Record>> {
    selected(tx, asking, (object, ids), of, &Selection::whole(object)).await
}

async fn selected(
    tx: &mut Tx,
    asking: Asking<'_>,
    (object, ids): (&Object, &[Uuid]),
    of: (Act, Life),
    selection: &Selection<'_>,
) -> Result<Vec<Record>> {
    let mut records = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let columns = |source: Source<'_>| selection.columns(source);
        for row in rows(tx, asking, (object, chunk), of, columns).await? {
            records.push(selection.read(&row)?.0);
        }
    }
    selection.fill(tx, &mut records).await?;
    let places: HashMap<Uuid, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    records.sort_by_key(|record| places.get(&record.id()).copied());
    Ok(records)
}

/// The rows of these ids inside the scope.
async fn rows(
    tx: &mut Tx,
    asking: Asking<'_>,
    of: (&Object, &[Uuid]),
    how: (Act, Life),
    columns: impl Fn(Source<'_>) -> String,
) -> Result<Vec<Row>> {
    match statement(tx.dialect(), asking, of, how, columns) {
        Some((sql, parameters)) => tx.query(&sql, &parameters).await,
        None => Ok(Vec::new()),
    }
}

/// The statement for these rows; none when the asker sees nothing of the object.
pub(super) fn statement(
    dialect: Dialect,
    asking: Asking<'_>,
    (object, ids): (&Object, &[Uuid]),
    (act, life): (Act, Life),
    columns: impl Fn(Source<'_>) -> String,
) -> Option<Statement> {
    let mut binds = Binds::new(dialect);
    let source = Source::new("t");
    let mut conditions = vec![
        format!("{} in ({})", source.plain("id"), binds.list(ids.iter().copied())),
        life.condition(source),
    ];
    match Compiler::new(asking, act).visible(&mut binds, object, Source::shy("t")) {
        Visible::Nothing => return None,
        Visible::Everything => {}
        Visible::Where(condition) => conditions.push(condition),
    }
    let sql = format!(
        "select {} from \"{}\" t where {}",
        columns(source),
        object.key,
        all_of(&conditions)
    );
    Some((sql, binds.into_values()))
}
