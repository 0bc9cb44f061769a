//! One act on many records of a list: here when they are few, as a job when they are many.

use std::sync::Arc;

use axum::extract::{Path, RawForm, State};
use axum::response::Response;
use http::Uri;
use kernel::access::Scope;
use kernel::face::Face;
use kernel::kind_rules::read_text;
use kernel::object::Object;
use kernel::value::Value;
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::json;
use store::change_set;
use store::save::{Change, Input, Saving, save_each};
use uuid::Uuid;

use super::form::{is_writable, pairs};
use super::form_state::FormState;
use super::list::{place, request};
use super::list_state::ListState;
use crate::api::input::reading;
use crate::app::App;
use crate::error::PageError;
use crate::frame::saved;
use crate::read;
use crate::session::Signed;

/// Records that one transaction changes.
const CHUNK: usize = 500;

/// What is done to each record.
#[derive(Clone, Debug)]
enum BulkAct {
    Set(&'static str, Value),
    Give(Option<Uuid>),
    Delete,
}

/// `POST /people/bulk`.
pub async fn run(
    State(app): State<App>,
    signed: Signed,
    Path(slug): Path<String>,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let catalog = app.catalog();
    let (object, face) = place(&catalog, &signed.scope, &slug)?;
    if !signed.scope.rights.bulk {
        return Err(Error::Forbidden(Refusal::new("no-right")).into());
    }
    let form = pairs(&body)?;
    let act = read_act(&app, &signed.scope, (&object, &face), &form)?;
    let chosen = chosen(&form)?;
    let filter = (form.text("all") == "true").then(|| form.text("filter").to_owned());
    let change_set = Uuid::now_v7();
    let bulk = Bulk {
        app: &app,
        signed: &signed,
        object: &object,
        face: &face,
        act,
        change_set,
    };
    match filter {
        Some(query) => bulk.all(&query).await?,
        None => bulk.chunk(&chosen).await?,
    }
    let back = match form.text("filter") {
        "" => format!("/{slug}"),
        query => format!("/{slug}?{query}"),
    };
    Ok(saved(&back, change_set))
}

fn chosen(form: &FormState) -> Result<Vec<Uuid>> {
    form.all("id")
        .map(|id| Uuid::try_parse(id).map_err(|_| Error::refused("id", "not-an-id")))
        .collect()
}

fn read_act(
    app: &App,
    scope: &Scope,
    (object, face): (&Object, &Face),
    form: &FormState,
) -> Result<BulkAct> {
    match form.text("act") {
        "delete" => Ok(BulkAct::Delete),
        "give" => match form.text("owner").trim() {
            "" if form.text("owner.text").trim().is_empty() => Ok(BulkAct::Give(None)),
            "me" => Ok(BulkAct::Give(scope.user())),
            id => Uuid::try_parse(id)
                .map(|id| BulkAct::Give(Some(id)))
                .map_err(|_| Error::refused("owner", "unknown-record")),
        },
        "set" => {
            let key = form.text("field");
            let field = object
                .field(key)
                .filter(|field| is_writable(field, face))
                .ok_or_else(|| Error::refused("field", "not-writable"))?;
            let reading = reading(scope, &app.workspace());
            let value = read_text(field.kind, form.text("value"), &reading).map_err(|refusal| {
                Error::Refused(Refusals::one(Refusal {
                    field: Some("value".to_owned()),
                    ..refusal
                }))
            })?;
            Ok(BulkAct::Set(field.key, value))
        }
        other => Err(Error::Invalid(Refusals::one(
            Refusal::field("act", "not-a-choice")
                .with("value", other)
                .with("choices", "set, give, delete"),
        ))),
    }
}

struct Bulk<'a> {
    app: &'a App,
    signed: &'a Signed,
    object: &'a Arc<Object>,
    face: &'a Face,
    act: BulkAct,
    change_set: Uuid,
}

impl Bulk<'_> {
    /// Every record of a list, page by page. Ids are gathered first: an edit may move a record
    /// within the order.
    async fn all(&self, query: &str) -> Result<()> {
        let uri: Uri = format!("/{}?{query}", self.face.slug)
            .parse()
            .map_err(|_| Error::invalid("filter", "not-an-address-of-list"))?;
        let state = ListState::read(&uri, self.object)?;
        let mut asked = request(
            self.app,
            &self.signed.scope,
            (self.object, self.face),
            &state,
        )?;
        asked.limit = 1_000;
        asked.fields = vec!["id"];
        let mut ids = Vec::new();
        loop {
            let page = read::list(self.app, &self.signed.scope, asked.clone()).await?;
            ids.extend(page.records.iter().map(kernel::record::Record::id));
            match page.next {
                Some(next) => asked.cursor = Some(next),
                None => break,
            }
        }
        for chunk in ids.chunks(CHUNK) {
            self.chunk(chunk).await?;
        }
        Ok(())
    }

    /// Writes what may be written; records that refuse are left as they are.
    async fn chunk(&self, ids: &[Uuid]) -> Result<()> {
        let saving = self.app.saving(self.signed.scope.clone(), self.change_set);
        let changes: Vec<Change> = ids.iter().map(|id| self.change(*id)).collect();
        let label = json!({"object": self.object.key, "face": self.face.key});
        self.app
            .store()
            .write(move |tx| {
                let (saving, changes, label): (Saving, Vec<Change>, _) =
                    (saving.clone(), changes.clone(), label.clone());
                Box::pin(async move {
                    change_set::begin_as(tx, &saving.scope, saving.change_set, ("bulk", &label))
                        .await?;
                    for answer in save_each(tx, &saving, changes).await? {
                        if let Err(error @ (Error::Broken(_) | Error::Unavailable { .. })) = answer
                        {
                            return Err(error);
                        }
                    }
                    Ok(())
                })
            })
            .await
    }

    fn change(&self, id: Uuid) -> Change {
        match &self.act {
            BulkAct::Set(key, value) => {
                Change::update(self.object.key, id).with(key, Input::Value(value.clone()))
            }
            BulkAct::Give(owner) => Change::update(self.object.key, id)
                .with("owner", owner.map_or(Value::Null, Value::Id)),
            BulkAct::Delete => Change::delete(self.object.key, id),
        }
    }
}
