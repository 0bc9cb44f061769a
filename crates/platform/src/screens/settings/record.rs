//! Reading and writing users, teams and roles from their settings pages.

use kernel::access::Act;
use kernel::record::Record;
use kernel::shape::Shape;
use kernel::{Error, Result};
use serde_json::json;
use store::change_set;
use store::query::{self, Asking};
use store::save::{Change, Saved, save_one};
use uuid::Uuid;
use web::app::App;
use web::session::Signed;

/// A record with its shape.
#[derive(Clone, Debug)]
pub struct Loaded<S> {
    pub id: Uuid,
    id_text: String,
    pub version: i64,
    pub shape: S,
}

impl<S> Loaded<S> {
    /// The id as forms carry it.
    pub fn text_id(&self) -> &str {
        &self.id_text
    }
}

fn loaded<S: Shape>(record: &Record) -> Loaded<S> {
    Loaded {
        id: record.id(),
        id_text: record.id().to_string(),
        version: record.envelope.version,
        shape: S::from_values(&record.values),
    }
}

/// One record that the asker may see.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get<S: Shape>(app: &App, signed: &Signed, id: Uuid) -> Result<Loaded<S>> {
    all_of(app, signed, Some(id)).await?.into_iter().next().ok_or(Error::NotFound)
}

/// All records of an object that the asker may see, by name; at most a thousand.
///
/// # Errors
/// When the store fails.
pub async fn all<S: Shape>(app: &App, signed: &Signed) -> Result<Vec<Loaded<S>>> {
    all_of(app, signed, None).await
}

async fn all_of<S: Shape>(app: &App, signed: &Signed, one: Option<Uuid>) -> Result<Vec<Loaded<S>>> {
    let (catalog, scope) = (app.catalog(), signed.scope.clone());
    let object = catalog.object(S::OBJECT).cloned();
    let object = object.ok_or_else(|| Error::broken(format!("no object {}", S::OBJECT)))?;
    app.store()
        .read(move |tx| {
            let (catalog, scope, object) = (catalog.clone(), scope.clone(), object.clone());
            Box::pin(async move {
                let ids = match one {
                    Some(id) => vec![id],
                    None => {
                        let sql = format!(
                            r#"select "id" from "{}" where "deleted_at" is null order by "name_key", "id" limit 1000"#,
                            S::OBJECT
                        );
                        let rows = tx.query(&sql, &[]).await?;
                        rows.iter().map(|row| row.id(0)).collect::<Result<Vec<Uuid>>>()?
                    }
                };
                let mut records = query::get_many(tx, Asking { catalog: &catalog, scope: &scope }, &object, &ids, Act::See).await?;
                for record in &mut records {
                    object.retell(record, scope.language);
                }
                let mut found: Vec<Loaded<S>> = records.iter().map(loaded).collect();
                found.sort_by_key(|record| ids.iter().position(|id| *id == record.id));
                Ok(found)
            })
        })
        .await
}

/// What was written, and the change set that takes it back.
#[derive(Clone, Debug)]
pub struct Written {
    pub saved: Saved,
    pub change_set: Uuid,
}

/// Writes one change as a change set of its own.
///
/// # Errors
/// Refusals of the record.
pub async fn write(
    app: &App,
    signed: &Signed,
    kind: &'static str,
    change: Change,
) -> Result<Written> {
    let change_set = Uuid::now_v7();
    let saving = app.saving(signed.scope.clone(), change_set);
    let saved = app
        .store()
        .write(move |tx| {
            let (saving, change) = (saving.clone(), change.clone());
            Box::pin(async move {
                let label = json!({"object": change.object});
                change_set::begin_as(tx, &saving.scope, saving.change_set, (kind, &label)).await?;
                save_one(tx, &saving, change).await
            })
        })
        .await?;
    Ok(Written { saved, change_set })
}

/// The version that a form was shown with.
pub fn version(text: &str) -> Option<i64> {
    text.parse().ok()
}
