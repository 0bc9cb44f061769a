//! Writing the rows, the journal and the search text of changes that nothing speaks against.

use kernel::object::Object;
use kernel::record::Record;
use kernel::value::Value;
use kernel::{Error, Result};

use super::{Pending, Saved, Saving};
use crate::columns::{self, ENVELOPE};
use crate::journal;
use crate::search;
use crate::sql_value::SqlValue;
use crate::tx::Tx;

/// Writes the changes that change something and answers all of them.
pub(super) async fn write(
    tx: &mut Tx,
    saving: &Saving,
    object: &Object,
    pending: Vec<Pending>,
    header: &mut journal::Header,
) -> Result<Vec<(usize, Saved)>> {
    let mut answers = Vec::with_capacity(pending.len());
    for change in pending {
        let place = change.place;
        answers.push((place, stamp(object, saving, change)));
    }
    let changed: Vec<&Saved> =
        answers.iter().map(|(_, saved)| saved).filter(|saved| saved.changed).collect();
    write_rows(tx, saving, object, &changed).await?;
    write_children(tx, object, &changed).await?;
    if object.journaled {
        header.add(tx, object, &changed).await?;
        let records: Vec<(&Object, &Record)> =
            changed.iter().map(|saved| (object, &saved.record)).collect();
        search::index_records(tx, &saving.catalog, &records, saving.bulk).await?;
    }
    Ok(answers)
}

/// Gives a changed record its next version and time.
fn stamp(object: &Object, saving: &Saving, change: Pending) -> Saved {
    let Pending { write, before, mut after, events, .. } = change;
    let changed = before.as_ref() != Some(&after);
    if changed {
        after.envelope.version += 1;
        let floor = before.as_ref().map_or(saving.scope.now, |before| before.envelope.updated_at);
        after.envelope.updated_at = saving.scope.now.max(floor);
    }
    let events = if changed { events } else { Vec::new() };
    Saved { object: object.key, write, before, record: after, changed, events }
}

async fn write_rows(
    tx: &mut Tx,
    saving: &Saving,
    object: &Object,
    changed: &[&Saved],
) -> Result<()> {
    let mut names: Vec<String> = ENVELOPE.iter().map(|&name| name.to_owned()).collect();
    names.push("custom".to_owned());
    names.extend(object.shape_fields().flat_map(columns::written_columns));
    let rows = changed.iter().map(|saved| row(saving, object, &saved.record)).collect();
    tx.execute_rows(|rows| upsert(object.key, &names, rows), rows).await
}

fn upsert(table: &str, names: &[String], rows: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let updates: Vec<String> = quoted
        .iter()
        .filter(|name| *name != "\"id\"")
        .map(|name| format!("{name} = excluded.{name}"))
        .collect();
    format!(
        "insert into \"{table}\" ({}) values {rows} on conflict (\"id\") do update set {}",
        quoted.join(", "),
        updates.join(", ")
    )
}

fn row(saving: &Saving, object: &Object, record: &Record) -> Vec<SqlValue> {
    let mut row: Vec<SqlValue> = (0..ENVELOPE.len())
        .map(|position| columns::scalar(&record.envelope.value(position)))
        .collect();
    row.push(record.custom.clone().map_or(SqlValue::Null, SqlValue::Text));
    for (field, value) in object.shape_fields().zip(&record.values) {
        row.extend(columns::bind(field.kind, value, &saving.collation));
    }
    row
}

/// Replaces the lists that changed.
async fn write_children(tx: &mut Tx, object: &Object, changed: &[&Saved]) -> Result<()> {
    for field in object.shape_fields() {
        let Some(table) = columns::child_table(object, field) else {
            continue;
        };
        let mut rows = Vec::new();
        for saved in changed {
            let value = value_at(&saved.record, field.position)?;
            let before = saved.before.as_ref().map(|before| value_at(before, field.position));
            match before.transpose()? {
                Some(before) if before == value => continue,
                Some(Value::Null) | None => {}
                Some(_) => {
                    let sql = format!(r#"delete from "{table}" where "record" = $1"#);
                    tx.execute(&sql, &[SqlValue::Id(saved.id())]).await?;
                }
            }
            rows.extend(columns::child_rows(saved.id(), value));
        }
        if !rows.is_empty() {
            tx.insert_rows(&table, columns::child_columns(field.kind), rows).await?;
        }
    }
    Ok(())
}

fn value_at(record: &Record, position: usize) -> Result<&Value> {
    record.values.get(position).ok_or_else(|| Error::broken("a record lacks a value of its shape"))
}
