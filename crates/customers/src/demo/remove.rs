//! Takes the demo company out: exactly what it brought, not what people added. Their own rows
//! stay, without the links to what is gone.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kernel::access::Act;
use kernel::kind::Kind;
use kernel::object::{Field, Object};
use kernel::value::Value;
use kernel::{Error, Refusal, Result};
use serde_json::json;
use store::columns;
use store::query::{self, Asking};
use store::save::{Change, Saving, save_each};
use store::sql_value::SqlValue;
use store::workspace::setting;
use store::{Tx, change_set, files};
use uuid::Uuid;
use web::app::App;

use super::fill::SETTING;
use crate::hooks::by_ids;

/// Records of one transaction.
const CHUNK: usize = 250;

/// What goes first: whatever links to what goes later.
const ORDER: [&str; 8] =
    ["file", "activity", "relationship", "party", "saved_view", "record_list", "user", "team"];

/// Takes the demo company out.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn remove(app: &App) -> Result<u64> {
    let brought = app.store().read(|tx| Box::pin(brought(tx))).await?;
    let everything: Arc<HashSet<Uuid>> = Arc::new(brought.values().flatten().copied().collect());
    let saving = app.saving(app.robot("demo"), Uuid::now_v7());
    begin(app, &saving).await?;
    for object in saving.catalog.objects() {
        let ids: Vec<Uuid> = brought.get(object.key).cloned().unwrap_or_default();
        for chunk in ids.chunks(CHUNK) {
            unlink(app, &saving, (Arc::clone(object), chunk.to_vec()), &everything).await?;
        }
    }
    let mut removed = 0;
    for key in ORDER {
        for chunk in brought.get(key).map_or(&[][..], Vec::as_slice).chunks(CHUNK) {
            removed += take_out(app, &saving, key, chunk.to_vec()).await?;
        }
    }
    app.store().write(|tx| Box::pin(forget(tx))).await?;
    tracing::info!("The demo company was taken out: {removed} records");
    Ok(removed)
}

/// What the act made, by object.
async fn brought(tx: &mut Tx) -> Result<HashMap<String, Vec<Uuid>>> {
    let note =
        setting(tx, SETTING).await?.ok_or_else(|| Error::Conflict(Refusal::new("no-demo")))?;
    let act = note.get("change_set").and_then(|id| Uuid::try_parse(id.as_str()?).ok());
    let act = act.ok_or_else(|| Error::broken("the note about the demo company has no act"))?;
    let sql = r#"
        select "object", "record" from "journal"
        where "change_set" = $1 and "action" = 'created'
        order by "header", "number"
        limit 50000"#;
    let mut brought: HashMap<String, Vec<Uuid>> = HashMap::new();
    for row in tx.query(sql, &[act.into()]).await? {
        brought.entry(row.text(0)?.to_owned()).or_default().push(row.id(1)?);
    }
    Ok(brought)
}

async fn begin(app: &App, saving: &Saving) -> Result<()> {
    let saving = saving.clone();
    app.store()
        .write(move |tx| {
            let saving = saving.clone();
            Box::pin(async move {
                let label = json!({"removed": true});
                change_set::begin_as(tx, &saving.scope, saving.change_set, ("demo", &label)).await
            })
        })
        .await
}

/// Empties the links of people's own rows to these records.
async fn unlink(
    app: &App,
    saving: &Saving,
    target: (Arc<Object>, Vec<Uuid>),
    brought: &Arc<HashSet<Uuid>>,
) -> Result<()> {
    let (saving, brought) = (saving.clone(), Arc::clone(brought));
    app.store()
        .write(move |tx| {
            let (saving, brought, target) = (saving.clone(), Arc::clone(&brought), target.clone());
            Box::pin(async move {
                let (object, ids) = target;
                for linking in saving.catalog.objects() {
                    for field in linking.fields.iter().filter(|field| links_to(field, object.key)) {
                        let search = Search { linking, field, ids: &ids, brought: &brought };
                        search.unlink(tx, &saving).await?;
                    }
                }
                Ok(())
            })
        })
        .await
}

/// Links that people write; who made a record stays told.
fn links_to(field: &Field, object: &str) -> bool {
    let is_told = matches!(field.key, "id" | "created_by" | "deleted_by" | "next_step");
    !is_told && field.kind.link_target() == Some(object)
}

struct Search<'a> {
    linking: &'a Arc<Object>,
    field: &'a Field,
    ids: &'a [Uuid],
    brought: &'a HashSet<Uuid>,
}

impl Search<'_> {
    async fn unlink(&self, tx: &mut Tx, saving: &Saving) -> Result<()> {
        let rows = self.rows(tx).await?;
        let own: Vec<Uuid> = rows.into_iter().filter(|id| !self.brought.contains(id)).collect();
        if own.is_empty() {
            return Ok(());
        }
        let asking = Asking { catalog: &saving.catalog, scope: &saving.scope };
        let records = query::get_many(tx, asking, self.linking, &own, Act::See).await?;
        let changes = records
            .iter()
            .map(|record| {
                if self.field.required {
                    return Change::delete(self.linking.key, record.id());
                }
                let value = self.without(&record.value(self.field.position));
                Change::update(self.linking.key, record.id()).with(self.field.key, value)
            })
            .collect();
        save_each(tx, saving, changes).await.map(drop)
    }

    fn without(&self, value: &Value) -> Value {
        match value {
            Value::Ids(ids) => {
                let kept = ids.iter().filter(|id| !self.brought.contains(id)).copied().collect();
                Value::Ids(kept).normalised()
            }
            _ => Value::Null,
        }
    }

    /// The living rows that link to the records.
    async fn rows(&self, tx: &mut Tx) -> Result<Vec<Uuid>> {
        let (table, key) = (self.linking.key, self.field.key);
        let found = match (self.field.kind, columns::child_table(self.linking, self.field)) {
            (Kind::Links(_), Some(child)) => {
                let sql = format!(r#"select "record" from "{child}" where "value_key" in ({{}})"#);
                let ids = self.ids.iter().map(|id| SqlValue::Text(id.to_string()));
                by_ids(tx, &sql, &[], ids).await?
            }
            _ => {
                let sql = format!(
                    r#"select "id" from "{table}" where "{key}" in ({{}}) and "deleted_at" is null"#
                );
                by_ids(tx, &sql, &[], self.ids.iter().map(|id| SqlValue::Id(*id))).await?
            }
        };
        found.iter().map(|row| row.id(0)).collect()
    }
}

/// Into the trash, so that everyone who follows the journal learns of it; then out of the tables,
/// so that the demo can come again.
async fn take_out(app: &App, saving: &Saving, key: &'static str, ids: Vec<Uuid>) -> Result<u64> {
    let saving = saving.clone();
    app.store()
        .write(move |tx| {
            let (saving, ids) = (saving.clone(), ids.clone());
            Box::pin(async move {
                let deletions = ids.iter().map(|id| Change::delete(key, *id)).collect();
                for answer in save_each(tx, &saving, deletions).await? {
                    match answer {
                        Ok(_) | Err(Error::NotFound) => {}
                        Err(error) => return Err(error),
                    }
                }
                purge(tx, key, &ids).await
            })
        })
        .await
}

async fn purge(tx: &mut Tx, key: &str, ids: &[Uuid]) -> Result<u64> {
    let marks: Vec<String> = (1..=ids.len()).map(|at| format!("${at}")).collect();
    let marks = marks.join(", ");
    let values: Vec<SqlValue> = ids.iter().map(|id| SqlValue::Id(*id)).collect();
    for table in ["favourite", "recent"] {
        let sql = format!(r#"delete from "{table}" where "record" in ({marks})"#);
        tx.execute(&sql, &values).await?;
    }
    if key == "file" {
        let sql = format!(r#"select "content" from "file" where "id" in ({marks})"#);
        for row in tx.query(&sql, &values).await? {
            files::forget(tx, row.id(0)?).await?;
        }
    }
    let sql = format!(r#"delete from "{key}" where "id" in ({marks})"#);
    tx.execute(&sql, &values).await
}

async fn forget(tx: &mut Tx) -> Result<()> {
    tx.execute(r#"delete from "setting" where "key" = $1"#, &[SETTING.into()]).await.map(drop)
}
