//! One line a request, without personal data: the route, never the address with its query.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::app::App;
use crate::context::RequestContext;

/// Logs and measures a request.
pub async fn log(
    State(app): State<App>,
    context: RequestContext,
    request: Request,
    next: Next,
) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().clone();
    let span = tracing::info_span!("request", request.id = context.id());
    let response = next.run(request).instrument(span).await;
    let status = response.status().as_u16();
    let took = context.began().elapsed();
    app.metrics().count_request(method.as_str(), &route, status, took);
    tracing::info!(
        request.id = context.id(),
        http.method = %method,
        http.route = %route,
        http.status = status,
        duration_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "Answered {method} {route} with {status}"
    );
    response
}
