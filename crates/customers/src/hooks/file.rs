//! A file hangs on a record that its sender sees, and is made of bytes that no other file is.

use std::collections::HashMap;

use kernel::access::Act;
use kernel::object::Visibility;
use kernel::shape::Shape;
use kernel::{Refusal, Result};
use store::query::{self, Asking};
use store::save::{Pending, Saving, Write};
use store::{Tx, TxFuture};
use uuid::Uuid;

use crate::objects::File;

pub(super) fn check<'a>(
    tx: &'a mut Tx,
    saving: &'a Saving,
    pending: &'a mut [Pending],
) -> TxFuture<'a, ()> {
    Box::pin(async move {
        let mut contents: HashMap<Uuid, usize> = HashMap::new();
        for change in pending.iter_mut().filter(|change| change.write == Write::Create) {
            let file = File::from_values(&change.after.values);
            if !hangs_on_something(tx, saving, &file).await? {
                change.refusals.push(Refusal::field("record", "unknown-record"));
            }
            let Some(content) = file.content.0 else {
                continue;
            };
            let count = contents.entry(content).or_default();
            *count += 1;
            if *count > 1 || !is_free(tx, content).await? {
                change.refusals.push(Refusal::field("content", "taken"));
            }
        }
        Ok(())
    })
}

async fn hangs_on_something(tx: &mut Tx, saving: &Saving, file: &File) -> Result<bool> {
    let Some(object) = saving.catalog.object(&file.object) else {
        return Ok(false);
    };
    let Some(record) = file.record.0 else {
        return Ok(false);
    };
    if matches!(object.visibility, Visibility::FollowsRecord { .. }) {
        return Ok(false);
    }
    let asking = Asking { catalog: &saving.catalog, scope: &saving.scope };
    let found = query::get_many(tx, asking, object, &[record], Act::See).await?;
    Ok(!found.is_empty())
}

/// Whether the bytes are there and nobody's yet.
async fn is_free(tx: &mut Tx, content: Uuid) -> Result<bool> {
    let sql = r#"
        select 1 from "stored_file" s
        where s."id" = $1
        and not exists (select 1 from "file" f where f."content" = $1)
        and not exists (select 1 from "party" p where p."photo" = $1)"#;
    Ok(tx.query_opt(sql, &[content.into()]).await?.is_some())
}
