//! Reading for pages: one call each, in the asker's scope and in the reader's words.

use std::sync::Arc;

use kernel::Result;
use kernel::access::Scope;
use kernel::object::Object;
use kernel::record::Record;
use store::query::{self, Asking, Count, ListRequest, Page, Titles};
use uuid::Uuid;

use crate::app::App;

/// One page of a list.
///
/// # Errors
/// As [`query::list`].
pub async fn list(app: &App, scope: &Scope, request: ListRequest) -> Result<Page> {
    let (store, catalog, scope) = (app.store().clone(), app.catalog(), scope.clone());
    app.store()
        .read(move |tx| {
            let (store, catalog, scope, request) =
                (store.clone(), Arc::clone(&catalog), scope.clone(), request.clone());
            Box::pin(async move {
                let asking = Asking { catalog: &catalog, scope: &scope };
                let page = query::list(tx, asking, store.sealer(), &request).await?;
                Ok(retold(page, &request.object, &scope))
            })
        })
        .await
}

fn retold(mut page: Page, object: &Object, scope: &Scope) -> Page {
    for record in &mut page.records {
        object.retell(record, scope.language);
    }
    page
}

/// One page of a list and how many there are, of one moment.
///
/// # Errors
/// As [`query::list`].
pub async fn counted_list(app: &App, scope: &Scope, request: ListRequest) -> Result<(Page, Count)> {
    let (store, catalog, scope) = (app.store().clone(), app.catalog(), scope.clone());
    app.store()
        .read(move |tx| {
            let (store, catalog, scope, request) =
                (store.clone(), Arc::clone(&catalog), scope.clone(), request.clone());
            Box::pin(async move {
                let asking = Asking { catalog: &catalog, scope: &scope };
                let page = query::list(tx, asking, store.sealer(), &request).await?;
                let count = query::count(tx, asking, &request).await?;
                Ok((retold(page, &request.object, &scope), count))
            })
        })
        .await
}

/// A record with the titles of what it links to.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn record(
    app: &App,
    scope: &Scope,
    object: &Arc<Object>,
    id: Uuid,
) -> Result<(Record, Titles)> {
    let (catalog, scope, object) = (app.catalog(), scope.clone(), Arc::clone(object));
    app.store()
        .read(move |tx| {
            let (catalog, scope, object) =
                (Arc::clone(&catalog), scope.clone(), Arc::clone(&object));
            Box::pin(async move {
                let asking = Asking { catalog: &catalog, scope: &scope };
                let mut record = query::get(tx, asking, &object, id).await?;
                let titles =
                    query::titles_of(tx, asking, &object, std::slice::from_ref(&record)).await?;
                object.retell(&mut record, scope.language);
                Ok((record, titles))
            })
        })
        .await
}

/// Titles of records, as far as the asker may see them.
///
/// # Errors
/// When the store fails.
pub async fn titles(app: &App, scope: &Scope, wanted: Vec<(&'static str, Uuid)>) -> Result<Titles> {
    let (catalog, scope) = (app.catalog(), scope.clone());
    app.store()
        .read(move |tx| {
            let (catalog, scope, wanted) = (Arc::clone(&catalog), scope.clone(), wanted.clone());
            Box::pin(async move {
                let asking = Asking { catalog: &catalog, scope: &scope };
                query::titles(tx, asking, &wanted).await
            })
        })
        .await
}
