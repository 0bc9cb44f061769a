//! The migration writes the standard relationship types before the workspace has a language; this
//! gives them the sort keys of that language, so that they are found by key and name like others.

use kernel::Result;
use kernel::text::sort_key::Collation;
use serde::{Deserialize, Serialize};
use store::jobs::{Job, JobContext, Outcome};
use store::{SqlValue, Tx};
use web::app::App;

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
    let collation = app.collation();
    app.store()
        .write(move |tx| {
            let collation = std::sync::Arc::clone(&collation);
            Box::pin(async move { write(tx, &collation).await })
        })
        .await
}

async fn write(tx: &mut Tx, collation: &Collation) -> Result<()> {
    let columns: Vec<String> = TEXTS.iter().map(|text| format!("\"{text}\"")).collect();
    let sql = format!(
        r#"select "id", {} from "relationship_type" where "key_key" is null order by "id" limit 100"#,
        columns.join(", ")
    );
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
    }
    Ok(())
}
