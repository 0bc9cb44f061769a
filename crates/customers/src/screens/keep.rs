//! Several changes as one act of a page.

use kernel::Result;
use serde_json::json;
use store::change_set;
use store::save::{Change, save};
use uuid::Uuid;
use web::app::App;
use web::session::Signed;

/// Saves all of the changes or none, as one change set.
///
/// # Errors
/// As `save`.
pub async fn all(
    app: &App,
    signed: &Signed,
    kind: &'static str,
    changes: Vec<Change>,
) -> Result<Uuid> {
    let saving = app.saving(signed.scope.clone(), Uuid::now_v7());
    let id = saving.change_set;
    app.store()
        .write(move |tx| {
            let (saving, changes) = (saving.clone(), changes.clone());
            Box::pin(async move {
                let label = json!({"object": changes.first().map(|change| change.object)});
                change_set::begin_as(tx, &saving.scope, saving.change_set, (kind, &label)).await?;
                save(tx, &saving, changes).await.map(drop)
            })
        })
        .await?;
    Ok(id)
}
