//! Reading for the pages of customers: one snapshot each, in the asker's scope.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::access::{Act, Scope};
use kernel::object::Object;
use kernel::record::Record;
use kernel::{Error, Result};
use store::query::{self, Asking, Titles};
use store::{Tx, TxFuture};
use uuid::Uuid;
use web::app::App;

/// Runs a body on one snapshot for somebody.
///
/// # Errors
/// Those of the body.
pub async fn read<T, F>(app: &App, scope: &Scope, body: F) -> Result<T>
where
    T: Send + 'static,
    F: for<'a> Fn(&'a mut Tx, Asking<'a>) -> TxFuture<'a, T> + Send + Sync + 'static,
{
    let (catalog, scope, body) = (app.catalog(), scope.clone(), Arc::new(body));
    app.store()
        .read(move |tx| {
            let (catalog, scope, body) = (Arc::clone(&catalog), scope.clone(), Arc::clone(&body));
            Box::pin(async move {
                let asking = Asking { catalog: &catalog, scope: &scope };
                body(tx, asking).await
            })
        })
        .await
}

/// An object of this crate.
///
/// # Errors
/// [`Error::Broken`] when the Catalog lacks it.
pub fn object<'a>(asking: Asking<'a>, key: &str) -> Result<&'a Arc<Object>> {
    asking.catalog.object(key).ok_or_else(|| Error::broken(format!("no object {key}")))
}

/// Records by their ids as far as the asker sees them, in the order of the ids and in the asker's
/// words.
///
/// # Errors
/// When the database fails.
pub async fn seen(tx: &mut Tx, asking: Asking<'_>, key: &str, ids: &[Uuid]) -> Result<Vec<Record>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let object = object(asking, key)?;
    let mut found = query::get_many(tx, asking, object, ids, Act::See).await?;
    for record in &mut found {
        object.retell(record, asking.scope.language);
    }
    let mut by_id: HashMap<Uuid, Record> =
        found.into_iter().map(|record| (record.id(), record)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// Records with the titles of what they link to.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub records: Vec<Record>,
    pub titles: Titles,
}

/// As [`seen`], with titles.
///
/// # Errors
/// When the database fails.
pub async fn seen_with_titles(
    tx: &mut Tx,
    asking: Asking<'_>,
    key: &str,
    ids: &[Uuid],
) -> Result<Seen> {
    let records = seen(tx, asking, key, ids).await?;
    let titles = query::titles_of(tx, asking, object(asking, key)?, &records).await?;
    Ok(Seen { records, titles })
}
