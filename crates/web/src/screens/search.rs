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
use crate::components::{
    EmptyState, PageHead, Relation, RelationCard, empty_state, icon, narrow_page, page_head,
    relation_card,
};
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
    let mut params = Params::of_page(&uri)?;
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
    let main = narrow_page(&html! {
        (page_head(&PageHead { title: &title, note: Some(&note), ..PageHead::default() }))
        form.search-box.search-page method="get" action="/search" role="search" {
            (icon("search", None))
            input.input type="search" name="q" value=(q) aria-label=(frame.text("shell-search")) autofocus[q.is_empty()];
        }
        (results(&app, &frame, &hits, !q.trim().is_empty()))
    });
    Ok(frame.page(&title, &main))
}

/// What was found, best first within each kind, the kinds in the order of their best.
fn results(app: &App, frame: &Frame, hits: &[Hit], asked: bool) -> Markup {
    if hits.is_empty() && asked {
        let nothing = frame.text("search-nothing");
        return empty_state(&EmptyState {
            icon: "search",
            title: &nothing,
            ..EmptyState::default()
        });
    }
    let mut facets: Vec<&str> = Vec::new();
    for hit in hits {
        if !facets.contains(&hit.facet) {
            facets.push(hit.facet);
        }
    }
    html! {
        @for facet in facets {
            @let found: Vec<&Hit> = hits.iter().filter(|hit| hit.facet == facet).collect();
            (group(app, frame, facet, &found))
        }
    }
}

fn group(app: &App, frame: &Frame, facet: &str, hits: &[&Hit]) -> Markup {
    let title = frame.text(&format!("face-{facet}-plural").replace('_', "-"));
    let count = frame.format().whole(i64::try_from(hits.len()).unwrap_or(0));
    let hrefs: Vec<String> = hits.iter().map(|hit| href(app, hit)).collect();
    let rows: Vec<Relation<'_>> = hits
        .iter()
        .zip(&hrefs)
        .map(|(hit, href)| Relation {
            href,
            title: &hit.title,
            role: Some(hit.subtitle.as_str()).filter(|text| !text.is_empty()),
            organization: facet == "organization",
            icon: (!matches!(facet, "organization" | "person")).then(|| icon_of(app, hit)),
            ..Relation::default()
        })
        .collect();
    relation_card(&RelationCard {
        id: facet,
        title: &title,
        count: Some(&count),
        rows: &rows,
        ..RelationCard::default()
    })
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
