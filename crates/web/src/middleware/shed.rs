//! Under more load than can be borne, some are asked to come back at once rather than all be
//! served late.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use crate::app::App;
use crate::config::Limits;
use crate::error::Failure;
use crate::health;

/// Seconds after which a shed request may come back.
const RETRY_AFTER_S: u32 = 1;

/// Places for requests.
#[derive(Debug)]
pub struct Load {
    working: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Load {
    pub fn new(limits: &Limits) -> Self {
        Self {
            working: Arc::new(Semaphore::new(limits.in_flight)),
            waiting: Arc::new(Semaphore::new(limits.waiting)),
        }
    }
}

/// Gives a request a place, or 503.
pub async fn shed(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if health::PATHS.contains(&path) {
        return next.run(request).await;
    }
    let places = if crate::api::changes::PATHS.contains(&path) {
        &app.load().waiting
    } else {
        &app.load().working
    };
    let Ok(place) = Arc::clone(places).try_acquire_owned() else {
        app.metrics().count_shed();
        return Failure::overloaded(RETRY_AFTER_S).into_response();
    };
    let response = next.run(request).await;
    drop(place);
    response
}
