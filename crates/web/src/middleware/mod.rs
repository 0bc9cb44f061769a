//! What surrounds every handler, from the outside in: the request's id and log line, safety
//! headers, words for failures, panics, load, the host, compression; and by route the guard.

pub mod body;
pub mod guard;
mod headers;
mod host;
mod log;
mod panic;
mod shed;
mod unread;

pub(crate) use shed::Load;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use http::HeaderMap;
use http::header::{ACCEPT_LANGUAGE, COOKIE};
use kernel::language::Language;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

use crate::app::App;
use crate::context::{NOWHERE, RequestContext};
use crate::error::{Failure, dress};
use crate::server::Peer;

/// Answers that are not worth compressing, in bytes.
const SMALL: u64 = 1_024;

/// Puts the layers round the routes.
pub(crate) fn surround(router: Router<App>, app: &App) -> Router {
    let compression = CompressionLayer::new().compress_when(
        SizeAbove::new(SMALL).and(NotForContentType::IMAGES).and(NotForContentType::SSE),
    );
    router
        .fallback(|| async { Failure::from(kernel::Error::NotFound) })
        .method_not_allowed_fallback(|| async { http::StatusCode::METHOD_NOT_ALLOWED })
        .layer(from_fn(panic::catch))
        .layer(from_fn_with_state(app.clone(), shed::shed))
        .layer(from_fn_with_state(app.clone(), host::check))
        .layer(from_fn_with_state(app.clone(), words))
        .layer(compression)
        .layer(from_fn_with_state(app.clone(), headers::secure))
        .layer(from_fn_with_state(app.clone(), log::log))
        .layer(from_fn_with_state(app.clone(), begin))
        .with_state(app.clone())
}

/// Gives the request its context.
async fn begin(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().map_or(NOWHERE, |peer| peer.0);
    let address = client_address(&app, peer, request.headers());
    let language = browser_language(request.headers()).unwrap_or(app.workspace().language);
    let htmx = request.headers().contains_key("hx-request");
    let context = RequestContext::begin(address, request.uri(), htmx, language);
    request.extensions_mut().insert(context);
    request.extensions_mut().insert(app);
    next.run(unread::taken_in(request)).await
}

/// Behind a trusted proxy the last address that it did not make up itself.
fn client_address(app: &App, peer: std::net::IpAddr, headers: &HeaderMap) -> std::net::IpAddr {
    let trusted =
        |address| app.config().trusted_proxies.iter().any(|proxy| proxy.contains(address));
    if !trusted(peer) {
        return peer;
    }
    headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|address| address.trim().parse().ok())
        .rfind(|address| !trusted(*address))
        .unwrap_or(peer)
}

fn browser_language(headers: &HeaderMap) -> Option<Language> {
    let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    Language::from_accept_language(header)
}

/// Gives failed answers their words.
async fn words(
    State(app): State<App>,
    context: RequestContext,
    request: Request,
    next: Next,
) -> Response {
    let cookies = request.headers().get(COOKIE).cloned();
    dress(next.run(request).await, &app, &context, cookies).await
}
