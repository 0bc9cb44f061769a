//! Employments whose last day has come are nobody's main one any more: the person's company
//! follows.

use kernel::Result;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::change_set;
use store::jobs::{Job, JobContext, Outcome};
use store::save::{Change, save_each};
use uuid::Uuid;
use web::app::App;

use crate::objects::Relationship;

/// Relationships of one run; the rest is done by the next.
const MOST: i64 = 500;

/// Ends what has ended.
#[derive(Serialize, Deserialize)]
pub struct Employments {}

impl Job for Employments {
    const KIND: &'static str = "customers.employments";

    async fn run(&self, context: &JobContext) -> Result<Outcome> {
        let app = context.app::<App>()?;
        let scope = app.robot("employments");
        let today = scope.today();
        let saving = app.saving(scope, Uuid::now_v7());
        let ended = context
            .store()
            .write(move |tx| {
                let saving = saving.clone();
                Box::pin(async move {
                    let sql = format!(
                        r#"
                        select "id" from "relationship"
                        where "primary" = $1 and "ends_on" <= $2 and "deleted_at" is null
                        order by "id"
                        limit {MOST}"#
                    );
                    let rows = tx.query(&sql, &[true.into(), today.into()]).await?;
                    let ids = rows.iter().map(|row| row.id(0)).collect::<Result<Vec<Uuid>>>()?;
                    if ids.is_empty() {
                        return Ok(0);
                    }
                    change_set::begin_as(tx, &saving.scope, saving.change_set, ("job", &json!({})))
                        .await?;
                    let end = |id: &Uuid| {
                        Change::update("relationship", *id).set(Relationship::primary, &false)
                    };
                    save_each(tx, &saving, ids.iter().map(end).collect()).await?;
                    Ok(ids.len())
                })
            })
            .await?;
        Ok(if ended == 0 { Outcome::Done } else { Outcome::DoneWith(ended.to_string()) })
    }
}
