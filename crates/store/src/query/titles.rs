//! What linked records are called, as far as the asker may see them.

use std::collections::HashMap;

use kernel::Result;
use kernel::access::Act;
use kernel::object::{Field, Object};
use kernel::record::Record;
use kernel::telling::Telling;
use kernel::value::Value;
use uuid::Uuid;

use super::Asking;
use super::binds::Source;
use super::record::{get_some, statement};
use super::scope_condition::Life;
use super::selection::CHUNK;
use crate::tx::{Statement, Tx};

/// Titles of records that the asker may see.
#[derive(Clone, Debug, Default)]
pub struct Titles(HashMap<Uuid, (&'static str, String)>);

impl Titles {
    /// Takes in the titles of more records.
    pub fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// Titles that the shape puts together.
    fn add_told(&mut self, records: Vec<Record>, object: &Object, asking: Asking<'_>) {
        for mut record in records {
            object.retell(&mut record, asking.scope.language);
            self.0.insert(record.id(), (object.key, object.title(&record)));
        }
    }

    /// The title of a record of an object; none when it may not be seen.
    pub fn get(&self, object: &str, id: Uuid) -> Option<&str> {
        self.0.get(&id).filter(|(key, _)| *key == object).map(|(_, title)| title.as_str())
    }
}

/// The titles of records, each object's in one statement and all in one round trip.
///
/// # Errors
/// When the database fails.
pub async fn titles(
    tx: &mut Tx,
    asking: Asking<'_>,
    wanted: &[(&'static str, Uuid)],
) -> Result<Titles> {
    let mut ids_of: HashMap<&'static str, Vec<Uuid>> = HashMap::new();
    for (object, id) in wanted {
        let ids = ids_of.entry(object).or_default();
        ids.push(*id);
    }
    let mut titles = Titles::default();
    let mut plain: Vec<(&Object, &Field)> = Vec::new();
    let mut statements: Vec<Statement> = Vec::new();
    for (key, mut ids) in ids_of {
        ids.sort_unstable();
        ids.dedup();
        let Some((object, title)) = titled(asking, key) else {
            continue;
        };
        if matches!(title.telling, Telling::ByShape { .. }) {
            titles.add_told(
                get_some(tx, asking, object, &ids, &[title.key]).await?,
                object,
                asking,
            );
            continue;
        }
        for chunk in ids.chunks(CHUNK) {
            let columns =
                |source: Source<'_>| format!("{}, {}", source.plain("id"), source.plain(title.key));
            let of = (Act::See, Life::Living);
            let found = statement(tx.dialect(), asking, (object, chunk), of, columns);
            plain.extend(found.is_some().then_some((object, title)));
            statements.extend(found);
        }
    }
    for ((object, title), rows) in plain.iter().zip(tx.query_all(&statements).await?) {
        for row in rows {
            let (id, text) = (row.id(0)?, row.opt_text(1)?.unwrap_or_default());
            let told = object.standard(id, title, text, asking.scope.language);
            titles.0.insert(id, (object.key, told.unwrap_or_else(|| text.to_owned())));
        }
    }
    Ok(titles)
}

/// An object whose records have titles, and the field that they are in.
fn titled<'a>(asking: Asking<'a>, key: &str) -> Option<(&'a Object, &'a Field)> {
    let object = asking.catalog.object(key)?;
    let title = object.title_field().filter(|field| !field.secret && !field.kind.is_many())?;
    Some((object, title))
}

/// The titles of everything that the records link to.
///
/// # Errors
/// When the database fails.
pub async fn titles_of(
    tx: &mut Tx,
    asking: Asking<'_>,
    object: &Object,
    records: &[Record],
) -> Result<Titles> {
    let links: Vec<(&Field, &'static str)> = object
        .fields
        .iter()
        .filter(|field| !field.secret && field.key != "id")
        .filter_map(|field| field.kind.link_target().map(|target| (field, target)))
        .collect();
    let mut wanted = Vec::new();
    for record in records {
        for (field, target) in &links {
            match record.value(field.position) {
                Value::Id(id) => wanted.push((*target, id)),
                Value::Ids(ids) => wanted.extend(ids.into_iter().map(|id| (*target, id))),
                _ => {}
            }
        }
    }
    titles(tx, asking, &wanted).await
}
