//! The answers of the palette: places and records.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, Uri};
use kernel::text::fold::fold;

use super::search::{find, href, icon_of};
use crate::api::params::Params;
use crate::app::App;
use crate::components::{PaletteItem, palette_results};
use crate::context::RequestContext;
use crate::error::PageError;
use crate::frame::Frame;
use crate::session::Signed;

/// Records among the answers.
const MOST: usize = 8;

/// `GET /palette?q=`; without script the search page.
pub async fn show(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, PageError> {
    let mut params = Params::of_page(&uri)?;
    let q = params.take("q").unwrap_or_default();
    params.finish()?;
    if !headers.contains_key("hx-request") {
        let query =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("q", &q).finish();
        return Ok(Redirect::to(&format!("/search?{query}")).into_response());
    }
    let frame = Frame::of(&app, &signed, &context).await?;
    let hits = find(&app, &signed, &q, MOST).await?;
    let records: Vec<(String, String, String, &'static str, bool)> = hits
        .iter()
        .map(|hit| {
            let link = href(&app, hit);
            let peek = format!("{link}/peek");
            (link, peek, hit.title.clone(), icon_of(&app, hit), hit.facet == "organization")
        })
        .collect();
    let found: Vec<PaletteItem<'_>> = records
        .iter()
        .zip(&hits)
        .map(|((href, peek, label, icon, organization), hit)| PaletteItem {
            href,
            label,
            detail: Some(&hit.subtitle).filter(|text| !text.is_empty()).map(String::as_str),
            icon: Some(icon),
            organization: *organization,
            peek: Some(peek),
        })
        .collect();
    let settings: Vec<(String, &'static str)> = settings(&app, &frame, &q);
    let places: Vec<PaletteItem<'_>> = settings
        .iter()
        .map(|(label, href)| PaletteItem {
            href,
            label,
            icon: Some("settings"),
            ..PaletteItem::default()
        })
        .collect();
    let (records_word, settings_word) =
        (frame.text("palette-records"), frame.text("shell-settings"));
    let groups: [(&str, &[PaletteItem<'_>]); 2] =
        [(&records_word, &found), (&settings_word, &places)];
    Ok(palette_results(&groups).into_response())
}

/// Settings whose words hold what was typed.
fn settings(app: &App, frame: &Frame, q: &str) -> Vec<(String, &'static str)> {
    let wanted = fold(q.trim());
    if wanted.is_empty() {
        return Vec::new();
    }
    app.settings()
        .iter()
        .filter(|entry| (entry.shown_to)(frame.scope()))
        .map(|entry| (frame.text(entry.label), frame.text(entry.text), entry.path))
        .filter(|(label, text, _)| fold(&format!("{label} {text}")).contains(&wanted))
        .map(|(label, _, path)| (label, path))
        .take(6)
        .collect()
}
