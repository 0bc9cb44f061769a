//! Takes out of the trash what has been there for thirty days, for good.

use jiff::{SignedDuration, Timestamp};
use kernel::Result;
use kernel::object::Object;
use serde::{Deserialize, Serialize};
use store::SqlValue;
use store::Tx;
use store::jobs::{Job, JobContext, Outcome};
use uuid::Uuid;

use crate::app::App;

/// How long the trash keeps what is in it.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Records of one transaction.
const CHUNK: i64 = 500;

/// The chore.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct PurgeTrash {}

impl Job for PurgeTrash {
    const KIND: &'static str = "purge-trash";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let app: &App = context.app()?;
        let before = context.now() - KEPT;
        for object in app.catalog().objects() {
            let key = object.key;
            while purge(app, key, before).await? == CHUNK {
                if context.should_stop() {
                    return Ok(Outcome::Done);
                }
            }
        }
        Ok(Outcome::Done)
    }
}

async fn purge(app: &App, key: &'static str, before: Timestamp) -> Result<i64> {
    let catalog = app.catalog();
    app.store()
        .write(move |tx| {
            let catalog = std::sync::Arc::clone(&catalog);
            Box::pin(async move {
                match catalog.object(key) {
                    Some(object) => purge_some(tx, object, before).await,
                    None => Ok(0),
                }
            })
        })
        .await
}

async fn purge_some(tx: &mut Tx, object: &Object, before: Timestamp) -> Result<i64> {
    let table = object.key;
    let sql = format!(
        r#"select "id" from "{table}"
        where "deleted_at" is not null and "deleted_at" < $1
        order by "deleted_at"
        limit $2"#
    );
    let rows = tx.query(&sql, &[before.into(), CHUNK.into()]).await?;
    let ids = rows.iter().map(|row| row.id(0)).collect::<Result<Vec<Uuid>>>()?;
    for id in &ids {
        let sql = format!(r#"delete from "{table}" where "id" = $1"#);
        tx.execute(&sql, &[SqlValue::Id(*id)]).await?;
    }
    Ok(i64::try_from(ids.len()).unwrap_or(CHUNK))
}
