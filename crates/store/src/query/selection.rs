//! Reading rows as records: only the columns that somebody asked for, lists of many records at
//! once.

use std::collections::HashMap;

use kernel::object::{Field, Object};
use kernel::record::{Envelope, Record};
use kernel::telling::Telling;
use kernel::value::Value;
use kernel::{Error, Result};
use uuid::Uuid;

use super::binds::{Binds, Source};
use crate::columns;
use crate::dialect::Dialect;
use crate::row::Row;
use crate::tx::{Statement, Tx};

/// Ids of one statement.
pub(super) const CHUNK: usize = 500;

/// The columns of the envelope that are always read.
const ALWAYS: [&str; 7] =
    ["id", "version", "created_at", "updated_at", "owner", "team", "deleted_at"];

/// What is read of each record.
#[derive(Clone, Debug)]
pub(super) struct Selection<'a> {
    object: &'a Object,
    /// Fields of the shape that lie in the row, in the order of their columns.
    own: Vec<&'a Field>,
    /// Fields that lie in child tables.
    lists: Vec<&'a Field>,
    authors: bool,
    custom: bool,
}

impl<'a> Selection<'a> {
    /// Everything, secrets too: for those who write.
    pub fn whole(object: &'a Object) -> Self {
        Self::of(object, object.fields.iter().collect(), true)
    }

    /// The fields named, or all that are not secret.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a field that does not exist or is secret.
    pub fn named(object: &'a Object, keys: &[&'static str]) -> Result<Self> {
        if keys.is_empty() {
            let open = object.fields.iter().filter(|field| !field.secret).collect();
            return Ok(Self::of(object, open, true));
        }
        let mut fields: Vec<&Field> = Vec::with_capacity(keys.len());
        for key in keys {
            let field = object.field(key).filter(|field| !field.secret);
            let field = field.ok_or_else(|| Error::invalid("fields", "unknown-field"))?;
            let needs = match &field.telling {
                Telling::ByShape { needs, .. } => needs.as_slice(),
                _ => &[],
            };
            let needed = needs.iter().filter_map(|key| object.field(key));
            for field in std::iter::once(field).chain(needed) {
                if !fields.iter().any(|known| known.key == field.key) {
                    fields.push(field);
                }
            }
        }
        Ok(Self::of(object, fields, false))
    }

    fn of(object: &'a Object, fields: Vec<&'a Field>, custom: bool) -> Self {
        let authors =
            fields.iter().any(|field| field.key == "created_by" || field.key == "deleted_by");
        let (lists, own) = fields
            .into_iter()
            .filter(|field| !field.system)
            .partition(|field| field.kind.is_many());
        Self { object, own, lists, authors, custom }
    }

    /// The columns, named, with commas between.
    pub fn columns(&self, source: Source<'_>) -> String {
        let mut names: Vec<String> = ALWAYS.iter().map(|name| source.plain(name)).collect();
        if self.authors {
            names.extend(["created_by", "deleted_by"].map(|name| source.plain(name)));
        }
        if self.custom {
            names.push(source.plain("custom"));
        }
        let own = self.own.iter().flat_map(|field| columns::read_columns(field));
        names.extend(own.map(|name| source.plain(&name)));
        names.join(", ")
    }

    /// Reads a row whose first columns these are; gives the position behind them too.
    pub fn read(&self, row: &Row) -> Result<(Record, usize)> {
        let mut envelope = Envelope {
            id: row.id(0)?,
            version: row.int(1)?,
            created_at: row.instant(2)?,
            updated_at: row.instant(3)?,
            owner: row.opt_id(4)?,
            team: row.opt_id(5)?,
            deleted_at: row.opt_instant(6)?,
            ..Envelope::default()
        };
        let mut at = ALWAYS.len();
        if self.authors {
            envelope.created_by = row.opt_id(at)?;
            envelope.deleted_by = row.opt_id(at + 1)?;
            at += 2;
        }
        let mut custom = None;
        if self.custom {
            custom = row.opt_text(at)?.map(str::to_owned);
            at += 1;
        }
        let mut values = vec![Value::Null; self.object.shape_len];
        for field in &self.own {
            if let Some(slot) = values.get_mut(field.position) {
                *slot = columns::read(field.kind, row, at)?;
            }
            at += columns::read_columns(field).len();
        }
        Ok((Record { envelope, values, custom }, at))
    }

    /// Fills the lists of all records: one statement for all lists of one make and five hundred
    /// records.
    pub async fn fill(&self, tx: &mut Tx, records: &mut [Record]) -> Result<()> {
        let places: HashMap<Uuid, usize> =
            records.iter().enumerate().map(|(place, record)| (record.id(), place)).collect();
        let ids: Vec<Uuid> = records.iter().map(Record::id).collect();
        let (parts, words): (Vec<&Field>, Vec<&Field>) =
            self.lists.iter().partition(|field| field.kind.has_parts());
        let makes: Vec<Vec<&Field>> =
            [parts, words].into_iter().filter(|lists| !lists.is_empty()).collect();
        for chunk in ids.chunks(CHUNK) {
            let statements: Vec<Statement> = makes
                .iter()
                .map(|lists| child_rows(tx.dialect(), self.object, lists, chunk))
                .collect();
            let answers = tx.query_all(&statements).await?;
            for (lists, rows) in makes.iter().zip(&answers) {
                for ((list, id), rows) in &rows_by_list(rows)? {
                    let record = places.get(id).and_then(|place| records.get_mut(*place));
                    let Some((field, record)) = lists.get(*list).zip(record) else {
                        continue;
                    };
                    if let Some(slot) = record.values.get_mut(field.position) {
                        *slot = columns::read_child(field.kind, rows)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// The rows of several lists of one make, each with its list's place among them behind the rest.
fn child_rows(dialect: Dialect, object: &Object, lists: &[&Field], ids: &[Uuid]) -> Statement {
    let mut binds = Binds::new(dialect);
    let ids = binds.list(ids.iter().copied());
    let each: Vec<String> = lists
        .iter()
        .enumerate()
        .map(|(place, field)| {
            let names: Vec<String> = columns::child_columns(field.kind)
                .iter()
                .map(|name| format!("\"{name}\""))
                .collect();
            format!(
                "select {}, {place} from \"{}_{}\" where \"record\" in ({ids})",
                names.join(", "),
                object.key,
                field.key
            )
        })
        .collect();
    (each.join(" union all "), binds.into_values())
}

/// The rows of each list of each record, in their order.
fn rows_by_list(rows: &[Row]) -> Result<HashMap<(usize, Uuid), Vec<&Row>>> {
    let mut placed = Vec::with_capacity(rows.len());
    for row in rows {
        let list = usize::try_from(row.int(row.len() - 1)?).unwrap_or(usize::MAX);
        placed.push((row.int(1)?, (list, row.id(0)?), row));
    }
    placed.sort_by_key(|(position, ..)| *position);
    let mut lists: HashMap<(usize, Uuid), Vec<&Row>> = HashMap::new();
    for (_, list, row) in placed {
        lists.entry(list).or_default().push(row);
    }
    Ok(lists)
}
