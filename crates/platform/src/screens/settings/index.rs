//! The index of the settings. It finds a page by any word of its name or its sentence.

use axum::extract::{Query, State};
use kernel::Result;
use kernel::text::fold::fold;
use maud::{Markup, html};
use serde::Deserialize;
use web::app::App;
use web::components::{EmptyState, PageHead, empty_state, icon, page_head, region, search_box};
use web::context::RequestContext;
use web::error::PageError;
use web::session::Signed;

use super::{Page, open_to};

/// The words searched for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageError> {
    let page = Page::of(&app, &signed, &context).await?;
    let title = page.text("settings");
    let wanted = fold(&asked.q);
    let matching = |label: &str, text: &str| {
        let said = fold(&format!("{label} {text}"));
        wanted.split_whitespace().all(|word| said.contains(word))
    };
    let found: Vec<(&str, &str, String, String)> = open_to(&app, &signed)
        .into_iter()
        .map(|entry| (entry.path, entry.icon, page.text(entry.label), page.text(entry.text)))
        .filter(|(_, _, label, text)| matching(label, text))
        .collect();
    let body = html! {
        (page_head(&PageHead { title: &title, ..PageHead::default() }))
        (region("settings-found", &html! {
            (search_box("/settings", &asked.q, &page.text("settings-search"), &[]))
            @if found.is_empty() {
                (empty_state(&EmptyState { icon: "search", title: &page.text("settings-none"), ..EmptyState::default() }))
            }
            ul.ways hx-boost:inherited="false" {
                @for (path, symbol, label, text) in &found {
                    li { a.way href=(path) {
                        (icon(symbol, None))
                        span { strong { (label) } span.help { (text) } }
                    } }
                }
            }
        }))
    };
    Ok(page.show(&title, &body))
}
