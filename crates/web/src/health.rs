//! What supervisors ask: does the process live, can it work, how is it doing.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use kernel::Error;
use serde_json::json;

use crate::app::App;
use crate::error::Failure;
use crate::routes::{Access, Routes};

/// These answer under any load and by any name.
pub const PATHS: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Longer than this the database is not ready.
const PATIENCE: Duration = Duration::from_secs(2);

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/healthz", Access::Public, healthz)
        .get("/readyz", Access::Public, readyz)
        .get("/metrics", Access::Public, metrics)
}

async fn healthz() -> &'static str {
    "ok\n"
}

async fn readyz(State(app): State<App>) -> Response {
    let database = is_database_ready(&app).await;
    let accepting = !app.stopping().is_cancelled();
    let ready = database && accepting;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({"ready": ready, "database": database, "accepting": accepting});
    (status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

async fn is_database_ready(app: &App) -> bool {
    let asked = app.store().read(|tx| {
        Box::pin(async move {
            let row = tx.query_one("select count(*) from \"setting\"", &[]).await?;
            row.int(0)
        })
    });
    matches!(tokio::time::timeout(PATIENCE, asked).await, Ok(Ok(_)))
}

async fn metrics(State(app): State<App>) -> Result<Response, Failure> {
    if !app.config().metrics {
        return Err(Error::NotFound.into());
    }
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(CONTENT_TYPE, kind)], app.metrics().render(&[])).into_response())
}
