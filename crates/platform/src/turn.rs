//! One effect for one idempotency key, over acts that take several transactions.

use axum::response::{IntoResponse, Response};
use uuid::Uuid;
use web::api::answer::Answer;
use web::api::idempotency::{self, Key, Progress, Use};
use web::{ApiError, App};

/// What became of a key.
#[derive(Debug)]
pub enum Begun {
    /// It was answered before.
    Said(Response),
    Ours(Turn),
}

/// The leave to act, once.
#[derive(Debug)]
pub struct Turn {
    /// The same whenever this request is sent again.
    pub id: Uuid,
    /// Whether an earlier attempt was cut off: it may have acted.
    pub is_resumed: bool,
    key: Option<Key>,
    _use: Option<Use>,
}

impl Turn {
    /// Takes a key; a request without one is always fresh.
    ///
    /// # Errors
    /// 409 when the key is in flight, 422 when it stands for another request.
    pub async fn begin(app: &App, key: Option<Key>) -> Result<Begun, ApiError> {
        let in_use = idempotency::begin(app.in_flight(), key.as_ref())?;
        let fresh = Uuid::now_v7();
        let id = match &key {
            None => fresh,
            Some(key) => match idempotency::take_up(app.store(), key, fresh).await? {
                Progress::Finished(answer) => return Ok(Begun::Said(answer.replayed())),
                Progress::Open { change_set, .. } => change_set,
            },
        };
        Ok(Begun::Ours(Self { id, is_resumed: id != fresh, key, _use: in_use }))
    }

    /// Keeps the answer for the key; a refusal is not kept, the same key may try again.
    ///
    /// # Errors
    /// Those of the act.
    pub async fn end(
        self,
        app: &App,
        done: Result<Answer, ApiError>,
    ) -> Result<Response, ApiError> {
        self.end_telling(app, done.map(|answer| (answer.clone(), answer))).await
    }

    /// As [`Turn::end`], for an answer of which a part is told this once and kept nowhere: the
    /// first is kept, the second told.
    ///
    /// # Errors
    /// Those of the act.
    pub async fn end_telling(
        self,
        app: &App,
        done: Result<(Answer, Answer), ApiError>,
    ) -> Result<Response, ApiError> {
        match (done, self.key) {
            (Ok((kept, told)), Some(key)) => {
                idempotency::finish(app.store(), key, kept).await?;
                Ok(told.into_response())
            }
            (Ok((_, told)), None) => Ok(told.into_response()),
            (Err(error), Some(key)) => {
                idempotency::let_go(app.store(), key).await?;
                Err(error)
            }
            (Err(error), None) => Err(error),
        }
    }
}
