//! Records as lines of a CSV file.

use kernel::kind::Kind;
use kernel::kind_rules::to_cell;
use kernel::object::Field;
use kernel::record::Record;
use kernel::value::Value;
use kernel::{Error, Result};
use store::query::Titles;
use uuid::Uuid;

use super::formula::harmless;
use crate::import::separates_entries;

/// The line above all others.
///
/// # Errors
/// When it cannot be written.
pub fn headings(columns: &[Field]) -> Result<Vec<u8>> {
    lines([columns.iter().map(|field| field.key.to_owned()).collect()])
}

/// A line for each record.
///
/// # Errors
/// When one cannot be written.
pub fn rows(columns: &[Field], records: &[Record], titles: &Titles) -> Result<Vec<u8>> {
    lines(records.iter().map(|record| {
        columns.iter().map(|field| cell(field, &record.value(field.position), titles)).collect()
    }))
}

fn lines(lines: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer.write_record(&line).map_err(Error::broken)?;
    }
    writer.into_inner().map_err(|error| Error::broken(error.into_error()))
}

fn cell(field: &Field, value: &Value, titles: &Titles) -> String {
    let text = text_of(field, value, titles);
    if is_number(field.kind) { text } else { harmless(&text).into_owned() }
}

/// A value as people write it, links by what they lead to.
pub(super) fn text_of(field: &Field, value: &Value, titles: &Titles) -> String {
    match (field.kind, value) {
        (Kind::Link(target), Value::Id(id)) if field.key != "id" => {
            linked((target, *id), titles, is_plain_name).unwrap_or_default()
        }
        (Kind::Links(target), Value::Ids(ids)) => ids
            .iter()
            .filter_map(|id| linked((target, *id), titles, is_one_word_of_a_list))
            .collect::<Vec<_>>()
            .join("; "),
        (kind, value) => to_cell(kind, value),
    }
}

/// What a linked record is called, or its id when its name would not be read back as one; none
/// when the asker may not see it.
fn linked(
    (target, id): (&'static str, Uuid),
    titles: &Titles,
    comes_back: fn(&str) -> bool,
) -> Option<String> {
    let title = titles.get(target, id)?;
    Some(if comes_back(title) { title.to_owned() } else { id.to_string() })
}

fn is_plain_name(title: &str) -> bool {
    !title.trim().is_empty() && !title.contains('@') && Uuid::try_parse(title).is_err()
}

fn is_one_word_of_a_list(title: &str) -> bool {
    is_plain_name(title) && !title.contains(separates_entries)
}

/// Spreadsheets read these cells as numbers, so a minus is a minus.
const fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Whole | Kind::Decimal { .. } | Kind::Percent | Kind::Money)
}
