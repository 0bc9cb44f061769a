//! Search over everything that one may see.

use std::sync::Arc;

use axum::extract::State;
use http::Uri;
use kernel::Result;
use maud::{Markup, html};
use store::query::Asking;
use store::search::{self, Hit};

use crate::api::params::Params;
use crate::app::App;
use crate::components::{EmptyState, PageHead, empty_state, icon, page_head};
use crate::context::RequestContext;
use crate::error::PageError;
use crate::frame::Frame;
use crate::session::Signed;

/// Records found at once.
const MOST: usize = 50;

/// `GET /search?q=`.
pub async fn show(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    uri: Uri,
) -> Result<Markup, PageError> {
    let mut params = Params::read(&uri)?;
    let q = params.take("q").unwrap_or_default();
    params.finish()?;
    let hits = find(&app, &signed, &q, MOST).await?;
    let frame = Frame::of(&app, &signed, &context).await?;
    let title = frame.text("search-title");
    let note = if q.trim().is_empty() {
        frame.text("search-hint")
    } else {
        frame.with("search-found", &[("count", hits.len().into()), ("q", q.as_str().into())])
    };
    let nothing = frame.text("search-nothing");
    let main = html! {
        (page_head(&PageHead { title: &title, note: Some(&note), ..PageHead::default() }))
        form.search-box method="get" action="/search" role="search" {
            (icon("search", None))
            input.input type="search" name="q" value=(q) aria-label=(frame.text("shell-search")) autofocus;
        }
        @if hits.is_empty() && !q.trim().is_empty() {
            (empty_state(&EmptyState { icon: "search", title: &nothing, ..EmptyState::default() }))
        }
        ul.hit-list {
            @for hit in &hits {
                li {
                    a href=(href(&app, hit)) {
                        (icon(icon_of(&app, hit), None))
                        span { strong { (hit.title) } @if !hit.subtitle.is_empty() { small { (hit.subtitle) } } }
                        span.faint { (frame.text(&format!("face-{}", hit.facet).replace('_', "-"))) }
                    }
                }
            }
        }
    };
    Ok(frame.page(&title, &main))
}

/// What is found, best first.
///
/// # Errors
/// When the store fails.
pub async fn find(app: &App, signed: &Signed, q: &str, limit: usize) -> Result<Vec<Hit>> {
    if q.trim().is_empty() {
        return Ok(Vec::new());
    }
    let (catalog, scope, q) = (app.catalog(), signed.scope.clone(), q.to_owned());
    app.store()
        .read(move |tx| {
            let (catalog, scope, q) = (Arc::clone(&catalog), scope.clone(), q.clone());
            Box::pin(async move {
                let asking = Asking { catalog: &catalog, scope: &scope };
                search::search(tx, asking, &q, None, limit).await
            })
        })
        .await
}

/// The address of a hit.
pub fn href(app: &App, hit: &Hit) -> String {
    let catalog = app.catalog();
    let slug = catalog
        .object(hit.object)
        .and_then(|object| object.faces.iter().find(|face| face.key == hit.facet))
        .map_or("", |face| face.slug);
    format!("/{slug}/{}", hit.id)
}

/// The icon of a hit.
pub fn icon_of(app: &App, hit: &Hit) -> &'static str {
    let catalog = app.catalog();
    catalog
        .object(hit.object)
        .and_then(|object| object.faces.iter().find(|face| face.key == hit.facet))
        .map_or("search", |face| face.icon)
}
