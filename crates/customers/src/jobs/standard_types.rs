//! The migration writes the standard relationship types before the workspace has a language; this
//! gives them the sort keys of that language and makes them found by key, name and search like
//! others.

use std::sync::Arc;

use kernel::Result;
use kernel::access::Act;
use kernel::object::Object;
use kernel::record::Record;
use kernel::shape::Shape;
use kernel::text::sort_key::Collation;
use serde::{Deserialize, Serialize};
use store::jobs::{Job, JobContext, Outcome};
use store::query::{self, Asking};
use store::{SqlValue, Tx, search};
use uuid::Uuid;
use web::app::App;

use crate::objects::RelationshipType;
use crate::reading::object;

/// The texts of a type that have sort keys.
const TEXTS: [&str; 8] =
    ["key", "name", "label_en", "label_es", "label_zh", "reverse_en", "reverse_es", "reverse_zh"];

/// Completes the standard types.
#[derive(Serialize, Deserialize)]
pub struct StandardTypes {}

impl Job for StandardTypes {
    const KIND: &'static str = "customers.standard-types";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        complete(context.app::<App>()?).await?;
        Ok(Outcome::Done)
    }
}

/// Gives the standard types their sort keys, once the workspace has a language.
///
/// # Errors
/// When the database fails.
pub async fn complete(app: &App) -> Result<()> {
    if !app.is_set_up() {
        return Ok(());
    }
    let (collation, catalog) = (app.collation(), app.catalog());
    let scope = app.robot("set-up");
    app.store()
        .write(move |tx| {
            let (collation, catalog) = (Arc::clone(&collation), Arc::clone(&catalog));
            let scope = scope.clone();
            Box::pin(async move {
                let ids = write(tx, &collation).await?;
                let asking = Asking { catalog: &catalog, scope: &scope };
                index(tx, asking, &ids).await
            })
        })
        .await
}

async fn index(tx: &mut Tx, asking: Asking<'_>, ids: &[Uuid]) -> Result<()> {
    let object = object(asking, RelationshipType::OBJECT)?;
    let types = query::get_many(tx, asking, object, ids, Act::See).await?;
    let types: Vec<(&Object, &Record)> = types.iter().map(|record| (&**object, record)).collect();
    search::index_records(tx, asking.catalog, &types, false).await
}

/// The types that had no sort keys.
async fn write(tx: &mut Tx, collation: &Collation) -> Result<Vec<Uuid>> {
    let columns: Vec<String> = TEXTS.iter().map(|text| format!("\"{text}\"")).collect();
    let sql = format!(
        r#"select "id", {} from "relationship_type" where "key_key" is null order by "id" limit 100"#,
        columns.join(", ")
    );
    let mut ids = Vec::new();
    for row in tx.query(&sql, &[]).await? {
        let mut values: Vec<SqlValue> = Vec::new();
        let mut sets: Vec<String> = Vec::new();
        for (at, text) in TEXTS.iter().enumerate() {
            let key = row.opt_text(at + 1)?.map(|value| collation.key(value));
            values.push(key.map_or(SqlValue::Null, SqlValue::Bytes));
            sets.push(format!("\"{text}_key\" = ${}", values.len()));
        }
        values.push(row.id(0)?.into());
        let sql = format!(
            r#"update "relationship_type" set {} where "id" = ${}"#,
            sets.join(", "),
            values.len()
        );
        tx.execute(&sql, &values).await?;
        ids.push(row.id(0)?);
    }
    Ok(ids)
}
