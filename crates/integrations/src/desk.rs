//! What may be done with endpoints and deliveries; screens and the API come here.

use jiff::{SignedDuration, Timestamp};
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::json;
use store::journal;
use store::tx::Tx;
use uuid::Uuid;
use web::app::App;
use web::session::Signed;

use crate::delivery::{self, Attempt, Delivery, Filter, Message, Range};
use crate::follower::payload;
use crate::webhook::{self, Draft, MOST, Secret, Webhook};

/// How long both secrets sign after a rotation.
const ROTATING: SignedDuration = SignedDuration::from_hours(24);
/// The event of a test.
pub const TEST: &str = "webhook.test";

/// An endpoint and the version of it that somebody saw.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub id: Uuid,
    /// Whatever it is, when none.
    pub version: Option<i64>,
}

/// One endpoint.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, id: Uuid) -> Result<Webhook> {
    app.store().read(move |tx| Box::pin(webhook::get(tx, id))).await
}

/// Endpoints, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App, before: Option<Uuid>, limit: i64) -> Result<Vec<Webhook>> {
    app.store().read(move |tx| Box::pin(webhook::list(tx, before, limit))).await
}

/// Makes an endpoint under an id; when it is there already, an earlier attempt made it and nothing
/// happens. The secret is told this once.
///
/// # Errors
/// [`Error::Refused`] naming what is wrong.
pub async fn create(
    app: &App,
    signed: &Signed,
    id: Uuid,
    draft: &Draft,
) -> Result<(Webhook, Option<Secret>)> {
    draft.refusals(&app.catalog(), &app.config().outgoing_allow).into_result()?;
    let (secret, owner, now) = (Secret::fresh()?, signed.scope.user(), app.clock().now());
    let sealed = secret.seal(app.store().sealer(), id)?;
    let draft = draft.clone();
    let (webhook, is_new) = app
        .store()
        .write(move |tx| {
            let (draft, sealed) = (draft.clone(), sealed.clone());
            Box::pin(async move {
                match webhook::get(tx, id).await {
                    Ok(made) => return Ok((made, false)),
                    Err(Error::NotFound) => {}
                    Err(error) => return Err(error),
                }
                if webhook::count(tx).await? >= MOST {
                    let refusal = Refusal::new("too-many").with("limit", MOST);
                    return Err(Error::Refused(Refusals::one(refusal)));
                }
                require_user(tx, draft.user).await?;
                let since = journal::last_seq(tx).await?;
                webhook::insert(tx, (id, owner), &draft, sealed, (since, now)).await?;
                Ok((webhook::get(tx, id).await?, true))
            })
        })
        .await?;
    Ok((webhook, is_new.then_some(secret)))
}

/// Keeps what an endpoint shall be from now on.
///
/// # Errors
/// [`Error::Refused`] naming what is wrong, [`Error::Stale`], [`Error::NotFound`].
pub async fn change(app: &App, seen: Seen, draft: &Draft) -> Result<Webhook> {
    draft.refusals(&app.catalog(), &app.config().outgoing_allow).into_result()?;
    let (draft, now) = (draft.clone(), app.clock().now());
    app.store()
        .write(move |tx| {
            let draft = draft.clone();
            Box::pin(async move {
                let known = fresh(tx, seen).await?;
                if known.user != draft.user || (draft.active && !known.active) {
                    require_user(tx, draft.user).await?;
                }
                if draft == Draft::like(&known) {
                    return Ok(known);
                }
                let since = journal::last_seq(tx).await?;
                if !webhook::update(tx, &known, &draft, (since, now)).await? {
                    return Err(stale(tx, seen.id).await);
                }
                webhook::get(tx, seen.id).await
            })
        })
        .await
}

/// Gives an endpoint a new secret, told this once; the one before signs along for a day.
///
/// # Errors
/// [`Error::Stale`], [`Error::NotFound`].
pub async fn rotate(app: &App, seen: Seen) -> Result<(Webhook, Secret)> {
    let (secret, now) = (Secret::fresh()?, app.clock().now());
    let sealed = secret.seal(app.store().sealer(), seen.id)?;
    let webhook = app
        .store()
        .write(move |tx| {
            let sealed = sealed.clone();
            Box::pin(async move {
                let known = fresh(tx, seen).await?;
                if !webhook::rotate(tx, &known, sealed, (now + ROTATING, now)).await? {
                    return Err(stale(tx, seen.id).await);
                }
                webhook::get(tx, seen.id).await
            })
        })
        .await?;
    Ok((webhook, secret))
}

/// Takes an endpoint away, with its deliveries.
///
/// # Errors
/// [`Error::Stale`], [`Error::NotFound`].
pub async fn remove(app: &App, seen: Seen) -> Result<()> {
    app.store()
        .write(move |tx| {
            Box::pin(async move {
                fresh(tx, seen).await?;
                webhook::delete(tx, seen.id).await
            })
        })
        .await
}

/// Puts a test on its way.
///
/// # Errors
/// [`Error::Conflict`] when the endpoint is off, [`Error::NotFound`].
pub async fn test(app: &App, id: Uuid, message: Uuid) -> Result<Delivery> {
    let now = app.clock().now();
    app.store()
        .write(move |tx| {
            Box::pin(async move {
                let webhook = webhook::get(tx, id).await?;
                require_on(&webhook)?;
                let data = json!({"webhook": id, "name": webhook.name});
                let payload = payload(TEST, None, &(now, data));
                let event = TEST.to_owned();
                let told = Message {
                    id: message,
                    event: event.clone(),
                    sequence: None,
                    about: None,
                    user: webhook.user,
                    payload,
                };
                if delivery::find_message(tx, message).await.is_err() {
                    delivery::insert_messages(tx, &[told], now).await?;
                    delivery::insert(tx, &[(id, message, event)], now).await?;
                }
                let filter = Filter {
                    webhook: id,
                    limit: 1,
                    event: Some(TEST.to_owned()),
                    ..Filter::default()
                };
                delivery::list(tx, &filter).await?.into_iter().next().ok_or(Error::NotFound)
            })
        })
        .await
}

/// A delivery, what it says and how each attempt went.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn look(app: &App, id: Uuid) -> Result<(Delivery, Message, Vec<Attempt>)> {
    app.store()
        .read(move |tx| {
            Box::pin(async move {
                let delivery = delivery::get(tx, id).await?;
                let message = delivery::find_message(tx, delivery.message).await?;
                let attempts = delivery::attempts(tx, id).await?;
                Ok((delivery, message, attempts))
            })
        })
        .await
}

/// Sends a delivery again.
///
/// # Errors
/// [`Error::Conflict`] when the endpoint is off, [`Error::NotFound`].
pub async fn replay(app: &App, id: Uuid) -> Result<Delivery> {
    let now = app.clock().now();
    app.store()
        .write(move |tx| {
            Box::pin(async move {
                let delivery = delivery::get(tx, id).await?;
                require_on(&webhook::get(tx, delivery.webhook).await?)?;
                delivery::replay(tx, id, now).await?;
                delivery::get(tx, id).await
            })
        })
        .await
}

/// Sends the deliveries of a range again; answers how many.
///
/// # Errors
/// As [`replay`].
pub async fn replay_range(app: &App, id: Uuid, range: Range) -> Result<u64> {
    let now: Timestamp = app.clock().now();
    if range.to < range.from {
        return Err(Error::refused("to", "ends-before-start"));
    }
    app.store()
        .write(move |tx| {
            Box::pin(async move {
                require_on(&webhook::get(tx, id).await?)?;
                delivery::replay_range(tx, id, range, now).await
            })
        })
        .await
}

async fn fresh(tx: &mut Tx, seen: Seen) -> Result<Webhook> {
    let known = webhook::get(tx, seen.id).await?;
    match seen.version {
        Some(version) if version != known.version => {
            Err(Error::Stale { current_version: known.version })
        }
        _ => Ok(known),
    }
}

/// Somebody was faster by a moment.
async fn stale(tx: &mut Tx, id: Uuid) -> Error {
    match webhook::get(tx, id).await {
        Ok(now) => Error::Stale { current_version: now.version },
        Err(error) => error,
    }
}

fn require_on(webhook: &Webhook) -> Result<()> {
    if webhook.active { Ok(()) } else { Err(Error::Conflict(Refusal::new("webhook-is-off"))) }
}

/// Whose rights are used must be able to sign in.
async fn require_user(tx: &mut Tx, user: Uuid) -> Result<()> {
    let sql = r#"
        select 1 from "user" where "id" = $1 and "active" = $2 and "deleted_at" is null"#;
    match tx.query_opt(sql, &[user.into(), true.into()]).await? {
        Some(_) => Ok(()),
        None => Err(Error::refused("user", "unknown-record")),
    }
}
