//! What a combobox offers: records of an object whose title begins so.

use std::sync::Arc;

use axum::extract::{Path, State};
use http::Uri;
use kernel::access::Act;
use kernel::filter::Filter;
use kernel::{Error, Result};
use maud::Markup;
use store::query::{ListRequest, Page};

use super::form_input::NOBODY;
use crate::api::params::Params;
use crate::app::App;
use crate::components::{Suggestion, suggestions};
use crate::error::PageError;
use crate::read;
use crate::session::Signed;

/// Suggestions at once.
const MOST: u32 = 10;

/// `GET /options/{object}?q=`; with `me=true` the asker stands first, with `nobody=true` nobody can
/// be chosen too.
pub async fn show(
    State(app): State<App>,
    signed: Signed,
    Path(object): Path<String>,
    uri: Uri,
) -> Result<Markup, PageError> {
    let mut params = Params::read(&uri)?;
    let q = params.take("q").unwrap_or_default();
    let me = params.take_flag("me")?;
    let nobody = params.take_flag("nobody")?;
    let kind = params.take("kind");
    params.finish()?;
    let page = find(&app, &signed, &object, (q.trim(), kind)).await?;
    let catalog = app.catalog();
    let declared = catalog.object(&object).ok_or(Error::NotFound)?;
    let words = kernel::words::Words::get();
    let language = signed.scope.language;
    let mut found: Vec<(String, String, bool)> = Vec::new();
    if me && q.trim().is_empty() {
        found.push(("me".to_owned(), words.text(language, "value-me"), false));
    }
    let word = words.text(language, "value-nobody");
    if nobody && word.to_lowercase().starts_with(&q.trim().to_lowercase()) {
        found.push((NOBODY.to_owned(), word, false));
    }
    for record in &page.records {
        let organization = declared.face_of(record).is_some_and(|face| face.key == "organization");
        found.push((record.id().to_string(), declared.title(record), organization));
    }
    let shown: Vec<Suggestion<'_>> = found
        .iter()
        .map(|(value, label, organization)| Suggestion {
            value,
            label,
            detail: None,
            organization: *organization,
        })
        .collect();
    Ok(suggestions(&shown, &words.text(language, "shell-nothing-found")))
}

async fn find(
    app: &App,
    signed: &Signed,
    object: &str,
    (q, kind): (&str, Option<String>),
) -> Result<Page> {
    let catalog = app.catalog();
    let declared = catalog.object(object).ok_or(Error::NotFound)?;
    let face = declared.faces.iter().find(|face| Some(face.key) == kind.as_deref());
    let face = face.or(declared.faces.first()).ok_or(Error::NotFound)?;
    let mut fields = vec![face.title];
    fields.extend(face.facet.iter().map(|(key, _)| *key));
    let sort = kernel::filter::resolve_sort(face.title, declared, &catalog)?;
    let request = ListRequest {
        object: Arc::clone(declared),
        filter: if kind.is_some() { super::list::facet_filter(face) } else { Filter::everything() },
        sort,
        limit: MOST,
        cursor: None,
        fields,
        search: if q.is_empty() { None } else { Some(q.to_owned()) },
        deleted: false,
        act: Act::See,
    };
    read::list(app, &signed.scope, request).await
}
