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
use super::record::{get_some, rows};
use super::scope_condition::Life;
use super::selection::CHUNK;
use crate::tx::Tx;

/// Titles of records that the asker may see.
#[derive(Clone, Debug, Default)]
pub struct Titles(HashMap<Uuid, (&'static str, String)>);

impl Titles {
    /// Takes in the titles of more records.
    pub fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// The title of a record of an object; none when it may not be seen.
    pub fn get(&self, object: &str, id: Uuid) -> Option<&str> {
        self.0.get(&id).filter(|(key, _)| *key == object).map(|(_, title)| title.as_str())
    }
}

/// The titles of records, each object's in one statement.
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
    for (key, mut ids) in ids_of {
        let Some(object) = asking.catalog.object(key) else {
            continue;
        };
        ids.sort_unstable();
        ids.dedup();
        for chunk in ids.chunks(CHUNK) {
            read(tx, asking, object, chunk, &mut titles).await?;
        }
    }
    Ok(titles)
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

async fn read(
    tx: &mut Tx,
    asking: Asking<'_>,
    object: &Object,
    ids: &[Uuid],
    titles: &mut Titles,
) -> Result<()> {
    let Some(title) = object.title_field().filter(|field| !field.secret && !field.kind.is_many())
    else {
        return Ok(());
    };
    let language = asking.scope.language;
    if matches!(title.telling, Telling::ByShape { .. }) {
        for mut record in get_some(tx, asking, object, ids, &[title.key]).await? {
            object.retell(&mut record, language);
            titles.0.insert(record.id(), (object.key, object.title(&record)));
        }
        return Ok(());
    }
    let columns =
        |source: Source<'_>| format!("{}, {}", source.plain("id"), source.plain(title.key));
    for row in rows(tx, asking, (object, ids), (Act::See, Life::Living), columns).await? {
        let (id, text) = (row.id(0)?, row.opt_text(1)?.unwrap_or_default());
        let told = object.standard(id, title, text, language);
        titles.0.insert(id, (object.key, told.unwrap_or_else(|| text.to_owned())));
    }
    Ok(())
}
