//! The trash: what was deleted in the last thirty days, and the way back.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::access::{Act, Reach};
use kernel::filter::{Filter, Path as FieldPath, SortKey};
use kernel::object::Object;
use kernel::record::Record;
use kernel::{Error, Result};
use maud::{Markup, html};
use store::query::ListRequest;
use store::save::Change;
use uuid::Uuid;

use super::form::save_change;
use crate::app::App;
use crate::components::{EmptyState, PageHead, empty_state, hidden, icon, narrow_page, page_head};
use crate::context::RequestContext;
use crate::error::PageError;
use crate::frame::{Frame, saved};
use crate::read;
use crate::session::Signed;

/// Records shown of each object.
const MOST: u32 = 100;

/// `GET /trash`.
pub async fn show(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
) -> Result<Markup, PageError> {
    let frame = Frame::of(&app, &signed, &context).await?;
    let mut groups: Vec<(Arc<Object>, Vec<Record>)> = Vec::new();
    for object in app.catalog().objects() {
        let may = signed.scope.reach(object.key, Act::Delete) > Reach::None;
        if may && object.in_api {
            let records = deleted(&app, &signed, object).await?;
            if !records.is_empty() {
                groups.push((Arc::clone(object), records));
            }
        }
    }
    let title = frame.text("trash-title");
    let (note, nothing) = (frame.text("trash-note"), frame.text("trash-empty"));
    let main = narrow_page(&html! {
        (page_head(&PageHead { title: &title, note: Some(&note), ..PageHead::default() }))
        @if groups.is_empty() {
            (empty_state(&EmptyState { icon: "trash", title: &nothing, ..EmptyState::default() }))
        }
        @for (object, records) in &groups { (group(&frame, object, records)) }
    });
    Ok(frame.page(&title, &main))
}

/// `POST /trash/{object}/{id}/restore`.
pub async fn restore(
    State(app): State<App>,
    signed: Signed,
    Path((object, id)): Path<(String, Uuid)>,
) -> Result<Response, PageError> {
    let catalog = app.catalog();
    let object = catalog.object(&object).filter(|object| object.in_api).ok_or(Error::NotFound)?;
    let (change_set, _) =
        save_change(&app, &signed, "restore", Change::restore(object.key, id)).await?;
    Ok(saved("/trash", change_set))
}

fn group(frame: &Frame, object: &Object, records: &[Record]) -> Markup {
    let heading = object
        .faces
        .iter()
        .map(|face| frame.text(&format!("face-{}-plural", face.key).replace('_', "-")))
        .collect::<Vec<_>>()
        .join(" · ");
    let restore = frame.text("trash-restore");
    html! {
        section.card {
            header.card-head { h2 { (heading) } }
            ul.trash-list {
                @for record in records { (line(frame, object, record, &restore)) }
            }
        }
    }
}

fn line(frame: &Frame, object: &Object, record: &Record, restore: &str) -> Markup {
    let title = match object.title(record) {
        title if title.is_empty() => frame.text("unnamed"),
        title => title,
    };
    let label = frame.with("trash-restore-one", &[("name", title.as_str().into())]);
    html! {
        li {
            span.trash-name { (title) }
            @if let Some(at) = record.envelope.deleted_at {
                time.muted datetime=(at) { (frame.format().relative(at, frame.scope().now)) }
            }
            form method="post" action={ "/trash/" (object.key) "/" (record.id()) "/restore" } {
                (hidden("csrf", frame.csrf()))
                button.btn.btn-s type="submit" aria-label=(label) { (icon("undo", None)) span { (restore) } }
            }
        }
    }
}

async fn deleted(app: &App, signed: &Signed, object: &Arc<Object>) -> Result<Vec<Record>> {
    let newest = SortKey { path: FieldPath { link: None, field: "deleted_at" }, descending: true };
    let mut fields = vec!["deleted_at"];
    fields.extend(object.title_field().map(|field| field.key));
    let request = ListRequest {
        object: Arc::clone(object),
        filter: Filter::everything(),
        sort: vec![newest],
        limit: MOST,
        cursor: None,
        fields,
        search: None,
        deleted: true,
        act: Act::See,
    };
    let page = read::list(app, &signed.scope, request).await?;
    Ok(page.records)
}
