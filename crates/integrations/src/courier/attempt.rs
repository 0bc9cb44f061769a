//! One attempt: may its user still see what is told, sign it, send it, note how it went.

use std::time::Instant;

use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use kernel::access::{Act, Scope};
use kernel::{Error, Result};
use outgoing::{Client, Reply};
use serde_json::{Value as Json, json};
use store::query::{self, Asking};
use store::tx::Tx;
use url::Url;
use uuid::Uuid;
use web::app::App;

use crate::delivery::{self, Delivery, Ended, Message, State, Tried, webhook_id};
use crate::schedule::{self, Next, Outcome};
use crate::webhook::{self, Off, Webhook, sign};

/// Bytes of a reply that are kept.
const REPLY: usize = 64 * 1_024;

/// A claimed delivery with all that it needs.
struct Parcel {
    delivery: Delivery,
    message: Message,
    webhook: Webhook,
}

/// What came of sending it.
struct Sent {
    tried: Tried,
    outcome: Outcome,
    chance: u8,
}

/// Makes one attempt at a delivery that a courier has claimed.
///
/// # Errors
/// When the database fails; the lease will run out and the attempt be made again.
pub async fn attempt(app: &App, client: &Client, (id, courier): (Uuid, Uuid)) -> Result<()> {
    let parcel = match app.store().read(move |tx| Box::pin(open(tx, id))).await {
        Ok(parcel) => parcel,
        // Somebody took the endpoint away meanwhile, and this with it.
        Err(Error::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    };
    let Some(scope) = app.gate().scope_of(app, parcel.webhook.user).await? else {
        return without_user(app, &parcel, courier).await;
    };
    // Another user may have been put in charge since it was written.
    let same_user = parcel.message.user == parcel.webhook.user;
    if !same_user || !may_see(app, scope, &parcel.message).await? {
        let ended = Ended { state: State::Dropped, next_at: None, status: None, is_attempt: false };
        return end(app, &parcel, courier, ended, None).await;
    }
    let sent = send(app, client, &parcel).await?;
    let now = app.clock().now();
    let next = schedule::next(parcel.delivery.round + 1, sent.outcome, now, sent.chance);
    let (state, next_at) = match next {
        Next::Delivered => (State::Delivered, None),
        Next::Again(at) => (State::Waiting, Some(at)),
        Next::GivenUp => (State::Failed, None),
    };
    let ended = Ended { state, next_at, status: sent.tried.status, is_attempt: true };
    end(app, &parcel, courier, ended, Some(sent)).await
}

async fn open(tx: &mut Tx, id: Uuid) -> Result<Parcel> {
    let delivery = delivery::get(tx, id).await?;
    let message = delivery::find_message(tx, delivery.message).await?;
    let webhook = webhook::get(tx, delivery.webhook).await?;
    Ok(Parcel { delivery, message, webhook })
}

/// Nobody's rights are no rights: the endpoint is switched off and the delivery waits.
async fn without_user(app: &App, parcel: &Parcel, courier: Uuid) -> Result<()> {
    let (id, webhook, now) = (parcel.delivery.id, parcel.webhook.clone(), app.clock().now());
    app.store()
        .write(move |tx| {
            let webhook = webhook.clone();
            Box::pin(async move {
                delivery::hand_back(tx, id, courier).await?;
                webhook::end(tx, &webhook, Off::User, now).await
            })
        })
        .await
}

async fn may_see(app: &App, scope: Scope, message: &Message) -> Result<bool> {
    let Some((key, record)) = message.about.clone() else {
        return Ok(true);
    };
    let catalog = app.catalog();
    let Some(object) = catalog.object(&key).cloned() else {
        return Ok(false);
    };
    app.store()
        .read(move |tx| {
            let (catalog, scope, object) = (catalog.clone(), scope.clone(), object.clone());
            Box::pin(async move {
                let asking = Asking { catalog: &catalog, scope: &scope };
                Ok(!query::get_many(tx, asking, &object, &[record], Act::See).await?.is_empty())
            })
        })
        .await
}

async fn send(app: &App, client: &Client, parcel: &Parcel) -> Result<Sent> {
    let at = app.clock().now();
    let id = webhook_id(parcel.message.id);
    let secrets = parcel.webhook.secrets(app.store().sealer(), at)?;
    let signature = sign(&secrets, &id, at, &parcel.message.payload)?;
    let shown = json!({
        "content-type": "application/json",
        "user-agent": concat!("Rapport/", env!("CARGO_PKG_VERSION")),
        "webhook-id": id,
        "webhook-timestamp": at.as_second().to_string(),
        "webhook-signature": signature,
    });
    let began = Instant::now();
    let reply = match Url::parse(&parcel.webhook.url) {
        Ok(url) => {
            let body = Bytes::from(parcel.message.payload.clone());
            client.post(&url, headers(&shown)?, body).await.ok()
        }
        Err(_) => None,
    };
    let took_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
    let outcome = reply.as_ref().map_or(Outcome::Failed { wait: None }, |reply| {
        let asked = reply.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        schedule::outcome(reply.status, asked, at)
    });
    let status = reply.as_ref().map(|reply| reply.status.as_u16());
    let reply = reply.as_ref().map(text);
    let mut chance = [0u8; 1];
    store::secret::random(&mut chance)?;
    let [chance] = chance;
    Ok(Sent { tried: Tried { at, took_ms, status, headers: shown, reply }, outcome, chance })
}

fn headers(shown: &Json) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    for (name, value) in shown.as_object().into_iter().flatten() {
        let name = HeaderName::try_from(name.as_str()).map_err(anyhow::Error::from)?;
        let value = HeaderValue::from_str(value.as_str().unwrap_or_default());
        headers.insert(name, value.map_err(anyhow::Error::from)?);
    }
    Ok(headers)
}

/// The reply as text; what is no text is shown as marks, and costs no more room than it came with.
fn text(reply: &Reply) -> String {
    let mut text = String::from_utf8_lossy(&reply.body).into_owned();
    while text.len() > REPLY {
        text.pop();
    }
    text
}

async fn end(
    app: &App,
    parcel: &Parcel,
    courier: Uuid,
    ended: Ended,
    sent: Option<Sent>,
) -> Result<()> {
    let (id, webhook, now) = (parcel.delivery.id, parcel.webhook.clone(), app.clock().now());
    let sent = sent.map(|sent| (sent.tried, sent.outcome));
    app.store()
        .write(move |tx| {
            let (webhook, sent) = (webhook.clone(), sent.clone());
            Box::pin(async move {
                let is_ours = delivery::end(tx, (id, courier), ended, now).await?;
                let Some((tried, outcome)) = sent else {
                    return Ok(());
                };
                delivery::note(tx, id, &tried).await?;
                webhook::note(tx, webhook.id, outcome == Outcome::Delivered, now).await?;
                if is_ours { judge(tx, &webhook, outcome, now).await } else { Ok(()) }
            })
        })
        .await
}

/// Whether the endpoint stays on.
async fn judge(tx: &mut Tx, webhook: &Webhook, outcome: Outcome, now: Timestamp) -> Result<()> {
    let why = match outcome {
        Outcome::Delivered => return Ok(()),
        Outcome::Gone => Off::Gone,
        Outcome::Failed { .. } => {
            let since = webhook::get(tx, webhook.id).await?.failing_since;
            if !schedule::is_beyond_patience(since, now) {
                return Ok(());
            }
            Off::Failing
        }
    };
    webhook::end(tx, webhook, why, now).await
}
