//! After the set-up: bring customers in, look at the demo company, or begin with nothing.

use axum::extract::State;
use kernel::Result;
use maud::{Markup, html};
use web::app::App;
use web::components::{PageHead, icon, narrow_page, page_head};
use web::context::RequestContext;
use web::error::PageError;
use web::frame::Frame;
use web::session::Signed;

/// The page.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    signed: Signed,
) -> Result<Markup, PageError> {
    let frame = Frame::of(&app, &signed, &context).await?;
    let name = app.workspace().name.clone();
    let title = frame.with("welcome", &[("workspace", name.into())]);
    let is_offered = |path: &str| {
        app.route_table()
            .iter()
            .any(|route| route.path == path && route.method == http::Method::GET)
    };
    let ways = [
        ("/import", "upload", "welcome-import"),
        ("/settings/demo", "star", "welcome-demo"),
        ("/settings/users", "people", "welcome-colleagues"),
        ("/", "home", "welcome-empty"),
    ];
    let main = narrow_page(&html! {
        (page_head(&PageHead { title: &title, note: Some(&frame.text("welcome-text")), ..PageHead::default() }))
        ul.ways {
            @for (path, symbol, key) in ways.into_iter().filter(|(path, _, _)| *path == "/" || is_offered(path)) {
                li { a.way href=(path) {
                    (icon(symbol, None))
                    span { strong { (frame.text(key)) } span.help { (frame.text(&format!("{key}-text"))) } }
                } }
            }
        }
    });
    Ok(frame.page(&title, &main))
}
